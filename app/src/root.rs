//! The document and the routes.

use crate::components::{Frame, NotFound, StepUp, provide_hydrated};
use crate::pages::{
    ApplicationsPage, AuditPage, EnrolPage, InvitationPage, MePage, SecurityPage, SetUpPage,
    SignInPage, StepUpPage, UserPage, UsersPage,
};
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

/// The document around the application. On the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    crate::i18n::provide_locale();
    crate::host::protect_page();
    view! {
        <!DOCTYPE html>
        <html lang=crate::i18n::locale().as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet options=options.clone() id="style"/>
                <AutoReload options=options.clone()/>
                <link
                    id="texts"
                    rel="preload"
                    r#as="fetch"
                    crossorigin="anonymous"
                    href=crate::host::texts_path()
                />
                <HydrationScripts options=options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    crate::i18n::provide_locale();
    provide_hydrated();
    provide_context(StepUp::new());
    view! {
        <Title formatter=|title: String| {
            if title.is_empty() {
                "Bouclier".to_owned()
            } else {
                format!("{} · Bouclier", crate::host::as_title(&title))
            }
        }/>
        <Router>
            <Routes fallback=Lost transition=false>
                <Route path=path!("/") view=|| () ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view={Lazy::<SignInPage>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/enrol") view={Lazy::<EnrolPage>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/step-up") view={Lazy::<StepUpPage>::new()} ssr=SsrMode::Async/>
                <Route
                    path=path!("/applications")
                    view={Lazy::<ApplicationsPage>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/invitation/:token")
                    view={Lazy::<InvitationPage>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/set-up/:token")
                    view={Lazy::<SetUpPage>::new()}
                    ssr=SsrMode::Async
                />
                <ParentRoute path=path!("") view={Lazy::<Frame>::new()} ssr=SsrMode::Async>
                    <Route path=path!("/me") view={Lazy::<MePage>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=path!("/account/users")
                        view={Lazy::<UsersPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/account/users/:id")
                        view={Lazy::<UserPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/account/security")
                        view={Lazy::<SecurityPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/account/audit")
                        view={Lazy::<AuditPage>::new()}
                        ssr=SsrMode::Async
                    />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// A path that is no page.
#[component]
fn Lost() -> impl IntoView {
    view! {
        <crate::components::GateCard title=tr!("fault.not-found.title")>
            <NotFound/>
        </crate::components::GateCard>
    }
}

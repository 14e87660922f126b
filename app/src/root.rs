//! The routes.

use crate::components::{Frame, NotFound, StepUp, provide_hydrated};
use crate::pages::{
    ApplicationsPage, AuditPage, EnrolPage, InvitationPage, MePage, SecurityPage, SetUpPage,
    SignInPage, StepUpPage, UserPage, UsersPage,
};
use crate::parts::step_up_form;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    crate::locale::provide_locale();
    provide_hydrated();
    provide_context(StepUp::new(|| Box::pin(step_up_form())));
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
                <Route path=path!("/sign-in") view=sign_in ssr=SsrMode::Async/>
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

/// The sign-in, which the browser does not take over.
fn sign_in() -> AnyView {
    crate::host::plain_page(SignInPage::render)
}

/// The page for a path that does not exist.
#[component]
fn Lost() -> impl IntoView {
    view! {
        <crate::components::GateCard title=tr!(fault::not_found::TITLE)>
            <NotFound/>
        </crate::components::GateCard>
    }
}

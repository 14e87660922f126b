//! The routes.

mod at;

use self::at::At;
use crate::components::{Frame, NotFound, StepUp, provide_hydrated};
use crate::pages::{
    AuditPage, AuthenticatorAppsPage, BulkPage, EditUserPage, EnrolPage, ExemptionsPage,
    FiltersPage, ForgotPasswordPage, GroupsPage, ImportPage, InvitationPage, InviteUsersPage,
    MailsPage, MePage, NewUserPage, OrganisationPage, PreviewPage, ReportPage, SecureAccountPage,
    SecurityPage, SetUpPage, SignInPage, StepUpPage, UserPage, UsersPage,
};
use crate::parts::step_up_form;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode};
use wire::path;

/// The application.
#[allow(clippy::too_many_lines, reason = "a table with an entry for each page")]
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
                <Route path=At(path::ROOT) view=|| () ssr=SsrMode::Async/>
                <Route path=At(path::SIGN_IN) view=sign_in ssr=SsrMode::Async/>
                <Route path=At(path::FORGOT_PASSWORD) view=forgot_password ssr=SsrMode::Async/>
                <Route path=At(path::ENROL) view={Lazy::<EnrolPage>::new()} ssr=SsrMode::Async/>
                <Route path=At(path::STEP_UP) view={Lazy::<StepUpPage>::new()} ssr=SsrMode::Async/>
                <Route
                    path=At(path::AUTHENTICATOR_APPS)
                    view={Lazy::<AuthenticatorAppsPage>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=At(path::INVITATION.as_str())
                    view={Lazy::<InvitationPage>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=At(path::SECURE_ACCOUNT.as_str())
                    view={Lazy::<SecureAccountPage>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=At(path::SET_UP.as_str())
                    view={Lazy::<SetUpPage>::new()}
                    ssr=SsrMode::Async
                />
                <ParentRoute path=() view={Lazy::<Frame>::new()} ssr=SsrMode::Async>
                    <Route path=At(path::ME) view={Lazy::<MePage>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=At(path::USERS)
                        view={Lazy::<UsersPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::SAVED_FILTERS)
                        view={Lazy::<FiltersPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::NEW_USER)
                        view={Lazy::<NewUserPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::INVITE_USERS)
                        view={Lazy::<InviteUsersPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::REMIND_USERS)
                        view={Lazy::<MailsPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::IMPORT)
                        view={Lazy::<ImportPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::IMPORTED.as_str())
                        view={Lazy::<ImportPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::BULK)
                        view={Lazy::<BulkPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::BULK_ONE.as_str())
                        view={Lazy::<BulkPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::USER.as_str())
                        view={Lazy::<UserPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::EDIT_USER.as_str())
                        view={Lazy::<EditUserPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::GROUPS)
                        view={Lazy::<GroupsPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::GROUP.as_str())
                        view={Lazy::<GroupsPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::SECURITY)
                        view={Lazy::<SecurityPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::EXEMPTIONS)
                        view={Lazy::<ExemptionsPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::PREVIEW)
                        view={Lazy::<PreviewPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::REPORT)
                        view={Lazy::<ReportPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::ORGANISATION)
                        view={Lazy::<OrganisationPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::MAILS)
                        view={Lazy::<MailsPage>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=At(path::AUDIT)
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

/// Asking for another password, which the browser does not take over either.
fn forgot_password() -> AnyView {
    crate::host::plain_page(ForgotPasswordPage::render)
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

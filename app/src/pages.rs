//! The pages, each loaded when it is needed. Their views read the data, not
//! `LazyRoute::data`, whose code would be part of every first page.

mod audit;
mod authenticator_apps;
mod bulk;
mod edit_user;
mod enrol;
mod exemptions;
mod filters;
mod forgot_password;
mod groups;
mod import;
mod invitation;
mod invite_users;
mod mails;
mod me;
mod new_user;
mod organisation;
mod preview;
mod report;
mod secure_account;
mod security;
mod set_up;
mod sign_in;
mod step_up;
mod task;
mod user;
pub(crate) mod users;

pub use audit::AuditPage;
pub use authenticator_apps::AuthenticatorAppsPage;
pub use bulk::BulkPage;
pub use edit_user::EditUserPage;
pub use enrol::EnrolPage;
pub use exemptions::ExemptionsPage;
pub use filters::FiltersPage;
pub use forgot_password::ForgotPasswordPage;
pub use groups::GroupsPage;
pub use import::ImportPage;
pub use invitation::InvitationPage;
pub use invite_users::InviteUsersPage;
pub use mails::MailsPage;
pub use me::MePage;
pub use new_user::NewUserPage;
pub use organisation::OrganisationPage;
pub use preview::PreviewPage;
pub use report::ReportPage;
pub use secure_account::SecureAccountPage;
pub use security::SecurityPage;
pub use set_up::SetUpPage;
pub use sign_in::SignInPage;
pub use step_up::StepUpPage;
pub use user::UserPage;
pub use users::UsersPage;

use crate::components::Submission;
use leptos::prelude::*;

/// Follows forms whose answer is an address, by loading that page in full: session and language may
/// have changed.
fn go_after(action: Submission) {
    Effect::new(move |_| {
        if let Some(path) = action.answer::<String>() {
            crate::browser::load(&path);
        }
    });
}

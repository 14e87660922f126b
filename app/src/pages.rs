//! The pages, each loaded when it is needed. What they read is read by their views, not by
//! `LazyRoute::data`, whose code would be part of every first page.

mod applications;
mod enrol;
mod invitation;
mod me;
mod security;
mod set_up;
mod sign_in;
mod user;
mod users;

pub use applications::ApplicationsPage;
pub use enrol::EnrolPage;
pub use invitation::InvitationPage;
pub use me::MePage;
pub use security::SecurityPage;
pub use set_up::SetUpPage;
pub use sign_in::SignInPage;
pub use user::UserPage;
pub use users::UsersPage;

use crate::error::AppError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The error of an action's last answer.
fn error_of<S, T>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    Signal::derive(move || action.value().with(|v| v.as_ref().and_then(|r| r.as_ref().err().cloned())))
}

/// Follows an action that answers with where to go, by loading that page: session and language
/// may be others there.
fn go_after<S>(action: ServerAction<S>)
where
    S: ServerFn<Output = String, Error = AppError> + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if let Some(Ok(path)) = action.value().get() {
            crate::browser::load(&path);
        }
    });
}

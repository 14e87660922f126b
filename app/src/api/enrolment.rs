//! Enrolling an authenticator app.

use crate::error::AppError;
use domain::view::Enrolment;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Where the enrolment of this session stands.
#[server(prefix = "/api", endpoint = "enrolment", input = GetUrl)]
pub async fn read_enrolment() -> Result<Enrolment, AppError> {
    crate::ssr::run(async |backend, me| backend.enrolment(me.enrollee()?).await).await
}

/// Makes a new secret; answers with where to go.
#[server(prefix = "/api", endpoint = "enrolment/begin")]
pub async fn begin_enrolment(#[server(default)] next: String) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.begin_enrolment(me.fresh_enrollee()?).await?;
        Ok(crate::ssr::go(step("/enrol?step=qr", &next)))
    })
    .await
}

/// Confirms the secret with a code of it; answers with where to go.
#[server(prefix = "/api", endpoint = "enrolment/confirm")]
pub async fn confirm_enrolment(
    code: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let token = backend.confirm_enrolment(me.enrollee()?, &code).await?;
        crate::ssr::set_session(&token);
        Ok(crate::ssr::go(step("/enrol", &next)))
    })
    .await
}

/// Says that the recovery codes are saved; answers with where to go.
#[server(prefix = "/api", endpoint = "enrolment/finish")]
pub async fn finish_enrolment(
    #[server(default)] saved: Option<String>,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let token = backend
            .finish_enrolment(me.enrollee()?, saved.is_some())
            .await?;
        crate::ssr::set_session(&token);
        Ok(crate::ssr::go(finished(me.role, &next)))
    })
    .await
}

/// A step of the enrolment, with the page to return to.
#[cfg_attr(
    not(feature = "ssr"),
    expect(dead_code, reason = "the server leads on")
)]
pub(crate) fn step(path: &str, next: &str) -> String {
    crate::access::with_next(path, domain::return_to::ReturnTo::parse(next).as_ref())
}

/// Where a finished enrolment leads: the page that was asked for, else the own account, which
/// says that 2FA is active.
#[cfg_attr(
    not(feature = "ssr"),
    expect(dead_code, reason = "the server leads on")
)]
pub(crate) fn finished(role: domain::Role, next: &str) -> String {
    if domain::return_to::ReturnTo::parse(next).is_some() || role == domain::Role::Admin {
        crate::access::after(domain::Gate::Open, role, Some(next))
    } else {
        format!("/me?notice={}", crate::notice::Notice::Activated.as_str())
    }
}

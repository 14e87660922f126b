//! Enrolling an authenticator app.

use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use wire::view::Enrolment;

/// The current step of this session's enrolment.
#[server(prefix = "/api", endpoint = "enrolment", input = GetUrl, output = Answer)]
pub async fn read_enrolment() -> Result<Enrolment, AppError> {
    crate::ssr::run(async |backend, me| backend.enrolment(me.enrollee()?).await).await
}

impl Question for ReadEnrolment {
    type Shown = Enrolment;
}

/// Generates a secret, unless one awaits its confirmation or with `anew`; answers with where to go.
#[server(prefix = "/api", endpoint = "enrolment/begin", output = Answer)]
pub async fn begin_enrolment(
    #[server(default)] anew: Option<String>,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let enrollee = me.fresh_enrollee()?;
        match anew {
            Some(_) => backend.begin_enrolment_anew(enrollee).await?,
            None => backend.begin_enrolment(enrollee).await?,
        }
        Ok(crate::ssr::redirect_or_return_path(
            crate::ssr::enrolment::step(&wire::path::with(wire::path::ENROL, "step", "qr"), &next),
        ))
    })
    .await
}

/// Confirms the secret with one of its codes; answers with where to go.
#[server(prefix = "/api", endpoint = "enrolment/confirm", output = Answer)]
pub async fn confirm_enrolment(
    code: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    crate::ssr::run_renewing(
        async move |backend, me| {
            let token = backend
                .confirm_enrolment(me.fresh_enrollee()?, &code)
                .await?;
            crate::ssr::set_session(&token);
            Ok(())
        },
        |_| (),
    )
    .await?;
    let page = crate::ssr::enrolment::step(wire::path::ENROL, &next);
    Ok(crate::ssr::redirect_or_return_path(page))
}

/// Confirms that the user has saved the recovery codes; answers with where to go.
#[server(prefix = "/api", endpoint = "enrolment/finish", output = Answer)]
pub async fn finish_enrolment(
    #[server(default)] saved: Option<String>,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let role = crate::ssr::run_renewing(
        async move |backend, me| {
            let tokens = backend
                .finish_enrolment(me.enrollee()?, saved.is_some())
                .await?;
            crate::ssr::set_session(&tokens.session);
            crate::ssr::keep_device(&tokens.device);
            Ok(me.role())
        },
        backend::access::Principal::role,
    )
    .await?;
    let page = crate::ssr::enrolment::finished(role, &next);
    Ok(crate::ssr::redirect_or_return_path(page))
}

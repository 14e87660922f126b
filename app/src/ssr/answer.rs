//! Between server functions and use cases: turns the result of a use case into an answer.

use super::caller::{Caller, Changes, caller, change, has_unexpected_field, parts, wants_html};
use super::cookies::set_session;
use super::redirect::referring_page;
use super::request::{RequestId, function_span, traced};
use crate::error::AppError;
use backend::access::Principal;
use backend::error::with_causes;
use backend::{Backend, Error};
use domain::problem::Problem;
use http::header::{HeaderValue, RETRY_AFTER};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use std::future::Future;
use tracing::Instrument;
use wire::path;
use wire::return_to::ReturnTo;

/// Runs a use case for a caller who has a session.
pub async fn run<T, F, Fut>(work: F) -> Result<T, AppError>
where
    F: FnOnce(Backend, Principal) -> Fut,
    Fut: Future<Output = backend::Result<T>>,
{
    let traced = traced();
    let function = function_span::<F>(&traced);
    let answered = async { answer(run_for_caller(work).await, &traced.id) };
    let answered = answered.instrument(function);
    answered.instrument(traced.span.clone()).await
}

async fn run_for_caller<T, F, Fut>(work: F) -> backend::Result<T>
where
    F: FnOnce(Backend, Principal) -> Fut,
    Fut: Future<Output = backend::Result<T>>,
{
    match (use_context::<Backend>(), caller().principal) {
        (Some(_), Some(_)) if has_unexpected_field() => Err(Problem::Unknown.into()),
        (Some(backend), Some(principal)) => answered_to(backend, principal, work).await,
        (Some(_), None) => Err(Error::Unauthenticated),
        (None, _) => Err(no_backend()),
    }
}

/// Runs a use case that renews the session of a caller, by a form that a browser may send twice. Where the same form has renewed it just
/// before, perhaps at another process, that outcome is the one of both: `again` makes the answer for the session as it is now.
pub async fn run_renewing<T, F, Fut>(
    work: F,
    again: impl FnOnce(&Principal) -> T,
) -> Result<T, AppError>
where
    F: FnOnce(Backend, Principal) -> Fut,
    Fut: Future<Output = backend::Result<T>>,
{
    let traced = traced();
    let function = function_span::<F>(&traced);
    let answered = async {
        let result = match run_for_caller(work).await {
            Err(refused) => match renewed_before().await {
                Some(principal) => Ok(again(&principal)),
                None => Err(refused),
            },
            done => done,
        };
        answer(result, &traced.id)
    };
    let answered = answered.instrument(function);
    answered.instrument(traced.span.clone()).await
}

/// The caller whose session the same form has just renewed; the answer gets its cookie.
async fn renewed_before() -> Option<Principal> {
    let backend = use_context::<Backend>()?;
    let found = backend.renewed_by(&caller().origin).await;
    let found = found.inspect_err(|error| {
        let cause = with_causes(error);
        tracing::warn!(
            error.cause = cause,
            "could not look for the outcome of a form"
        );
    });
    let (token, principal) = found.ok().flatten()?;
    set_session(&token);
    Some(principal)
}

/// The result for a caller who is signed in: refused if that is one change too many at once.
async fn answered_to<T, F, Fut>(
    backend: Backend,
    principal: Principal,
    work: F,
) -> backend::Result<T>
where
    F: FnOnce(Backend, Principal) -> Fut,
    Fut: Future<Output = backend::Result<T>>,
{
    match change() {
        Some(Changes { secures: true }) => backend.take_securing_write(&principal).await?,
        Some(Changes { secures: false }) => backend.take_write(&principal).await?,
        None => {}
    }
    let (asked, by) = (backend.clone(), principal.clone());
    asked.noted_right(&by, work(backend, principal).await).await
}

/// Runs a use case that needs no session.
pub async fn run_anonymous<T, F, Fut>(work: F) -> Result<T, AppError>
where
    F: FnOnce(Backend, Caller) -> Fut,
    Fut: Future<Output = backend::Result<T>>,
{
    let traced = traced();
    let function = function_span::<F>(&traced);
    let answered = async {
        let result = match use_context::<Backend>() {
            Some(_) if has_unexpected_field() => Err(Problem::Unknown.into()),
            Some(backend) => work(backend, caller()).await,
            None => Err(no_backend()),
        };
        answer(result, &traced.id)
    };
    let answered = answered.instrument(function);
    answered.instrument(traced.span.clone()).await
}

fn no_backend() -> Error {
    Error::internal("answering", "the application has no backend")
}

fn answer<T>(result: backend::Result<T>, id: &RequestId) -> Result<T, AppError> {
    result.map_err(|error| {
        let error = told(error, id);
        answer_with(&error);
        let response = use_context::<ResponseOptions>();
        if let (Some(retry_after), Some(response)) = (error.retry_after(), response) {
            response.insert_header(RETRY_AFTER, HeaderValue::from(retry_after));
        }
        error
    })
}

/// Gives the answer of a server function the status of its error; a form sent without script is
/// redirected instead.
pub fn answer_with(error: &AppError) {
    let called = parts().filter(|p| p.uri.path().starts_with(path::API));
    match (called, error) {
        (Some(parts), AppError::StepUp(_)) if wants_html(&parts) => {
            let back = ReturnTo::parse(&referring_page(&[]));
            leptos_axum::redirect(&crate::access::with_next(path::STEP_UP, back.as_ref()));
        }
        (Some(parts), _) if !wants_html(&parts) => set_status(error.status()),
        _ => {}
    }
}

/// The error that the caller sees for an error of a use case. The cause of an internal one is logged here, once; the id of
/// the request is the reference that the caller sees.
pub fn told(error: Error, id: &RequestId) -> AppError {
    match error {
        Error::Unauthenticated => AppError::Unauthenticated,
        Error::Gate(gate) => AppError::Gate(gate),
        Error::StepUp(proof) => AppError::StepUp(proof),
        Error::Forbidden => AppError::Forbidden,
        Error::NotFound => AppError::NotFound,
        Error::Refused(problem) => AppError::Refused(problem),
        Error::SecondMeans { from, role } => AppError::SecondMeans { from, role },
        Error::HelpLimited { from } => AppError::HelpLimited { from },
        Error::ClockOff { seconds } => AppError::ClockOff { seconds },
        Error::Throttled { retry_after, .. } => AppError::Throttled { retry_after },
        Error::WritesLimited { retry_after } => AppError::WritesLimited { retry_after },
        Error::Busy { retry_after } => AppError::Busy { retry_after },
        Error::Internal(failure) => {
            let reference = id.to_string();
            tracing::error!(error.reference = %reference, error.cause = with_causes(&failure), "a request failed");
            AppError::Internal { reference }
        }
    }
}

/// Sets the status of the answer.
pub fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        http::StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
}

//! Error answers that are not pages.

use app::error::AppError;
use app::ssr::{RequestId, told};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Redirect, Response};
use backend::Error;

/// One line of plain text under the status of the error (RFC 9110 §15), with `Retry-After` where it helps to come back.
pub fn refusal(error: Error, id: &RequestId) -> Response {
    let error = told(error, id);
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(status, &error)
}

/// The same for a form of a page that a browser sends by itself. Who may not (any more) send it is led to that page, which says so in the
/// reader's language, or asks for a sign-in first.
pub fn refusal_at(page: &str, asked: &HeaderMap, error: Error, id: &RequestId) -> Response {
    let accepted = asked
        .get(ACCEPT)
        .and_then(|accepted| accepted.to_str().ok());
    let is_navigation = accepted.is_some_and(|accepted| accepted.contains("text/html"));
    match error {
        Error::Unauthenticated | Error::Gate(_) | Error::Forbidden if is_navigation => {
            Redirect::to(page).into_response()
        }
        error => refusal(error, id),
    }
}

/// The same when nobody can be served at all.
pub fn unavailable(error: Error, id: &RequestId) -> Response {
    answer(StatusCode::SERVICE_UNAVAILABLE, &told(error, id))
}

fn answer(status: StatusCode, error: &AppError) -> Response {
    let mut response = (status, line(error)).into_response();
    if let Some(retry_after) = error.retry_after() {
        let value = HeaderValue::from(retry_after);
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}

fn line(error: &AppError) -> String {
    let text = match error {
        AppError::Unauthenticated => "Sign in first.",
        AppError::Gate(_) => "Finish the sign-in first.",
        AppError::StepUp(_) => "Confirm first that it is you.",
        AppError::Forbidden => "You do not have permission.",
        AppError::NotFound => "Not found.",
        AppError::Refused(_)
        | AppError::SecondMeans { .. }
        | AppError::HelpLimited { .. }
        | AppError::ClockOff { .. } => "Refused. Nothing was changed.",
        AppError::Throttled { .. } | AppError::WritesLimited { .. } => {
            "Too many at once. Try again later."
        }
        AppError::Busy { .. } | AppError::Transport => "Busy. Try again.",
        AppError::Internal { reference } => return format!("Bouclier: {reference}\n"),
    };
    format!("{text}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::problem::Problem;
    use domain::{Gate, Proof, Timestamp};

    #[test]
    fn each_error_has_its_status_and_tells_nothing_from_below() {
        let until = Timestamp::from_unix(0);
        let cases = [
            (Error::Unauthenticated, 401),
            (Error::Gate(Gate::SecondFactor), 403),
            (Error::StepUp(Proof::Code), 403),
            (Error::Forbidden, 403),
            (Error::NotFound, 404),
            (Error::Refused(Problem::CodeWrong), 422),
            (Error::HelpLimited { from: until }, 422),
            (Error::ClockOff { seconds: 60 }, 422),
            (
                Error::Throttled {
                    until,
                    retry_after: 30,
                },
                429,
            ),
            (Error::WritesLimited { retry_after: 1 }, 429),
            (Error::Busy { retry_after: 5 }, 503),
            (Error::internal("looking", "secret"), 500),
        ];
        for (error, status) in cases {
            let shown = format!("{error:?}");
            let comes_back = matches!(status, 429 | 503);
            let told = told(error, &RequestId::make());
            assert!(!line(&told).contains("secret"), "{shown}");
            let answer = answer(StatusCode::from_u16(told.status()).unwrap(), &told);
            assert_eq!(answer.status().as_u16(), status, "{shown}");
            assert_eq!(
                answer.headers().contains_key(RETRY_AFTER),
                comes_back,
                "{shown}"
            );
        }
    }

    #[test]
    fn where_nothing_can_be_answered_one_may_come_back() {
        assert_eq!(
            unavailable(Error::internal("looking", "gone"), &RequestId::make()).status(),
            503
        );
    }
}

//! The error for a server function that could not be called, or whose answer could not be read.

use crate::codec::JsonText;
use crate::error::AppError;
use domain::problem::Problem;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let told = match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::Refused(Problem::Unknown)
            }
            error if crate::host::is_unreadable(&error) => Self::Refused(Problem::Unknown),
            _ => Self::Transport,
        };
        crate::host::answer_with(&told);
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_that_does_not_parse_is_refused_and_its_text_is_not_passed_on() {
        let error = AppError::from_server_fn_error(ServerFnErrorErr::Args("secret".into()));
        assert_eq!(error, AppError::Refused(Problem::Unknown));
        let error = AppError::from_server_fn_error(ServerFnErrorErr::Request("secret".into()));
        assert_eq!(error, AppError::Transport);
    }
}

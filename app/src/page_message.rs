//! What a page says first: the flash message or the error of a form that was sent without script.
//!
//! The answer of such a form is a redirect. What the page after it says comes in a cookie for one answer and never in the
//! address, which anybody can write: a stranger's words would stand on a page of ours.

use crate::error::AppError;
use crate::flash::Flash;

/// What a page says first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageMessage {
    /// A change succeeded.
    Flash(Flash),
    /// A form was refused.
    Refused {
        /// The path of the server function that the form was for.
        to: String,
        /// Why.
        error: AppError,
    },
}

impl PageMessage {
    /// The text form, for a cookie and for the document: `flash|NAME` or `refused|PATH|ERROR`.
    pub fn wire(&self) -> String {
        match self {
            Self::Flash(flash) => format!("flash|{}", flash.as_str()),
            Self::Refused { to, error } => format!("refused|{to}|{}", error.wire()),
        }
    }

    /// Parses the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('|')?;
        match kind {
            "flash" => Flash::parse(rest).map(Self::Flash),
            "refused" => {
                let (to, error) = rest.split_once('|')?;
                let error = AppError::parse(error)?;
                let to = to.to_owned();
                Some(Self::Refused { to, error })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::problem::Problem;

    #[test]
    fn the_text_form_reads_back() {
        for told in [
            PageMessage::Flash(Flash::RoleChanged),
            PageMessage::Refused {
                to: "/api/sign-in".to_owned(),
                error: AppError::Refused(Problem::Credentials),
            },
        ] {
            assert_eq!(PageMessage::parse(&told.wire()), Some(told));
        }
    }

    #[test]
    fn what_is_neither_a_flash_message_nor_an_error_is_nothing() {
        for text in [
            "",
            "flash",
            "flash|",
            "flash|<b>",
            "refused|/api/x",
            "refused|/api/x|no",
            "x|y",
        ] {
            assert_eq!(PageMessage::parse(text), None, "{text}");
        }
    }
}

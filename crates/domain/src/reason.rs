//! Why an admin does something: written to the audit log.

use crate::problem::Problem;
use crate::text::bad_character;

/// The maximum number of characters of a reason.
pub const MAX_LENGTH: usize = 300;

/// One line of 1 to 300 characters, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Reads a reason; surrounding spaces are dropped.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Self::parse_optional(text)?.ok_or(Problem::ReasonMissing)
    }

    /// Reads an optional reason.
    pub fn parse_optional(text: &str) -> Result<Option<Self>, Problem> {
        let reason = text.trim();
        if reason.is_empty() {
            Ok(None)
        } else if reason.chars().count() > MAX_LENGTH {
            Err(Problem::ReasonTooLong)
        } else if bad_character(reason).is_some() {
            Err(Problem::Unknown)
        } else {
            Ok(Some(Self(reason.to_owned())))
        }
    }

    /// The reason as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_LENGTH, Problem, Reason};

    #[test]
    fn a_reason_is_one_line_of_at_most_300_characters() {
        let read = |text: &str| Reason::parse(text).map(|r| r.as_str().to_owned());
        assert_eq!(read(" téléphone perdu "), Ok("téléphone perdu".to_owned()));
        assert_eq!(read("  "), Err(Problem::ReasonMissing));
        assert!(read(&"é".repeat(MAX_LENGTH)).is_ok());
        assert_eq!(
            read(&"é".repeat(MAX_LENGTH + 1)),
            Err(Problem::ReasonTooLong)
        );
        assert_eq!(read("a\nb"), Err(Problem::Unknown));
    }

    #[test]
    fn a_reason_that_may_be_left_out_keeps_every_other_rule() {
        assert_eq!(Reason::parse_optional("  "), Ok(None));
        assert_eq!(Reason::parse_optional("a\nb"), Err(Problem::Unknown));
        assert_eq!(
            Reason::parse_optional("congé"),
            Reason::parse("congé").map(Some)
        );
    }
}

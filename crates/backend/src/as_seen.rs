//! What a form asks for, with what it showed of the state that this changes.

use domain::problem::Problem;

/// A change that was asked for in a state.
#[derive(Debug, Clone, Copy)]
pub struct AsSeen<'a, T> {
    pub(crate) asked: T,
    /// The word for that state (`domain::seen`); none from the command line, which shows nothing.
    seen: Option<&'a str>,
}

impl<'a, T> AsSeen<'a, T> {
    /// By a form that showed the state with this word.
    pub const fn by_form(asked: T, seen: &'a str) -> Self {
        Self {
            asked,
            seen: Some(seen),
        }
    }

    /// Whether the state is still the one that was shown.
    pub(crate) fn still(&self, present: &str) -> Result<(), Problem> {
        match self.seen {
            Some(seen) if seen != present => Err(Problem::ChangedMeanwhile),
            _ => Ok(()),
        }
    }
}

impl<T> From<T> for AsSeen<'_, T> {
    fn from(asked: T) -> Self {
        Self { asked, seen: None }
    }
}

impl<'a> From<&'a String> for AsSeen<'_, &'a str> {
    fn from(asked: &'a String) -> Self {
        asked.as_str().into()
    }
}

//! The result of a check.

use std::fmt;

/// The severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, but should be changed.
    Warning,
    /// It does not work or is not safe.
    Problem,
}

/// One line: severity, subject, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The severity.
    pub level: Level,
    about: &'static str,
    text: String,
}

impl Finding {
    /// As it should be.
    pub fn ok(about: &'static str, text: impl Into<String>) -> Self {
        Self::new(Level::Ok, about, text)
    }

    /// Works, but should be changed.
    pub fn warning(about: &'static str, text: impl Into<String>) -> Self {
        Self::new(Level::Warning, about, text)
    }

    /// Does not work or is not safe.
    pub fn problem(about: &'static str, text: impl Into<String>) -> Self {
        Self::new(Level::Problem, about, text)
    }

    fn new(level: Level, about: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { level, about, text }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Problem => "problem",
        };
        // Messages of libraries may have several lines.
        let text = self.text.replace(['\r', '\n'], " ");
        write!(f, "{level:<7}  {}: {text}", self.about)
    }
}

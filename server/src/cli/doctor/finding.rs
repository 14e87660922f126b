//! What a check says.

use std::fmt;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, and should be another way.
    Warning,
    /// It does not work, or is not safe.
    Problem,
}

/// One line: how bad, what about, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    about: &'static str,
    text: String,
}

impl Finding {
    /// As it should be.
    pub fn ok(about: &'static str, text: impl Into<String>) -> Self {
        Self::new(Level::Ok, about, text)
    }

    /// Works, and should be another way.
    pub fn warning(about: &'static str, text: impl Into<String>) -> Self {
        Self::new(Level::Warning, about, text)
    }

    /// Does not work, or is not safe.
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
        // What libraries say may have lines of its own.
        let text = self.text.replace(['\r', '\n'], " ");
        write!(f, "{level:<7}  {}: {text}", self.about)
    }
}

//! How a command fails: one line on standard error and an exit code.

use crate::config::ConfigError;
use crate::site::SiteError;
use backend::error::with_causes;
use domain::problem::Problem;
use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

const FAILED: u8 = 1;
const CONFIGURATION: u8 = 2;
const PARTLY: u8 = 3;
const NOTHING: u8 = 4;

/// Why a command failed. Usage errors are clap's, with exit code 2 too.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// A failure with the exit code 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            code: FAILED,
            message: message.into(),
        }
    }

    /// Something was left out, and the rest was done; with an exit code of its own.
    pub fn partly(message: impl Into<String>) -> Self {
        Self {
            code: PARTLY,
            message: message.into(),
        }
    }

    /// What was given was refused, and nothing was done; with an exit code of its own.
    pub fn nothing(message: impl Into<String>) -> Self {
        Self {
            code: NOTHING,
            message: message.into(),
        }
    }

    /// A failure on a file.
    pub fn of_file(path: &Path, error: impl Display) -> Self {
        Self::new(format!("{}: {error}", path.display()))
    }

    /// A failure to write the output. A reader that closes early, like `head`, is not a failure.
    #[expect(clippy::needless_pass_by_value, reason = "it is for `map_err`")]
    pub fn from_output(error: std::io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            Self {
                code: 0,
                message: String::new(),
            }
        } else {
            Self::new(format!("cannot write to standard output: {error}"))
        }
    }

    /// Prints the line and returns the exit code.
    pub fn report(&self) -> ExitCode {
        if !self.message.is_empty() {
            let line = self.message.replace(['\r', '\n'], " ");
            // If standard error is gone too, only the exit code is left.
            let _ = writeln!(std::io::stderr().lock(), "bouclier: {line}");
        }
        ExitCode::from(self.code)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self {
            code: CONFIGURATION,
            message: error.to_string(),
        }
    }
}

impl From<SiteError> for Failure {
    fn from(error: SiteError) -> Self {
        Self {
            code: CONFIGURATION,
            message: error.to_string(),
        }
    }
}

impl From<backend::Error> for Failure {
    fn from(error: backend::Error) -> Self {
        Self::new(match error {
            backend::Error::Refused(Problem::EmailTaken) => {
                "an account with this address already exists".to_owned()
            }
            backend::Error::Refused(Problem::PasswordCommon) => {
                "the password is easy to guess: a common word, a repetition or a run of keys"
                    .to_owned()
            }
            backend::Error::Internal(failure) => with_causes(&failure),
            other => other.to_string(),
        })
    }
}

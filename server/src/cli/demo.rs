//! `bouclier demo fill` and `bouclier demo activate`

use super::users_import::{self, print};
use super::{Failure, manager, say};
use crate::config::Config;
use backend::demo::DemoError;
use backend::import::ImportError;
use std::path::PathBuf;

/// The sample organisation.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, as for `users import`
    file: PathBuf,
}

/// Imports a sample organisation into an empty database.
pub async fn fill(config: &Config, args: &Args) -> Result<(), Failure> {
    let file = users_import::open(&args.file)?;
    let backend = config.open().await?;
    match backend.fill_demo(&manager(), file).await {
        Ok(report) => print(&report, false),
        Err(DemoError::Import(ImportError::File(error))) => {
            Err(Failure::of_file(&args.file, error))
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives many users of the sample organisation a second factor.
pub async fn activate(config: &Config) -> Result<(), Failure> {
    let backend = config.open().await?;
    let activated = backend.activate_demo(&manager()).await?;
    say(format_args!(
        "{activated} users activated two-factor authentication"
    ))
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Backend(error) | DemoError::Import(ImportError::Backend(error)) => {
                error.into()
            }
            other => Self::new(other.to_string()),
        }
    }
}

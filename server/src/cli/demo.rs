//! `bouclier demo activate`

use super::{Failure, manager, say};
use crate::config::Config;

/// Gives many users of the sample organisation a second factor.
pub async fn activate(config: &Config) -> Result<(), Failure> {
    let backend = config.open().await?;
    let activated = backend.activate_demo(&manager()).await?;
    say(format_args!(
        "{activated} users activated two-factor authentication"
    ))
}

//! `bouclier users list`

use super::{Failure, manager};
use crate::config::Config;
use std::io::{BufWriter, Write};
use wire::view::UserRow;

const PAGE: u64 = 500;

/// Prints a line per account. Names and addresses hold no tab and no line break: their types
/// refuse control characters.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let backend = config.open().await?;
    let mut out = BufWriter::new(std::io::stdout());
    let mut last = None;
    loop {
        let users = backend.users_after(&manager(), last, PAGE).await?;
        let Some(user) = users.last() else {
            return out.flush().map_err(Failure::from_output);
        };
        last = Some(user.id);
        for user in &users {
            write_line(&mut out, user).map_err(Failure::from_output)?;
        }
    }
}

/// Writes the line of an account.
pub(super) fn write_line(out: &mut impl Write, user: &UserRow) -> std::io::Result<()> {
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t{}",
        user.id, user.email, user.name, user.role, user.status
    )
}

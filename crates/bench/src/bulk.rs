//! The speed of doing something to many users.

use crate::Outcome;
use crate::figure::{Figure, Report};
use crate::instance::Instance;
use std::time::Instant;

/// Requires 2FA of everybody of whom it is not required and who has none, with the program itself, from its start to its end.
pub async fn measure(instance: &Instance, users: u64, report: &mut Report) -> Outcome<()> {
    // Where an earlier run has required it of them.
    act(instance, &["lift", "--filter", "requirement=individual"]).await?;
    let begin = Instant::now();
    let done = act(instance, &["require", "--filter", "status=inactive"]).await?;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let rate = done as f64 / begin.elapsed().as_secs_f64();
    report.add(Figure::at_least(
        "bulk_rate",
        rate,
        "users/s",
        5_000.0,
        users,
    ))
}

/// Returns to how many users it was done.
async fn act(instance: &Instance, args: &[&str]) -> Outcome<u64> {
    let mut command = instance.command()?;
    command.args(["users", "bulk"]).args(args);
    let output = tokio::process::Command::from(command).output().await?;
    if !output.status.success() {
        return Err("the operation failed".into());
    }
    let said = String::from_utf8(output.stdout)?;
    let line = said.lines().last().unwrap_or_default();
    let done = line.split(' ').next().unwrap_or_default();
    Ok(done.parse()?)
}

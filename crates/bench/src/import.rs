//! The speed and memory of an import.

use crate::Outcome;
use crate::figure::{Figure, Report};
use crate::instance::Instance;
use crate::server::status;
use std::path::Path;
use std::time::{Duration, Instant};

/// Imports a file with this many rows with the program itself, from its start to its end.
pub async fn measure(
    instance: &Instance,
    file: &Path,
    rows: u64,
    report: &mut Report,
) -> Outcome<()> {
    let mut command = instance.command()?;
    command.args(["users", "import"]).arg(file);
    let begin = Instant::now();
    let mut child = tokio::process::Command::from(command).spawn()?;
    let process = child.id().ok_or("the import did not start")?;
    let mut peak = 0;
    let mut turn = tokio::time::interval(Duration::from_millis(20));
    let outcome = loop {
        tokio::select! {
            outcome = child.wait() => break outcome?,
            _ = turn.tick() => peak = peak.max(status(process, "VmHWM").unwrap_or(0)),
        }
    };
    if !outcome.success() {
        return Err("the import failed".into());
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let rate = rows as f64 / begin.elapsed().as_secs_f64();
    let users = rows + 1;
    report.add(Figure::at_least(
        "import_rate",
        rate,
        "rows/s",
        20_000.0,
        users,
    ))?;
    report.add(Figure::memory("import_memory", peak, 150, users))
}

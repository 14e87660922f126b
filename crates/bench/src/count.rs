//! How many instructions an operation takes: a change in cost shows whatever the load of the
//! machine.

use crate::Outcome;
use crate::figure::{Figure, Report};
use std::path::Path;
use std::process::{Command, Stdio};

/// Rows of a page.
const ROWS: f64 = 50.0;
/// The counts when the cost last changed on purpose, with the toolchain that the workspace names.
const RESOLVER: u32 = 1_198;
const ROW: u32 = 56_095;

/// Counts by valgrind, where it is installed.
pub fn measure(report: &mut Report) -> Outcome<()> {
    println!("==> instructions");
    let program = std::env::current_exe()?.with_file_name("bouclier-bench-rounds");
    let resolver = round(&program, "resolver", 1_000)?;
    report.add(Figure::instructions(
        "resolver_instructions",
        resolver,
        RESOLVER,
    ))?;
    let rows = round(&program, "rows", 20)? / ROWS;
    report.add(Figure::instructions("row_instructions", rows, ROW))
}

/// Instructions of one round: the count for twice as many rounds minus the count for the rounds, so
/// that the start of the program does not count.
fn round(program: &Path, what: &str, rounds: u32) -> Outcome<f64> {
    let (few, many) = (
        count(program, what, rounds)?,
        count(program, what, 2 * rounds)?,
    );
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let more = many.saturating_sub(few) as f64;
    Ok(more / f64::from(rounds))
}

fn count(program: &Path, what: &str, rounds: u32) -> Outcome<u64> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("callgrind.out");
    let done = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args([what, &rounds.to_string()])
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !done.success() {
        return Err(format!("{what} could not be counted").into());
    }
    let text = std::fs::read_to_string(file)?;
    let total = text
        .lines()
        .find_map(|line| line.strip_prefix("totals: "))
        .ok_or("valgrind counted nothing")?;
    Ok(total.trim().parse()?)
}

//! The program on SQLite, killed or on a full disk.

use std::fs;
use std::net::TcpStream;
use std::process::{Command, Stdio};
use test_support::{Instance, Running, until};

/// The log filter for tests that do not read the log.
pub const QUIET: &[(&str, &str)] = &[("BOUCLIER_LOG", "error")];

pub fn place() -> Instance {
    Instance::on_sqlite(test_support::program!())
}

/// Makes a file that is too large an error of the write (EFBIG) instead of a signal.
fn command(place: &Instance, set: &[(&str, &str)], log: Stdio) -> Command {
    let mut command = place.serve_after("trap '' XFSZ");
    command.envs(set.iter().copied()).stderr(log);
    command
}

/// Starts the program and waits until it answers.
pub fn start(place: &Instance) -> Running {
    start_with(place, QUIET, Stdio::inherit())
}

/// The same, with these environment variables.
pub fn start_with(place: &Instance, set: &[(&str, &str)], log: Stdio) -> Running {
    Running::start(command(place, set, log))
}

/// Starts it on an empty folder and kills it as soon as the files of the database have grown by
/// this many pages, somewhere in the migrations.
pub fn interrupt_first_start(place: &Instance, pages: u64) {
    let mut server = Running::spawn(command(place, QUIET, Stdio::inherit()));
    let size = |name: &str| fs::metadata(place.data().join(name)).map_or(0, |m| m.len());
    until(|| {
        size("bouclier.sqlite") + size("bouclier.sqlite-wal") > pages * 4096
            || !server.is_alive()
            || TcpStream::connect(server.address).is_ok()
    });
    server.kill();
}

/// Limits the size of every file that the server writes, like a full disk
/// (`RLIMIT_FSIZE`); none: without limit.
pub fn limit_files(server: &Running, bytes: Option<u64>) {
    let size = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
    let done = Command::new("prlimit")
        .arg(format!("--pid={}", server.id()))
        .arg(format!("--fsize={size}:unlimited"))
        .output()
        .expect("prlimit of util-linux");
    assert!(done.status.success(), "{done:?}");
}

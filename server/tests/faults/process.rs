//! The program on SQLite, killed or without room.

use std::fs;
use std::net::TcpStream;
use std::process::{Command, Stdio};
use test_support::{Place, Running, until};

/// What is logged where nobody looks at it.
pub const QUIET: &[(&str, &str)] = &[("BOUCLIER_LOG", "error")];

pub fn place() -> Place {
    Place::on_sqlite(test_support::program!())
}

/// Too large a file is an error of the write (EFBIG) and no signal.
fn command(place: &Place, set: &[(&str, &str)], log: Stdio) -> Command {
    let mut command = place.serve_after("trap '' XFSZ");
    command.envs(set.iter().copied()).stderr(log);
    command
}

/// Starts it and waits until it answers.
pub fn start(place: &Place) -> Running {
    start_with(place, QUIET, Stdio::inherit())
}

/// The same with these variables.
pub fn start_with(place: &Place, set: &[(&str, &str)], log: Stdio) -> Running {
    Running::start(command(place, set, log))
}

/// Starts on an empty folder and kills as soon as the files of the database have grown by
/// so many pages, somewhere in the migrations.
pub fn interrupt_first_start(place: &Place, pages: u64) {
    let mut server = Running::spawn(command(place, QUIET, Stdio::inherit()));
    let size = |name: &str| fs::metadata(place.data().join(name)).map_or(0, |m| m.len());
    until(|| {
        size("bouclier.sqlite") + size("bouclier.sqlite-wal") > pages * 4096
            || !server.is_alive()
            || TcpStream::connect(server.address).is_ok()
    });
    server.kill();
}

/// Bounds the size of every file that the server writes, as a disk without room does
/// (`RLIMIT_FSIZE`); none: without bound.
pub fn limit_files(server: &Running, bytes: Option<u64>) {
    let size = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
    let done = Command::new("prlimit")
        .arg(format!("--pid={}", server.id()))
        .arg(format!("--fsize={size}:unlimited"))
        .output()
        .expect("prlimit of util-linux");
    assert!(done.status.success(), "{done:?}");
}

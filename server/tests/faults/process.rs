//! The program on SQLite, killed or without room.

use std::fs;
use std::net::TcpStream;
use std::process::{Command, Stdio};
use test_support::{Place, Running, until};

pub fn place() -> Place {
    Place::on_sqlite(test_support::program!())
}

/// Too large a file is an error of the write (EFBIG) and no signal.
fn command(place: &Place, level: &str, log: Stdio) -> Command {
    let mut command = place.serve_after("trap '' XFSZ");
    command.env("BOUCLIER_LOG", level).stderr(log);
    command
}

/// Starts it and waits until it answers.
pub fn start(place: &Place) -> Running {
    start_logging(place, "error", Stdio::inherit())
}

/// The same with a log of this level.
pub fn start_logging(place: &Place, level: &str, log: Stdio) -> Running {
    Running::start(command(place, level, log))
}

/// Starts on an empty folder and kills as soon as the files of the database have grown by
/// so many pages, somewhere in the migrations.
pub fn interrupt_first_start(place: &Place, pages: u64) {
    let mut server = Running::spawn(command(place, "error", Stdio::inherit()));
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

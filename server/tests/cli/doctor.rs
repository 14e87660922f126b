//! `bouclier doctor` and `bouclier health`: what they report of an installation, and that they change nothing.

use super::support::*;
use sea_orm::{ConnectionTrait, Database};
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::SystemTime;
use test_support::{Running, free_address};

fn start(world: &World) -> Running {
    let mut command = world.serve();
    command.stderr(Stdio::null());
    Running::start(command)
}

/// An installation that was started once and is as it should be.
fn installed() -> World {
    let world = World::new();
    assert_eq!(world.run(&["users", "list"]).code, 0);
    world
}

fn doctor(world: &World, args: &[&str]) -> Done {
    let nobody = free_address().to_string();
    let listen = if args.contains(&"--listen") {
        vec![]
    } else {
        vec!["--listen", &nobody]
    };
    world.run(&[&["doctor"], &listen[..], args].concat())
}

impl Done {
    /// The one line about something.
    fn line(&self, about: &str) -> &str {
        let with = format!("  {about}: ");
        let lines: Vec<&str> = self.out.lines().filter(|l| l.contains(&with)).collect();
        assert_eq!(lines.len(), 1, "{about} in {self:?}");
        lines[0]
    }

    fn assert_problem(&self, about: &str, text: &str) {
        let line = self.line(about);
        assert!(line.starts_with("problem "), "{self:?}");
        assert!(line.contains(text), "{text} in {self:?}");
        assert_eq!(self.code, 1, "{self:?}");
        assert_eq!(self.err, "bouclier: 1 problem\n");
    }
}

/// Every file of a folder with its modification time.
fn state(folder: &Path) -> Vec<(String, SystemTime, u64)> {
    let files = fs::read_dir(folder).unwrap().map(|file| {
        let file = file.unwrap();
        let data = file.metadata().unwrap();
        let name = file.file_name().to_string_lossy().into_owned();
        (name, data.modified().unwrap(), data.len())
    });
    // The index of the write-ahead log is not data: SQLite recreates it at any time.
    let mut files: Vec<_> = files.filter(|file| !file.0.ends_with("-shm")).collect();
    files.sort();
    files
}

#[test]
fn a_healthy_installation_gets_a_line_for_each_check_and_is_left_as_it_is() {
    let world = installed();
    let before = state(&world.data());
    let server = start(&world);
    let done = doctor(&world, &["--listen", &server.address.to_string()]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    for about in [
        "configuration",
        "data folder",
        "database",
        "migrations",
        "addresses",
        "key file",
        "clock",
        "mail server",
        "server",
        "public address",
    ] {
        // If the tests run as root, the folder belongs to root too.
        assert!(done.line(about).starts_with("ok "), "{about}: {done:?}");
    }
    drop(server);
    let still = state(&world.data());
    let done = doctor(&world, &[]);
    assert!(done.line("server").starts_with("warning "), "{done:?}");
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(state(&world.data()), still);
    let names = |files: &[(String, SystemTime, u64)]| {
        let kept = files
            .iter()
            .filter(|f| !f.0.ends_with("-wal") && !f.0.ends_with("-shm"));
        kept.map(|f| f.0.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&still), names(&before));
}

#[test]
fn before_the_first_start_nothing_is_made_and_nothing_is_a_problem() {
    let world = World::new();
    let done = doctor(&world, &[]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.line("data folder").contains("not there yet"));
    assert!(!world.data().exists());
}

#[test]
fn settings_that_cannot_work_stop_it_with_exit_code_2() {
    installed()
        .run(&["doctor", "--public-url", "http://exemple.fr"])
        .assert_fails(2, "plain http");
}

#[test]
fn a_data_folder_or_key_that_everybody_may_read_is_a_problem() {
    let world = installed();
    let data = world.data();
    fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    doctor(&world, &[]).assert_problem("data folder", "chmod 700");
    fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(data.join("secret.key"), Permissions::from_mode(0o644)).unwrap();
    doctor(&world, &[]).assert_problem("key file", "chmod 600");
}

#[test]
fn a_missing_key_and_that_of_another_installation_are_problems() {
    let world = installed();
    let other = installed();
    let key = world.data().join("secret.key");
    fs::copy(other.data().join("secret.key"), &key).unwrap();
    doctor(&world, &[]).assert_problem("key file", "another installation");
    fs::remove_file(&key).unwrap();
    doctor(&world, &[]).assert_problem("key file", "is missing");
    assert!(!key.exists());
}

/// Executes a statement on the database of an installation that nobody uses.
fn change(world: &World, statement: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Database::connect(world.url()).await.unwrap();
        db.execute_unprepared(statement).await.unwrap();
        db.close().await.unwrap();
    });
}

#[test]
fn an_account_whose_address_is_that_of_another_one_in_another_spelling_is_told() {
    let world = installed();
    for email in ["a@müller.example", "b@müller.example", "c@exemple.fr"] {
        let add = ["users", "add", "--email", email, "--name", "N"];
        assert_eq!(world.run(&add).code, 0);
    }
    assert!(doctor(&world, &[]).line("addresses").starts_with("ok "),);
    let twin = "'a@xn--mller-kva.example'";
    let rename =
        format!("UPDATE users SET email = {twin}, email_key = {twin} WHERE email LIKE 'b@%'");
    change(&world, &rename);
    let done = doctor(&world, &[]);
    let line = done.line("addresses");
    assert!(line.starts_with("warning "), "{done:?}");
    assert!(
        line.contains("1 account(s) cannot sign in")
            && line.contains(": a@xn--mller-kva.example; give"),
        "{done:?}"
    );
    assert_eq!(done.code, 0, "{done:?}");
}

#[test]
fn a_database_of_a_newer_version_and_one_that_is_behind_are_told() {
    let world = installed();
    change(
        &world,
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)",
    );
    doctor(&world, &[]).assert_problem("migrations", "m9999_later");
    change(
        &world,
        "DELETE FROM seaql_migrations WHERE version = 'm9999_later'",
    );
    change(
        &world,
        "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)",
    );
    let done = doctor(&world, &[]);
    let line = done.line("migrations");
    assert!(
        line.starts_with("warning ") && line.contains("1 will run"),
        "{done:?}"
    );
    let again = doctor(&world, &[]);
    assert_eq!(again.line("migrations"), line);
}

#[test]
fn a_database_that_does_not_answer_is_a_problem_and_its_password_is_not_told() {
    let url = format!("postgres://u:secret@{}/b", free_address());
    let done = doctor(&installed(), &["--database-url", &url]);
    done.assert_problem("database", "is the server running");
    assert!(!done.out.contains("secret@"), "{done:?}");
}

#[test]
fn a_mail_server_that_refuses_and_one_that_is_not_there_are_problems() {
    let world = installed();
    let nobody = format!("smtp://u:hidden@{}", free_address());
    let done = doctor(&world, &["--smtp-url", &nobody]);
    done.assert_problem("mail server", "check host and port");
    assert!(!done.out.contains("hidden"), "{done:?}");

    let refusing = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", refusing.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        let (mut caller, _) = refusing.accept().unwrap();
        caller.write_all(b"554 go away\r\n").unwrap();
    });
    doctor(&world, &["--smtp-url", &url]).assert_problem("mail server", "554");
    answering.join().unwrap();
}

#[test]
fn a_public_address_that_cannot_be_reached_is_a_problem() {
    let url = format!("https://{}", free_address());
    let args = ["--public-url", &url, "--trusted-proxies", "127.0.0.1"];
    doctor(&installed(), &args).assert_problem("public address", "nothing can be reached");
}

#[test]
fn an_installation_with_another_key_on_the_same_address_is_a_stranger() {
    let (world, other) = (installed(), installed());
    let server = start(&other);
    let done = doctor(&world, &["--listen", &server.address.to_string()]);
    done.assert_problem("server", "something else answers");
}

#[test]
fn a_ready_server_is_healthy_and_one_that_is_gone_is_not() {
    let world = installed();
    let server = start(&world);
    let done = world.run(&["health", "--listen", &server.address.to_string()]);
    assert_eq!(
        (done.code, done.out.as_str(), done.err.as_str()),
        (0, "ready\n", "")
    );
    let everywhere = server.address.to_string().replace("127.0.0.1", "0.0.0.0");
    let args = [
        "health",
        "--listen",
        &everywhere,
        "--public-url",
        "https://exemple.fr",
    ];
    assert_eq!(world.run(&args).code, 0);
    let url = format!("http://{}/", server.address);
    assert_eq!(world.run(&["health", "--url", &url]).code, 0);
    drop(server);
    world
        .run(&["health", "--url", &url])
        .assert_fails(1, &url[..url.len() - 1]);
    world
        .run(&["health", "--url", "nonsense"])
        .assert_fails(1, "nonsense");
}

#[test]
fn a_server_that_answers_without_being_ready_is_not_healthy() {
    let stopping = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", stopping.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        let (mut caller, _) = stopping.accept().unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            caller.read_exact(&mut byte).unwrap();
            asked.extend(byte);
        }
        let answer = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 9\r\n\r\nstopping\n";
        caller.write_all(answer).unwrap();
    });
    installed()
        .run(&["health", "--url", &url])
        .assert_fails(1, "503 stopping");
    answering.join().unwrap();
}

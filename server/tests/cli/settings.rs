//! Settings that cannot work stop the start with one line and exit code 2.

use super::support::*;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use test_support::free_address;

#[test]
fn the_data_folder_and_the_key_are_for_their_owner_only() {
    let world = World::new();
    world.run(&["users", "list"]);
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(world.data()), 0o700);
    assert_eq!(mode(world.data().join("secret.key")), 0o600);
}

#[test]
fn a_key_file_that_everybody_may_read_stops_with_exit_code_2() {
    let world = World::new();
    world.run(&["users", "list"]);
    let key = world.data().join("secret.key");
    for (mode, code) in [(0o644, 2), (0o602, 2), (0o640, 0), (0o400, 0)] {
        fs::set_permissions(&key, Permissions::from_mode(mode)).unwrap();
        let done = world.run(&["users", "list"]);
        assert_eq!(done.code, code, "{mode:o}: {done:?}");
        assert_eq!(done.err.contains("chmod 600"), code == 2, "{done:?}");
    }
}

#[test]
fn each_setting_that_cannot_work_stops_with_one_line_and_exit_code_2_and_touches_nothing() {
    let world = World::new();
    let cases = [
        ("listen", "localhost:3000"),
        ("listen", "0.0.0.0:3000"),
        ("public-url", "http://exemple.fr"),
        ("public-url", "https://exemple.fr/console"),
        ("public-url", "ftp://exemple.fr"),
        ("public-url", "https://exemple.fr./"),
        ("public-url", "https://-exemple.fr"),
        ("database-url", "postgres://u:secret@localhost:port/b"),
        ("database-url", "mysql://u:secret@localhost/b"),
        ("database-url", "sqlite::memory:"),
        ("trusted-proxies", "10.0.0.0/40"),
        ("trusted-proxies", "0.0.0.0/0"),
        ("smtp-url", "http://u:secret@mail.exemple.fr"),
        ("smtp-url", "smtp://u:secret@mail.exemple.fr/inbox"),
        ("mail-from", "Bouclier"),
        ("log", "bouclier=loud"),
        ("log-format", "xml"),
        ("access-log", "maybe"),
        ("metrics-listen", "9464"),
        ("session-idle-minutes", "0"),
        ("session-hours", "never"),
        ("max-streams", "0"),
    ];
    for command in [&["serve"][..], &["users", "list"]] {
        for (option, value) in cases {
            let flag = format!("--{option}");
            let by_flag = world.run(&[command, &[&flag, value]].concat());
            by_flag.assert_fails(2, &flag);
            let variable = format!("BOUCLIER_{}", option.to_uppercase().replace('-', "_"));
            let by_variable = world.run_with(command, &variable, value);
            assert_eq!(by_variable.err, by_flag.err);
            assert_eq!(by_variable.code, 2);
            assert!(!by_flag.err.contains("secret"), "{by_flag:?}");
        }
    }
    assert!(!world.data().exists());
}

#[test]
fn a_flag_beats_the_environment() {
    let world = World::new();
    let done = world.run_with(
        &["users", "list", "--listen", "127.0.0.1:4000"],
        "BOUCLIER_LISTEN",
        "nonsense",
    );
    assert_eq!(done.code, 0, "{done:?}");
}

#[test]
fn a_data_folder_that_cannot_be_made_stops_with_exit_code_2() {
    let world = World::new();
    let file = world.file("file", "");
    let below = format!("{file}/data");
    world
        .run(&["users", "list", "--data-dir", &below])
        .assert_fails(2, "--data-dir");
}

#[test]
fn an_address_on_which_nobody_can_listen_stops_with_exit_code_2_and_its_setting() {
    let world = World::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().to_string();
    let message = format!("{taken}: another program listens there");
    for (option, variable) in [
        ("--listen", "BOUCLIER_LISTEN"),
        ("--metrics-listen", "BOUCLIER_METRICS_LISTEN"),
    ] {
        let mut serve = world.serve();
        serve
            .args(["--listen", &free_address().to_string()])
            .env(variable, &taken);
        if option == "--listen" {
            serve = world.serve();
            serve.env(variable, &taken);
        }
        let done = Done::from(serve.stderr(Stdio::piped()).output().unwrap());
        done.assert_fails(2, &format!("{option} {message}"));
    }
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named_with_its_mode() {
    let world = World::new();
    fs::create_dir(world.data()).unwrap();
    fs::set_permissions(world.data(), Permissions::from_mode(0o500)).unwrap();
    let done = World::run_under_modes(world.command(&["users", "list"]));
    if !world.url().starts_with("postgres") {
        let named = format!(
            "--data-dir {:?} cannot be written (mode 0500",
            world.data().to_str().unwrap()
        );
        done.assert_fails(2, &named);
    }
    assert!(!done.err.contains("internal"), "{done:?}");
}

#[test]
fn a_malformed_or_unreadable_key_file_stops_with_exit_code_2() {
    let world = World::new();
    let malformed = world.file("bad.key", "nonsense\n");
    fs::set_permissions(&malformed, Permissions::from_mode(0o600)).unwrap();
    world
        .run(&["users", "list", "--secret-key-file", &malformed])
        .assert_fails(2, "line 1 is not a key");
    let folder = world.folder().to_str().unwrap();
    world
        .run(&["users", "list", "--secret-key-file", folder])
        .assert_fails(2, "--secret-key-file");
}

#[test]
fn a_missing_or_wrong_key_stops_with_exit_code_2_and_destroys_nothing() {
    let world = World::new();
    world.run(&["demo", "fill", &sample("organisation.csv")]);
    world.run(&["demo", "activate"]);
    let key = world.data().join("secret.key");
    let right = fs::read(&key).unwrap();

    fs::remove_file(&key).unwrap();
    world.run(&["users", "list"]).assert_fails(2, "is missing");
    world.run(&["serve"]).assert_fails(2, "is missing");
    assert!(!key.exists());

    let other = World::new();
    other.run(&["users", "list"]);
    fs::copy(other.data().join("secret.key"), &key).unwrap();
    world
        .run(&["users", "list"])
        .assert_fails(2, "another installation");

    fs::write(&key, right).unwrap();
    assert_eq!(world.list().len(), 1_200);
}

#[test]
fn the_help_names_the_options_and_no_secret_of_the_environment() {
    let world = World::new();
    for (variable, value) in [
        ("BOUCLIER_DATABASE_URL", "sqlite:///secret"),
        ("BOUCLIER_SMTP_URL", "smtps://u:secret@mail.exemple.fr"),
    ] {
        let done = world.run_with(&["serve", "--help"], variable, value);
        assert_eq!(done.code, 0);
        for option in [
            "--listen",
            "--data-dir",
            "--public-url",
            "BOUCLIER_LOG",
            "[default: 127.0.0.1:3000]",
            "[default: 60]",
            variable,
        ] {
            assert!(done.out.contains(option), "{option}");
        }
        assert!(!done.out.contains("secret\n"));
        assert!(!done.out.contains("///secret") && !done.out.contains(":secret"));
    }
}

//! Tests of the file that only SQLite has. `scripts/test-rust` leaves them out of the run on PostgreSQL
//! by the name of this module.

mod restore;

use crate::commands::ADD;
use crate::support::World;
use test_support::{Running, free_address};

#[test]
fn a_database_that_cannot_be_opened_stops_with_exit_code_2() {
    let world = World::new();
    world
        .run(&["users", "list", "--database-url", "sqlite://none/b.sqlite"])
        .assert_fails(2, "--database-url");
    let file = world.file("b.sqlite", &"this is no database\n".repeat(100));
    world
        .run(&[
            "users",
            "list",
            "--database-url",
            &format!("sqlite://{file}"),
        ])
        .assert_fails(2, "--database-url");
}

#[test]
fn a_database_that_cannot_be_written_stops_the_start_with_its_name_and_mode() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    assert!(world.list().is_empty());
    let file = world.data().join("bouclier.sqlite");
    set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
    for command in [world.serve(), world.command(&["users", "list"])] {
        let done = World::run_under_modes(command);
        done.assert_fails(2, "bouclier.sqlite\" cannot be written (mode 0444");
        assert!(!done.err.contains("internal"), "{done:?}");
    }
    set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    assert!(world.list().is_empty());
}

#[test]
fn a_database_in_a_folder_with_unusual_letters_opens() {
    let world = World::new();
    let folder = world.folder().join("a b?c#d%20é");
    let done = world.run(&["users", "list", "--data-dir", folder.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(folder.join("bouclier.sqlite").exists());
}

#[test]
fn a_new_database_is_for_its_owner_only_wherever_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let file = world.folder().join("elsewhere.sqlite");
    let url = format!("sqlite://{}", file.to_str().unwrap());
    let done = world.run(&["users", "list", "--database-url", &url]);
    assert_eq!(done.code, 0, "{done:?}");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn attack_42_the_start_and_the_doctor_tell_what_others_may_read_and_repeat_no_password() {
    use std::fs::{File, Permissions, read_to_string, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    assert!(world.list().is_empty());
    let smtp = format!("smtp://u:hidden@{}", free_address());
    let database = world.data().join("bouclier.sqlite");
    let log = world.folder().join("log");
    let start = |args: &[&str]| {
        let mut serve = world.serve();
        serve.args(args).stderr(File::create(&log).unwrap());
        drop(Running::start(serve));
        read_to_string(&log).unwrap()
    };
    assert_eq!(start(&[]), "");
    set_permissions(&database, Permissions::from_mode(0o640)).unwrap();
    let said = start(&["--smtp-url", &smtp]);
    for name in ["config.exposed-database", "config.password-in-arguments"] {
        assert!(said.contains(name), "{name} in {said}");
    }
    assert!(!said.contains("hidden"), "{said}");

    let nobody = free_address().to_string();
    let doctor = ["doctor", "--listen", &nobody];
    let done = world.run(&doctor);
    assert_eq!(done.code, 0, "a warning: {done:?}");
    assert!(done.out.contains("warning  database file: "), "{done:?}");
    assert!(done.out.contains("chmod 600"), "{done:?}");
    let done = world.run(&[&doctor[..], &["--smtp-url", &smtp]].concat());
    assert!(done.out.contains("BOUCLIER_SMTP_URL"), "{done:?}");
    assert!(!done.out.contains("hidden"), "{done:?}");
    let done = world.run_with(&doctor, "BOUCLIER_SMTP_URL", &smtp);
    assert!(!done.out.contains("BOUCLIER_SMTP_URL"), "{done:?}");
}

#[test]
fn a_backup_is_restored_by_putting_it_in_the_place_of_the_database() {
    let world = World::new();
    world.run(&ADD);
    let copy = world.folder().join("copy.sqlite");
    let copy = copy.to_str().unwrap();
    let done = world.run(&["backup", copy]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    assert!(done.out.contains("secret.key"), "{done:?}");
    world.run(&["backup", copy]).assert_fails(1, "already");
    for file in std::fs::read_dir(world.data()).unwrap() {
        let file = file.unwrap();
        if file.file_name().to_string_lossy().contains("sqlite") {
            std::fs::remove_file(file.path()).unwrap();
        }
    }
    let another = world.run(&["users", "list"]);
    another.assert_fails(2, "this machine has seen another database");
    for end in ["-wal", "-shm"] {
        let path = world.data().join(format!("bouclier.sqlite{end}"));
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
    std::fs::copy(copy, world.data().join("bouclier.sqlite")).unwrap();
    assert_eq!(world.list()[0][1], "lea@exemple.fr");
}

//! `bouclier restore`: a backup in the place of the database opens nothing (attack 36), and what cannot be restored changes nothing.

use crate::commands::ADD;
use crate::support::{Done, World};
use backend::clock::Clock;
use backend::token::Token;
use backend::{Backend, Settings};
use domain::Role;
use sea_orm::DatabaseConnection;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use test_support::{
    ADMIN, Enrolled, PUBLIC_URL, Person, Running, USER, create, enrol, find, free_address,
    operator, sign_in, sql,
};
use tokio::runtime::Runtime;

/// The use cases on the database of the program, while no program runs on it.
fn on<T>(world: &World, act: impl AsyncFnOnce(&Backend) -> T) -> T {
    Runtime::new().unwrap().block_on(async {
        let settings = Settings::for_tests(PUBLIC_URL);
        let backend = world.backend(Clock::System, settings).await;
        let done = act(&backend).await;
        backend.close().await.unwrap();
        done
    })
}

/// Works on the database behind the program's back.
fn behind<T>(world: &World, act: impl AsyncFnOnce(&DatabaseConnection) -> T) -> T {
    Runtime::new().unwrap().block_on(async {
        let url = format!("sqlite://{}", database(world).display());
        let db = sea_orm::Database::connect(url).await.unwrap();
        let done = act(&db).await;
        db.close().await.unwrap();
        done
    })
}

fn read(world: &World, query: &str) -> String {
    behind(world, async |db: &DatabaseConnection| {
        sql::value(db, query).await
    })
}

async fn lives(backend: &Backend, token: &Token) -> bool {
    find(backend, token).await.is_some()
}

async fn takes(backend: &Backend, person: &Person, code: &str) -> bool {
    let token = sign_in(backend, person).await.token;
    let session = find(backend, &token).await.unwrap();
    let given = backend.give_code(session.claimant().unwrap(), code).await;
    given.is_ok()
}

/// Léa, with an open session, recovery codes, and a link that is not used.
async fn organisation(backend: &Backend) -> (Person, Enrolled, String) {
    let lea = create(backend, "Léa Lefèvre", USER).await;
    let enrolled = enrol(backend, &lea).await;
    let link = backend.invite(&operator(), lea.id).await.unwrap().url;
    let token = link.rsplit('/').next().unwrap().to_owned();
    (lea, enrolled, token)
}

fn backup(world: &World) -> String {
    let file = world.folder().join("copy.sqlite");
    let file = file.to_str().unwrap().to_owned();
    assert_eq!(world.run(&["backup", &file]).code, 0);
    file
}

fn database(world: &World) -> PathBuf {
    world.data().join("bouclier.sqlite")
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    // Opening a database moves what is in its log into the file.
    let is_log = |name: &String| name.ends_with("sqlite-shm") || name.ends_with("sqlite-wal");
    let mut names: Vec<_> = names.filter(|name| !is_log(name)).collect();
    names.sort();
    names
}

fn assert_restored(done: &Done) {
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
}

#[test]
fn attack_36_what_was_ended_or_used_after_the_backup_stays_so_when_it_is_restored() {
    let world = World::new();
    let (lea, enrolled, link) = on(&world, organisation);
    let copy = backup(&world);
    on(&world, async |backend: &Backend| {
        let session = find(backend, &enrolled.token).await.unwrap();
        backend.sign_out(&session).await.unwrap();
        assert!(takes(backend, &lea, &enrolled.codes[0]).await);
        create(backend, "Max Moreau", USER).await;
    });
    assert_eq!(world.list().len(), 2);

    let done = world.run(&["restore", &copy]);
    assert_restored(&done);
    for told in [
        "kept as ",
        "10 recovery codes",
        "check what was done",
        "deactivated",
    ] {
        assert!(done.out.contains(told), "{told} in {done:?}");
    }
    assert_eq!(
        names(&world.data()),
        [
            "bouclier.sqlite",
            "bouclier.sqlite.replaced",
            "secret.key",
            "secret.key.seen",
            "secret.key.seen.lock"
        ]
    );
    let mode = fs::metadata(database(&world)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    assert_eq!(world.list().len(), 1, "as of the backup");
    on(&world, async |backend: &Backend| {
        assert!(!lives(backend, &enrolled.token).await);
        assert!(!takes(backend, &lea, &enrolled.codes[0]).await);
        assert!(!takes(backend, &lea, &enrolled.codes[1]).await);
        assert!(backend.invitation(&link).await.is_err());
    });
    let mut serve = world.serve();
    serve.stderr(Stdio::null());
    let server = Running::start(serve);
    let listen = server.address.to_string();
    assert_eq!(world.run(&["health", "--listen", &listen]).out, "ready\n");
    let verified = world.run(&["audit", "verify"]);
    assert_eq!(verified.code, 0, "{verified:?}");
}

#[test]
fn attack_36_who_was_deactivated_or_demoted_after_the_backup_is_so_when_it_is_restored() {
    let world = World::new();
    let (ada, bob, lea, max) = on(&world, async |backend: &Backend| {
        let ada = create(backend, "Ada Byron", ADMIN).await;
        let bob = create(backend, "Bob Martin", ADMIN).await;
        let lea = create(backend, "Léa Lefèvre", USER).await;
        let max = create(backend, "Max Moreau", USER).await;
        (ada, bob, lea, max)
    });
    let copy = backup(&world);
    on(&world, async |backend: &Backend| {
        let session = enrol(backend, &ada).await.token;
        let session = find(backend, &session).await.unwrap();
        let right = session.fresh_admin().unwrap();
        backend.set_disabled(right, lea.id, true).await.unwrap();
        backend
            .change_role(right, bob.id, Role::User)
            .await
            .unwrap();
        backend
            .change_role(right, max.id, Role::Admin)
            .await
            .unwrap();
    });
    for _ in 0..2 {
        let done = world.run(&["restore", &copy]);
        assert_restored(&done);
        for told in [
            format!("deactivated again, as since the backup: {}\n", lea.email),
            format!("and is now user: {}\n", bob.email),
        ] {
            assert!(done.out.contains(&told), "{told} in {done:?}");
        }
        assert!(!done.out.contains(&max.email), "{done:?}");
    }
    let roles = "SELECT group_concat(role, ' ') FROM (SELECT role FROM users ORDER BY id)";
    assert_eq!(read(&world, roles), "admin user user user");
    let disabled = "SELECT group_concat(email, ' ') FROM users WHERE disabled_at IS NOT NULL";
    assert_eq!(read(&world, disabled), lea.email);
    let entries = "SELECT group_concat(action, ' ') FROM (SELECT action FROM audit_entries ORDER BY id DESC LIMIT 3)";
    let last = "database-restored user-disabled role-changed";
    assert_eq!(read(&world, entries), last);
}

#[test]
fn attack_36_no_admin_is_locked_out_by_the_database_that_a_backup_replaces() {
    let world = World::new();
    let ada = on(&world, async |backend: &Backend| {
        create(backend, "Ada Byron", ADMIN).await
    });
    let copy = backup(&world);
    behind(&world, async |db: &DatabaseConnection| {
        sql::execute(db, "UPDATE users SET disabled_at = 1").await;
    });
    let done = world.run(&["restore", &copy]);
    assert_restored(&done);
    let told = format!("as no other admin could sign in: {}\n", ada.email);
    assert!(done.out.contains(&told), "{done:?}");
    on(&world, async |backend: &Backend| {
        sign_in(backend, &ada).await;
    });
}

#[test]
fn attack_36_what_does_not_go_on_from_the_backup_says_nothing_of_accounts() {
    let world = World::new();
    world.run(&ADD);
    let older = backup(&world);
    on(&world, async |backend: &Backend| {
        create(backend, "Léa Lefèvre", USER).await;
    });
    let newer = world.folder().join("newer.sqlite");
    let newer = newer.to_str().unwrap();
    assert_eq!(world.run(&["backup", newer]).code, 0);
    assert_restored(&world.run(&["restore", &older]));
    let done = world.run(&["restore", newer]);
    assert_restored(&done);
    assert!(
        done.out.contains("does not go on from this backup"),
        "{done:?}"
    );
    fs::write(database(&world), "ruin").unwrap();
    let done = world.run(&["restore", newer]);
    assert_restored(&done);
    assert!(done.out.contains("could not be read"), "{done:?}");
}

#[test]
fn attack_36_a_copy_that_was_put_in_place_by_hand_is_closed_without_a_file() {
    let world = World::new();
    let (lea, enrolled, link) = on(&world, organisation);
    let copy = backup(&world);
    world.run(&ADD);
    assert_eq!(world.list().len(), 2);
    let hand = database(&world);
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", hand.display()));
    }
    fs::copy(&copy, &hand).unwrap();
    let done = world.run(&["restore"]);
    assert_restored(&done);
    assert!(!done.out.contains("kept as"), "{done:?}");
    on(&world, async |backend: &Backend| {
        assert!(!lives(backend, &enrolled.token).await);
        assert!(!takes(backend, &lea, &enrolled.codes[0]).await);
        assert!(backend.invitation(&link).await.is_err());
    });
}

#[test]
fn without_a_file_a_database_that_no_backup_has_replaced_is_left_as_it_is_unless_that_is_asked_for()
{
    let world = World::new();
    let (lea, enrolled, link) = on(&world, organisation);
    assert_eq!(world.list().len(), 1, "the log is seen");
    world.run(&["restore"]).assert_fails(1, "say --in-place");
    on(&world, async |backend: &Backend| {
        assert!(lives(backend, &enrolled.token).await);
        assert!(backend.invitation(&link).await.is_ok());
    });
    assert_restored(&world.run(&["restore", "--in-place"]));
    on(&world, async |backend: &Backend| {
        assert!(!lives(backend, &enrolled.token).await);
        assert!(!takes(backend, &lea, &enrolled.codes[0]).await);
    });
}

#[test]
fn attack_34_a_backup_whose_seal_was_taken_away_is_restored_with_a_word_about_its_log() {
    let world = World::new();
    on(&world, organisation);
    let copy = backup(&world);
    let forge = |statement: &str| {
        Runtime::new().unwrap().block_on(async {
            let url = format!("sqlite://{copy}");
            let db = sea_orm::Database::connect(url).await.unwrap();
            sql::execute(&db, statement).await;
            db.close().await.unwrap();
        });
    };
    forge("UPDATE audit_heads SET seal = NULL, adopted = entries");
    let done = world.run(&["restore", &copy]);
    assert_restored(&done);
    assert!(
        done.out.contains("not to be trusted: the end of the log"),
        "{done:?}"
    );
    // Of a database that this machine has not seen, it says what it takes over.
    forge("UPDATE audit_heads SET seal = NULL, adopted = entries, database = 'another'");
    let done = world.run(&["restore", &copy]);
    assert_restored(&done);
    assert!(
        done.out.contains("entries are taken over as they stand"),
        "{done:?}"
    );
}

#[test]
fn a_database_that_a_server_has_open_is_not_replaced() {
    let world = World::new();
    world.run(&ADD);
    let copy = backup(&world);
    let mut serve = world.serve();
    serve.stderr(Stdio::null());
    let mut server = Running::start(serve);
    world
        .run(&["restore", &copy])
        .assert_fails(1, "stop the server first");
    assert!(server.is_alive());
    let beside = names(&world.data());
    assert!(
        beside
            .iter()
            .all(|name| !name.starts_with("bouclier.sqlite.")),
        "{beside:?}"
    );
    drop(server);
    assert_restored(&world.run(&["restore", &copy]));
    assert_restored(&world.run(&["restore", &copy]));
    assert!(names(&world.data()).contains(&"bouclier.sqlite.replaced-2".to_owned()));
    assert_eq!(world.list().len(), 1);
}

#[test]
fn what_is_no_backup_of_this_installation_changes_nothing() {
    let world = World::new();
    world.run(&ADD);
    let copy = backup(&world);
    let other = World::new();
    other.run(&ADD);
    let strange = backup(&other);
    let empty = world.file("empty.sqlite", "");
    let text = world.file("text.sqlite", &"this is no database\n".repeat(100));
    let cut = world.file("cut.sqlite", "");
    let whole = fs::read(&copy).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let own = database(&world).to_str().unwrap().to_owned();
    let before = names(&world.data());
    for (file, why) in [
        (strange.as_str(), "the key file does not fit"),
        (&empty, "not a database of Bouclier"),
        (&text, "not a database of Bouclier"),
        (&cut, "damaged"),
        (&own, "the database itself"),
        ("/dev/zero", "no file"),
        ("none.sqlite", "none.sqlite"),
    ] {
        world.run(&["restore", file]).assert_fails(1, why);
        assert_eq!(names(&world.data()), before, "{file}");
        assert_eq!(world.list().len(), 1, "{file}");
    }
    fs::remove_file(world.data().join("secret.key")).unwrap();
    world.run(&["restore", &copy]).assert_fails(1, "is missing");
    let url = format!("postgres://u:p@{}/b", free_address());
    world
        .run(&["restore", &copy, "--database-url", &url])
        .assert_fails(1, "pg_restore");
}

#[test]
fn a_damaged_database_is_kept_too_and_a_missing_one_is_made() {
    let world = World::new();
    world.run(&ADD);
    let copy = backup(&world);
    let own = database(&world);
    fs::write(&own, "ruin".repeat(2_000)).unwrap();
    fs::write(world.data().join("bouclier.sqlite-wal"), "log").unwrap();
    assert_restored(&world.run(&["restore", &copy]));
    let kept = world.data().join("bouclier.sqlite.replaced");
    assert_eq!(fs::read(&kept).unwrap(), "ruin".repeat(2_000).as_bytes());
    let log = world.data().join("bouclier.sqlite.replaced-wal");
    assert_eq!(fs::read(log).unwrap(), b"log");
    assert_eq!(world.list().len(), 1);

    fs::remove_file(&own).unwrap();
    let done = world.run(&["restore", &copy]);
    assert_restored(&done);
    assert!(!done.out.contains("kept as"), "{done:?}");
    assert_eq!(world.list().len(), 1);
}

#[test]
fn a_database_that_is_a_symbolic_link_is_replaced_where_it_leads_to() {
    let world = World::new();
    let file = backup(&world);
    let (link, elsewhere) = (database(&world), world.folder().join("elsewhere.sqlite"));
    fs::rename(&link, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
    assert_restored(&world.run(&["restore", &file]));
    assert!(link.is_symlink());
    let kept = world.folder().join("elsewhere.sqlite.replaced");
    assert!(elsewhere.is_file() && kept.is_file());
    assert!(world.run(&["users", "list"]).code == 0);
}

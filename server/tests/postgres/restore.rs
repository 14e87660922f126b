//! A restored database on PostgreSQL opens nothing (attack 36): with the commands of docs/DEPLOY.md, as they stand there.

use super::{Beside, name};
use backend::clock::Clock;
use backend::token::Token;
use backend::{Backend, Settings};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use std::process::{Command, Output, Stdio};
use test_support::{
    Instance, PUBLIC_URL, Person, Running, USER, create, enrol, find, operator, sign_in,
};
use tokio::runtime::Runtime;

const DEPLOY: &str = include_str!("../../../docs/DEPLOY.md");

/// The use cases on the database of the program, while no program runs on it.
fn on<T>(instance: &Instance, act: impl AsyncFnOnce(&Backend) -> T) -> T {
    Runtime::new().unwrap().block_on(async {
        let settings = Settings::for_tests(PUBLIC_URL);
        let backend = instance.backend(Clock::System, settings).await;
        let done = act(&backend).await;
        backend.close().await.unwrap();
        done
    })
}

/// The answer of the database to a query for one text.
fn ask(instance: &Instance, query: &str) -> String {
    Runtime::new().unwrap().block_on(async {
        let db = Database::connect(instance.url()).await.unwrap();
        let query = Statement::from_string(DbBackend::Postgres, query);
        let row = db.query_one_raw(query).await.unwrap().unwrap();
        db.close().await.unwrap();
        row.try_get_by_index(0).unwrap()
    })
}

/// The line of the document that begins with this command.
fn documented(command: &str) -> &'static str {
    let mut lines = DEPLOY.lines();
    lines.find(|line| line.starts_with(command)).unwrap()
}

/// Runs a line in the folder of the instance, with the programs of this folder, which are those of the server's own installation.
fn shell(instance: &Instance, programs: &str, line: &str) {
    let url = instance.url();
    let server = url.replace(&format!("/{}?", name(instance)), "/postgres?");
    let database = name(instance);
    let line = line
        .replace(
            "--owner=bouclier bouclier",
            &format!("--maintenance-db='{server}' {database}"),
        )
        .replace(
            "dropdb bouclier",
            &format!("dropdb --maintenance-db='{server}' {database}"),
        );
    let done = Command::new("/bin/sh")
        .args(["-c", &line])
        .current_dir(instance.folder())
        .env_clear()
        .env("PATH", format!("{programs}:/usr/bin:/bin"))
        .env("BOUCLIER_DATABASE_URL", url)
        .output()
        .unwrap();
    assert!(done.status.success(), "{line}: {done:?}");
}

fn run(instance: &Instance, args: &[&str]) -> (Option<i32>, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = instance.command(args).output().unwrap();
    let text = [stdout, stderr].concat();
    (status.code(), String::from_utf8(text).unwrap())
}

async fn takes(backend: &Backend, person: &Person, code: &str) -> bool {
    let token = sign_in(backend, person).await.token;
    let session = find(backend, &token).await.unwrap();
    let given = backend.give_code(session.claimant().unwrap(), code).await;
    given.is_ok()
}

async fn lives(backend: &Backend, token: &Token) -> bool {
    find(backend, token).await.is_some()
}

#[test]
fn attack_36_what_was_ended_or_used_after_pg_dump_stays_so_when_it_is_restored() {
    let _server = Beside::new();
    let instance = Instance::new(test_support::program!());
    let programs = ask(
        &instance,
        "SELECT setting FROM pg_config WHERE name = 'BINDIR'",
    );
    let (lea, enrolled, link) = on(&instance, async |backend: &Backend| {
        let lea = create(backend, "Léa Lefèvre", USER).await;
        let enrolled = enrol(backend, &lea).await;
        let link = backend.invite(&operator(), lea.id).await.unwrap().url;
        (lea, enrolled, link.rsplit('/').next().unwrap().to_owned())
    });
    shell(&instance, &programs, documented("pg_dump "));
    on(&instance, async |backend: &Backend| {
        let session = find(backend, &enrolled.token).await.unwrap();
        backend.sign_out(&session).await.unwrap();
        assert!(takes(backend, &lea, &enrolled.codes[0]).await);
        create(backend, "Max Moreau", USER).await;
        backend.remember_log().await;
    });

    shell(&instance, &programs, documented("dropdb "));
    shell(&instance, &programs, documented("pg_restore "));
    assert_eq!(ask(&instance, "SELECT count(*)::text FROM users"), "1");
    let (code, refused) = run(&instance, &["users", "list"]);
    assert_eq!(code, Some(2), "{refused}");
    assert!(refused.contains("run `bouclier restore`"), "{refused}");

    let (code, said) = run(&instance, &["restore"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("10 recovery codes"), "{said}");
    let entries = "SELECT count(*)::text FROM audit_entries WHERE action = 'database-restored'";
    assert_eq!(ask(&instance, entries), "1");
    on(&instance, async |backend: &Backend| {
        assert!(!lives(backend, &enrolled.token).await);
        assert!(!takes(backend, &lea, &enrolled.codes[0]).await);
        assert!(!takes(backend, &lea, &enrolled.codes[1]).await);
        assert!(backend.invitation(&link).await.is_err());
    });
    let mut serve = instance.serve();
    serve.stderr(Stdio::null());
    let server = Running::start(serve);
    assert!(server.ask("/readyz").starts_with("HTTP/1.1 200"));
    let (code, verified) = run(&instance, &["audit", "verify"]);
    assert_eq!(code, Some(0), "{verified}");
}

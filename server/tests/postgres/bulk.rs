//! Two servers do something to many users, and one of them is killed in the middle.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use std::fmt::Write as _;
use std::process::Stdio;
use test_support::{Instance, Running, until};
use tokio::runtime::Runtime;

/// Users: some steps.
const USERS: i64 = 6_000;

fn number(instance: &Instance, query: &str) -> i64 {
    Runtime::new().unwrap().block_on(async {
        let db = Database::connect(instance.url()).await.unwrap();
        let query = Statement::from_string(DbBackend::Postgres, query);
        let row = db.query_one_raw(query).await.unwrap().unwrap();
        db.close().await.unwrap();
        row.try_get_by_index(0).unwrap()
    })
}

fn done(instance: &Instance) -> i64 {
    number(
        instance,
        "SELECT coalesce(max(done), 0) FROM bulk_operations",
    )
}

#[test]
fn what_two_servers_do_to_many_users_is_done_once_to_each_though_one_is_killed() {
    let place = Instance::new(test_support::program!());
    let file = place.folder().join("people.csv");
    let mut rows = "email,name,role,language\n".to_owned();
    for i in 0..USERS {
        writeln!(rows, "user{i}@exemple.fr,User {i},user,fr").unwrap();
    }
    std::fs::write(&file, rows).unwrap();
    let imported = place
        .command(&["users", "import", file.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(imported.status.success(), "{imported:?}");
    let (first, second) = (Running::start(place.serve()), Running::start(place.serve()));
    let mut command = place.command(&["users", "bulk", "require", "--filter", "status=inactive"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let command = Running::spawn(command);
    until(|| done(&place) > 0);
    command.kill();
    first.kill();
    until(|| done(&place) == USERS);
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'user-required'";
    assert_eq!(number(&place, entries), USERS);
    let named =
        "SELECT count(DISTINCT target_id) FROM audit_entries WHERE action = 'user-required'";
    assert_eq!(number(&place, named), USERS);
    second.terminate();
    let verified = place.command(&["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

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

/// To how many users the newest operation was done.
fn done(instance: &Instance, operations: i64) -> i64 {
    number(
        instance,
        &format!(
            "SELECT coalesce(max(done), 0) FROM bulk_operations WHERE id = (SELECT max(id) FROM bulk_operations HAVING count(*) = {operations})"
        ),
    )
}

/// A command begins the operation with this number, and is killed in the middle together with a server; another server brings it to its end.
fn is_done_once_to_each(place: &Instance, number_of_it: i64, args: &[&str], entry: &str) {
    let (first, second) = (Running::start(place.serve()), Running::start(place.serve()));
    let mut command = place.command(args);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let command = Running::spawn(command);
    until(|| done(place, number_of_it) > 0);
    command.kill();
    first.kill();
    until(|| done(place, number_of_it) == USERS);
    for what in ["*", "DISTINCT target_id"] {
        let entries = format!("SELECT count({what}) FROM audit_entries WHERE action = '{entry}'");
        assert_eq!(number(place, &entries), USERS, "{entry}");
    }
    second.terminate();
}

#[test]
fn what_two_servers_do_to_many_users_or_take_back_is_done_once_to_each_though_one_is_killed() {
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
    let require = ["users", "bulk", "require", "--filter", "status=inactive"];
    is_done_once_to_each(&place, 1, &require, "user-required");
    let undo = ["users", "bulk", "undo", "--operation", "1"];
    is_done_once_to_each(&place, 2, &undo, "user-not-required");
    let rules = "SELECT count(*) FROM users WHERE override_rule IS NOT NULL";
    assert_eq!(number(&place, rules), 0);
    let verified = place.command(&["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

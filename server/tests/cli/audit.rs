//! `bouclier audit verify`

use super::support::*;
use sea_orm::{ConnectionTrait, Database, DbBackend};

/// 32 zero bytes on PostgreSQL.
const NO_HASH: &str = "decode(repeat('00', 32), 'hex')";

/// Drops a trigger and changes the database behind the program's back.
fn tamper(world: &World, trigger: &str, statements: &[&str]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Database::connect(world.url()).await.unwrap();
        let drop = match db.get_database_backend() {
            DbBackend::Postgres => format!("DROP TRIGGER {trigger} ON audit_entries"),
            _ => format!("DROP TRIGGER {trigger}"),
        };
        db.execute_unprepared(&drop).await.unwrap();
        for statement in statements {
            let statement = match db.get_database_backend() {
                DbBackend::Postgres => &statement.replace("zeroblob(32)", NO_HASH),
                _ => *statement,
            };
            db.execute_unprepared(statement).await.unwrap();
        }
        db.close().await.unwrap();
    });
}

#[test]
fn the_audit_log_is_checked_and_a_change_is_named_with_its_entry() {
    let world = World::new();
    let verify = ["audit", "verify"];
    let done = world.run(&verify);
    assert_eq!(
        (done.code, done.out.as_str()),
        (
            0,
            format!("0 entries, the chain holds, head {}\n", "0".repeat(64)).as_str()
        ),
        "{done:?}"
    );
    for email in ["lea@exemple.fr", "max@exemple.fr", "zoe@exemple.fr"] {
        let added = world.run(&["users", "add", "--email", email, "--name", "Nom"]);
        assert_eq!(added.code, 0, "{added:?}");
    }
    let done = world.run(&verify);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(
        done.out.starts_with("3 entries, the chain holds, head "),
        "{done:?}"
    );
    let change = "UPDATE audit_entries SET target_name = 'Eve' WHERE id = 2";
    tamper(&world, "audit_entries_fix", &[change]);
    world
        .run(&verify)
        .assert_fails(1, "audit log: entry 2 was changed");
    let gone = "DELETE FROM audit_entries WHERE id = 2";
    tamper(&world, "audit_entries_keep", &[gone]);
    world
        .run(&verify)
        .assert_fails(1, "audit log: before entry 3");
}

#[test]
fn no_command_chains_what_somebody_has_unchained() {
    let world = World::new();
    for email in ["lea@exemple.fr", "max@exemple.fr"] {
        world.run(&["users", "add", "--email", email, "--name", "Nom"]);
    }
    tamper(
        &world,
        "audit_entries_fix",
        &[
            "UPDATE audit_entries SET target_name = 'Eve', hash = NULL",
            "UPDATE audit_heads SET last_id = 0, entries = 0, hash = zeroblob(32)",
        ],
    );
    let verify = ["audit", "verify"];
    world.run(&verify).assert_fails(1, "audit log: entry 2");
    let listed = world.run(&["users", "list"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    world.run(&verify).assert_fails(1, "audit log: entry 2");
}

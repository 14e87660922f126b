//! `bouclier audit verify`

use super::support::*;
use sea_orm::{ConnectionTrait, Database};

/// Changes the database behind the program's back.
fn tamper(world: &World, statements: &[&str]) {
    let file = world.data().join("bouclier.sqlite");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite://{}", file.display());
        let db = Database::connect(url).await.unwrap();
        for statement in statements {
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
        (0, "0 entries, the chain holds\n"),
        "{done:?}"
    );
    for email in ["lea@exemple.fr", "max@exemple.fr", "zoe@exemple.fr"] {
        let added = world.run(&["users", "add", "--email", email, "--name", "Nom"]);
        assert_eq!(added.code, 0, "{added:?}");
    }
    let done = world.run(&verify);
    assert_eq!(
        (done.code, done.out.as_str(), done.err.as_str()),
        (0, "3 entries, the chain holds\n", "")
    );
    let change = "UPDATE audit_entries SET target_name = 'Eve' WHERE id = 2";
    tamper(&world, &["DROP TRIGGER audit_entries_fix", change]);
    world
        .run(&verify)
        .assert_fails(1, "audit log: entry 2 was changed");
    let gone = "DELETE FROM audit_entries WHERE id = 2";
    tamper(&world, &["DROP TRIGGER audit_entries_keep", gone]);
    world
        .run(&verify)
        .assert_fails(1, "audit log: before entry 3");
}

//! `bouclier audit verify`

use super::support::*;
use sea_orm::{ConnectionTrait, Database, DbBackend};

/// 32 zero bytes on PostgreSQL.
const NO_HASH: &str = "decode(repeat('00', 32), 'hex')";

/// What is said of a log without entries from before the chain, after its own line.
const LIMITS: &str = "triggers, functions, indexes, views, rules and policies are as Bouclier made them\n\
    not looked at: what is in other tables; tables and their columns; \
    roles, rights and settings of the database server; files of the database; \
    what was written meanwhile\n";

/// Changes the database behind the program's back. Statements about triggers are written as on SQLite.
fn change(world: &World, statements: &[&str]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Database::connect(world.url()).await.unwrap();
        for statement in statements {
            let statement = match db.get_database_backend() {
                DbBackend::Postgres if statement.starts_with("DROP TRIGGER") => {
                    format!("{statement} ON audit_entries")
                }
                DbBackend::Postgres => statement
                    .replace("zeroblob(32)", NO_HASH)
                    .replace("zeroblob(0)", "''::bytea"),
                _ => (*statement).to_owned(),
            };
            db.execute_unprepared(&statement).await.unwrap();
        }
        db.close().await.unwrap();
    });
}

/// Asserts that the command fails with this line, after having printed these others.
#[track_caller]
fn assert_fails(world: &World, out: &str, err: &str) {
    let done = world.run(&["audit", "verify"]);
    assert_eq!((done.code, &*done.out), (1, out), "{done:?}");
    assert_eq!(done.err, format!("bouclier: {err}\n"));
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
            format!(
                "0 entries, the chain holds, head {}\n{LIMITS}",
                "0".repeat(64)
            )
            .as_str()
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
    change(
        &world,
        &[
            "DROP TRIGGER audit_entries_fix",
            "UPDATE audit_entries SET target_name = 'Eve' WHERE id = 2",
        ],
    );
    let fix = "trigger \"audit_entries_fix\" on \"audit_entries\" is missing\n";
    assert_fails(&world, fix, "audit log: entry 2 was changed");
    change(
        &world,
        &[
            "DROP TRIGGER audit_entries_keep",
            "DELETE FROM audit_entries WHERE id = 2",
        ],
    );
    let keep = "trigger \"audit_entries_keep\" on \"audit_entries\" is missing\n";
    assert_fails(
        &world,
        &format!("{fix}{keep}"),
        "audit log: before entry 3 at least one entry is missing",
    );
}

#[test]
fn attack_33_guards_that_are_gone_are_named_though_the_chain_holds() {
    let world = World::new();
    assert_eq!(world.run(&["audit", "verify"]).code, 0);
    let mut out = format!("0 entries, the chain holds, head {}\n", "0".repeat(64));
    for (guard, places) in [("fix", "1 place"), ("keep", "2 places")] {
        let guard = format!("audit_entries_{guard}");
        change(&world, &[&format!("DROP TRIGGER {guard}")]);
        out = format!("{out}trigger \"{guard}\" on \"audit_entries\" is missing\n");
        let err = format!("schema: not as Bouclier made it, in {places}");
        assert_fails(&world, &out, &err);
    }
}

#[test]
fn attack_33_how_many_entries_are_from_before_the_chain_is_said() {
    let world = World::new();
    assert_eq!(world.run(&["audit", "verify"]).code, 0);
    for (email, said) in [
        (
            "lea@exemple.fr",
            "1 entry is from before the chain, which holds it as it was found\n",
        ),
        (
            "max@exemple.fr",
            "2 entries are from before the chain, which holds them as they were found\n",
        ),
    ] {
        world.run(&["users", "add", "--email", email, "--name", "Nom"]);
        // As after an update from a version without the seal.
        let unsealed = "UPDATE audit_heads SET seal = NULL, adopted = entries";
        change(&world, &[unsealed]);
        std::fs::remove_file(world.data().join("secret.key.seen")).unwrap();
        let done = world.run(&["audit", "verify"]);
        assert_eq!(done.code, 0, "{done:?}");
        assert!(done.out.ends_with(&format!("{LIMITS}{said}")), "{done:?}");
    }
}

#[test]
fn no_command_chains_what_somebody_has_unchained() {
    let world = World::new();
    for email in ["lea@exemple.fr", "max@exemple.fr"] {
        world.run(&["users", "add", "--email", email, "--name", "Nom"]);
    }
    change(
        &world,
        &[
            "DROP TRIGGER audit_entries_fix",
            "UPDATE audit_entries SET target_name = 'Eve', hash = NULL",
            "UPDATE audit_heads SET last_id = 0, entries = 0, hash = zeroblob(32)",
        ],
    );
    let fix = "trigger \"audit_entries_fix\" on \"audit_entries\" is missing\n";
    let added = "audit log: entry 2 was added behind the back of the log";
    assert_fails(&world, fix, added);
    // Nothing else goes on with such a log, and the command that looks at it still does.
    let seen = "older than what this machine has seen";
    world.run(&["users", "list"]).assert_fails(2, seen);
    let doctor = world.run(&["doctor"]);
    assert_eq!(doctor.code, 1, "{doctor:?}");
    assert!(doctor.out.contains(seen), "{doctor:?}");
    assert_fails(&world, fix, added);
}

#[test]
fn attack_34_under_a_false_seal_or_none_it_is_said_up_to_where_this_machine_has_seen_the_log() {
    let world = World::new();
    let add = |name: &str| {
        let email = format!("{name}@exemple.fr");
        world.run(&["users", "add", "--email", &email, "--name", "Nom"])
    };
    for name in ["lea", "max", "zoe"] {
        assert_eq!(add(name).code, 0);
    }
    let intact = world.run(&["audit", "verify"]);
    assert_eq!(intact.code, 0, "{intact:?}");
    assert!(!intact.out.contains("this machine has seen"), "{intact:?}");
    let until = "up to entry 3 it is the log that this machine has seen; \
        nothing vouches for what is after that\n";
    let differs = "entry 3, the last one that this machine has seen, is gone or says something else: \
        nothing vouches for any entry\n";
    let false_seal = |id| {
        format!(
            "audit log: the end of the log, after entry {id}, was set by something other than Bouclier: \
             what this machine has not seen before may have been written anew"
        )
    };
    change(&world, &["UPDATE audit_heads SET seal = zeroblob(0)"]);
    assert_says(&world, until, &false_seal(3));
    // What is written under it is not seen either.
    assert_eq!(add("eve").code, 0);
    assert_says(&world, until, &false_seal(4));
    change(&world, &["UPDATE audit_heads SET seal = NULL"]);
    let none = "audit log: the end of the log, after entry 4, has no seal";
    assert_says(&world, until, none);
    let file = world.data().join("secret.key.seen");
    let seen = std::fs::read_to_string(&file).unwrap();
    let (before, _) = seen.trim_end().rsplit_once(' ').unwrap();
    std::fs::write(&file, format!("{before} {}\n", "0".repeat(64))).unwrap();
    assert_says(&world, differs, none);
    change(&world, &["UPDATE audit_heads SET seal = zeroblob(0)"]);
    assert_says(&world, differs, &false_seal(4));
    std::fs::remove_file(file).unwrap();
    assert_says(&world, "", &false_seal(4));
}

/// Asserts that the command prints this and fails with this line, the last of what it says.
#[track_caller]
fn assert_says(world: &World, out: &str, err: &str) {
    let done = world.run(&["audit", "verify"]);
    assert_eq!((done.code, &*done.out), (1, out), "{done:?}");
    assert!(
        done.err.ends_with(&format!("bouclier: {err}\n")),
        "{done:?}"
    );
}

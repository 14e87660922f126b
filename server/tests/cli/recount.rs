//! `bouclier users recount`

use super::commands::ADD;
use super::support::*;
use sea_orm::{ConnectionTrait, Database};

const RECOUNT: [&str; 2] = ["users", "recount"];
const REPAIR: [&str; 3] = ["users", "recount", "--repair"];
/// The counts of [`inhabited`] after [`spoil`].
const DIFFERENCES: &str = "role admin, without a factor, no rule: 0 kept, 1 counted\n\
    role user, without a factor, no rule: 5 kept, 1 counted\n";

/// An installation with a user and an admin.
fn inhabited() -> World {
    let world = World::new();
    let max = ["users", "add", "--email", "max@exemple.fr", "--name", "Max"];
    for args in [&ADD[..], &[&max[..], &["--admin"]].concat()] {
        let done = world.run(args);
        assert_eq!(done.code, 0, "{done:?}");
    }
    world
}

/// Changes the kept counts behind the program's back: one is wrong, one is missing.
fn spoil(world: &World) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Database::connect(world.url()).await.unwrap();
        for statement in [
            "UPDATE user_counts SET users = 5 WHERE role = 'user'",
            "DELETE FROM user_counts WHERE role = 'admin'",
        ] {
            let done = db.execute_unprepared(statement).await.unwrap();
            assert_eq!(done.rows_affected(), 1, "{statement}");
        }
        db.close().await.unwrap();
    });
}

#[track_caller]
fn assert_right(world: &World) {
    let done = world.run(&RECOUNT);
    let expected = (0, "the stored counts are correct\n", "");
    assert_eq!((done.code, &*done.out, &*done.err), expected);
}

#[test]
fn right_counts_are_called_right_and_there_is_nothing_to_repair() {
    let world = inhabited();
    assert_right(&world);
    let done = world.run(&REPAIR);
    let expected = (0, "the stored counts are correct\n", "");
    assert_eq!((done.code, &*done.out, &*done.err), expected);
}

#[test]
fn each_wrong_count_is_printed_and_left_and_the_command_fails() {
    let world = inhabited();
    spoil(&world);
    // Twice: counting corrects nothing.
    for _ in 0..2 {
        let done = world.run(&RECOUNT);
        let error = "bouclier: 2 stored counts are wrong: --repair corrects them\n";
        let expected = (1, DIFFERENCES, error);
        assert_eq!((done.code, &*done.out, &*done.err), expected);
    }
}

#[test]
fn wrong_counts_are_printed_and_put_right_on_demand() {
    let world = inhabited();
    spoil(&world);
    let done = world.run(&REPAIR);
    let printed = format!("{DIFFERENCES}2 stored counts were wrong and have been corrected\n");
    assert_eq!((done.code, done.out, &*done.err), (0, printed, ""));
    assert_right(&world);
}

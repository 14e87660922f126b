//! `bouclier groups …`

use super::commands::ADD;
use super::support::*;

/// Runs a command that succeeds; what it prints.
#[track_caller]
fn run(world: &World, args: &[&str]) -> String {
    let done = world.run(&[&["groups"], args].concat());
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    done.out
}

#[test]
fn a_group_is_created_filled_given_a_rule_renamed_and_deleted() {
    let world = World::new();
    assert_eq!(world.run(&ADD).code, 0);
    assert_eq!(run(&world, &["add", " Ventes "]), "created \"Ventes\"\n");
    let line = |rest: &str| format!("1\t{rest}\n");
    assert_eq!(run(&world, &["list"]), line("Ventes\tnothing\t0\t0"));
    let add = ["members", "VENTES", "--add", "LEA@exemple.fr"];
    assert_eq!(run(&world, &add), "1 added, 0 removed, 0 unknown\n");
    assert_eq!(
        run(&world, &["members", "ventes"]),
        line("lea@exemple.fr\tLéa\tuser\tinactive")
    );
    let effect = "1 have to activate 2FA, 0 have it, 0 stay exempt, 0 are released\n";
    assert_eq!(run(&world, &["rule", "Ventes", "required"]), effect);
    assert_eq!(world.list()[0][4], "pending");
    assert_eq!(
        run(&world, &["rule", "Ventes", "required"]),
        "nothing changed\n"
    );
    assert_eq!(
        run(&world, &["rename", "Ventes", "Nord"]),
        "renamed \"Ventes\"\n"
    );
    assert_eq!(run(&world, &["list"]), line("Nord\trequired\t0\t1"));
    let remove = ["members", "Nord", "--remove", "1"];
    assert_eq!(run(&world, &remove), "0 added, 1 removed, 0 unknown\n");
    assert_eq!(world.list()[0][4], "inactive");
    assert_eq!(run(&world, &["delete", "Nord"]), "deleted \"Nord\"\n");
    assert_eq!(run(&world, &["list"]), "");
}

#[test]
fn what_names_no_group_or_no_account_fails_with_one_line_that_says_so() {
    let world = World::new();
    run(&world, &["add", "Ventes"]);
    for args in [
        &["members", "Nord"][..],
        &["rename", "Nord", "Sud"],
        &["delete", "Nord"],
        &["rule", "Nord", "nothing"],
    ] {
        let done = world.run(&[&["groups"], args].concat());
        done.assert_fails(1, "there is no group \"Nord\"");
    }
    world
        .run(&["groups", "add", "ventes"])
        .assert_fails(1, "group");
    let unknown = ["groups", "members", "Ventes", "--add", "x@exemple.fr"];
    let done = world.run(&unknown);
    assert_eq!(
        (done.code, &*done.out),
        (1, "0 added, 0 removed, 1 unknown\n")
    );
    assert_eq!(done.err, "bouclier: there is no account: x@exemple.fr\n");
}

#[test]
fn a_rule_gives_days_or_a_date_and_what_is_neither_is_refused() {
    let world = World::new();
    assert_eq!(world.run(&ADD).code, 0);
    run(&world, &["add", "Ventes"]);
    run(&world, &["members", "Ventes", "--add", "lea@exemple.fr"]);
    let rule = ["rule", "Ventes", "required"];
    let with = |more: &[&str]| world.run(&[&["groups"], &rule[..], more].concat());
    for (more, reason) in [
        (["--days", "181"], "180"),
        (["--days", "two"], "180"),
        (["--until", "2001-01-01"], "not a day to come"),
        (["--until", "tomorrow"], "not a day to come"),
        (["--until", "2099-01-01"], "within a year"),
    ] {
        let done = with(&more);
        assert_eq!(done.code, 1, "{done:?}");
        assert!(done.err.contains(reason), "{done:?}");
    }
    let month = backend::clock::Clock::System
        .now()
        .plus(30 * 86_400)
        .to_day();
    assert_eq!(with(&["--days", "7", "--until", &month]).code, 2);
    let nothing = ["groups", "rule", "Ventes", "nothing", "--days", "7"];
    world.run(&nothing).assert_fails(1, "gives no time");
    let effect = "1 have to activate 2FA, 0 have it, 0 stay exempt, 0 are released\n";
    let done = with(&["--days", "14"]);
    assert_eq!((done.code, &*done.out), (0, effect));
    assert_eq!(with(&["--days", "14"]).out, "nothing changed\n");
    let done = with(&["--until", &month]);
    assert_eq!((done.code, &*done.out), (0, effect));
}

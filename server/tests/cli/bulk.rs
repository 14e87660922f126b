//! Doing something to many accounts from the command line.

use super::support::*;

fn filled() -> World {
    let world = World::new();
    let row = |i| format!("user{i}@exemple.fr,User {i},user,fr\n");
    let rows: String = (0..600).map(row).collect();
    let file = world.file("people.csv", &format!("email,name,role,language\n{rows}"));
    assert_eq!(world.run(&["users", "import", &file]).code, 0);
    world
}

#[test]
fn it_says_what_would_happen_does_it_and_says_what_came_of_it() {
    let world = filled();
    let filter = ["users", "bulk", "require", "--filter", "status=inactive"];
    let planned = world.run(&[&filter[..], &["--dry-run"]].concat());
    let would = "600 of 600 users would change, 0 are so already, 0 would be refused\n\
        afterwards: active 0, at-next-sign-in 0, in-time 0, never-signed-in 600, exempt 0, released 0\n";
    assert_eq!((planned.code, planned.out.as_str()), (0, would));
    assert!(world.list().iter().all(|user| user[4] == "inactive"));
    let done = world.run(&filter);
    let changed = "600 of 600 users changed, 0 were so already, 0 were refused\n";
    assert_eq!((done.code, done.out.as_str()), (0, changed), "{done:?}");
    assert!(done.err.starts_with("250 of 600\n"), "{done:?}");
    assert!(world.list().iter().all(|user| user[4] == "pending"));
    assert_eq!(world.run(&["audit", "verify"]).code, 0);
}

#[test]
fn users_are_named_by_a_file_and_whoever_is_refused_is_listed_with_the_reason() {
    let world = filled();
    let ids = world.file("ids.txt", "3\n\n1\n99999\n");
    let done = world.run(&["users", "bulk", "deactivate", "--ids-file", &ids]);
    let said = "id,email,name,reason\r\n99999,,,gone\n\
        2 of 3 users changed, 0 were so already, 1 were refused\n";
    assert_eq!((done.code, done.out.as_str()), (0, said), "{done:?}");
    let wrong = world.file("wrong.txt", "1\nx\n");
    let wrong = world.run(&["users", "bulk", "deactivate", "--ids-file", &wrong]);
    wrong.assert_fails(1, "line 2");
}

#[test]
fn a_filter_that_means_nothing_does_not_mean_everybody() {
    let world = filled();
    let mistyped = ["users", "bulk", "deactivate", "--filter", "stauts=inactive"];
    world.run(&mistyped).assert_fails(1, "stauts=inactive");
    assert_eq!(world.run(&["users", "bulk", "deactivate"]).code, 2);
    assert_eq!(
        world.run(&["users", "bulk", "delete", "--filter", ""]).code,
        2
    );
    assert!(world.list().iter().all(|user| user[4] == "inactive"));
}

#[test]
fn what_was_done_is_taken_back_by_its_number() {
    let world = filled();
    let filter = ["users", "bulk", "require", "--filter", "status=inactive"];
    let done = world.run(&filter);
    let (_, number) = done.err.trim_end().rsplit_once(' ').unwrap();
    let undo = ["users", "bulk", "undo", "--operation", number];
    let undone = world.run(&undo);
    let back = "600 of 600 users changed, 0 were so already, 0 were refused\n";
    assert_eq!((undone.code, undone.out.as_str()), (0, back), "{undone:?}");
    assert!(world.list().iter().all(|user| user[4] == "inactive"));
    for wrong in [
        &["users", "bulk", "undo", "--filter", ""][..],
        &["users", "bulk", "lift", "--operation", number],
    ] {
        world.run(wrong).assert_fails(1, "--operation");
    }
    let unknown = ["users", "bulk", "undo", "--operation", "99"];
    assert_ne!(world.run(&unknown).code, 0);
    assert_eq!(world.run(&["audit", "verify"]).code, 0);
}

#[test]
fn mails_to_many_need_a_mail_server_and_time_a_day() {
    let world = filled();
    let remind = ["users", "bulk", "remind", "--filter", "", "--dry-run"];
    let planned = world.run(&remind);
    assert!(planned.out.contains(",no-mail-server\r\n"), "{planned:?}");
    assert!(
        planned.out.ends_with("600 would be refused\n"),
        "{planned:?}"
    );
    let extend = ["users", "bulk", "extend", "--filter", ""];
    assert_ne!(world.run(&extend).code, 0);
    let past = [&extend[..], &["--until", "2001-01-01"]].concat();
    world.run(&past).assert_fails(1, "deadline-past");
}

#[test]
fn time_to_comply_is_given_in_days_or_until_a_day() {
    let world = filled();
    let require = ["users", "bulk", "require", "--filter", "status=inactive"];
    let done = world.run(&[&require[..], &["--days", "14"]].concat());
    assert_eq!(done.code, 0, "{done:?}");
    let lift = ["users", "bulk", "lift", "--filter", ""];
    assert_eq!(world.run(&lift).code, 0);
    let done = world.run(&[&require[..], &["--until", "2027-06-30"]].concat());
    assert_eq!(done.code, 0, "{done:?}");
    let both = ["--days", "14", "--until", "2027-06-30"];
    assert_eq!(world.run(&[&require[..], &both].concat()).code, 2);
    let long = world.run(&[&require[..], &["--days", "181"]].concat());
    long.assert_fails(1, "grace-days");
    let wrong = world.run(&[&lift[..], &["--days", "14"]].concat());
    wrong.assert_fails(1, "--days is for require");
}

#[test]
fn operations_are_listed_reported_and_cancelled_by_their_number() {
    let world = filled();
    let bulk = |args: &[&str]| world.run(&[&["users", "bulk"], args].concat());
    assert_eq!(bulk(&["list"]).out, "");
    let ids = world.file("ids.txt", "2\n1\n99999\n");
    assert_eq!(bulk(&["require", "--ids-file", &ids]).code, 0);
    assert_eq!(bulk(&["undo", "--operation", "1"]).code, 0);
    let listed = bulk(&["list"]).out;
    let lines: Vec<Vec<&str>> = listed.lines().map(|l| l.split('\t').collect()).collect();
    let numbers: Vec<&[&str]> = lines.iter().map(|line| &line[..8]).collect();
    let expected = [
        &["2", "done", "require", "1", "2", "2", "0", "0"][..],
        &["1", "done", "require", "-", "3", "2", "0", "1"],
    ];
    assert_eq!(numbers, expected);
    let said = "id,email,name,outcome,reason\r\n1,user0@exemple.fr,User 0,done,\r\n\
        2,user1@exemple.fr,User 1,done,\r\n99999,,,refused,gone\r\n";
    assert_eq!(bulk(&["report", "1"]).out, said);
    let objects = bulk(&["report", "1", "--json"]).out;
    let last = r#"{"email":null,"id":99999,"name":null,"outcome":"refused","reason":"gone"}"#;
    assert_eq!(objects.lines().last(), Some(last));
    bulk(&["cancel", "1"]).assert_fails(1, "not under way");
    assert_ne!(bulk(&["report", "99"]).code, 0);
    for mixed in [
        &["list", "--filter", ""][..],
        &["cancel"],
        &["require", "--filter", "", "list"],
    ] {
        assert_eq!(bulk(mixed).code, 2, "{mixed:?}");
    }
}

//! Tests of each command.

use super::support::*;

pub const ADD: [&str; 6] = ["users", "add", "--email", "lea@exemple.fr", "--name", "Léa"];

#[test]
fn an_account_is_added_with_the_password_of_standard_input_and_listed() {
    let world = World::new();
    let args = [&ADD[..], &["--admin", "--password-stdin"]].concat();
    let done = world.run_typing(&args, &format!("{PASSWORD}\n"));
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    assert_eq!(
        world.list(),
        [["1", "lea@exemple.fr", "Léa", "admin", "inactive"]]
    );
}

#[test]
fn an_account_without_a_password_can_be_added_in_a_language() {
    let world = World::new();
    let done = world.run(&[&ADD[..], &["--language", "nl"]].concat());
    assert_eq!(done.code, 0, "{done:?}");
    let listed = world.list();
    assert_eq!(listed[0][3], "user");
}

#[test]
fn an_address_that_is_taken_and_a_weak_password_fail_with_one_line() {
    let world = World::new();
    world.run(&ADD);
    world.run(&ADD).assert_fails(1, "already");
    let args = [&ADD[..], &["--password-stdin"]].concat();
    world.run_typing(&args, "short\n").assert_fails(1, "15");
    assert_eq!(world.list().len(), 1);
}

#[test]
fn wrong_usage_exits_with_2_and_touches_nothing() {
    let world = World::new();
    let bad: [&[&str]; 7] = [
        &[],
        &["users"],
        &["users", "add", "--email", "lea@exemple.fr"],
        &["users", "add", "--email", "lea", "--name", "Léa"],
        &["users", "add", "--email", "lea@exemple.fr", "--name", " "],
        &["users", "import"],
        &["users", "list", "--unknown"],
    ];
    for args in bad {
        let done = world.run(args);
        assert_eq!(done.code, 2, "{args:?}: {done:?}");
        assert_eq!(done.out, "");
    }
    assert!(!world.data().exists());
}

#[test]
fn the_sample_organisation_is_imported_and_importing_it_again_changes_nothing() {
    let world = World::new();
    let file = sample("organisation.csv");
    let first = world.run(&["users", "import", &file]);
    assert_eq!(
        (first.code, first.out.as_str(), first.err.as_str()),
        (
            0,
            "1200 rows: 1200 created, 0 already there, 0 refused\n\
             new groups: Planification, Production, Support, Finance, Externes, Ressources humaines, Direction\n",
            ""
        )
    );
    let again = world.run(&["users", "import", &file]);
    assert_eq!(
        (again.code, again.out.as_str()),
        (
            0,
            "1200 rows: 0 created, 1200 already there, 0 refused\nnothing changed\n"
        )
    );
    assert_eq!(world.list().len(), 1_200);
}

#[test]
fn refused_rows_are_printed_with_line_column_and_reason_and_the_others_come_in() {
    let world = World::new();
    let done = world.run(&["users", "import", &sample("organisation-with-errors.csv")]);
    assert_eq!(
        (done.code, done.err.as_str()),
        (3, "bouclier: 14 of 60 rows were refused\n"),
        "{done:?}"
    );
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines.len(), 16, "{lines:?}");
    assert_eq!(
        lines[5],
        "line 17, column role: \"superuser\" is not a role (admin, auditor, helpdesk, user)"
    );
    assert_eq!(
        lines[12],
        "line 47, after the last column: 7 fields instead of 6"
    );
    assert_eq!(
        lines[14],
        "60 rows: 46 created, 0 already there, 14 refused"
    );
    assert!(!done.out.contains('\u{202E}'));
    assert_eq!(world.list().len(), 46);
}

#[test]
fn a_file_of_which_every_row_is_refused_has_an_exit_code_of_its_own() {
    let world = World::new();
    let rows = "email,name,role,language\nlea,Léa,user,fr\nmax,Max,user,fr\n";
    let done = world.run(&["users", "import", &world.file("a.csv", rows)]);
    assert_eq!(
        (done.code, done.err.as_str()),
        (
            4,
            "bouclier: nothing was imported, because every row was refused\n"
        ),
        "{done:?}"
    );
    assert!(done.out.ends_with("2 refused\nnothing changed\n"));
    let none = world.file("b.csv", "email,name,role,language\n");
    assert_eq!(world.run(&["users", "import", &none]).code, 0);
}

#[test]
fn all_or_nothing_fails_and_imports_nothing_when_a_row_is_refused() {
    let world = World::new();
    let file = sample("organisation-with-errors.csv");
    let done = world.run(&["users", "import", &file, "--all-or-nothing"]);
    assert_eq!(done.code, 4, "{done:?}");
    assert_eq!(
        done.err,
        "bouclier: nothing was imported, because rows were refused\n"
    );
    assert!(
        done.out.ends_with("14 refused\nnothing changed\n"),
        "{done:?}"
    );
    assert_eq!(world.list().len(), 0);
}

#[test]
fn other_values_of_an_existing_account_are_told_and_left() {
    let world = World::new();
    world.run(&ADD);
    let file = world.file(
        "a.csv",
        "email,name,role,language\nlea@exemple.fr,Lea,admin,fr\n",
    );
    let done = world.run(&["users", "import", &file]);
    assert_eq!(
        done.out,
        "1 rows: 0 created, 1 already there, 0 refused\n\
         1 already there with other values, left as they are\nnothing changed\n"
    );
    let listed = world.list();
    assert_eq!((&*listed[0][2], &*listed[0][3]), ("Léa", "user"));
}

#[test]
fn an_update_is_shown_and_made_when_it_is_asked_for_once_more() {
    let world = World::new();
    world.run(&ADD);
    let file = "username;firstName;lastName;department\nlea@exemple.fr;Léa;Moreau;x\nhugo@exemple.fr;Hugo;Le Goff;y\n";
    let file = world.file("a.csv", file);
    let columns = "column \"username\": login\ncolumn \"firstName\": first-name\ncolumn \"lastName\": last-name\ncolumn \"department\": nothing\n";
    let change = "line 2, \"lea@exemple.fr\": name \"Léa\" → \"Léa Moreau\"\n";
    let counts = "2 rows: 1 created, 1 already there, 0 refused\n1 already there get another name or language, or join groups\n";
    let said = [columns, change, counts].concat();
    let shown = world.run(&["users", "import", &file, "--update"]);
    let hint = "this is what would happen: nothing was changed; --update --yes does it\n";
    assert_eq!((shown.code, shown.out), (0, format!("{said}{hint}")));
    assert_eq!(world.list().len(), 1);
    let done = world.run(&["users", "import", &file, "--update", "--yes"]);
    assert_eq!((done.code, done.out), (0, said));
    let names: Vec<String> = world.list().iter().map(|row| row[2].clone()).collect();
    assert_eq!(names, ["Léa Moreau", "Hugo Le Goff"]);
    let dry = world.run(&[
        "users",
        "import",
        &file,
        "--dry-run",
        "--column",
        "department=group",
    ]);
    assert!(
        dry.out.contains("column \"department\": group\n"),
        "{dry:?}"
    );
    assert!(dry.out.ends_with("nothing was changed\n"), "{dry:?}");
    let wrong = world.run(&["users", "import", &file, "--column", "department=team"]);
    assert!(
        wrong.code == 2 && wrong.err.contains("email, name, role"),
        "{wrong:?}"
    );
}

#[test]
fn a_file_in_windows_1252_is_said_to_be_no_utf_8_and_read_when_that_is_confirmed() {
    let world = World::new();
    let path = world.folder().join("windows.csv");
    std::fs::write(
        &path,
        b"email;name;role;language\nr@exemple.fr;Ren\xe9;user;fr\n",
    )
    .unwrap();
    let file = path.to_str().unwrap();
    let refused = world.run(&["users", "import", file]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(
        refused.out.contains("--encoding windows-1252"),
        "{refused:?}"
    );
    let done = world.run(&["users", "import", file, "--encoding", "windows-1252"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(&*world.list()[0][2], "René");
}

#[test]
fn a_file_that_cannot_be_imported_fails_with_one_line_and_its_name() {
    let world = World::new();
    let missing = world.folder().join("none.csv");
    let missing = missing.to_str().unwrap();
    world
        .run(&["users", "import", missing])
        .assert_fails(1, "none.csv: ");
    let file = world.file("a.csv", "email,name\n");
    world
        .run(&["users", "import", &file])
        .assert_fails(1, "a.csv: the column \"role\" is missing");
}

#[test]
fn attack_42_what_never_ends_and_what_is_too_long_is_not_imported() {
    let world = World::new();
    for device in ["/dev/zero", "/dev/urandom", "/dev"] {
        world
            .run(&["users", "import", device])
            .assert_fails(1, "neither a file nor a pipe");
    }
    let long = world.file("long.csv", "email,name,role,language\n");
    let file = std::fs::File::options().write(true).open(&long).unwrap();
    file.set_len((256 << 20) + 1).unwrap();
    world
        .run(&["users", "import", &long])
        .assert_fails(1, "larger than 256 MiB");
    assert!(!world.data().exists());
    let rows = "email,name,role,language\nlea@exemple.fr,Lea,user,fr\n";
    let done = world.run_typing(&["users", "import", "/dev/stdin"], rows);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.starts_with("1 rows: 1 created"), "{done:?}");
}

#[test]
fn attack_37_the_demo_touches_no_database_with_users_of_its_own() {
    let world = World::new();
    world.run(&ADD);
    world
        .run(&["demo", "activate"])
        .assert_fails(1, "not filled with sample data");
    world
        .run(&["demo", "fill", &sample("organisation.csv")])
        .assert_fails(1, "fill an empty one");
    assert_eq!(world.list().len(), 1);
}

#[test]
fn an_invitation_prints_the_link_and_nothing_else() {
    let world = World::new();
    world.run(&ADD);
    let done = world.run_with(
        &["users", "invite", "LEA@exemple.fr"],
        "BOUCLIER_PUBLIC_URL",
        "https://bouclier.exemple.fr/",
    );
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let token = done
        .out
        .strip_prefix("https://bouclier.exemple.fr/invitation/")
        .unwrap();
    assert_eq!(token.trim_end().len(), 43);
    world
        .run(&["users", "invite", "nobody@exemple.fr"])
        .assert_fails(1, "\"nobody@exemple.fr\"");
}

#[test]
fn the_demo_activates_about_seventy_of_a_hundred_once_and_hides_from_the_help() {
    let world = World::new();
    let done = world.run(&["demo", "fill", &sample("organisation.csv")]);
    assert_eq!(done.code, 0, "{done:?}");
    let done = world.run(&["demo", "activate"]);
    assert_eq!(done.code, 0, "{done:?}");
    let users = world.list();
    let active = users
        .iter()
        .filter(|user| matches!(&*user[4], "voluntary" | "protected"))
        .count();
    assert!((780..=900).contains(&active), "{active}");
    assert_eq!(
        done.out,
        format!("{active} users activated two-factor authentication\n")
    );
    world.run(&["demo", "activate"]);
    assert_eq!(world.list(), users);
    assert!(!world.run(&["--help"]).out.contains("demo"));
}

#[test]
fn a_recovery_link_is_printed_for_an_account_and_nothing_else() {
    let world = World::new();
    world.run(&ADD);
    let done = world.run(&["admin", "recover", "--email", "LEA@exemple.fr"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    assert!(
        done.out.starts_with("http://127.0.0.1:3000/invitation/"),
        "{done:?}"
    );
    assert_eq!(done.out.lines().count(), 1);
    world
        .run(&["admin", "recover", "--email", "max@exemple.fr"])
        .assert_fails(1, "max@exemple.fr");
}

#[test]
fn attack_39_a_name_like_an_admins_is_warned_of_where_accounts_come_in() {
    let world = World::new();
    let first = world.run(&[&ADD[..], &["--admin"]].concat());
    assert_eq!(first.out, "created lea@exemple.fr\n");
    let add = ["users", "add", "--email", "eve@exemple.fr", "--name", "LEA"];
    let done = world.run(&add);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    assert_eq!(
        done.out,
        "created eve@exemple.fr\n\
         warning: the name looks like that of the admin \"Léa\", whose address is \"lea@exemple.fr\"\n"
    );
    let file = world.file(
        "a.csv",
        "email,name,role,language\nlea@b.fr,Léа,user,fr\nmax@b.fr,Max,user,fr\n",
    );
    let done = world.run(&["users", "import", &file]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    assert_eq!(
        done.out,
        "warning: line 2, column name: \"Léа\" looks like the name of the admin \"Léa\", whose address is \"lea@exemple.fr\"\n\
         2 rows: 2 created, 0 already there, 0 refused\n\
         1 with a name that looks like that of an admin\n"
    );
    assert_eq!(world.list().len(), 4);
}

//! The command line from outside: what it prints, and its exit codes.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery staple";

struct World {
    folder: TempDir,
}

/// What a call printed, and its exit code.
#[derive(Debug)]
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bouclier"));
        command
            .args(args)
            .env_clear()
            .env("BOUCLIER_DATA_DIR", self.data())
            .current_dir(self.folder.path());
        command
    }

    fn run(&self, args: &[&str]) -> Done {
        self.command(args).output().unwrap().into()
    }

    fn run_with(&self, args: &[&str], variable: &str, value: &str) -> Done {
        self.command(args)
            .env(variable, value)
            .output()
            .unwrap()
            .into()
    }

    fn run_typing(&self, args: &[&str], input: &str) -> Done {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap().into()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn list(&self) -> Vec<Vec<String>> {
        let done = self.run(&["users", "list"]);
        assert_eq!(done.code, 0, "{done:?}");
        let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
        done.out.lines().map(fields).collect()
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    /// Failed with this code, one line on standard error that has `text`, and no other output.
    fn assert_fails(&self, code: i32, text: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.starts_with("bouclier: "), "{self:?}");
        assert!(self.err.contains(text), "{text} in {self:?}");
        assert_eq!(self.out, "", "{self:?}");
    }
}

fn sample(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    folder.join(name).to_str().unwrap().to_owned()
}

const ADD: [&str; 6] = ["users", "add", "--email", "lea@exemple.fr", "--name", "Léa"];

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
            "1200 rows: 1200 created, 0 already there, 0 refused\n",
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
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines.len(), 15, "{lines:?}");
    assert_eq!(
        lines[5],
        "line 17, column role: \"superuser\" is not a role (admin, user)"
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
fn all_or_nothing_fails_and_imports_nothing_when_a_row_is_refused() {
    let world = World::new();
    let file = sample("organisation-with-errors.csv");
    let done = world.run(&["users", "import", &file, "--all-or-nothing"]);
    assert_eq!(done.code, 1, "{done:?}");
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
fn a_file_that_cannot_be_imported_fails_with_one_line_and_its_name() {
    let world = World::new();
    let missing = world.folder.path().join("none.csv");
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
    world.run(&["users", "import", &sample("organisation.csv")]);
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
fn the_data_folder_and_the_key_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.run(&["users", "list"]);
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(world.data()), 0o700);
    assert_eq!(mode(world.data().join("secret.key")), 0o600);
}

#[test]
fn each_setting_that_cannot_work_stops_with_one_line_and_exit_code_2_and_touches_nothing() {
    let world = World::new();
    let cases = [
        ("listen", "localhost:3000"),
        ("listen", "0.0.0.0:3000"),
        ("public-url", "http://exemple.fr"),
        ("public-url", "https://exemple.fr/console"),
        ("public-url", "ftp://exemple.fr"),
        ("database-url", "postgres://u:secret@localhost/b"),
        ("database-url", "mysql://u:secret@localhost/b"),
        ("database-url", "sqlite::memory:"),
        ("trusted-proxies", "10.0.0.0/40"),
        ("smtp-url", "http://u:secret@mail.exemple.fr"),
        ("log", "bouclier=loud"),
        ("session-idle-minutes", "0"),
        ("session-hours", "never"),
    ];
    for command in [&["serve"][..], &["users", "list"]] {
        for (option, value) in cases {
            let flag = format!("--{option}");
            let by_flag = world.run(&[command, &[&flag, value]].concat());
            by_flag.assert_fails(2, &flag);
            let variable = format!("BOUCLIER_{}", option.to_uppercase().replace('-', "_"));
            let by_variable = world.run_with(command, &variable, value);
            assert_eq!(by_variable.err, by_flag.err);
            assert_eq!(by_variable.code, 2);
            assert!(!by_flag.err.contains("secret"), "{by_flag:?}");
        }
    }
    assert!(!world.data().exists());
}

#[test]
fn a_flag_beats_the_environment() {
    let world = World::new();
    let done = world.run_with(
        &["users", "list", "--listen", "127.0.0.1:4000"],
        "BOUCLIER_LISTEN",
        "nonsense",
    );
    assert_eq!(done.code, 0, "{done:?}");
}

#[test]
fn a_data_folder_that_cannot_be_made_stops_with_exit_code_2() {
    let world = World::new();
    let file = world.file("file", "");
    let below = format!("{file}/data");
    world
        .run(&["users", "list", "--data-dir", &below])
        .assert_fails(2, "--data-dir");
}

#[test]
fn a_database_that_cannot_be_opened_stops_with_exit_code_2() {
    let world = World::new();
    world
        .run(&["users", "list", "--database-url", "sqlite://none/b.sqlite"])
        .assert_fails(2, "--database-url");
    let file = world.file("b.sqlite", &"this is no database\n".repeat(100));
    world
        .run(&[
            "users",
            "list",
            "--database-url",
            &format!("sqlite://{file}"),
        ])
        .assert_fails(2, "--database-url");
}

#[test]
fn a_database_in_a_folder_with_unusual_letters_opens() {
    let world = World::new();
    let folder = world.folder.path().join("a b?c#d%20é");
    let done = world.run(&["users", "list", "--data-dir", folder.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(folder.join("bouclier.sqlite").exists());
}

#[test]
fn a_malformed_or_unreadable_key_file_stops_with_exit_code_2() {
    let world = World::new();
    let malformed = world.file("bad.key", "nonsense\n");
    world
        .run(&["users", "list", "--secret-key-file", &malformed])
        .assert_fails(2, "line 1 is not a key");
    let folder = world.folder.path().to_str().unwrap();
    world
        .run(&["users", "list", "--secret-key-file", folder])
        .assert_fails(2, "--secret-key-file");
}

#[test]
fn a_missing_or_wrong_key_stops_with_exit_code_2_and_destroys_nothing() {
    let world = World::new();
    world.run(&["users", "import", &sample("organisation.csv")]);
    world.run(&["demo", "activate"]);
    let key = world.data().join("secret.key");
    let right = fs::read(&key).unwrap();

    fs::remove_file(&key).unwrap();
    world.run(&["users", "list"]).assert_fails(2, "is missing");
    world.run(&["serve"]).assert_fails(2, "is missing");
    assert!(!key.exists());

    let other = World::new();
    other.run(&["users", "list"]);
    fs::copy(other.data().join("secret.key"), &key).unwrap();
    world
        .run(&["users", "list"])
        .assert_fails(2, "another installation");

    fs::write(&key, right).unwrap();
    assert_eq!(world.list().len(), 1_200);
}

#[test]
fn the_help_names_the_options_and_no_secret_of_the_environment() {
    let world = World::new();
    let done = world.run_with(
        &["serve", "--help"],
        "BOUCLIER_DATABASE_URL",
        "sqlite:///secret",
    );
    assert_eq!(done.code, 0);
    for option in ["--listen", "--data-dir", "--public-url", "BOUCLIER_LOG"] {
        assert!(done.out.contains(option), "{option}");
    }
    assert!(!done.out.contains("secret\n") && !done.out.contains("///secret"));
    assert!(!done.out.contains("smtp"));
}

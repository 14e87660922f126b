//! The files beside the program in a package: completions and the manual page.

use super::support::*;
use std::process::Command;

const SHOWN: [&str; 7] = [
    "serve", "users", "import", "bulk", "doctor", "health", "backup",
];

/// The output of a program of this machine about a file; `None` if the program is not installed.
fn said(program: &str, args: &[&str]) -> Option<(bool, String)> {
    let output = Command::new(program).args(args).output().ok()?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Some((output.status.success(), said))
}

#[test]
fn completions_are_scripts_of_their_shells_and_name_what_the_help_names() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish"] {
        let done = world.run(&["completions", shell]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
        for word in SHOWN {
            assert!(done.out.contains(word), "{word} for {shell}");
        }
        assert!(!done.out.contains("demo"), "{shell}");
        let file = world.file(shell, &done.out);
        if let Some((right, said)) = said(shell, &["-n", &file]) {
            assert!(right, "{shell}: {said}");
        }
    }
    assert_eq!(world.run(&["completions", "csh"]).code, 2);
    assert!(!world.run(&["--help"]).out.contains("completions"));
}

#[test]
fn the_page_of_the_manual_names_each_command_and_setting_and_formats_without_a_warning() {
    let world = World::new();
    let done = world.run(&["man"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    for word in [
        ".TH bouclier 1",
        "bouclier users add",
        "bouclier users bulk",
        "bouclier users bulk report",
        "extend, remind, invite",
        "bouclier doctor",
        "BOUCLIER_LISTEN",
    ] {
        assert!(done.out.contains(word), "{word} in {}", done.out);
    }
    assert!(!done.out.contains("demo"));
    let file = world.file("bouclier.1", &done.out);
    if let Some((right, said)) = said("groff", &["-man", "-ww", "-z", "-Tutf8", &file]) {
        assert!(right && said.is_empty(), "{said}");
    }
}

#[test]
fn they_need_no_configuration_that_works() {
    let world = World::new();
    for args in [&["man"][..], &["completions", "bash"]] {
        let done = world.run_with(args, "BOUCLIER_LISTEN", "nonsense");
        assert_eq!(done.code, 0, "{done:?}");
    }
}

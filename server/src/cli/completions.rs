//! `bouclier completions` and `bouclier man`: the files that accompany the program in a package.

use super::Failure;
use clap::{Arg, Command, ValueEnum};
use clap_complete::aot::{Bash, Fish, Zsh, generate};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};
use std::io::Write;

/// A shell.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shell {
    /// GNU Bash
    Bash,
    /// Zsh
    Zsh,
    /// fish
    Fish,
}

/// Which shell.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the completion script of the shell.
pub fn run(program: &Command, args: &Args) -> Result<(), Failure> {
    let mut program = shown(program);
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    match args.shell {
        Shell::Bash => generate(Bash, &mut program, name, &mut script),
        Shell::Zsh => generate(Zsh, &mut program, name, &mut script),
        Shell::Fish => generate(Fish, &mut program, name, &mut script),
    }
    print(&script)
}

/// Prints the manual page, with every command.
pub fn man(program: &Command) -> Result<(), Failure> {
    page(program)
        .map_err(Failure::from_output)
        .and_then(|page| print(&page))
}

fn page(program: &Command) -> std::io::Result<Vec<u8>> {
    let mut program = shown(program);
    program.build();
    let mut page = Vec::new();
    let man = Man::new(program.clone()).date("").manual("Bouclier");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    let mut commands = Roff::new();
    commands.control("SH", ["COMMANDS"]);
    list(&mut commands, &program, program.get_name());
    commands.to_writer(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut codes = Roff::new();
    codes.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in [
        ("0", "It was done."),
        ("1", "It failed; one line on standard error says why."),
        ("2", "The command line or the configuration cannot work."),
        (
            "3",
            "Some rows of an import were refused; the others are there.",
        ),
        (
            "4",
            "Nothing was imported, because every row was refused, or some with --all-or-nothing.",
        ),
    ] {
        codes.control("TP", []).text([bold(code)]);
        codes.text([roman(meaning)]);
    }
    codes.to_writer(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// The subcommands of a command, and the options of each besides the common ones.
fn list(page: &mut Roff, above: &Command, path: &str) {
    for command in above.get_subcommands() {
        let path = format!("{path} {}", command.get_name());
        let arguments = command.get_arguments();
        let own = arguments
            .filter(|a| !a.is_global_set() && !matches!(a.get_id().as_str(), "help" | "version"));
        let own: Vec<&Arg> = own.collect();
        if !(command.has_subcommands() && own.is_empty()) {
            one(page, command, &path, &own);
        }
        list(page, command, &path);
    }
}

fn one(page: &mut Roff, command: &Command, path: &str, own: &[&Arg]) {
    page.control("TP", []);
    let mut heading = vec![bold(path)];
    for argument in own {
        let needed = argument.is_required_set();
        heading.push(roman(if needed { " " } else { " [" }));
        heading.push(italic(argument.to_string()));
        heading.push(roman(if needed { "" } else { "]" }));
    }
    page.text(heading);
    page.text([roman(about(command.get_about()))]);
    for argument in own {
        page.control("RS", []).control("TP", []);
        page.text([italic(argument.to_string())]);
        page.text([roman(about(argument.get_help()))]);
        page.control("RE", []);
    }
}

fn about(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// The same program without its hidden commands.
fn shown(program: &Command) -> Command {
    let mut copy = Command::new(program.get_name().to_owned())
        .args(program.get_arguments().cloned())
        .subcommand_required(program.is_subcommand_required_set())
        .disable_help_subcommand(true);
    if let Some(about) = program.get_about() {
        copy = copy.about(about.clone());
    }
    if let Some(version) = program.get_version() {
        copy = copy.version(version.to_owned());
    }
    let commands = program.get_subcommands().filter(|c| !c.is_hide_set());
    copy.subcommands(commands.map(shown))
}

fn print(text: &[u8]) -> Result<(), Failure> {
    std::io::stdout()
        .lock()
        .write_all(text)
        .map_err(Failure::from_output)
}

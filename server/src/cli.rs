//! The command line.

mod admin_recover;
mod audit_verify;
mod backup;
mod completions;
mod demo;
mod doctor;
mod groups;
mod health;
mod keys_rotate;
mod restore;
mod serve;
mod users_add;
mod users_bulk;
mod users_import;
mod users_invite;
mod users_list;
mod users_recount;

use crate::failure::Failure;

use crate::config::{Config, ConfigError, Options, Surroundings};
use backend::access::{Manager, Operator};
use clap::{CommandFactory, Parser, Subcommand};
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// Two-factor authentication for the users of an organisation.
#[derive(Debug, Parser)]
#[command(name = "bouclier", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the console
    Serve,
    /// Manage accounts
    #[command(subcommand)]
    Users(Users),
    /// Manage groups of accounts
    #[command(subcommand)]
    Groups(groups::Groups),
    /// Restore access for admins
    #[command(subcommand)]
    Admin(Admin),
    /// Check the audit log
    #[command(subcommand)]
    Audit(Audit),
    /// Copy the database to a new file, while the console runs
    Backup(backup::Args),
    /// Put a copy in place of the database, and end what it would open again: sessions, links, codes
    Restore(restore::Args),
    /// Manage the key that seals secrets at rest
    #[command(subcommand)]
    Keys(Keys),
    /// Ask the running server whether it is ready; exit code 1 if not
    Health(health::Args),
    /// Check the installation and say what to do; changes nothing, exit code 1 if there is a problem
    Doctor,
    /// Print the completions for a shell
    #[command(hide = true)]
    Completions(completions::Args),
    /// Print the manual page
    #[command(hide = true)]
    Man,
    /// Work on the sample organisation
    #[command(subcommand, hide = true)]
    Demo(Demo),
}

#[derive(Debug, Subcommand)]
enum Users {
    /// Create an account
    Add(users_add::Args),
    /// Create accounts from a CSV file (email,name,role,language and, optional, required,group); exit code 3 if rows were refused, 4 if nothing was imported for that reason
    Import(users_import::Args),
    /// Do something to many accounts: require, lift, exempt, extend, remind, invite, join, leave, end-sessions, deactivate; take it back: undo; or see what was done: list, cancel, report
    Bulk(users_bulk::Args),
    /// List the accounts: number, address, name, role, two-factor status, separated by tabs
    List,
    /// Create a link with which a user chooses a password: it works once, for 72 hours
    Invite(users_invite::Args),
    /// Count the users and compare with the counts that the database keeps; exit code 1 if they differ
    Recount(users_recount::Args),
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Create a link that restores an admin: it works once, for an hour
    Recover(admin_recover::Args),
}

#[derive(Debug, Subcommand)]
enum Keys {
    /// Create a new key and seal every secret with it, while the console runs
    Rotate(keys_rotate::Args),
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Find out whether an entry was changed, removed, added or moved, or a trigger, function, index or policy changed; exit code 1 if so
    Verify,
}

#[derive(Debug, Subcommand)]
enum Demo {
    /// Import a sample organisation into an empty database, and mark it as such
    Fill(demo::Args),
    /// Give about 70 % of the users without a password a second factor
    Activate,
}

/// Runs the command.
pub async fn run() -> ExitCode {
    match execute(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn execute(cli: Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Completions(args) => return completions::run(&Cli::command(), args),
        Command::Man => return completions::man(&Cli::command()),
        _ => {}
    }
    let config = configure(&cli.options)?;
    match cli.command {
        Command::Serve => serve::run(&config).await,
        Command::Users(Users::Add(args)) => users_add::run(&config, args).await,
        Command::Users(Users::Import(args)) => users_import::run(&config, &args).await,
        Command::Users(Users::Bulk(args)) => users_bulk::run(&config, &args).await,
        Command::Users(Users::List) => users_list::run(&config).await,
        Command::Users(Users::Invite(args)) => users_invite::run(&config, &args).await,
        Command::Users(Users::Recount(args)) => users_recount::run(&config, &args).await,
        Command::Groups(command) => groups::run(&config, command).await,
        Command::Admin(Admin::Recover(args)) => admin_recover::run(&config, &args).await,
        Command::Keys(Keys::Rotate(args)) => keys_rotate::run(&config, &args).await,
        Command::Audit(Audit::Verify) => audit_verify::run(&config).await,
        Command::Backup(args) => backup::run(&config, &args).await,
        Command::Restore(args) => restore::run(&config, &args).await,
        Command::Health(args) => health::run(&config, &args).await,
        Command::Doctor => doctor::run(&config).await,
        Command::Demo(Demo::Fill(args)) => demo::fill(&config, &args).await,
        Command::Demo(Demo::Activate) => demo::activate(&config).await,
        // These need no configuration.
        Command::Completions(_) | Command::Man => Ok(()),
    }
}

fn configure(options: &Options) -> Result<Config, ConfigError> {
    Config::from_options(options, &Surroundings::find()?)
}

/// The right of a user who may run this program on the data folder.
fn manager() -> Manager {
    Operator::assume_command_line().into()
}

/// Writes a line to standard output.
fn say(line: impl Display) -> Result<(), Failure> {
    writeln!(std::io::stdout().lock(), "{line}").map_err(Failure::from_output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_and_options_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }
}

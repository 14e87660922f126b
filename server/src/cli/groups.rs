//! `bouclier groups …`

use super::{Failure, manager, say};
use crate::config::Config;
use backend::Backend;
use backend::groups::GroupRuleChange;
use clap::{Subcommand, ValueEnum};
use domain::{GraceInput, GroupId, GroupName, GroupRule, UserId};
use std::io::{BufWriter, Write};
use wire::view::GroupRow;

/// Members that are read at once.
const PAGE: u64 = 500;

/// What to do with groups. A group is named as in a file: case and accents make no difference.
#[derive(Debug, Subcommand)]
pub enum Groups {
    /// List the groups: number, name, what it requires, members with 2FA, members, separated by tabs
    List,
    /// Create a group that requires nothing
    Add {
        /// Name of the group
        name: String,
    },
    /// Give a group another name
    Rename {
        /// Name of the group
        group: String,
        /// The other name
        name: String,
    },
    /// Delete a group: its members stay, and what it required of them it requires no more
    Delete {
        /// Name of the group
        group: String,
    },
    /// List the members of a group: number, address, name, role, two-factor status; with --add or --remove, change them
    Members(Members),
    /// Require 2FA of the members of a group, or nothing
    Rule(Rule),
}

/// Members of a group.
#[derive(Debug, clap::Args)]
pub struct Members {
    /// Name of the group
    group: String,
    /// Add the account with this address or number; may be given several times
    #[arg(long, value_name = "USER")]
    add: Vec<String>,
    /// Remove the account with this address or number; may be given several times
    #[arg(long, value_name = "USER")]
    remove: Vec<String>,
}

/// What a group requires.
#[derive(Debug, clap::Args)]
pub struct Rule {
    /// Name of the group
    group: String,
    /// What it requires of its members
    #[arg(value_name = "RULE")]
    requires: Requires,
    /// Time to comply: this many days, 0 to 180, from now or from when a member joins
    #[arg(long, value_name = "DAYS", conflicts_with = "until")]
    days: Option<String>,
    /// Time to comply: until the end of this day (YYYY-MM-DD) where the organisation is
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// End the open sessions of members who must activate 2FA
    #[arg(long)]
    end_sessions: bool,
}

/// What a group requires of its members.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Requires {
    /// 2FA
    Required,
    /// Nothing
    Nothing,
}

/// Runs the command.
pub async fn run(config: &Config, command: Groups) -> Result<(), Failure> {
    let backend = config.open().await?;
    let by = manager();
    match command {
        Groups::List => list(&backend).await,
        Groups::Add { name } => {
            backend.create_group(&by, &name).await?;
            say(format_args!("created {:?}", name.trim()))
        }
        Groups::Rename { group, name } => {
            let group = find(&backend, &group).await?;
            let changed = backend.rename_group(&by, group.id, &name).await?;
            said(changed, format_args!("renamed {:?}", group.name))
        }
        Groups::Delete { group } => {
            let group = find(&backend, &group).await?;
            backend.delete_group(&by, group.id).await?;
            say(format_args!("deleted {:?}", group.name))
        }
        Groups::Members(args) => members(&backend, &args).await,
        Groups::Rule(args) => rule(&backend, &args).await,
    }
}

async fn list(backend: &Backend) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout());
    for group in backend.list_groups(&manager()).await? {
        let GroupRow {
            id,
            name,
            requires,
            members,
            active,
        } = group;
        writeln!(out, "{id}\t{name}\t{requires}\t{active}\t{members}")
            .map_err(Failure::from_output)?;
    }
    out.flush().map_err(Failure::from_output)
}

async fn members(backend: &Backend, args: &Members) -> Result<(), Failure> {
    let group = find(backend, &args.group).await?;
    if args.add.is_empty() && args.remove.is_empty() {
        return print_members(backend, group.id).await;
    }
    let by = manager();
    let added = backend.add_members(&by, group.id, &args.add).await?;
    let (mut removed, mut unknown) = (0_u64, added.unknown);
    for user in &args.remove {
        match user_of(backend, user).await? {
            Some(id) => removed += u64::from(remove(backend, group.id, id).await?),
            None => unknown.push(user.clone()),
        }
    }
    say(format_args!(
        "{} added, {removed} removed, {} unknown",
        added.added,
        unknown.len()
    ))?;
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "there is no account: {}",
            unknown.join(", ")
        )))
    }
}

async fn user_of(backend: &Backend, user: &str) -> Result<Option<UserId>, Failure> {
    match backend.user_by_email(&manager(), user).await {
        Ok(id) => Ok(Some(id)),
        Err(backend::Error::NotFound) => Ok(user.parse().ok()),
        Err(error) => Err(error.into()),
    }
}

/// Whether the user was in the group: a number that nobody has is in none.
async fn remove(backend: &Backend, group: GroupId, user: UserId) -> Result<bool, Failure> {
    match backend.remove_member(&manager(), group, user).await {
        Err(backend::Error::NotFound) => Ok(false),
        removed => Ok(removed?),
    }
}

async fn print_members(backend: &Backend, group: GroupId) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout());
    let mut last = None;
    loop {
        let by = manager();
        let members = backend.members_after(&by, group, last, PAGE).await?;
        let Some(member) = members.last() else {
            return out.flush().map_err(Failure::from_output);
        };
        last = Some(member.id);
        for user in &members {
            super::users_list::write_line(&mut out, user).map_err(Failure::from_output)?;
        }
    }
}

async fn rule(backend: &Backend, args: &Rule) -> Result<(), Failure> {
    let group = find(backend, &args.group).await?;
    let input = match (&args.days, &args.until) {
        (Some(days), _) => GraceInput {
            kind: "days",
            days,
            ..GraceInput::default()
        },
        (None, Some(last_day)) => GraceInput {
            kind: "date",
            last_day,
            ..GraceInput::default()
        },
        (None, None) => GraceInput::default(),
    };
    if matches!(args.requires, Requires::Nothing) && !input.kind.is_empty() {
        let text = "a rule that requires nothing gives no time: leave --days and --until out";
        return Err(Failure::new(text));
    }
    let grace = match backend.read_grace(&manager(), input, "").await {
        Err(backend::Error::Refused(_)) => return Err(no_time(args)),
        read => read?,
    };
    let change = GroupRuleChange {
        rule: match args.requires {
            Requires::Required => GroupRule::Required,
            Requires::Nothing => GroupRule::Nothing,
        },
        grace,
        end_sessions: args.end_sessions,
    };
    match backend.set_group_rule(&manager(), group.id, change).await? {
        None => say("nothing changed"),
        Some(effect) => say(format_args!(
            "{} have to activate 2FA, {} have it, {} stay exempt, {} are released",
            effect.to_activate, effect.active, effect.exempt, effect.released
        )),
    }
}

/// What was given is no time.
fn no_time(args: &Rule) -> Failure {
    Failure::new(match (&args.days, &args.until) {
        (Some(days), _) => format!("--days {days:?} is not a number from 0 to 180"),
        (None, until) => format!(
            "--until {:?} is not a day to come within a year, like 2027-01-31",
            until.as_deref().unwrap_or_default()
        ),
    })
}

fn said(changed: bool, done: std::fmt::Arguments<'_>) -> Result<(), Failure> {
    if changed {
        say(done)
    } else {
        say("nothing changed")
    }
}

/// The group of this name.
async fn find(backend: &Backend, name: &str) -> Result<GroupRow, Failure> {
    let key = GroupName::parse(name).map(|name| name.key());
    let groups = backend.list_groups(&manager()).await?;
    let mut groups = groups.into_iter();
    let found = groups.find(|group| GroupName::parse(&group.name).map(|name| name.key()) == key);
    found.ok_or_else(|| Failure::new(format!("there is no group {name:?}")))
}

//! `bouclier users bulk`

mod operations;

use super::{Failure, manager, say};
use crate::config::Config;
use backend::bulk::{Asked, Kept, Plan, Refused, Selected, Terms};
use domain::csv_cell::csv_cell;
use domain::{
    BulkKind, BulkRefusal, BulkState, ExemptionKind, GraceInput, OperationId, OutcomeKind, UserId,
};
use operations::Operations;
use std::io::Write;
use std::path::PathBuf;
use wire::selection;

/// The word for taking an operation back.
const UNDO: &str = "undo";

/// What is done, and to whom; or what to do with an operation.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    operations: Option<Operations>,
    #[command(flatten)]
    act: Option<Act>,
}

/// What is done, and to whom.
#[derive(Debug, clap::Args)]
struct Act {
    /// require, lift, exempt, extend, remind, invite, join, leave, end-sessions or deactivate; or undo
    #[arg(value_parser = kind)]
    kind: Wanted,
    /// The users whom the table lists with these parameters of its address, such as 'status=inactive&group=3'; empty for everyone
    #[arg(long, value_name = "PARAMETERS", required_unless_present_any = ["ids_file", "operation"])]
    filter: Option<String>,
    /// A file with the numbers of the users, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "filter")]
    ids_file: Option<PathBuf>,
    /// The group that users are added to or removed from, by its number
    #[arg(long, value_name = "NUMBER")]
    group: Option<i64>,
    /// Why the users are exempt
    #[arg(long)]
    reason: Option<String>,
    /// The last day of the exemption, or to activate 2FA, as YYYY-MM-DD, where the organisation is
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// How many days `require` gives to activate 2FA, 0 to 180; without this and --until it gives none
    #[arg(long, value_name = "N", conflicts_with = "until")]
    days: Option<String>,
    /// The accounts are no people's
    #[arg(long)]
    service_accounts: bool,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// The operation to undo, by its number, within ten minutes after its end; what was changed since stays
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["filter", "ids_file", "dry_run"])]
    operation: Option<OperationId>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// Something to many users.
    Act(BulkKind),
    /// An operation is to be taken back.
    Undo,
}

fn kind(text: &str) -> Result<Wanted, String> {
    if text == UNDO {
        return Ok(Wanted::Undo);
    }
    BulkKind::parse(text).map(Wanted::Act).ok_or_else(|| {
        let words = BulkKind::ALL.iter().map(|kind| kind.as_str());
        let words: Vec<&str> = words.chain([UNDO]).collect();
        format!("one of {}", words.join(", "))
    })
}

/// Does it.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    match (&args.operations, &args.act) {
        (Some(operations), _) => operations::run(config, operations).await,
        (None, Some(act)) => to_many(config, act).await,
        (None, None) => Err(Failure::new("say what is to be done, and to whom")),
    }
}

/// Does something to many, and prints a line for each user to whom nothing was done, then what came of it.
async fn to_many(config: &Config, args: &Act) -> Result<(), Failure> {
    let kind = match (args.kind, args.operation) {
        (Wanted::Act(kind), None) => kind,
        (Wanted::Undo, Some(id)) => return undo(config, id).await,
        _ => return Err(Failure::new("--operation is for undo, and undo needs it")),
    };
    let backend = config.open().await?;
    let selected = args.selected()?;
    if args.days.is_some() && kind != BulkKind::Require {
        return Err(Failure::new("--days is for require"));
    }
    let asked = Asked {
        kind,
        terms: Terms {
            group: args.group.map(domain::GroupId::new),
            exempt: args
                .service_accounts
                .then_some(ExemptionKind::ServiceAccount),
            reason: args.reason.as_deref().unwrap_or_default(),
            last_day: args.until.as_deref().unwrap_or_default(),
            time: args.time(),
            zone: "",
        },
        selected: &selected,
    };
    if args.dry_run {
        let plan = backend.plan_operation(&manager(), asked).await?;
        return foretell(&plan);
    }
    let (kept, refused) = backend.run_operation(&manager(), asked, progress).await?;
    if kind.can_be_undone() && kept.done > 0 {
        let again = format!("users bulk {UNDO} --operation {}", kept.id);
        tell(&format!("it can be undone within ten minutes: {again}"));
    }
    report(&kept, &refused)
}

/// What would happen, and what the rules lead to then.
fn foretell(plan: &Plan) -> Result<(), Failure> {
    list(&plan.first)?;
    say(format_args!(
        "{} of {} users would change, {} are so already, {} would be refused",
        plan.done, plan.looked_at, plan.already, plan.refused
    ))?;
    let Some(outlook) = &plan.outlook else {
        return Ok(());
    };
    let figures = [
        (OutcomeKind::Active, outlook.active),
        (OutcomeKind::AtNextSignIn, outlook.at_next_sign_in),
        (OutcomeKind::InTime, outlook.in_time.users),
        (OutcomeKind::NeverSignedIn, outlook.never_signed_in),
        (
            OutcomeKind::Exempt,
            outlook.exempt + outlook.exempt_for_a_time.users,
        ),
        (OutcomeKind::Released, outlook.released),
    ];
    let figures = figures.map(|(kind, users)| format!("{kind} {users}"));
    say(format_args!("afterwards: {}", figures.join(", ")))
}

/// Takes an operation back, and says the same of that.
async fn undo(config: &Config, id: OperationId) -> Result<(), Failure> {
    let backend = config.open().await?;
    let (kept, refused) = backend.run_undo(&manager(), id, progress).await?;
    report(&kept, &refused)
}

fn progress(done: u64, total: u64) {
    tell(&format!("{done} of {total}"));
}

/// Says something beside the result.
fn tell(text: &str) {
    // Nobody may be reading it.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

fn report(kept: &Kept, refused: &[Refused]) -> Result<(), Failure> {
    list(refused)?;
    say(format_args!(
        "{} of {} users changed, {} were so already, {} were refused",
        kept.done,
        kept.looked_at(),
        kept.already,
        kept.refused
    ))?;
    match kept.state {
        BulkState::Done => Ok(()),
        BulkState::Running => say("a running server sends the remaining emails"),
        _ => Err(Failure::new(
            "it was interrupted before its last user; what was done stays",
        )),
    }
}

/// A line for each user, with the word for the reason.
fn file(refused: &[Refused]) -> String {
    let line = |one: &Refused| {
        let (name, email) = one.named.clone().unwrap_or_default();
        let reason = one.reason.map(BulkRefusal::as_str).unwrap_or_default();
        let cells = [
            one.user.to_string(),
            csv_cell(&email),
            csv_cell(&name),
            reason.to_owned(),
        ];
        format!("{}\r\n", cells.join(","))
    };
    let lines: String = refused.iter().map(line).collect();
    format!("id,email,name,reason\r\n{lines}")
}

fn list(refused: &[Refused]) -> Result<(), Failure> {
    if refused.is_empty() {
        return Ok(());
    }
    say(file(refused).trim_end())
}

impl Act {
    /// The time that a requirement gives.
    fn time(&self) -> GraceInput<'_> {
        let days = self.days.as_deref();
        let last_day = self.until.as_deref();
        GraceInput {
            kind: match (days, last_day) {
                (Some(_), _) => "days",
                (None, Some(_)) => "date",
                (None, None) => "",
            },
            days: days.unwrap_or_default(),
            last_day: last_day.unwrap_or_default(),
        }
    }

    fn selected(&self) -> Result<Selected, Failure> {
        let Some(path) = &self.ids_file else {
            return filter(self.filter.as_deref().unwrap_or_default());
        };
        let cannot = |cause| Failure::new(format!("cannot read {}: {cause}", path.display()));
        let text = std::fs::read_to_string(path).map_err(cannot)?;
        let lines = text.lines().map(str::trim).enumerate();
        let ids = lines
            .filter(|(_, line)| !line.is_empty())
            .map(|(at, line)| {
                let id = line.parse::<UserId>();
                id.map_err(|_| Failure::new(format!("line {}: not a number: {line:?}", at + 1)))
            });
        Ok(Selected::Listed(ids.collect::<Result<_, _>>()?))
    }
}

/// The users of a table's address. Here a parameter that means nothing is an error: it would have meant everybody.
fn filter(text: &str) -> Result<Selected, Failure> {
    let text = text.trim_start_matches('?');
    let given: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect();
    match selection(&given) {
        Ok(query) => Ok(Selected::Matching(query)),
        Err((name, value)) => Err(Failure::new(format!(
            "the table has no filter {name}={value}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_that_of_the_table_and_one_that_means_nothing_is_refused() {
        let Selected::Matching(query) = filter("?status=inactive&role=user").unwrap() else {
            panic!("no filter");
        };
        assert_eq!(query.href(), "/account/users?status=inactive&role=user");
        for wrong in ["status=inactiv", "stauts=inactive", "group=x"] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(filter(""), Ok(Selected::Matching(query)) if !query.is_filtered()));
    }
}

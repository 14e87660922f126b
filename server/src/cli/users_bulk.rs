//! `bouclier users bulk`

use super::{Failure, manager, say};
use crate::bulk::file;
use crate::config::Config;
use backend::bulk::{Asked, Refused, Selected, State, Terms};
use domain::{BulkKind, ExemptionKind, UserId};
use std::io::Write;
use std::path::PathBuf;
use wire::selection;

/// What is done, and to whom.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// require, lift, exempt, extend, remind, invite, join, leave, end-sessions or deactivate
    #[arg(value_parser = kind)]
    kind: BulkKind,
    /// The users whom the table lists with these parameters of its address, such as 'status=inactive&group=3'; empty for everybody
    #[arg(long, value_name = "PARAMETERS", required_unless_present = "ids_file")]
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
    /// The accounts are no people's
    #[arg(long)]
    service_accounts: bool,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
}

fn kind(text: &str) -> Result<BulkKind, String> {
    BulkKind::parse(text).ok_or_else(|| {
        let words: Vec<&str> = BulkKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("one of {}", words.join(", "))
    })
}

/// Does it, and prints a line for each user to whom nothing was done, then what came of it.
pub async fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    let backend = config.open().await?;
    let selected = args.selected()?;
    let asked = Asked {
        kind: args.kind,
        terms: Terms {
            group: args.group.map(domain::GroupId::new),
            exempt: args
                .service_accounts
                .then_some(ExemptionKind::ServiceAccount),
            reason: args.reason.as_deref().unwrap_or_default(),
            last_day: args.until.as_deref().unwrap_or_default(),
            zone: "",
        },
        selected: &selected,
    };
    if args.dry_run {
        let plan = backend.plan_operation(&manager(), asked).await?;
        list(&plan.first)?;
        return say(format_args!(
            "{} of {} users would change, {} are so already, {} would be refused",
            plan.done, plan.looked_at, plan.already, plan.refused
        ));
    }
    let progress = |done, total| {
        // Nobody may be reading it.
        let _ = writeln!(std::io::stderr().lock(), "{done} of {total}");
    };
    let (kept, refused) = backend.run_operation(&manager(), asked, progress).await?;
    list(&refused)?;
    say(format_args!(
        "{} of {} users changed, {} were so already, {} were refused",
        kept.done,
        kept.looked_at(),
        kept.already,
        kept.refused
    ))?;
    match kept.state {
        State::Done => Ok(()),
        State::Running => say("the server goes on with it as mails leave"),
        _ => Err(Failure::new(
            "it was ended before its last user; what was done stays",
        )),
    }
}

fn list(refused: &[Refused]) -> Result<(), Failure> {
    if refused.is_empty() {
        return Ok(());
    }
    say(file(refused).trim_end())
}

impl Args {
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

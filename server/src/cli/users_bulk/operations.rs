//! `bouclier users bulk list`, `… cancel`, `… report`

use super::super::{Failure, manager, say};
use crate::config::Config;
use backend::bulk::{Kept, Reported};
use domain::csv_cell::{Separator, separated_line};
use domain::{BulkKind, OperationId};
use std::io::{BufWriter, Write};

/// The columns of a report.
const COLUMNS: [&str; 5] = ["id", "email", "name", "outcome", "reason"];

/// What to do with operations that were begun, here or in the console.
#[derive(Debug, clap::Subcommand)]
pub enum Operations {
    /// List the operations of the last 30 days, the newest first: number, state, kind, the one that it undoes, users in all, changed, unchanged, refused, when, who, separated by tabs
    List,
    /// Cancel an operation before its next users; what is done stays
    Cancel {
        /// Its number
        #[arg(value_name = "NUMBER")]
        id: OperationId,
    },
    /// Print what came of an operation for each user, as CSV (id,email,name,outcome,reason)
    Report {
        /// Its number
        #[arg(value_name = "NUMBER")]
        id: OperationId,
        /// An object a line (JSON lines) instead
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub async fn run(config: &Config, command: &Operations) -> Result<(), Failure> {
    let backend = config.open().await?;
    match *command {
        Operations::List => {
            let mut out = BufWriter::new(std::io::stdout());
            for one in backend.operations_begun(&manager()).await? {
                write_line(&mut out, &one).map_err(Failure::from_output)?;
            }
            out.flush().map_err(Failure::from_output)
        }
        Operations::Cancel { id } => {
            if backend.cancel_operation(manager(), id).await? {
                say("cancelled; what was done stays")
            } else {
                Err(Failure::new("it is not under way"))
            }
        }
        Operations::Report { id, json } => {
            let mut out = BufWriter::new(std::io::stdout());
            let mut after = None;
            if !json {
                let header = separated_line(Separator::Comma, &COLUMNS);
                write!(out, "{header}").map_err(Failure::from_output)?;
            }
            loop {
                let (users, last) = backend.report_of_operation(&manager(), id, after).await?;
                for one in &users {
                    let line = if json { object(one) } else { row(one) };
                    write!(out, "{line}").map_err(Failure::from_output)?;
                }
                if last.is_none() {
                    return out.flush().map_err(Failure::from_output);
                }
                after = last;
            }
        }
    }
}

/// Names hold no tab and no line break: their type refuses control characters.
fn write_line(out: &mut impl Write, one: &Kept) -> std::io::Result<()> {
    let undoes = one.undoes.map(|id| id.to_string());
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        one.id,
        one.state.as_str(),
        one.kind.map_or("-", BulkKind::as_str),
        undoes.as_deref().unwrap_or("-"),
        one.total,
        one.done,
        one.already,
        one.refused,
        one.at.to_rfc3339(),
        one.by.as_deref().unwrap_or("-")
    )
}

fn row(one: &Reported) -> String {
    let (name, email) = one.named.clone().unwrap_or_default();
    let (id, outcome) = (one.user.to_string(), &one.outcome);
    let cells: [&str; 5] = [&id, &email, &name, outcome.as_str(), outcome.reason()];
    separated_line(Separator::Comma, &cells)
}

fn object(one: &Reported) -> String {
    let reason = one.outcome.reason();
    let object = serde_json::json!({
        "id": one.user,
        "email": one.named.as_ref().map(|(_, email)| email),
        "name": one.named.as_ref().map(|(name, _)| name),
        "outcome": one.outcome.as_str(),
        "reason": (!reason.is_empty()).then_some(reason),
    });
    format!("{object}\n")
}

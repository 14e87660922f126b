//! Storing the accounts of a file.

use super::column::Column;
use super::header::Layout;
use super::namesake::{Admins, GivenName};
use super::row::Candidate;
use super::table::Chunk;
use super::update::ToChange;
use super::{ImportOptions, ImportReport};
use crate::access::Actor;
use crate::error::Result;
use crate::users::NewUser;
use domain::{Role, Rules, Timestamp, UserId};
use std::collections::HashMap;
use store::Connection;
use store::import::{Account, existing, insert};

/// The shared values for new rows.
pub(super) struct RowValues<'a> {
    pub(super) rules: Rules,
    pub(super) by: &'a str,
    pub(super) at: Timestamp,
}

/// What is asked of an import, and by whom.
pub(super) struct Asked {
    update: bool,
    /// Who imports: nobody changes their own name by a file.
    own: Option<UserId>,
}

impl Asked {
    /// What these options ask.
    pub(super) const fn of(actor: &Actor, options: &ImportOptions) -> Self {
        Self {
            update: options.update,
            own: actor.id,
        }
    }
}

/// What is to be done with the rows of a chunk.
pub(super) struct Judged {
    pub(super) created: Vec<Candidate>,
    pub(super) changes: Vec<ToChange>,
}

/// Compares a chunk with the accounts that exist, and counts.
pub(super) async fn judge(
    db: &impl Connection,
    layout: &Layout,
    chunk: Chunk,
    asked: &Asked,
    known: &mut Admins,
    report: &mut ImportReport,
) -> Result<Judged> {
    let accounts = accounts(db, &chunk.candidates).await?;
    let mut judged = Judged {
        created: Vec::new(),
        changes: Vec::new(),
    };
    let mut renamed = Vec::new();
    for row in chunk.candidates {
        let Some(account) = accounts.get(&row.key) else {
            judged.created.push(row);
            continue;
        };
        report.already_there += 1;
        let changes = asked.update && asked.own != Some(account.id);
        if changes {
            let has_language = layout.has(Column::Language);
            let change = report.updated.add(account, &row, has_language);
            judged.changes.extend(change);
        }
        report.differing += u64::from(!agrees(account, &row.user, layout, changes));
        if changes && account.name != row.user.name.as_str() {
            renamed.push((row, account.role.as_str()));
        }
    }
    let existing = renamed.iter();
    let mut given: Vec<_> = existing
        .map(|(row, role)| GivenName::of_existing(row, role))
        .collect();
    given.extend(judged.created.iter().map(GivenName::of_new));
    known.compare(&given, &mut report.namesakes);
    let is_admin = |candidate: &&Candidate| candidate.user.role == Role::Admin;
    report.created += judged.created.len() as u64;
    report.admins += judged.created.iter().filter(is_admin).count() as u64;
    report.refused.extend(chunk.refused);
    Ok(judged)
}

/// Creates accounts.
pub(super) async fn store(
    tx: &impl Connection,
    created: &[Candidate],
    made: &RowValues<'_>,
) -> Result<()> {
    let users = created.iter().map(|candidate| &candidate.user);
    let rows: Vec<_> = users
        .map(|user| user.row(&made.rules, made.by, made.at))
        .collect();
    if !rows.is_empty() {
        insert(tx, rows).await?;
    }
    Ok(())
}

/// The existing accounts with one of these addresses.
async fn accounts(
    tx: &impl Connection,
    candidates: &[Candidate],
) -> Result<HashMap<String, Account>> {
    let keys: Vec<&str> = candidates.iter().map(|c| c.key.as_str()).collect();
    let accounts = existing(tx, &keys).await?.into_iter();
    Ok(accounts.map(|a| (a.email_key.clone(), a)).collect())
}

/// Whether the account has what the file says, once it was changed; a file says nothing about what it has no column for.
fn agrees(account: &Account, user: &NewUser, layout: &Layout, changes: bool) -> bool {
    let says = |column| layout.has(column);
    let name = changes || account.name == user.name.as_str();
    let language = changes || !says(Column::Language) || account.language == user.language.as_str();
    let role = !says(Column::Role) || account.role == user.role.as_str();
    name && language && role && (!says(Column::Group) || account.group == user.group)
}

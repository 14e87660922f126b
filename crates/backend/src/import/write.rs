//! Storing the accounts of a file.

use super::ImportReport;
use super::column::Column;
use super::header::Layout;
use super::namesake::Admins;
use super::row::Candidate;
use super::table::Chunk;
use crate::error::Result;
use crate::users::NewUser;
use domain::{Role, Rules, Timestamp};
use std::collections::HashMap;
use store::Connection;
use store::import::{Account, existing, insert};

/// The shared values for new rows.
pub(super) struct RowValues<'a> {
    pub(super) rules: Rules,
    pub(super) by: &'a str,
    pub(super) at: Timestamp,
}

/// Stores the accounts of a chunk that do not exist yet, and counts; returns how many of them are admins.
pub(super) async fn store(
    tx: &impl Connection,
    layout: &Layout,
    chunk: Chunk,
    made: &RowValues<'_>,
    known: &mut Admins,
    report: &mut ImportReport,
) -> Result<u64> {
    let accounts = accounts(tx, &chunk.candidates).await?;
    let mut created = Vec::new();
    for candidate in &chunk.candidates {
        match accounts.get(&candidate.key) {
            None => created.push(candidate),
            Some(account) => {
                report.already_there += 1;
                report.differing += u64::from(!agrees(account, &candidate.user, layout));
            }
        }
    }
    known.compare(&created, &mut report.namesakes);
    report.created += created.len() as u64;
    report.refused.extend(chunk.refused);
    let users = created.iter().map(|candidate| &candidate.user);
    let rows: Vec<_> = users
        .map(|user| user.row(&made.rules, made.by, made.at))
        .collect();
    if !rows.is_empty() {
        insert(tx, rows).await?;
    }
    let is_admin = |candidate: &&Candidate| candidate.user.role == Role::Admin;
    Ok(created.into_iter().filter(is_admin).count() as u64)
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

/// Whether the file agrees with the account; a file without groups says nothing about them.
fn agrees(account: &Account, user: &NewUser, layout: &Layout) -> bool {
    account.name == user.name.as_str()
        && account.role == user.role.as_str()
        && account.language == user.language.as_str()
        && (!layout.has(Column::Group) || account.group == user.group)
}

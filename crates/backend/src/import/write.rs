//! Storing the accounts of a file.

use super::ImportReport;
use super::column::Column;
use super::header::Layout;
use super::row::Candidate;
use super::table::Chunk;
use crate::error::Result;
use crate::users::NewUser;
use domain::{Rules, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use store::entity::user;

/// The properties of an account that a file can differ in.
struct Account {
    name: String,
    role: String,
    language: String,
    group: Option<String>,
}

/// The shared values for new rows.
pub(super) struct Made<'a> {
    pub(super) rules: Rules,
    pub(super) by: &'a str,
    pub(super) at: Timestamp,
}

/// Stores the accounts of a chunk that do not exist yet, and counts.
pub(super) async fn store(
    tx: &impl ConnectionTrait,
    layout: &Layout,
    chunk: Chunk,
    made: &Made<'_>,
    report: &mut ImportReport,
) -> Result<()> {
    let existing = accounts(tx, &chunk.candidates).await?;
    let mut rows = Vec::new();
    for Candidate { key, user } in &chunk.candidates {
        match existing.get(key) {
            None => rows.push(user.row(&made.rules, made.by, made.at)),
            Some(account) => {
                report.already_there += 1;
                report.differing += u64::from(!account.agrees(user, layout));
            }
        }
    }
    report.created += rows.len() as u64;
    report.refused.extend(chunk.refused);
    if !rows.is_empty() {
        user::Entity::insert_many(rows).exec(tx).await?;
    }
    Ok(())
}

/// The existing accounts with one of these addresses.
async fn accounts(
    tx: &impl ConnectionTrait,
    candidates: &[Candidate],
) -> Result<HashMap<String, Account>> {
    let keys = candidates.iter().map(|c| c.key.as_str());
    let rows: Vec<(String, String, String, String, Option<String>)> = user::Entity::find()
        .select_only()
        .columns([
            user::Column::EmailKey,
            user::Column::Name,
            user::Column::Role,
            user::Column::Language,
            user::Column::GroupName,
        ])
        .filter(user::Column::EmailKey.is_in(keys))
        .into_tuple()
        .all(tx)
        .await?;
    let account = |(key, name, role, language, group)| {
        let account = Account {
            name,
            role,
            language,
            group,
        };
        (key, account)
    };
    Ok(rows.into_iter().map(account).collect())
}

impl Account {
    /// Whether the file agrees with the account; a file without groups says nothing about them.
    fn agrees(&self, user: &NewUser, layout: &Layout) -> bool {
        self.name == user.name.as_str()
            && self.role == user.role.as_str()
            && self.language == user.language.as_str()
            && (!layout.has(Column::Group) || self.group == user.group)
    }
}

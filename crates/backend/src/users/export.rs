//! Exporting the table of users.

use super::list::{load, row};
use super::selection::Selection;
use crate::access::Reader;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load_row, rules_of};
use domain::{AuditAction, AuditDetail, UserId};
use store::Connection;
use store::group::names_of;
use store::users_table::{Window, ends};
use wire::UserQuery;
use wire::cursor::RowKey;
use wire::view::UserRow;

/// Users that are read at once: what an export holds in memory.
const STEP: u64 = 1_000;
/// The same for a search: each part costs as much as the whole search. Rights are checked before each part.
const STEP_OF_SEARCH: u64 = 10_000;

/// A user as a file has it.
#[derive(Debug, Clone)]
pub struct ExportedUser {
    /// What the table shows.
    pub row: UserRow,
    /// The names of the groups, by name.
    pub groups: Vec<String>,
}

impl Backend {
    /// Records that somebody exports the table; `format` is a word for the entry's detail.
    pub async fn begin_users_export(
        &self,
        reader: impl Into<Reader<'_>>,
        format: &'static str,
    ) -> Result<()> {
        let work = self.begin(reader.into().principal().actor()).await?;
        let exported = Done::from(AuditAction::UsersExported);
        let format = AuditDetail::Format(format.to_owned());
        work.commit(exported.with(format)).await
    }

    /// The next part of an export: the users after a sort key in the order of the query, and the
    /// sort key of the last of them if there may be more.
    pub async fn users_export(
        &self,
        _reader: impl Into<Reader<'_>>,
        query: &UserQuery,
        after: Option<RowKey>,
    ) -> Result<(Vec<ExportedUser>, Option<RowKey>)> {
        let db = self.db.read();
        let now = self.now();
        let policy = load_row(db).await?;
        let rules = rules_of(&policy);
        let selection = Selection::new(db, query, (&rules, now)).await?;
        let step = if selection.is_search() {
            STEP_OF_SEARCH
        } else {
            STEP
        };
        let window = Window::after(query, after, step);
        let ids = selection.ids(db, &window).await?;
        let models = load(db, &ids).await?;
        let rows: Vec<UserRow> = models
            .iter()
            .map(|user| row(user, &policy, &rules, now))
            .collect();
        let last = ends(query.sort, &models, &rows)?.map(|(_, last)| last);
        let more = ids.len() as u64 == step;
        let rows = with_groups(db, rows).await?;
        Ok((rows, last.filter(|_| more)))
    }

    /// These users in this order, at most a thousand, without those who are gone.
    pub async fn export_of_users(
        &self,
        _reader: impl Into<Reader<'_>>,
        users: &[UserId],
    ) -> Result<Vec<ExportedUser>> {
        let (db, now) = (self.db.read(), self.now());
        let policy = load_row(db).await?;
        let rules = rules_of(&policy);
        let models = load(db, users).await?.into_iter();
        let rows = models.map(|user| row(&user, &policy, &rules, now));
        with_groups(db, rows.collect()).await
    }
}

async fn with_groups(db: &impl Connection, rows: Vec<UserRow>) -> Result<Vec<ExportedUser>> {
    let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
    let mut groups = names_of(db, &ids).await?;
    let rows = rows.into_iter().map(|row| ExportedUser {
        groups: groups.remove(&row.id).unwrap_or_default(),
        row,
    });
    Ok(rows.collect())
}

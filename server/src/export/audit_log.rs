//! The audit log as a file.

use super::{Exported, Format};
use backend::access::Reader;
use backend::{Backend, Result};
use domain::csv_cell::{Separator, separated_line};
use domain::{EntryId, UserId};
use wire::AuditQuery;
use wire::path;
use wire::view::Entry;

/// The audit log, from the latest entry backwards.
#[derive(Debug)]
pub enum AuditLog {}

impl Exported for AuditLog {
    type Query = AuditQuery;
    type Row = Entry;
    type Cursor = EntryId;

    const PAGE: &'static str = path::AUDIT;
    const FIELDS: &'static [&'static str] = &AuditQuery::NAMES;
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "at",
        "action",
        "actor_id",
        "actor",
        "target_id",
        "target",
        "detail",
        "address",
        "actor_email",
        "target_email",
    ];

    fn query(get: &dyn Fn(&str) -> Option<String>) -> AuditQuery {
        AuditQuery::from_params(get).before(None)
    }

    fn fields(query: &AuditQuery) -> Vec<(&'static str, String)> {
        query.params()
    }

    async fn begin(
        backend: &Backend,
        reader: Reader<'_>,
        _query: &Self::Query,
        format: Format,
    ) -> Result<()> {
        backend.begin_audit_export(reader, format.extension()).await
    }

    async fn part(
        backend: &Backend,
        reader: Reader<'_>,
        query: &AuditQuery,
        after: Option<EntryId>,
    ) -> Result<(Vec<Entry>, Option<EntryId>)> {
        let page = backend.audit_export(reader, &query.before(after)).await?;
        Ok((page.entries, page.older))
    }

    fn csv(entry: &Entry, by: Separator) -> String {
        csv(entry, by)
    }

    fn json(entry: &Entry) -> serde_json::Value {
        json(entry)
    }
}

fn csv(entry: &Entry, by: Separator) -> String {
    let number = |id: Option<UserId>| id.map(|id| id.to_string()).unwrap_or_default();
    separated_line(
        by,
        &[
            &entry.id.to_string(),
            &entry.at.to_rfc3339(),
            entry.action.as_str(),
            &number(entry.actor_id),
            &entry.actor,
            &number(entry.target_id),
            &entry.target,
            &entry.detail.to_string(),
            &entry.address,
            &entry.actor_email,
            &entry.target_email,
        ],
    )
}

fn json(entry: &Entry) -> serde_json::Value {
    serde_json::json!({
        "id": entry.id,
        "at": entry.at.to_rfc3339(),
        "action": entry.action,
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "actor_email": entry.actor_email,
        "target_id": entry.target_id,
        "target": entry.target,
        "target_email": entry.target_email,
        "detail": entry.detail.to_string(),
        "address": entry.address,
    })
}

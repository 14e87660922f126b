//! The log, a page at a time.

use super::chain::TEXT;
use crate::access::Reader;
use crate::context::Backend;
use crate::error::Result;
use crate::time_zone::named_or_own;
use domain::fold::fold;
use domain::meaning::{Nature, meaning};
use domain::{AuditAction, AuditDetail, EntryId, Named, Timestamp};
use store::account::list as accounts;
use store::audit::{Wanted, list};
use store::entity::audit_entry;
use wire::AuditQuery;
use wire::audit_query::AUDIT_PAGE_SIZE;
use wire::query::search_words;
use wire::view::{AuditList, Entry};

impl Backend {
    /// One page of the log.
    pub async fn audit_page(
        &self,
        reader: impl Into<Reader<'_>>,
        query: &AuditQuery,
    ) -> Result<AuditList> {
        self.audit_entries(reader.into(), query, AUDIT_PAGE_SIZE)
            .await
    }

    /// At most `limit` entries that match the filters, newest first. They are found by number, so
    /// that every page costs the same, and nothing moves between pages while entries are written.
    pub(super) async fn audit_entries(
        &self,
        _reader: Reader<'_>,
        query: &AuditQuery,
        limit: u64,
    ) -> Result<AuditList> {
        let (actor, target) = (fold(&query.actor), fold(&query.target));
        let zone = named_or_own(self.db.read(), &query.zone).await?;
        let wanted = Wanted {
            actor: search_words(&actor).collect(),
            target: search_words(&target).collect(),
            account: query.account,
            action: query.action.map(AuditAction::as_str),
            actions: Vec::new(),
            from: query.from.map(|day| zone.begin_of(day)),
            end: query.to.map(|day| zone.end_of(day)),
            before: query.before,
        };
        let (rows, older) = self.entries_of(&wanted, limit).await?;
        let ids: Vec<_> = query.account.into_iter().collect();
        let about = accounts(self.db.read(), &ids).await?;
        Ok(AuditList {
            entries: rows,
            older,
            account: about
                .first()
                .and_then(|user| Named::new(&user.name, &user.email).shown()),
        })
    }
}

impl Backend {
    /// At most `limit` entries between two moments that changed the rules, newest first, before an entry; and where the next ones
    /// begin, unless these are the last.
    pub(crate) async fn changes_of_rules(
        &self,
        _reader: Reader<'_>,
        (begin, end): (Timestamp, Timestamp),
        before: Option<EntryId>,
        limit: u64,
    ) -> Result<(Vec<Entry>, Option<EntryId>)> {
        let actions = AuditAction::ALL
            .iter()
            .filter(|action| meaning(**action).nature == Nature::Rule);
        let wanted = Wanted {
            actions: actions.map(|action| action.as_str()).collect(),
            from: Some(begin),
            end: Some(end),
            before,
            ..Wanted::default()
        };
        self.entries_of(&wanted, limit).await
    }

    async fn entries_of(
        &self,
        wanted: &Wanted<'_>,
        limit: u64,
    ) -> Result<(Vec<Entry>, Option<EntryId>)> {
        let mut rows = list(self.db.read(), wanted, limit + 1).await?;
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > shown;
        rows.truncate(shown);
        let last = rows.last().map(|row| *row.id).filter(|_| more);
        Ok((rows.into_iter().filter_map(entry).collect(), last))
    }
}

/// None for a kind of entry from a later version.
pub(super) fn entry(row: audit_entry::Model) -> Option<Entry> {
    let action = AuditAction::parse(&row.action)?;
    let detail = match row.version {
        TEXT => AuditDetail::from_text(action, &row.detail),
        _ => json(row.detail),
    };
    Some(Entry {
        id: *row.id,
        at: *row.at,
        action,
        actor_id: row.actor_id.map(|id| *id),
        actor: row.actor_name,
        actor_email: row.actor_email,
        target_id: row.target_id.map(|id| *id),
        target: row.target_name,
        target_email: row.target_email,
        detail,
        address: row.address,
    })
}

/// A detail that this version does not know is shown as stored: no entry is hidden because of it.
fn json(stored: String) -> AuditDetail {
    serde_json::from_str(&stored).unwrap_or(AuditDetail::Text(stored))
}

#[cfg(test)]
mod tests {
    use super::json;
    use domain::AuditDetail;

    #[test]
    fn a_detail_that_cannot_be_read_is_shown_as_it_stands() {
        assert_eq!(json(r#"{"count":2}"#.to_owned()), AuditDetail::Count(2));
        for stored in ["", "{", r#"{"later":1}"#, r#"{"count":"x"}"#] {
            assert_eq!(
                json(stored.to_owned()),
                AuditDetail::Text(stored.to_owned())
            );
        }
    }
}

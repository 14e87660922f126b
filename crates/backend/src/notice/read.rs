//! Reading one's own notices.

use crate::access::Member;
use crate::context::Backend;
use crate::error::Result;
use domain::{Named, NoticeKind, Timestamp};
use store::entity::notice;
use store::notice::{count_unread, list_of, list_unread, mark_read};
use wire::view::AccountNotice;

/// How many the user's account page shows.
const ACTIVITY: u64 = 20;
/// How many a banner shows.
const BANNER: u64 = 3;

impl Backend {
    /// What happened to the user's account lately, newest first.
    pub async fn own_activity(&self, member: Member<'_>) -> Result<Vec<AccountNotice>> {
        let rows = list_of(self.db.read(), member.principal().user(), ACTIVITY).await?;
        Ok(rows.into_iter().filter_map(view).collect())
    }

    /// What the user has not read yet, newest first, and how many more there are. What this session
    /// itself did is left out.
    pub async fn unread_notices(&self, member: Member<'_>) -> Result<(Vec<AccountNotice>, u64)> {
        let (db, me) = (self.db.read(), member.principal());
        let count = count_unread(db, me.user(), me.session()).await?;
        let rows = list_unread(db, me.user(), me.session(), BANNER).await?;
        let more = count.saturating_sub(u64::try_from(rows.len()).unwrap_or(0));
        Ok((rows.into_iter().filter_map(view).collect(), more))
    }

    /// Records that the user has read the notices up to a moment, on a page that showed them. Later
    /// ones, and what this session itself did, stay unread.
    pub async fn mark_notices_read(&self, member: Member<'_>, shown: Timestamp) -> Result<()> {
        let tx = self.db.begin().await?;
        let me = member.principal();
        mark_read(&tx, me.user(), me.session(), shown, self.now()).await?;
        Ok(store::commit(tx).await?)
    }
}

/// A row, for display; none for a kind that this version does not know.
pub(super) fn view(row: notice::Model) -> Option<AccountNotice> {
    Some(AccountNotice {
        id: *row.id,
        kind: NoticeKind::parse(&row.kind)?,
        at: *row.last_at,
        count: row.count.unsigned_abs(),
        about: named(row.about_name, row.about_email),
        by: named(row.by_name, row.by_email),
        given_by: named(row.given_by_name, row.given_by_email),
        user_agent: row.user_agent,
        address: row.address,
        codes_left: row.codes_left.map(i64::unsigned_abs),
    })
}

fn named(name: Option<String>, email: Option<String>) -> Option<Named> {
    name.map(|name| Named { name, email })
}

//! Reading one's own notices.

use crate::access::Member;
use crate::context::Backend;
use crate::error::Result;
use domain::{Event, EventKind, Named, NoticeId, Timestamp};
use std::cmp::Reverse;
use store::entity::notice;
use store::notice::{
    Reader, count_unread, count_unread_of_others, list_of, list_unread, mark_read,
};
use wire::view::AccountNotice;

/// How many the user's account page shows, read or not.
const ACTIVITY: u64 = 20;
/// How many unread ones it shows.
const UNREAD: u64 = 200;
/// How many a banner shows.
const BANNER: u64 = 3;
/// How many numbers are looked at that a form sends: each is a value of a statement, which a database bounds.
const NUMBERS: usize = 200;

/// What a user has not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The newest, newest first, but those that give way to others after these.
    pub notices: Vec<AccountNotice>,
    /// How many more there are.
    pub more: u64,
    /// Whether one of all of them is about the user's own account.
    pub own: bool,
    /// Whether one of all of them is about another account.
    pub of_others: bool,
}

impl Unread {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.more + u64::try_from(self.notices.len()).unwrap_or(0)
    }
}

impl Backend {
    /// What happened to the user's account lately, newest first: the newest, and all that is unread, up to a number that takes more
    /// than anybody reads, so that nothing can be pushed off the page unread.
    pub async fn own_activity(&self, member: Member<'_>) -> Result<Vec<AccountNotice>> {
        let (db, reader) = (self.db.read(), reader(member));
        let mut rows = list_of(db, reader.user, reader.role, ACTIVITY).await?;
        rows.extend(list_unread(db, reader, UNREAD).await?);
        rows.sort_by_key(|row| Reverse((row.last_at.unix(), row.id.get())));
        rows.dedup_by_key(|row| row.id.get());
        Ok(rows.into_iter().filter_map(view).collect())
    }

    /// The numbers of what the user has not read yet: of all that [`Self::own_activity`] shows.
    pub async fn own_unread(&self, member: Member<'_>) -> Result<Vec<NoticeId>> {
        let rows = list_unread(self.db.read(), reader(member), UNREAD).await?;
        Ok(rows.into_iter().map(|row| *row.id).collect())
    }

    /// What the user has not read yet, and how many more there are. What this session
    /// itself did is left out.
    pub async fn unread_notices(&self, member: Member<'_>) -> Result<Unread> {
        let (db, reader) = (self.db.read(), reader(member));
        let count = count_unread(db, reader).await?;
        let of_others = count_unread_of_others(db, reader).await?;
        let rows = list_unread(db, reader, BANNER).await?;
        Ok(Unread {
            more: count.saturating_sub(u64::try_from(rows.len()).unwrap_or(0)),
            own: count > of_others,
            of_others: of_others > 0,
            notices: rows.into_iter().filter_map(view).collect(),
        })
    }

    /// Records that the user has read the notices with these numbers, on a page that showed them at a moment. All others, those to which
    /// something was added later, and what this session itself did, stay unread. The
    /// user's other windows learn of it.
    pub async fn mark_notices_read(
        &self,
        member: Member<'_>,
        ids: &[NoticeId],
        shown: Timestamp,
    ) -> Result<()> {
        let ids = ids.get(..NUMBERS).unwrap_or(ids);
        let (tx, now, reader) = (self.db.begin().await?, self.now(), reader(member));
        if mark_read(&tx, reader, ids, shown, now).await? > 0 {
            let event = Event::about(EventKind::Log, reader.user);
            store::event::insert(&tx, now, std::iter::once(event)).await?;
        }
        Ok(store::commit(tx).await?)
    }
}

fn reader(member: Member<'_>) -> Reader {
    let me = member.principal();
    Reader {
        user: me.user(),
        role: me.role(),
        session: me.session(),
    }
}

/// A row, for display; none for a kind that this version does not know.
pub(super) fn view(row: notice::Model) -> Option<AccountNotice> {
    Some(AccountNotice {
        id: *row.id,
        kind: row.kind.known()?,
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

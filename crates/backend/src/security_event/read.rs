//! Reading the sums, for admins.

use crate::access::Reader;
use crate::context::Backend;
use crate::error::Result;
use domain::security_event::{HOUR, first_of, hour_of};
use domain::{SecurityEventKind, Timestamp, UserId};
use store::Connection;
use store::entity::security_event::Model;
use store::security_event::{by_hour_since, of_user_since};
use wire::view::{AttemptSum, SecurityDay};

const DAY_HOURS: i64 = 24;
const WEEK_HOURS: i64 = 7 * DAY_HOURS;

impl Backend {
    /// What happened to an account within seven days, by kind; the last first.
    pub async fn attempts_of(
        &self,
        _reader: impl Into<Reader<'_>>,
        user: UserId,
    ) -> Result<Vec<AttemptSum>> {
        self.write_gathered().await;
        let now = self.now();
        let rows = of_user_since(self.db.read(), user, first_of(WEEK_HOURS, now)).await?;
        let kinds = SecurityEventKind::ALL.iter();
        let mut sums: Vec<AttemptSum> = kinds.filter_map(|kind| sum(*kind, &rows, now)).collect();
        sums.sort_by_key(|sum| std::cmp::Reverse(sum.last_at));
        Ok(sums)
    }
}

/// The sums of one kind; none if there are none. The rows come with the last first.
fn sum(kind: SecurityEventKind, rows: &[Model], now: Timestamp) -> Option<AttemptSum> {
    let of_kind = || rows.iter().filter(|row| row.kind.known() == Some(kind));
    let last = of_kind().next()?;
    let since = |hours| {
        let rows = of_kind().filter(|row| *row.hour >= first_of(hours, now));
        rows.map(|row| row.count.unsigned_abs()).sum()
    };
    Some(AttemptSum {
        kind,
        day: since(DAY_HOURS),
        week: since(WEEK_HOURS),
        last_at: *last.last_at,
        last_address: last.last_address.clone(),
    })
}

/// What happened to all accounts and to none within the last 24 hours, the present one included.
pub(crate) async fn last_day(db: &impl Connection, now: Timestamp) -> Result<SecurityDay> {
    let sums = by_hour_since(db, first_of(DAY_HOURS, now)).await?;
    let hours = (0..DAY_HOURS).rev().map(|back| {
        let hour = hour_of(now).plus(-HOUR * back);
        let of_hour = sums.iter().filter(|(begin, ..)| *begin == hour);
        of_hour.map(|(.., count)| count).sum()
    });
    let kinds = SecurityEventKind::ALL.iter().filter_map(|kind| {
        let of_kind = sums.iter().filter(|(_, one, _)| one == kind);
        let count: u64 = of_kind.map(|(.., count)| count).sum();
        (count > 0).then_some((*kind, count))
    });
    Ok(SecurityDay {
        since: Some(first_of(DAY_HOURS, now)),
        hours: hours.collect(),
        kinds: kinds.collect(),
    })
}

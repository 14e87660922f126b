//! Reading the users of some segments in an order of the table, without a search.
//!
//! The users of one segment in one order are a range of an index. Those of several segments are the
//! merge of their ranges (`UNION ALL` with one `ORDER BY`, which the database merges lazily, only
//! as far as the page needs), so that rare segments cost as little as common ones. PostgreSQL
//! recognises a range as sorted only where each range has its own `ORDER BY`.

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod plan;

use super::segment::Segment;
use super::sort_key::{Window, column, rank, value};
use crate::entity::user;
use crate::error::Result;
use domain::{Rules, Timestamp, UserId};
use sea_orm::sea_query::{Asterisk, Condition, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, DbBackend};
use wire::cursor::SortValue;
use wire::{Direction, UserSort};

/// The maximum number of ranges merged in one statement. Beyond it, users whose rules end at
/// different times are read as one range and sorted: the cost grows with their number.
const RANGES: usize = 100;

/// Users of several segments: a part of the order that is read at once.
struct Range<'a> {
    segments: Vec<&'a Segment>,
    condition: Condition,
    by_column: bool,
}

/// The numbers of the users in a window over some segments. `everybody` says that these are all users.
pub async fn walk(
    db: &impl ConnectionTrait,
    segments: &[&Segment],
    everybody: bool,
    window: &Window,
    (rules, now): (&Rules, Timestamp),
) -> Result<Vec<UserId>> {
    let mut ids = Vec::new();
    let mut skip = window.offset;
    let mut left = window.limit;
    let backend = db.get_database_backend();
    for part in parts(segments, window, (rules, now), backend) {
        let users: u64 = part.segments.iter().map(|segment| segment.users).sum();
        if left == 0 {
            break;
        }
        if window.after.is_none() && skip >= users {
            skip -= users;
            continue;
        }
        let whole = everybody && part.segments.len() == segments.len();
        let reads = reads(&part, whole, window, (rules, now));
        let Some(statement) = merged(&part, window, reads, (skip, left), backend) else {
            continue;
        };
        let found = db.query_all(&statement).await?;
        for row in &found {
            ids.push(UserId::new(row.try_get_by_index(0)?));
        }
        left = left.saturating_sub(found.len() as u64);
        skip = 0;
    }
    Ok(ids)
}

/// The parts of an order in the direction of reading: statuses and roles follow one another. A part is read as a range of an
/// index for each of its segments.
fn parts<'a>(
    segments: &[&'a Segment],
    window: &Window,
    (rules, now): (&Rules, Timestamp),
    backend: DbBackend,
) -> Vec<Range<'a>> {
    let Some(key) = &window.after else {
        let by_column = matches!(
            window.sort,
            UserSort::Email | UserSort::Language | UserSort::LastSignIn
        );
        return grouped(segments, window)
            .into_iter()
            .map(|(_, segments)| Range {
                segments,
                condition: Condition::all(),
                by_column,
            })
            .collect();
    };
    let part = |segments: Vec<&'a Segment>, condition: Expr, by_column| Range {
        segments,
        condition: Condition::all().add(condition),
        by_column,
    };
    let place = match key.value {
        SortValue::Name => return vec![part(segments.to_vec(), window.later_name(key), false)],
        SortValue::Email => {
            let later = window.beyond(Expr::col(user::Column::EmailKey), key.text.as_str());
            return vec![part(segments.to_vec(), later, true)];
        }
        SortValue::LastSignIn(_) if backend == DbBackend::Sqlite => {
            // SQLite finds the position in an index by a single expression, but not by a row value
            // with one.
            let last = column(window.sort, rules, now);
            let same = last.clone().eq(value(key)).and(window.later_name(key));
            let others = window.beyond(last, value(key));
            return vec![
                part(segments.to_vec(), same, false),
                part(segments.to_vec(), others, true),
            ];
        }
        SortValue::Language(_) | SortValue::LastSignIn(_) => {
            let after = window.later(column(window.sort, rules, now), key);
            return vec![part(segments.to_vec(), after, true)];
        }
        SortValue::Role(role) => GroupKey::Role(role.as_str()),
        SortValue::Status(status) => GroupKey::Status(rank(status)),
    };
    let later = |other: &GroupKey| match window.direction {
        Direction::Ascending => *other > place,
        Direction::Descending => *other < place,
    };
    grouped(segments, window)
        .into_iter()
        .filter_map(|(at, segments)| {
            if at == place {
                Some(part(segments, window.later_name(key), false))
            } else {
                later(&at).then_some(Range {
                    segments,
                    condition: Condition::all(),
                    by_column: false,
                })
            }
        })
        .collect()
}

/// The value that all users of a segment share in the sorted column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum GroupKey {
    Any,
    Role(&'static str),
    Status(i32),
}

/// The segments by their value in the sorted column, in the direction of reading.
fn grouped<'a>(segments: &[&'a Segment], window: &Window) -> Vec<(GroupKey, Vec<&'a Segment>)> {
    let mut groups: std::collections::BTreeMap<GroupKey, Vec<&Segment>> =
        std::collections::BTreeMap::new();
    for segment in segments {
        let place = match window.sort {
            UserSort::Role => GroupKey::Role(segment.role.as_str()),
            UserSort::Status => GroupKey::Status(rank(segment.status)),
            _ => GroupKey::Any,
        };
        groups.entry(place).or_default().push(segment);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    if window.direction == Direction::Descending {
        groups.reverse();
    }
    groups
}

/// The statements that read the ranges of a part; none where it has no users.
fn reads(
    part: &Range<'_>,
    whole: bool,
    window: &Window,
    (rules, now): (&Rules, Timestamp),
) -> Vec<SelectStatement> {
    let indexed = matches!(window.sort, UserSort::Name | UserSort::Email);
    let ranges = if whole && indexed {
        vec![Condition::all()]
    } else {
        ranges(&part.segments, now)
    };
    let by = part.by_column.then(|| column(window.sort, rules, now));
    let read = |range| {
        let mut select = Query::select();
        select
            .columns([user::Column::Id, user::Column::NameKey])
            .from(user::Entity)
            .cond_where(range)
            .cond_where(part.condition.clone());
        if let Some(by) = &by {
            select.expr_as(by.clone(), "by_column");
        }
        select
    };
    ranges.into_iter().map(read).collect()
}

/// The statement that merges the ranges of a part; none where there are no ranges.
fn merged(
    part: &Range<'_>,
    window: &Window,
    reads: Vec<SelectStatement>,
    (offset, limit): (u64, u64),
    backend: DbBackend,
) -> Option<SelectStatement> {
    let in_order = |select: &mut SelectStatement| {
        if part.by_column {
            select.order_by("by_column", window.order());
        }
        // Addresses are never equal.
        if window.sort != UserSort::Email {
            select
                .order_by("name_key", window.order())
                .order_by("id", window.order());
        }
    };
    let mut reads = reads.into_iter().map(|mut read| {
        if backend != DbBackend::Postgres {
            return read;
        }
        in_order(&mut read);
        read.limit(offset + limit);
        Query::select()
            .column(Asterisk)
            .from_subquery(read, "part")
            .take()
    });
    let mut merged = reads.next()?;
    merged.unions(reads.map(|read| (UnionType::All, read)));
    in_order(&mut merged);
    merged.offset(offset).limit(limit);
    Some(merged)
}

/// The ranges of an index that contain the users of these segments.
fn ranges(segments: &[&Segment], now: Timestamp) -> Vec<Condition> {
    if segments.len() <= RANGES {
        return segments.iter().map(|segment| segment.only()).collect();
    }
    let mut apart: Vec<&Segment> = Vec::new();
    for segment in segments {
        if !apart.iter().any(|other| other.ends_like(segment, now)) {
            apart.push(segment);
        }
    }
    apart.iter().map(|segment| segment.ending(now)).collect()
}

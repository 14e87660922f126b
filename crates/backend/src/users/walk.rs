//! Reading the users of some kinds in an order of the table, without a search.
//!
//! The users of one kind in one order are a range of an index. Those of several kinds are the
//! merge of their ranges (`UNION ALL` with one `ORDER BY`, which the database reads in step, and
//! no further than the page goes), so that rare kinds cost as little as common ones. PostgreSQL
//! sees that a range is in order only where it is told so for each.

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod plan;

use super::kind::Kind;
use super::place::{Window, column, rank, value};
use crate::error::Result;
use domain::cursor::SortValue;
use domain::{Direction, Rules, Timestamp, UserId, UserSort};
use sea_orm::sea_query::{Asterisk, Condition, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, DbBackend};
use store::entity::user;

/// Ranges that are merged in one statement. Beyond it, users whose rules end at different times
/// are read as one range and sorted: their number is what that costs.
const RANGES: usize = 100;

/// Users of several kinds, a part of the order that is read at once.
struct Part<'a> {
    kinds: Vec<&'a Kind>,
    condition: Condition,
    by_column: bool,
}

/// The numbers of the users in a window over some kinds. `everybody` says that there are no others.
pub(crate) async fn walk(
    db: &impl ConnectionTrait,
    kinds: &[&Kind],
    everybody: bool,
    window: &Window,
    (rules, now): (&Rules, Timestamp),
) -> Result<Vec<UserId>> {
    let mut ids = Vec::new();
    let mut skip = window.offset;
    let mut left = window.limit;
    let backend = db.get_database_backend();
    for part in parts(kinds, window, (rules, now), backend) {
        let users: u64 = part.kinds.iter().map(|kind| kind.users).sum();
        if left == 0 {
            break;
        }
        if window.after.is_none() && skip >= users {
            skip -= users;
            continue;
        }
        let whole = everybody && part.kinds.len() == kinds.len();
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

/// The parts of an order in the direction of reading: statuses and roles are one after the other. A part
/// is read as a range of an index for each of its kinds.
fn parts<'a>(
    kinds: &[&'a Kind],
    window: &Window,
    (rules, now): (&Rules, Timestamp),
    backend: DbBackend,
) -> Vec<Part<'a>> {
    let Some(key) = &window.after else {
        let by_column = matches!(
            window.sort,
            UserSort::Email | UserSort::Language | UserSort::LastSignIn
        );
        return grouped(kinds, window)
            .into_iter()
            .map(|(_, kinds)| Part {
                kinds,
                condition: Condition::all(),
                by_column,
            })
            .collect();
    };
    let part = |kinds: Vec<&'a Kind>, condition: Expr, by_column| Part {
        kinds,
        condition: Condition::all().add(condition),
        by_column,
    };
    let place = match key.value {
        SortValue::Name => return vec![part(kinds.to_vec(), window.later_name(key), false)],
        SortValue::Email => {
            let later = window.beyond(Expr::col(user::Column::EmailKey), key.text.as_str());
            return vec![part(kinds.to_vec(), later, true)];
        }
        SortValue::LastSignIn(_) if backend == DbBackend::Sqlite => {
            // It finds the place in an index by an expression alone, but not by a row with one.
            let last = column(window.sort, rules, now);
            let same = last.clone().eq(value(key)).and(window.later_name(key));
            let others = window.beyond(last, value(key));
            return vec![
                part(kinds.to_vec(), same, false),
                part(kinds.to_vec(), others, true),
            ];
        }
        SortValue::Language(_) | SortValue::LastSignIn(_) => {
            let after = window.later(column(window.sort, rules, now), key);
            return vec![part(kinds.to_vec(), after, true)];
        }
        SortValue::Role(role) => Place::Role(role.as_str().to_owned()),
        SortValue::Status(status) => Place::Status(rank(status)),
    };
    let later = |other: &Place| match window.direction {
        Direction::Ascending => *other > place,
        Direction::Descending => *other < place,
    };
    grouped(kinds, window)
        .into_iter()
        .filter_map(|(at, kinds)| {
            if at == place {
                Some(part(kinds, window.later_name(key), false))
            } else {
                later(&at).then_some(Part {
                    kinds,
                    condition: Condition::all(),
                    by_column: false,
                })
            }
        })
        .collect()
}

/// What all users of a kind have in the sorted column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Any,
    Role(String),
    Status(i32),
}

/// The kinds by what they have in the sorted column, in the direction of reading.
fn grouped<'a>(kinds: &[&'a Kind], window: &Window) -> Vec<(Place, Vec<&'a Kind>)> {
    let mut groups: std::collections::BTreeMap<Place, Vec<&Kind>> =
        std::collections::BTreeMap::new();
    for kind in kinds {
        let place = match window.sort {
            UserSort::Role => Place::Role(kind.role().to_owned()),
            UserSort::Status => Place::Status(rank(kind.status)),
            _ => Place::Any,
        };
        groups.entry(place).or_default().push(kind);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    if window.direction == Direction::Descending {
        groups.reverse();
    }
    groups
}

/// The statements that read the ranges of a part; none where nobody is in it.
fn reads(
    part: &Part<'_>,
    whole: bool,
    window: &Window,
    (rules, now): (&Rules, Timestamp),
) -> Vec<SelectStatement> {
    let indexed = matches!(window.sort, UserSort::Name | UserSort::Email);
    let ranges = if whole && indexed {
        vec![Condition::all()]
    } else {
        ranges(&part.kinds, now)
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

/// The statement that merges the ranges of a part. None where there are none.
fn merged(
    part: &Part<'_>,
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

/// The ranges of an index in which the users of these kinds are.
fn ranges(kinds: &[&Kind], now: Timestamp) -> Vec<Condition> {
    if kinds.len() <= RANGES {
        return kinds.iter().map(|kind| kind.only()).collect();
    }
    let mut apart: Vec<&Kind> = Vec::new();
    for kind in kinds {
        if !apart.iter().any(|other| other.ends_like(kind, now)) {
            apart.push(kind);
        }
    }
    apart.iter().map(|kind| kind.ending(now)).collect()
}

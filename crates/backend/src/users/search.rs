//! Search for parts of names and addresses.

use super::kind::active;
use super::place::{Window, column, value};
use super::search_key;
use crate::entity::user;
use crate::error::Result;
use crate::policy::rules::{holds, is_required, required};
use domain::query::search_words;
use domain::{
    Distribution, OverrideRule, RequirementFilter, Rules, Timestamp, TwoFactorStatus, UserId,
    UserQuery,
};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend};

/// The letters of a group by which texts are found.
const GROUP: usize = 3;

/// The users whose name or address has every word of a text, or none for a text without words.
/// What it costs depends on how many those are; where no word has three letters, on how many
/// users there are.
pub(crate) fn matching(search: &str, backend: DbBackend) -> Option<Condition> {
    let key = search_key(search, "");
    let mut all = Condition::all();
    for word in search_words(&key) {
        all = all.add(user::Column::SearchKey.like(LikeExpr::new(contains(word)).escape('!')));
    }
    if all.is_empty() {
        return None;
    }
    if key.contains(char::is_control) {
        // No name and no address has one, and not every database can be asked for it.
        return Some(Condition::all().add(Expr::val(1).eq(0)));
    }
    if backend == DbBackend::Sqlite
        && let Some(groups) = groups(&key)
    {
        let found = Query::select()
            .expr(Expr::cust("rowid"))
            .from("users_search")
            .and_where(Expr::cust_with_values("users_search MATCH ?", [groups]))
            .take();
        all = all.add(Expr::col(user::Column::Id).in_subquery(found));
    }
    Some(all)
}

/// The groups of three letters that the words have, as an expression of FTS5: each a quoted
/// string, in which nothing but the quote has a meaning. None where no word is long enough.
fn groups(key: &str) -> Option<String> {
    let mut groups = Vec::new();
    for word in search_words(key) {
        let letters: Vec<char> = word.chars().collect();
        groups.extend(letters.windows(GROUP).map(|group| {
            let group: String = group.iter().collect();
            format!("\"{}\"", group.replace('"', "\"\""))
        }));
    }
    groups.sort();
    groups.dedup();
    (!groups.is_empty()).then(|| groups.join(" AND "))
}

/// A pattern for LIKE that finds the word itself, whatever its characters.
pub(crate) fn contains(word: &str) -> String {
    let escaped = word
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

/// The users that a search and the filters but the one by status let through, by status.
pub(crate) async fn count(
    db: &impl ConnectionTrait,
    matching: &Condition,
    query: &UserQuery,
    (rules, now): (&Rules, Timestamp),
) -> Result<Distribution> {
    let (asked, active) = (required(rules, now), active());
    let mut select = found(matching, query, (rules, now));
    for number in [
        Expr::val(1).count(),
        asked.clone().sum(),
        active.clone().sum(),
        asked.mul(active).sum(),
    ] {
        select.expr(Expr::expr(number).cast_as("bigint"));
    }
    let Some(row) = db.query_one(&select).await? else {
        return Ok(Distribution::default());
    };
    let number = |index| -> Result<u64> {
        let number: Option<i64> = row.try_get_by_index(index)?;
        Ok(number.and_then(|n| n.try_into().ok()).unwrap_or_default())
    };
    let (all, asked, active, both) = (number(0)?, number(1)?, number(2)?, number(3)?);
    Ok(Distribution {
        protected: both,
        voluntary: active.saturating_sub(both),
        pending: asked.saturating_sub(both),
        inactive: (all + both).saturating_sub(active + asked),
    })
}

/// The numbers of the users in a window over those whom a search and every filter let through.
pub(crate) async fn search(
    db: &impl ConnectionTrait,
    matching: &Condition,
    query: &UserQuery,
    window: &Window,
    (rules, now): (&Rules, Timestamp),
) -> Result<Vec<UserId>> {
    let by = column(window.sort, rules, now);
    let mut select = found(matching, query, (rules, now));
    select.column(user::Column::Id);
    if let Some(status) = query.status {
        select.cond_where(has_status(status, rules, now));
    }
    if let Some(key) = &window.after {
        let columns = Expr::tuple([
            by.clone(),
            Expr::col(user::Column::NameKey),
            Expr::col(user::Column::Id),
        ]);
        let place = match window.sort {
            domain::UserSort::Email => window.beyond(by.clone(), key.text.as_str()),
            _ => window.beyond(
                columns,
                Expr::tuple([
                    value(key),
                    Expr::val(key.text.as_str()),
                    Expr::val(key.id.get()),
                ]),
            ),
        };
        select.and_where(place);
    }
    let order = window.order();
    // PostgreSQL takes few matches for certain and would walk an index in this order until it has them.
    // No index has the order of this expression, which is the same.
    let by = if db.get_database_backend() == DbBackend::Postgres {
        Func::coalesce([by.clone(), by]).into()
    } else {
        by
    };
    select
        .order_by_expr(by, order.clone())
        .order_by(user::Column::NameKey, order.clone())
        .order_by(user::Column::Id, order)
        .offset(window.offset)
        .limit(window.limit);
    let rows = db.query_all(&select).await?;
    rows.iter()
        .map(|row| Ok(UserId::new(row.try_get_by_index(0)?)))
        .collect()
}

fn found(
    matching: &Condition,
    query: &UserQuery,
    (rules, now): (&Rules, Timestamp),
) -> SelectStatement {
    let mut select = Query::select();
    select.from(user::Entity).cond_where(matching.clone());
    if let Some(role) = query.role {
        select.and_where(user::Column::Role.eq(role.as_str()));
    }
    let requirement = match query.requirement {
        None => Condition::all(),
        Some(RequirementFilter::Required) => is_required(rules, now, true),
        Some(RequirementFilter::Optional) => is_required(rules, now, false),
        Some(RequirementFilter::Individual) => holds(OverrideRule::Required, rules, now),
        Some(RequirementFilter::Exempt) => holds(OverrideRule::Exempt, rules, now),
    };
    select.cond_where(requirement);
    select
}

fn has_status(status: TwoFactorStatus, rules: &Rules, now: Timestamp) -> Condition {
    is_required(rules, now, status.is_required()).add(active().eq(i32::from(status.is_active())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_in_the_search_text_are_characters_like_others() {
        assert_eq!(contains("50%_!"), "%50!%!_!!%");
    }

    #[test]
    fn each_three_letters_are_a_quoted_string_and_short_words_have_none() {
        assert_eq!(groups("le lefe").as_deref(), Some("\"efe\" AND \"lef\""));
        assert_eq!(
            groups("a\"b*").as_deref(),
            Some("\"\"\"b*\" AND \"a\"\"b\"")
        );
        assert_eq!(groups("le ma"), None);
    }
}

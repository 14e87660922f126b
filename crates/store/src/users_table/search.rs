//! Search for parts of names and addresses.

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod sqlite;

use super::sort_key::{Window, column};
use crate::deadline::{is_over, may_be_over, may_end_after};
use crate::deliverability;
use crate::entity::user;
use crate::error::Result;
use crate::group::{ids_of, is_member};
use crate::like::contains;
use crate::requirement::{applies, is_required, is_service, required};
use crate::segment::{ACTIVE as ACTIVE_PART, DEACTIVATED as DEACTIVATED_PART, INVITED, PASSWORD};
use crate::word::word;
use domain::fold::search_key;
use domain::{Distribution, GroupId, OverrideRule, Rules, Timestamp, UserId};
use sea_orm::sea_query::{
    CommonTableExpression, Expr, ExprTrait, JoinType, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, QueryResult};
use wire::query::search_words;
use wire::{AccountFilter, RequirementFilter, UserQuery, UserSort};

/// The letters of a trigram.
const TRIGRAM: usize = 3;

/// The users whose name or address contains every word of a text, who are in a group, where one is named, whom no mail reaches, where
/// that is asked for, whom an import has created, where one is named, and who have a deadline, where that is; none where nothing of that is. The cost depends on the number of those
/// users; where no word has three letters and there is neither group nor import nor refused mail, on the number of all users, or of all without a factor.
#[derive(Debug)]
pub struct Matching(Condition);

impl Matching {
    /// See [`Matching`].
    pub fn of(query: &UserQuery, db: &impl ConnectionTrait) -> Option<Self> {
        let words = matching(&query.search, query.group, db.get_database_backend());
        let within =
            |numbers| Condition::all().add(Expr::col(user::Column::Id).in_subquery(numbers));
        let unreached = query.undeliverable.then(|| within(deliverability::ids()));
        let imported = query
            .import
            .map(|import| Condition::all().add(user::Column::ImportId.eq(import.get())));
        let has_deadline = query.requirement.and_then(RequirementFilter::overdue);
        let parts = [
            words,
            unreached,
            imported,
            has_deadline.map(|_| to_activate()),
        ];
        let all = parts.into_iter().flatten().reduce(Condition::add);
        all.map(Self)
    }
}

/// Those who have no factor, deactivated accounts apart.
fn to_activate() -> Condition {
    Condition::all()
        .add(user::Column::TwoFactorSince.is_null())
        .add(user::Column::DisabledAt.is_null())
}

/// Written so that a user without a rule is among them.
fn is_not_exempt(rules: &Rules, now: Timestamp) -> Condition {
    let exempt: Expr = Expr::case(applies(OverrideRule::Exempt, rules, now), 1)
        .finally(0)
        .into();
    Condition::all().add(exempt.eq(0))
}

/// The users with these words, of a group where one is named; none where there is neither.
fn matching(search: &str, group: Option<GroupId>, backend: DbBackend) -> Option<Condition> {
    let key = search_key(search, "");
    let id = Expr::col(user::Column::Id);
    let mut all = Condition::all();
    for word in search_words(&key) {
        all = all.add(user::Column::SearchKey.like(contains(word)));
    }
    if all.is_empty() {
        return group.map(|group| all.add(id.in_subquery(ids_of(group))));
    }
    if key.contains(char::is_control) {
        // No name or address contains one, and not every database accepts it in a query.
        return Some(Condition::all().add(Expr::val(1).eq(0)));
    }
    let trigrams = trigrams(&key).filter(|_| backend == DbBackend::Sqlite);
    Some(match (trigrams, group) {
        (Some(trigrams), group) => all.add(id.in_subquery(with_trigrams(trigrams, group))),
        (None, Some(group)) => all.add(id.in_subquery(ids_of(group))),
        (None, None) => all,
    })
}

/// The numbers of the users with these trigrams. Those outside a group are left out here: SQLite keeps the result in a table, which costs
/// more than asking of each whether they are in the group.
fn with_trigrams(trigrams: String, group: Option<GroupId>) -> SelectStatement {
    let mut found = Query::select();
    found
        .expr(Expr::cust("rowid"))
        .from("users_search")
        .and_where(Expr::cust_with_values("users_search MATCH ?", [trigrams]));
    if let Some(group) = group {
        found.and_where(is_member(Expr::cust("users_search.rowid"), group));
    }
    found
}

/// The trigrams of the words, as an FTS5 expression: each one a quoted string, in which only the
/// quote has a meaning. None where no word is long enough.
fn trigrams(key: &str) -> Option<String> {
    let mut trigrams = Vec::new();
    for word in search_words(key) {
        let letters: Vec<char> = word.chars().collect();
        trigrams.extend(letters.windows(TRIGRAM).map(|trigram| {
            let trigram: String = trigram.iter().collect();
            format!("\"{}\"", trigram.replace('"', "\"\""))
        }));
    }
    trigrams.sort();
    trigrams.dedup();
    (!trigrams.is_empty()).then(|| trigrams.join(" AND "))
}

/// The columns read for each match, once: its number, its sort key, and what its status depends on.
const MATCHES: &str = "matches";
const PLACE: &str = "place";
const ASKED: &str = "asked";
const ACTIVE: &str = "active";
const DEACTIVATED: &str = "deactivated";
/// The totals over the matches: one row of sums, beside each row of the page.
const SUMS: &str = "sums";
const SHOWN: &str = "shown";
const NUMBERS: [&str; 5] = [
    "all_of_them",
    "all_asked",
    "all_active",
    "all_both",
    "all_deactivated",
];

/// The users that match a search and the filters: how many there are of each status, whatever
/// status is asked for, and the numbers of those in a window. Both come from one reading of the
/// matches, which is the main cost of a search.
pub async fn search(
    db: &impl ConnectionTrait,
    matching: &Matching,
    query: &UserQuery,
    window: &Window,
    at: (&Rules, Timestamp),
) -> Result<(Distribution, Vec<UserId>)> {
    let matches = CommonTableExpression::new()
        .table_name(MATCHES)
        .materialized(true)
        .query(matches(matching, query, window, at))
        .to_owned();
    let mut select = Query::select();
    for number in NUMBERS {
        select.column((SUMS, number));
    }
    select
        .column((SHOWN, user::Column::Id))
        .from_subquery(sums(), SUMS)
        .join_subquery(
            JoinType::LeftJoin,
            shown(query, window),
            SHOWN,
            Expr::val(1).eq(1),
        )
        .with_cte(matches);
    for column in [PLACE, "name_key", "id"] {
        select.order_by((SHOWN, column), window.order());
    }
    let rows = db.query_all(&select).await?;
    let counts = rows.first().map(distribution).transpose()?;
    let ids = rows
        .iter()
        .map(|row| row.try_get_by_index::<Option<i64>>(NUMBERS.len()))
        .filter_map(Result::transpose)
        .map(|id| Ok(UserId::new(id?)))
        .collect::<Result<_>>()?;
    Ok((counts.unwrap_or_default(), ids))
}

fn matches(
    matching: &Matching,
    query: &UserQuery,
    window: &Window,
    (rules, now): (&Rules, Timestamp),
) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns([user::Column::Id, user::Column::NameKey])
        .expr_as(column(window.sort, rules, now), PLACE)
        .expr_as(required(rules, now), ASKED)
        .expr_as(ACTIVE_PART.expr(), ACTIVE)
        .expr_as(DEACTIVATED_PART.expr(), DEACTIVATED)
        .from(user::Entity)
        .cond_where(matching.0.clone());
    select.cond_where(filters(query, (rules, now)));
    select
}

/// The filters but for the search, the group and the status.
fn filters(query: &UserQuery, (rules, now): (&Rules, Timestamp)) -> Condition {
    let role = query
        .role
        .map(|role| Expr::col(user::Column::Role).eq(word(role.as_str())));
    let requirement = query.requirement.map(|filter| match filter {
        RequirementFilter::Required => is_required(rules, now, true),
        RequirementFilter::Optional => is_required(rules, now, false),
        RequirementFilter::Individual => applies(OverrideRule::Required, rules, now),
        RequirementFilter::Exempt => applies(OverrideRule::Exempt, rules, now),
        RequirementFilter::Unprotected => to_activate().add(is_not_exempt(rules, now)),
        RequirementFilter::InTime => is_required(rules, now, true)
            .add(is_over(rules, now, false))
            .add(may_end_after(rules, now)),
        RequirementFilter::Overdue => is_required(rules, now, true)
            .add(is_over(rules, now, true))
            .add(may_be_over(rules, now)),
    });
    Condition::all()
        .add_option(role)
        .add_option(requirement)
        .add_option(query.state.map(|filter| is(filter, (rules, now))))
}

/// The users whom a table with this query lists, on whatever page, for reading them by their numbers: the status is written so that no index
/// on it is used, whose order is another one.
pub(super) fn listed(
    db: &impl ConnectionTrait,
    query: &UserQuery,
    at: (&Rules, Timestamp),
) -> Condition {
    let status = query.status.map(|status| {
        Condition::all()
            .add(is_required(at.0, at.1, status.is_required()))
            .add(ACTIVE_PART.expr().add(0).eq(i32::from(status.is_active())))
            .add(DEACTIVATED_PART.expr().eq(0))
    });
    filters(query, at)
        .add_option(Matching::of(query, db).map(|matching| matching.0))
        .add_option(status)
}

/// The accounts that a filter lists, as `AccountFilter::lists` decides it.
fn is(filter: AccountFilter, (rules, now): (&Rules, Timestamp)) -> Condition {
    let deactivated = DEACTIVATED_PART.expr();
    let in_use = |service: bool| {
        Condition::all()
            .add(DEACTIVATED_PART.expr().eq(0))
            .add(is_service(rules, now, service))
    };
    let active = |has_password: i32| {
        Condition::all()
            .add(DEACTIVATED_PART.expr().eq(0))
            .add(PASSWORD.expr().eq(has_password))
    };
    let invited = |was: i32| active(0).add(INVITED.expr().eq(was));
    match filter {
        AccountFilter::Deactivated => Condition::all().add(deactivated.eq(1)),
        AccountFilter::Usable => active(1),
        AccountFilter::NeverInvited => invited(0),
        AccountFilter::Invited => invited(1),
        AccountFilter::People => in_use(false),
        AccountFilter::Service => in_use(true),
    }
}

fn sums() -> SelectStatement {
    let mut select = Query::select();
    let (asked, active) = (Expr::col(ASKED), Expr::col(ACTIVE));
    let counting = || Expr::val(1).sub(Expr::col(DEACTIVATED));
    let numbers = [
        counting().sum(),
        counting().mul(asked.clone()).sum(),
        counting().mul(active.clone()).sum(),
        counting().mul(asked).mul(active).sum(),
        Expr::col(DEACTIVATED).sum(),
    ];
    for (number, name) in numbers.into_iter().zip(NUMBERS) {
        select.expr_as(Expr::expr(number).cast_as("bigint"), name);
    }
    select.from(MATCHES);
    select
}

fn shown(query: &UserQuery, window: &Window) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(["id", "name_key", PLACE])
        .from(MATCHES)
        .offset(window.offset)
        .limit(window.limit);
    if let Some(status) = query.status {
        select
            .and_where(Expr::col(ASKED).eq(i32::from(status.is_required())))
            .and_where(Expr::col(ACTIVE).eq(i32::from(status.is_active())))
            .and_where(Expr::col(DEACTIVATED).eq(0));
    }
    if let Some(key) = &window.after {
        let later = match window.sort {
            UserSort::Email => window.beyond(Expr::col(PLACE), key.text.as_str()),
            _ => window.later(Expr::col(PLACE), key),
        };
        select.and_where(later);
    }
    for column in [PLACE, "name_key", "id"] {
        select.order_by(column, window.order());
    }
    select
}

fn distribution(row: &QueryResult) -> Result<Distribution> {
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
        deactivated: number(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_three_letters_are_a_quoted_string_and_short_words_have_none() {
        assert_eq!(trigrams("le lefe").as_deref(), Some("\"efe\" AND \"lef\""));
        assert_eq!(
            trigrams("a\"b*").as_deref(),
            Some("\"\"\"b*\" AND \"a\"\"b\"")
        );
        assert_eq!(trigrams("le ma"), None);
    }
}

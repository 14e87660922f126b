//! The table of users.

use super::search_key;
use crate::access::Admin;
use crate::context::Backend;
use crate::entity::{policy, user};
use crate::error::{Error, Result};
use crate::policy::rules::{holds, is_required, load_row, required, requirement_of, rules_of};
use domain::query::PAGE_SIZE;
use domain::view::{UserPage, UserRow};
use domain::{
    Direction, Distribution, Language, OverrideRule, RequirementFilter, Role, Rule, Rules,
    Timestamp, TwoFactorStatus, UserId, UserQuery, UserSort,
};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Order};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

/// Pages beyond this one are this one: far beyond any table, far below what overflows.
const LAST_PAGE: u64 = 1_000_000;

impl Backend {
    /// One page of the table.
    pub async fn list_users(&self, _admin: Admin<'_>, query: &UserQuery) -> Result<UserPage> {
        let db = self.db.read();
        let now = self.now();
        let policy = load_row(db).await?;
        let rules = rules_of(&policy)?;
        let select = user::Entity::find().filter(filters(query, &rules, now));
        let narrowed = match query.status {
            Some(status) => select.clone().filter(has_status(status, &rules, now)),
            None => select.clone(),
        };
        let models = order(narrowed.clone(), query, &rules, now)
            .offset((query.page.clamp(1, LAST_PAGE) - 1) * PAGE_SIZE)
            .limit(PAGE_SIZE)
            .all(db)
            .await?;
        Ok(UserPage {
            rows: models
                .iter()
                .map(|user| row(user, &policy, &rules, now))
                .collect::<Result<_>>()?,
            total: narrowed.count(db).await?,
            counts: distribution(db, select, &rules, now).await?,
            now,
        })
    }
}

/// How many of the selected users have which status.
pub(crate) async fn distribution(
    db: &impl ConnectionTrait,
    select: Select<user::Entity>,
    rules: &Rules,
    now: Timestamp,
) -> Result<Distribution> {
    let groups: Vec<(i32, i32, i64)> = select
        .select_only()
        .column_as(active(), "active")
        .column_as(required(rules, now), "required")
        .column_as(user::Column::Id.count(), "users")
        .group_by(active())
        .group_by(required(rules, now))
        .into_tuple()
        .all(db)
        .await?;
    let mut counts = Distribution::default();
    for (active, required, users) in groups {
        let users = u64::try_from(users).unwrap_or_default();
        counts.add(TwoFactorStatus::of(active == 1, required == 1), users);
    }
    Ok(counts)
}

/// A row from the user and the rules.
pub(crate) fn row(
    user: &user::Model,
    policy: &policy::Model,
    rules: &Rules,
    now: Timestamp,
) -> Result<UserRow> {
    let unknown = || Error::internal("reading a user", "unknown role or language");
    let requirement = requirement_of(user, rules, now);
    let (since, by) = match requirement.rule {
        Rule::Override(_) => (user.override_at, user.override_by.clone()),
        Rule::Policy(_) => (policy.changed_at, policy.changed_by.clone()),
    };
    let own = matches!(requirement.rule, Rule::Override(_)).then_some(user);
    Ok(UserRow {
        id: UserId::new(user.id),
        name: user.name.clone(),
        email: user.email.clone(),
        role: Role::parse(&user.role).ok_or_else(unknown)?,
        language: Language::parse(&user.language).ok_or_else(unknown)?,
        last_sign_in: user.last_sign_in_at.map(Timestamp::from_unix),
        disabled: user.disabled_at.is_some(),
        status: TwoFactorStatus::of(user.two_factor_since.is_some(), requirement.required),
        rule: requirement.rule,
        rule_since: since.map(Timestamp::from_unix),
        rule_by: by,
        rule_reason: own.and_then(|u| u.override_reason.clone()),
        rule_until: own.and_then(|u| u.override_until.map(Timestamp::from_unix)),
        active_since: user.two_factor_since.map(Timestamp::from_unix),
    })
}

/// Every filter but the one by status.
fn filters(query: &UserQuery, rules: &Rules, now: Timestamp) -> Condition {
    let mut all = Condition::all();
    for word in search_key(&query.search, "").split_whitespace() {
        all = all.add(user::Column::SearchKey.like(LikeExpr::new(contains(word)).escape('!')));
    }
    if let Some(role) = query.role {
        all = all.add(user::Column::Role.eq(role.as_str()));
    }
    match query.requirement {
        None => all,
        Some(RequirementFilter::Required) => all.add(is_required(rules, now, true)),
        Some(RequirementFilter::Optional) => all.add(is_required(rules, now, false)),
        Some(RequirementFilter::Individual) => all.add(holds(OverrideRule::Required, rules, now)),
        Some(RequirementFilter::Exempt) => all.add(holds(OverrideRule::Exempt, rules, now)),
    }
}

/// A pattern for LIKE that finds the word itself, whatever its characters.
pub(crate) fn contains(word: &str) -> String {
    let escaped = word
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

fn active() -> Expr {
    Expr::case(user::Column::TwoFactorSince.is_null(), 0)
        .finally(1)
        .into()
}

fn has_status(status: TwoFactorStatus, rules: &Rules, now: Timestamp) -> Condition {
    let active = if status.is_active() {
        user::Column::TwoFactorSince.is_not_null()
    } else {
        user::Column::TwoFactorSince.is_null()
    };
    is_required(rules, now, status.is_required()).add(active)
}

fn order(
    select: Select<user::Entity>,
    query: &UserQuery,
    rules: &Rules,
    now: Timestamp,
) -> Select<user::Entity> {
    let direction = match query.direction {
        Direction::Ascending => Order::Asc,
        Direction::Descending => Order::Desc,
    };
    let by = match query.sort {
        UserSort::Name => Expr::col(user::Column::NameKey),
        UserSort::Email => Expr::col(user::Column::EmailKey),
        UserSort::Role => Expr::col(user::Column::Role),
        UserSort::Language => Expr::col(user::Column::Language),
        UserSort::LastSignIn => {
            Func::coalesce([Expr::col(user::Column::LastSignInAt), Expr::val(-1)]).into()
        }
        UserSort::Status => required(rules, now).add(active().mul(2)),
    };
    select
        .order_by(by, direction.clone())
        .order_by(user::Column::NameKey, Order::Asc)
        .order_by(user::Column::Id, direction)
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn wildcards_in_the_search_text_are_characters_like_others() {
        assert_eq!(contains("50%_!"), "%50!%!_!!%");
    }
}

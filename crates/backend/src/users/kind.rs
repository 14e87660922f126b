//! The users by kind: a kind is everything that a status, a requirement or a role depends on. How
//! many users are of which kind is kept (`user_counts`), so that counting costs the same for ten
//! users as for a million.

use crate::error::Result;
use domain::requirement::resolve;
use domain::{
    Distribution, Override, OverrideRule, Requirement, RequirementFilter, Rule, Rules, Timestamp,
    TwoFactorStatus, UserQuery,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ConnectionTrait, EntityTrait};
use store::entity::{user, user_count};

/// A kind and how many users are of it, with what the rules make of it.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    key: user_count::Model,
    /// How many users.
    pub(crate) users: u64,
    /// What is asked of them.
    pub(crate) requirement: Requirement,
    /// What their shields show.
    pub(crate) status: TwoFactorStatus,
}

/// Every kind that there is.
pub(crate) async fn kinds(
    db: &impl ConnectionTrait,
    rules: &Rules,
    now: Timestamp,
) -> Result<Vec<Kind>> {
    let rows = user_count::Entity::find().all(db).await?;
    Ok(rows
        .into_iter()
        .map(|key| Kind::of(key, rules, now))
        .collect())
}

/// How many users have which status.
pub(crate) fn distribution<'a>(kinds: impl IntoIterator<Item = &'a Kind>) -> Distribution {
    let mut counts = Distribution::default();
    for kind in kinds {
        counts.add(kind.status, kind.users);
    }
    counts
}

impl Kind {
    fn of(key: user_count::Model, rules: &Rules, now: Timestamp) -> Self {
        let stored = OverrideRule::parse(&key.override_rule).map(|rule| Override {
            rule,
            generation: key.override_generation,
            until: (key.override_until != 0).then(|| Timestamp::from_unix(key.override_until)),
        });
        let requirement = resolve(rules, stored.as_ref(), now);
        Self {
            users: u64::try_from(key.users).unwrap_or_default(),
            requirement,
            status: TwoFactorStatus::of(key.active == 1, requirement.required),
            key,
        }
    }

    /// Their role as stored.
    pub(crate) fn role(&self) -> &str {
        &self.key.role
    }

    /// Whether every filter but search and status lets them through.
    pub(crate) fn passes(&self, query: &UserQuery) -> bool {
        let requirement = match query.requirement {
            None => true,
            Some(RequirementFilter::Required) => self.requirement.required,
            Some(RequirementFilter::Optional) => !self.requirement.required,
            Some(RequirementFilter::Individual) => self.holds(OverrideRule::Required),
            Some(RequirementFilter::Exempt) => self.holds(OverrideRule::Exempt),
        };
        requirement && query.role.is_none_or(|role| role.as_str() == self.key.role)
    }

    /// Whether a rule of this kind on the user itself decides.
    pub(crate) fn holds(&self, rule: OverrideRule) -> bool {
        self.requirement.rule == Rule::Override(rule)
    }

    /// Exactly these users: a range of each of the indexes by kind.
    pub(crate) fn only(&self) -> Condition {
        self.but_end().add(until().eq(self.key.override_until))
    }

    /// These users and those whose rule ends at another time, on the same side of `now`.
    pub(crate) fn ending(&self, now: Timestamp) -> Condition {
        let condition = self.but_end();
        match self.key.override_until {
            0 => condition.add(until().eq(0)),
            end if end <= now.unix() => condition.add(until().between(1, now.unix())),
            _ => condition.add(until().gt(now.unix())),
        }
    }

    /// Whether [`Self::ending`] is the same for both.
    pub(crate) fn ends_like(&self, other: &Self, now: Timestamp) -> bool {
        let side =
            |key: &user_count::Model| (key.override_until != 0, key.override_until > now.unix());
        let (a, b) = (&self.key, &other.key);
        (
            a.active,
            &a.override_rule,
            a.override_generation,
            &a.role,
            side(a),
        ) == (
            b.active,
            &b.override_rule,
            b.override_generation,
            &b.role,
            side(b),
        )
    }

    fn but_end(&self) -> Condition {
        Condition::all()
            .add(active().eq(self.key.active))
            .add(rule().eq(self.key.override_rule.as_str()))
            .add(generation().eq(self.key.override_generation))
            .add(Expr::col(user::Column::Role).eq(self.key.role.as_str()))
    }
}

// An index over an expression serves only who writes the expression in the same way, values
// included: the migration `m0021_index_users_by_rule` has the other half of these.

/// 1 with a confirmed factor, else 0.
pub(crate) fn active() -> Expr {
    Expr::cust("CASE WHEN two_factor_since IS NULL THEN 0 ELSE 1 END")
}

/// The last sign-in; -1 for none.
pub(crate) fn last_sign_in() -> Expr {
    Expr::cust("coalesce(last_sign_in_at, -1)")
}

/// The rule; empty for none.
pub(crate) fn rule() -> Expr {
    Expr::cust("coalesce(override_rule, '')")
}

/// The generation of the rule; 0 for none.
pub(crate) fn generation() -> Expr {
    Expr::cust("coalesce(override_generation, 0)")
}

/// When the rule ends; 0 for never.
pub(crate) fn until() -> Expr {
    Expr::cust("coalesce(override_until, 0)")
}

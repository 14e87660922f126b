//! Segments of users (`store::segment`) under the rules.

use crate::error::{Error, Result};
use crate::segment::{
    ACTIVE, Counted, DEACTIVATED, GENERATION, GROUP, INVITED, KIND, Key, PASSWORD, ROLE, RULE,
    SUSPENDED, UNTIL,
};
use domain::requirement::resolve;
use domain::{
    AccountState, ExemptionKind, GroupRule, Override, OverrideRule, Requirement, Role, Rule, Rules,
    Timestamp, TwoFactorStatus,
};
use sea_orm::sea_query::{Condition, ExprTrait};
use wire::{RequirementFilter, UserQuery};

/// A segment and its number of users, with their requirement and status under the rules.
#[derive(Debug, Clone)]
pub struct Segment {
    key: Key,
    /// The number of users.
    pub users: u64,
    /// Their role.
    pub role: Role,
    /// Whether somebody can sign in to their accounts.
    pub state: AccountState,
    /// Whether 2FA is required of them, and why.
    pub requirement: Requirement,
    /// Their status, which the shield shows.
    pub status: TwoFactorStatus,
}

impl Segment {
    /// The segment under the rules; an error if it has a word that the program does not know.
    pub fn of(counted: Counted, rules: &Rules, now: Timestamp) -> Result<Self> {
        let groups = match counted.key.number(&GROUP) {
            0 => GroupRule::Nothing,
            _ => GroupRule::Required,
        };
        Self::in_groups(counted, groups, rules, now)
    }

    /// The same if the groups of these users asked this together.
    pub fn in_groups(
        counted: Counted,
        groups: GroupRule,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self> {
        let key = counted.key;
        let requirement = resolve(rules, stored_rule(&key)?.as_ref(), groups, now);
        let unknown = || Error::failed("reading a segment", "unknown role");
        Ok(Self {
            users: u64::try_from(counted.users).unwrap_or_default(),
            role: Role::parse(key.text(&ROLE)).ok_or_else(unknown)?,
            state: AccountState::of(
                key.number(&DEACTIVATED) == 1,
                key.number(&PASSWORD) == 1,
                key.number(&INVITED) == 1,
            ),
            requirement,
            status: TwoFactorStatus::of(key.number(&ACTIVE) == 1, requirement.required),
            key,
        })
    }

    /// Whether every filter except search and status matches them.
    pub fn passes(&self, query: &UserQuery) -> bool {
        let requirement = match query.requirement {
            None => true,
            Some(RequirementFilter::Required) => self.requirement.required,
            Some(RequirementFilter::Optional) => !self.requirement.required,
            Some(RequirementFilter::Individual) => self.holds(OverrideRule::Required),
            Some(RequirementFilter::Exempt) => self.holds(OverrideRule::Exempt),
            Some(RequirementFilter::Unprotected) => {
                let exempt = self.holds(OverrideRule::Exempt);
                self.state.counts() && !self.status.is_active() && !exempt
            }
            // A deadline is that of a user, not of a segment: these are found by search.
            Some(RequirementFilter::InTime | RequirementFilter::Overdue) => false,
        };
        requirement
            && query.role.is_none_or(|role| role == self.role)
            && query
                .state
                .is_none_or(|asked| asked.lists(self.state, self.is_service()))
    }

    /// Whether they count as users with this status: deactivated accounts count with none.
    pub fn has(&self, status: TwoFactorStatus) -> bool {
        self.state.counts() && self.status == status
    }

    /// Whether an individual rule of this kind decides.
    pub fn holds(&self, rule: OverrideRule) -> bool {
        self.requirement.rule == Rule::Override(rule)
    }

    /// When the individual rule of these users ends by itself.
    pub fn rule_until(&self) -> Option<Timestamp> {
        let until = self.key.number(&UNTIL);
        (until != 0).then(|| Timestamp::from_unix(until))
    }

    /// Whether they are exempt, and of this kind.
    pub fn is_exempt(&self, kind: ExemptionKind) -> bool {
        self.holds(OverrideRule::Exempt) && self.key.text(&KIND) == kind.as_str()
    }

    /// Whether they are exempt as service accounts.
    pub fn is_service(&self) -> bool {
        self.is_exempt(ExemptionKind::ServiceAccount)
    }

    /// Exactly these users: a range of each of the indexes by segment.
    pub fn only(&self) -> Condition {
        self.key.users()
    }

    /// These users and those whose rule ends at another time, on the same side of `now`.
    pub fn ending(&self, now: Timestamp) -> Condition {
        let until = UNTIL.expr();
        self.key
            .users_but_for(&UNTIL)
            .add(match Side::of(&self.key, now) {
                Side::Never => until.eq(0),
                Side::Over => until.between(1, now.unix()),
                Side::ToCome => until.gt(now.unix()),
            })
    }

    /// Whether [`Self::ending`] is the same for both.
    pub fn ends_like(&self, other: &Self, now: Timestamp) -> bool {
        self.key.is_like_but_for(&other.key, &UNTIL)
            && Side::of(&self.key, now) == Side::of(&other.key, now)
    }
}

/// When the rule of a segment ends, relative to a moment.
#[derive(Debug, PartialEq, Eq)]
enum Side {
    Never,
    Over,
    ToCome,
}

impl Side {
    fn of(key: &Key, now: Timestamp) -> Self {
        match key.number(&UNTIL) {
            0 => Self::Never,
            end if end <= now.unix() => Self::Over,
            _ => Self::ToCome,
        }
    }
}

/// The rule on the users of a segment, as stored.
fn stored_rule(key: &Key) -> Result<Option<Override>> {
    let text = key.text(&RULE);
    if text.is_empty() {
        return Ok(None);
    }
    let unknown = || Error::failed("reading a segment", "unknown rule");
    let until = key.number(&UNTIL);
    Ok(Some(Override {
        rule: OverrideRule::parse(text).ok_or_else(unknown)?,
        generation: key.number(&GENERATION),
        until: (until != 0).then(|| Timestamp::from_unix(until)),
        suspended: Some(key.number(&SUSPENDED)).filter(|generation| *generation >= 0),
    }))
}

//! How users were before a step of an operation, and what they became: what is kept so that it can be taken back.

use super::judge::{Judged, UserFacts};
use crate::error::{Error, Result};
use crate::rules::{compliance_of, stored_rule_of};
use domain::grace::DAY;
use domain::{
    BulkAct, Compliance, ExemptionKind, Override, OverrideRule, Rules, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use store::account::{Author, StoredRule, Suspended};
use store::entity::user;

/// The rule on a user, and what is kept for the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Standing {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<KeptRule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_up: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) own: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own_days: Option<i64>,
}

/// A [`StoredRule`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct KeptRule {
    rule: OverrideRule,
    generation: i64,
    at: Timestamp,
    by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_email: Option<String>,
    pub(super) until: Option<Timestamp>,
    pub(super) reason: Option<String>,
    pub(super) kind: Option<ExemptionKind>,
    suspended: Option<(i64, Timestamp, Option<String>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspended_by_email: Option<String>,
}

/// What was done to the users of a step.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Changes {
    /// Their rules, or what is kept for the deadline: from what to what.
    Rules(Vec<(Standing, Standing, Vec<UserId>)>),
    /// They are members, or deactivated, since this moment; or they were members since then.
    Since(Vec<(Timestamp, Vec<UserId>)>),
}

impl KeptRule {
    fn of(stored: &StoredRule<'_>) -> Self {
        let suspended = stored.suspended;
        Self {
            rule: stored.rule,
            generation: stored.generation,
            at: stored.at,
            by: stored.by.name.to_owned(),
            by_email: stored.by.email.map(str::to_owned),
            until: stored.until,
            reason: stored.reason.map(str::to_owned),
            kind: stored.kind,
            suspended: suspended.map(|rule| {
                let by = rule.by.map(|by| by.name.to_owned());
                (rule.generation, rule.at, by)
            }),
            suspended_by_email: suspended.and_then(|rule| rule.by?.email).map(str::to_owned),
        }
    }

    /// As it is stored again. Where the policy was undone meanwhile, no generation is ahead of the present one.
    pub(super) fn stored(&self, rules: &Rules) -> StoredRule<'_> {
        let suspended = self.suspended.as_ref();
        StoredRule {
            rule: self.rule,
            generation: self.generation.min(rules.generation(self.rule)),
            at: self.at,
            by: Author {
                name: &self.by,
                email: self.by_email.as_deref(),
            },
            until: self.until,
            reason: self.reason.as_deref(),
            kind: self.kind,
            suspended: suspended.map(|(generation, at, by)| Suspended {
                generation: (*generation).min(rules.required_generation),
                at: *at,
                by: by.as_deref().map(|name| Author {
                    name,
                    email: self.suspended_by_email.as_deref(),
                }),
            }),
        }
    }

    /// As the resolver takes it.
    pub(super) fn to_override(&self) -> Override {
        Override {
            rule: self.rule,
            generation: self.generation,
            until: self.until,
            suspended: self.suspended.as_ref().map(|(generation, ..)| *generation),
        }
    }
}

impl Standing {
    fn new(rule: Option<&StoredRule<'_>>, kept: &Compliance) -> Self {
        Self {
            rule: rule.map(KeptRule::of),
            since: kept.since,
            not_before: kept.not_before,
            used_up: kept.used_up,
            own: kept.own,
            own_days: kept.own_days,
        }
    }

    fn of(user: &user::Model) -> Self {
        Self::new(stored_rule_of(user).as_ref(), &compliance_of(user))
    }

    /// Whether this is how the user stands. That somebody has signed in for the first time since changes nothing that was decided.
    pub(super) fn is_of(&self, user: &user::Model) -> bool {
        let now = Self::of(user);
        let mut expected = Self {
            since: now.since,
            ..self.clone()
        };
        if let (None, Some(since)) = (self.since, now.since) {
            let counted = self.own_days.map(|days| since.plus(days * DAY));
            expected.own = self.own.or(counted);
        }
        now == expected
    }

    /// What is kept of a user who stood like this before, and like `after` afterwards, once that is taken back at `at`. A first sign-in
    /// in between counts as if that had never been.
    pub(super) fn kept_again(&self, after: &Self, user: &user::Model, at: Timestamp) -> Compliance {
        let now = compliance_of(user);
        let before = Compliance {
            since: self.since,
            not_before: self.not_before,
            used_up: self.used_up,
            own: self.own,
            own_days: self.own_days,
            ..now
        };
        match (after.since, now.since) {
            (None, Some(since)) => before.signed_in(self.exempt_until(), since.min(at)),
            (after, since) if after == since => before,
            (_, since) => Compliance { since, ..before },
        }
    }

    fn exempt_until(&self) -> Option<Timestamp> {
        let exempt = self.rule.as_ref();
        exempt
            .filter(|rule| rule.rule == OverrideRule::Exempt)
            .and_then(|rule| rule.until)
    }
}

impl Changes {
    /// What an act is about to do to these users; none where that is not taken back.
    pub(super) fn of(
        act: &BulkAct,
        judged: &[Judged<'_>],
        facts: &UserFacts,
        now: Timestamp,
    ) -> Option<Self> {
        let users = || judged.iter().map(|judged| *judged.user.id);
        Some(match act {
            BulkAct::Require(_) | BulkAct::Lift | BulkAct::Exempt(_) => {
                Self::of_rules(judged, |judged| {
                    let change = judged.change.as_ref()?;
                    Some(Standing::new(change.made.as_ref(), &change.kept))
                })
            }
            BulkAct::Extend(_) => Self::of_rules(judged, |judged| {
                let extension = judged.extension.as_ref()?;
                let rule = stored_rule_of(judged.user).filter(|_| !extension.ends_rule);
                Some(Standing::new(rule.as_ref(), &extension.kept))
            }),
            BulkAct::Leave(_) => {
                let since = |id: UserId| Some((*facts.members.get(&id)?, id));
                Self::Since(alike(users().filter_map(since)))
            }
            BulkAct::Join(_) | BulkAct::Deactivate => Self::Since(vec![(now, users().collect())]),
            BulkAct::Remind | BulkAct::Invite | BulkAct::EndSessions => return None,
        })
    }

    fn of_rules(judged: &[Judged<'_>], after: impl Fn(&Judged<'_>) -> Option<Standing>) -> Self {
        let changed = judged.iter().filter_map(|judged| {
            let standings = (Standing::of(judged.user), after(judged)?);
            Some((standings, *judged.user.id))
        });
        let changed = alike(changed).into_iter();
        Self::Rules(
            changed
                .map(|((before, after), users)| (before, after, users))
                .collect(),
        )
    }

    /// All of the users.
    pub(super) fn users(&self) -> Vec<UserId> {
        match self {
            Self::Rules(parts) => parts.iter().flat_map(|part| part.2.clone()).collect(),
            Self::Since(parts) => parts.iter().flat_map(|part| part.1.clone()).collect(),
        }
    }

    /// As it is stored.
    pub(super) fn write(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Error::internal("keeping what was done", e))
    }

    pub(super) fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| Error::internal("reading what was done", e))
    }
}

/// The users of whom the same is true, together.
fn alike<T: Eq + Hash>(users: impl Iterator<Item = (T, UserId)>) -> Vec<(T, Vec<UserId>)> {
    let mut alike: HashMap<T, Vec<UserId>> = HashMap::new();
    for (what, user) in users {
        alike.entry(what).or_default().push(user);
    }
    alike.into_iter().collect()
}

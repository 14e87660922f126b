//! Until when a user has time to comply: the single function for this question.

use crate::grace::{DAY, Grace};
use crate::requirement::{GroupRule, Override, OverrideRule, Policy, Rule, Rules, resolve};
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// What decides on the time of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeadlineBy {
    /// What was decided about this user.
    Person,
    /// The rule of a group of the user.
    Group,
    /// The organisation's policy.
    Policy,
}

/// The moment from which enrolment is forced on a user of whom 2FA is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Deadline {
    /// This moment. It may be over; where there was never any time it is the beginning of the Unix epoch.
    At(Timestamp, DeadlineBy),
    /// This many days after the first sign-in.
    AfterFirstSignIn(i64, DeadlineBy),
}

impl Deadline {
    const fn never_any_time(by: DeadlineBy) -> Self {
        Self::At(Timestamp::from_unix(0), by)
    }

    /// Whether enrolment is forced at `now`.
    pub fn is_over(self, now: Timestamp) -> bool {
        match self {
            Self::At(at, _) => at <= now,
            Self::AfterFirstSignIn(..) => false,
        }
    }

    /// Whether it gives more time than another one; where one of them counts from the first sign-in alone, it may.
    pub fn may_be_after(self, other: Self) -> bool {
        match (self, other) {
            (Self::At(at, _), Self::At(other, _)) => at > other,
            (Self::AfterFirstSignIn(days, _), Self::AfterFirstSignIn(other, _)) => days > other,
            (Self::At(..), Self::AfterFirstSignIn(..))
            | (Self::AfterFirstSignIn(..), Self::At(..)) => true,
        }
    }

    /// What decides on it.
    pub const fn by(self) -> DeadlineBy {
        match self {
            Self::At(_, by) | Self::AfterFirstSignIn(_, by) => by,
        }
    }

    /// The moment, where it is known.
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::At(at, _) => Some(at),
            Self::AfterFirstSignIn(..) => None,
        }
    }

    /// The earlier one. A moment that is known is earlier than days that have not begun.
    fn or_earlier(self, other: Self) -> Self {
        let is_later = match (self, other) {
            (Self::At(one, _), Self::At(other, _)) => other < one,
            (Self::AfterFirstSignIn(one, _), Self::AfterFirstSignIn(other, _)) => other < one,
            (Self::AfterFirstSignIn(..), Self::At(..)) => true,
            (Self::At(..), Self::AfterFirstSignIn(..)) => false,
        };
        if is_later { other } else { self }
    }

    fn not_before(self, moment: Timestamp) -> Self {
        match self {
            Self::At(at, by) => Self::At(at.max(moment), by),
            days @ Self::AfterFirstSignIn(..) => days,
        }
    }
}

/// What is kept of a user for the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compliance {
    /// Since when the user can comply: the first sign-in, the end of an exemption, the removal of an own factor; the latest of them. It is
    /// in the future while an exemption has an end. None before the first sign-in.
    pub since: Option<Timestamp>,
    /// The deadline is not before this moment.
    pub not_before: Option<Timestamp>,
    /// Since when there is no time: an admin has reset the factor.
    pub used_up: Option<Timestamp>,
    /// What was decided about this user: until when.
    pub own: Option<Timestamp>,
    /// The days of an individual requirement: they count from the first sign-in, and anew from the end of an exemption that suspends it.
    pub own_days: Option<i64>,
    /// The earliest deadline by the rules of the user's groups.
    pub group: Option<Timestamp>,
    /// The same in days that count from the first sign-in.
    pub group_days: Option<i64>,
}

impl Compliance {
    /// After a sign-in: the first one counts. `exempt_until`: the end of an exemption that applies, from which days count.
    #[must_use]
    pub fn signed_in(self, exempt_until: Option<Timestamp>, now: Timestamp) -> Self {
        let begin = exempt_until.map_or(now, |end| end.max(now));
        let own = self.own_days.map(|days| begin.plus(days * DAY));
        match self.since {
            Some(_) => self,
            None => Self {
                since: Some(begin),
                own: self.own.or(own),
                ..self
            },
        }
    }

    /// Once 2FA is required of this user alone.
    #[must_use]
    pub fn required(self, grace: Grace, now: Timestamp) -> Self {
        let counted = grace.days().filter(|_| self.since.is_some());
        let end = counted.map(|days| now.plus(days * DAY));
        Self {
            own: grace.until().or(end),
            own_days: grace.days(),
            ..self
        }
    }

    /// Once what was decided about this user holds no more.
    #[must_use]
    pub const fn not_decided(self) -> Self {
        Self {
            own: None,
            own_days: None,
            ..self
        }
    }

    /// Once this user has been given time until a moment.
    #[must_use]
    pub const fn extended(self, to: Timestamp) -> Self {
        Self {
            own: Some(to),
            own_days: None,
            used_up: None,
            ..self
        }
    }

    /// Once the user is exempt until a moment or for good. `suspends`: an individual requirement applies again then. The end of an
    /// exemption that this one replaces counts no more.
    #[must_use]
    pub fn exempted(self, until: Option<Timestamp>, suspends: bool, now: Timestamp) -> Self {
        let kept = if suspends { self } else { self.not_decided() };
        let (since, day) = (self.since, now.plus(DAY));
        let kept = Self {
            since: since.map(|since| since.min(now)),
            not_before: self.not_before.map(|floor| floor.min(day)),
            ..kept
        };
        until.map_or(kept, |end| kept.exempt_until(end))
    }

    /// Once an exemption has ended before its moment.
    #[must_use]
    pub fn exemption_ended(self, now: Timestamp) -> Self {
        self.exempt_until(now)
    }

    /// The same of an exemption that ended together with all others: `until` is the end that it would have had.
    #[must_use]
    pub fn settled(self, until: Option<Timestamp>, ended: Timestamp) -> Self {
        // What was written with the exemption is about its end.
        let (since, floor) = (self.since, until.map(|end| end.plus(DAY)));
        let is_its_own = since.is_some() && since == until;
        let day = ended.plus(DAY);
        let later = self.not_before.filter(|kept| Some(*kept) != floor);
        let own = self.own_days.filter(|_| is_its_own);
        Self {
            since: since.map(|since| if is_its_own { ended } else { since.max(ended) }),
            not_before: Some(later.map_or(day, |kept| kept.max(day))),
            own: own.map(|days| ended.plus(days * DAY)).or(self.own),
            ..self
        }
    }

    fn exempt_until(self, end: Timestamp) -> Self {
        let counted = self.own_days.filter(|_| self.since.is_some());
        Self {
            since: self.since.map(|_| end),
            not_before: Some(end.plus(DAY)),
            own: counted.map(|days| end.plus(days * DAY)).or(self.own),
            ..self
        }
    }

    /// Once the account can be used again after it was deactivated.
    #[must_use]
    pub fn activated_again(self, now: Timestamp) -> Self {
        let day = now.plus(DAY);
        Self {
            not_before: Some(self.not_before.map_or(day, |floor| floor.max(day))),
            ..self
        }
    }

    /// Once the user has removed their own factor. `decided`: an individual requirement waits for the end of an exemption.
    #[must_use]
    pub fn factor_removed(self, decided: bool, now: Timestamp) -> Self {
        let since = self.since.map_or(now, |since| since.max(now));
        let kept = if decided { self } else { self.not_decided() };
        Self {
            since: Some(since),
            ..kept
        }
    }

    /// Once an admin has reset the factor.
    #[must_use]
    pub const fn reset(self, now: Timestamp) -> Self {
        Self {
            used_up: Some(now),
            ..self
        }
    }
}

/// The deadline of a user who has no factor: none where 2FA is not required. What was decided about the user counts alone; else the
/// earliest of what policy and groups give. After an exemption there is a day at least.
pub fn deadline(
    rules: &Rules,
    stored: Option<&Override>,
    groups: GroupRule,
    kept: &Compliance,
    now: Timestamp,
) -> Option<Deadline> {
    let requirement = resolve(rules, stored, groups, now);
    if !requirement.required {
        return None;
    }
    let kept = &settled(rules, stored, *kept);
    let by_rules = || match requirement.rule {
        Rule::Override(_) => Deadline::never_any_time(DeadlineBy::Person),
        Rule::Group | Rule::Policy(_) => of_rules(rules, groups, kept),
    };
    let individual = matches!(requirement.rule, Rule::Override(_));
    let counts = individual || own_counts(rules, stored, groups, kept);
    let own = own(kept).filter(|_| counts);
    let found = own.unwrap_or_else(by_rules);
    if kept.used_up.is_some() {
        return Some(Deadline::never_any_time(found.by()));
    }
    Some(kept.not_before.map_or(found, |day| found.not_before(day)))
}

/// Whether what was decided about the user counts where no individual rule applies: not with a rule that was lifted together with all
/// others, nor where it was over before the policy was made.
fn own_counts(
    rules: &Rules,
    stored: Option<&Override>,
    groups: GroupRule,
    kept: &Compliance,
) -> bool {
    let lifted = stored.is_some_and(|stored| match stored.rule {
        OverrideRule::Required => true,
        OverrideRule::Exempt => stored.suspended.is_some(),
    });
    let over_before = || {
        let own = own(kept).and_then(Deadline::at);
        groups == GroupRule::Nothing && own.is_some_and(|own| own <= rules.time.made)
    };
    !lifted && !over_before()
}

/// What was decided about the user. Days that could have begun and have no end are over.
fn own(kept: &Compliance) -> Option<Deadline> {
    let by = DeadlineBy::Person;
    let at = kept.own.map(|at| Deadline::At(at, by));
    let days = |days| match kept.since {
        None => Deadline::AfterFirstSignIn(days, by),
        Some(_) => Deadline::never_any_time(by),
    };
    at.or_else(|| kept.own_days.map(days))
}

/// What is kept, once an exemption that has ended together with all others is taken into account.
pub fn settled(rules: &Rules, stored: Option<&Override>, kept: Compliance) -> Compliance {
    let ended = stored.filter(|stored| {
        stored.rule == OverrideRule::Exempt && stored.generation < rules.exempt_generation
    });
    ended.map_or(kept, |stored| {
        kept.settled(stored.until, rules.time.exemptions_ended)
    })
}

/// By policy and groups, one of which requires 2FA.
fn of_rules(rules: &Rules, groups: GroupRule, kept: &Compliance) -> Deadline {
    let policy = (rules.policy == Policy::Required).then(|| of_policy(rules, kept.since));
    let group = (groups == GroupRule::Required).then(|| of_groups(kept));
    match (policy, group) {
        (Some(policy), Some(group)) => policy.or_earlier(group),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Deadline::never_any_time(DeadlineBy::Policy),
    }
}

fn of_policy(rules: &Rules, since: Option<Timestamp>) -> Deadline {
    let by = DeadlineBy::Policy;
    match (rules.time.grace, since) {
        (Grace::None, _) => Deadline::never_any_time(by),
        (Grace::Until(end), _) => Deadline::At(end, by),
        (Grace::Days(days), None) => Deadline::AfterFirstSignIn(days, by),
        (Grace::Days(days), Some(since)) => {
            Deadline::At(rules.time.begin(since).plus(days * DAY), by)
        }
    }
}

const fn of_groups(kept: &Compliance) -> Deadline {
    let by = DeadlineBy::Group;
    match (kept.group, kept.group_days) {
        (Some(at), _) => Deadline::At(at, by),
        (None, Some(days)) => Deadline::AfterFirstSignIn(days, by),
        (None, None) => Deadline::never_any_time(by),
    }
}

#[cfg(test)]
mod tests;

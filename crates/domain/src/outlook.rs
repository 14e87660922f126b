//! What a rule leads to, for each user and in figures: shown before it is made.

use crate::deadline::{Deadline, DeadlineBy};
use crate::requirement::{OverrideRule, Requirement, Rule};
use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What the rules lead to for a user, as a file names it.
    OutcomeKind {
        /// 2FA is required, and active.
        Active = "active",
        /// It has to be activated at the next sign-in.
        AtNextSignIn = "at-next-sign-in",
        /// It has to be activated by a moment.
        InTime = "in-time",
        /// It has to be activated by somebody who has never signed in.
        NeverSignedIn = "never-signed-in",
        /// The user is exempt.
        Exempt = "exempt",
        /// It is required now, and then no longer.
        Released = "released",
    }
}

/// What a rule leads to for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// What it is.
    pub kind: OutcomeKind,
    /// Until when: the deadline that is to come, or the end of the exemption.
    pub until: Option<Timestamp>,
    /// The days from the first sign-in, where the deadline is that.
    pub days: Option<i64>,
    /// What decides on the deadline.
    pub by: Option<DeadlineBy>,
}

/// A user under the rules as they would be.
#[derive(Debug, Clone, Copy)]
pub struct Prospect {
    /// Whether 2FA is required now.
    pub required_now: bool,
    /// Whether it would be, and by which rule.
    pub requirement: Requirement,
    /// Whether there is a factor.
    pub is_active: bool,
    /// The deadline of somebody without one.
    pub deadline: Option<Deadline>,
    /// Whether the user has ever signed in.
    pub has_signed_in: bool,
    /// When the individual rule ends.
    pub rule_until: Option<Timestamp>,
}

impl Prospect {
    /// What the rules lead to at `now`; none for somebody whom they do not touch.
    pub fn outcome(&self, now: Timestamp) -> Option<Outcome> {
        let of = |kind| Outcome {
            kind,
            until: None,
            days: None,
            by: None,
        };
        if self.requirement.rule == Rule::Override(OverrideRule::Exempt) {
            return Some(Outcome {
                until: self.rule_until,
                ..of(OutcomeKind::Exempt)
            });
        }
        if !self.requirement.required {
            return self.required_now.then_some(of(OutcomeKind::Released));
        }
        if self.is_active {
            return Some(of(OutcomeKind::Active));
        }
        let by = match self.deadline {
            Some(Deadline::At(_, by) | Deadline::AfterFirstSignIn(_, by)) => Some(by),
            None => None,
        };
        let days = match self.deadline {
            Some(Deadline::AfterFirstSignIn(days, _)) => Some(days),
            Some(Deadline::At(..)) | None => None,
        };
        let until = self.deadline.and_then(Deadline::at).filter(|at| *at > now);
        let is_over = self.deadline.is_none_or(|deadline| deadline.is_over(now));
        let kind = match (self.has_signed_in, is_over) {
            (false, _) => OutcomeKind::NeverSignedIn,
            (true, true) => OutcomeKind::AtNextSignIn,
            (true, false) => OutcomeKind::InTime,
        };
        Some(Outcome {
            kind,
            until,
            days,
            by,
        })
    }
}

/// How many users share an outcome, and the first and the last of its moments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// How many users.
    pub users: u64,
    /// The first moment.
    pub first: Option<Timestamp>,
    /// The last one.
    pub last: Option<Timestamp>,
}

impl Span {
    /// Adds this number of users who have time until the same moment.
    pub fn add(&mut self, users: u64, at: Option<Timestamp>) {
        self.users += users;
        if let Some(at) = at.filter(|_| users > 0) {
            self.first = Some(self.first.map_or(at, |first| first.min(at)));
            self.last = Some(self.last.map_or(at, |last| last.max(at)));
        }
    }
}

/// What a rule leads to, in figures, deactivated accounts apart. Everybody is in one of them, or is not touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// Those of whom 2FA is required then, and who have activated it.
    pub active: u64,
    /// Those who have to activate it at their next sign-in.
    pub at_next_sign_in: u64,
    /// Those who have time to, with the first and the last deadline.
    pub in_time: Span,
    /// Those who have to activate it and have never signed in.
    pub never_signed_in: u64,
    /// Those who are exempt without an end.
    pub exempt: u64,
    /// Those who are exempt for a time, with the first and the last end.
    pub exempt_for_a_time: Span,
    /// Those of whom it is required now, and then no longer.
    pub released: u64,
}

impl Outlook {
    /// Adds this number of users with the same outcome.
    pub fn add(&mut self, users: u64, outcome: Outcome) {
        match (outcome.kind, outcome.until) {
            (OutcomeKind::Active, _) => self.active += users,
            (OutcomeKind::AtNextSignIn, _) => self.at_next_sign_in += users,
            (OutcomeKind::InTime, until) => self.in_time.add(users, until),
            (OutcomeKind::NeverSignedIn, _) => self.never_signed_in += users,
            (OutcomeKind::Exempt, None) => self.exempt += users,
            (OutcomeKind::Exempt, until) => self.exempt_for_a_time.add(users, until),
            (OutcomeKind::Released, _) => self.released += users,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::Policy;

    const NOW: Timestamp = Timestamp::from_unix(1_796_115_600);

    const PENDING: Prospect = Prospect {
        required_now: false,
        requirement: Requirement {
            required: true,
            rule: Rule::Policy(Policy::Required),
        },
        is_active: false,
        deadline: Some(Deadline::At(NOW, DeadlineBy::Policy)),
        has_signed_in: true,
        rule_until: None,
    };

    const fn at(seconds: i64) -> Deadline {
        Deadline::At(NOW.plus(seconds), DeadlineBy::Group)
    }

    #[test]
    fn whoever_must_activate_does_so_at_once_or_in_time_and_newcomers_are_apart() {
        let days = Some(Deadline::AfterFirstSignIn(14, DeadlineBy::Group));
        for (deadline, has_signed_in, kind, until) in [
            (Some(at(0)), true, OutcomeKind::AtNextSignIn, None),
            (Some(at(1)), true, OutcomeKind::InTime, Some(NOW.plus(1))),
            (
                Some(at(1)),
                false,
                OutcomeKind::NeverSignedIn,
                Some(NOW.plus(1)),
            ),
            (Some(at(0)), false, OutcomeKind::NeverSignedIn, None),
            (days, false, OutcomeKind::NeverSignedIn, None),
        ] {
            let prospect = Prospect {
                deadline,
                has_signed_in,
                ..PENDING
            };
            let expected = Outcome {
                kind,
                until,
                days: (deadline == days).then_some(14),
                by: Some(DeadlineBy::Group),
            };
            assert_eq!(prospect.outcome(NOW), Some(expected));
        }
    }

    #[test]
    fn an_exemption_says_its_end_and_who_is_not_touched_has_no_outcome() {
        let exempt = Prospect {
            requirement: Requirement {
                required: false,
                rule: Rule::Override(OverrideRule::Exempt),
            },
            rule_until: Some(NOW.plus(9)),
            ..PENDING
        };
        let outcome = exempt.outcome(NOW).unwrap();
        assert_eq!(
            (outcome.kind, outcome.until),
            (OutcomeKind::Exempt, Some(NOW.plus(9)))
        );
        let free = Prospect {
            requirement: Requirement {
                required: false,
                rule: Rule::Policy(Policy::Optional),
            },
            ..PENDING
        };
        assert_eq!(free.outcome(NOW), None);
        let released = Prospect {
            required_now: true,
            ..free
        };
        let kind = released.outcome(NOW).map(|outcome| outcome.kind);
        assert_eq!(kind, Some(OutcomeKind::Released));
    }

    #[test]
    fn a_span_has_its_first_and_last_moment() {
        let mut outlook = Outlook::default();
        for seconds in [5, 1, 9] {
            outlook.add(
                2,
                Outcome {
                    kind: OutcomeKind::InTime,
                    until: Some(NOW.plus(seconds)),
                    days: None,
                    by: None,
                },
            );
        }
        let span = outlook.in_time;
        assert_eq!((span.users, span.first), (6, Some(NOW.plus(1))));
        assert_eq!(span.last, Some(NOW.plus(9)));
    }
}

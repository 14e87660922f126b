//! Acting on many users at once: what is done, and what comes of it for each of them.

mod state;
#[cfg(test)]
mod tests;

pub use state::BulkState;

use crate::exemption::Exemption;
use crate::grace::Grace;
use crate::ids::GroupId;
use crate::text_enum::text_enum;
use crate::timestamp::Timestamp;

text_enum! {
    /// What is done to many users at once.
    BulkKind {
        /// 2FA is required of each.
        Require = "require",
        /// What is required of a user alone is lifted.
        Lift = "lift",
        /// Each is exempt.
        Exempt = "exempt",
        /// Each is given time to activate 2FA, until a day.
        Extend = "extend",
        /// Each is reminded to activate 2FA, by mail.
        Remind = "remind",
        /// Each is invited to choose a password, by mail.
        Invite = "invite",
        /// Each is added to a group.
        Join = "join",
        /// Each is removed from a group.
        Leave = "leave",
        /// The sessions of each end.
        EndSessions = "end-sessions",
        /// Each account is deactivated.
        Deactivate = "deactivate",
    }
}

text_enum! {
    /// Why nothing is done to a user.
    BulkRefusal {
        /// It is the account of who acts.
        OwnAccount = "own-account",
        /// No admin who can sign in would remain.
        LastAdmin = "last-admin",
        /// An exemption suspends the requirement, which would not be seen to end.
        Exempt = "exempt",
        /// Nothing has to be activated.
        NoDeadline = "no-deadline",
        /// There is no mail server.
        NoMailServer = "no-mail-server",
        /// There is nothing to remind of.
        NoReminder = "no-reminder",
        /// There was a reminder within a day.
        RemindedLately = "reminded-lately",
        /// There is a password, so nobody is to be invited.
        HasPassword = "has-password",
        /// The account is deactivated.
        Deactivated = "deactivated",
        /// After a reset more is needed than a mail.
        AwaitsReset = "awaits-reset",
        /// Who acts gave an access code lately, and gives no link for now.
        SecondMeans = "second-means",
        /// Something else was decided about the user since.
        Changed = "changed",
        /// There is no such account any more.
        Gone = "gone",
    }
}

/// What is done, with what has to be known for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkAct {
    /// See [`BulkKind::Require`]; with this time to comply.
    Require(Grace),
    /// See [`BulkKind::Lift`].
    Lift,
    /// See [`BulkKind::Exempt`].
    Exempt(Exemption),
    /// See [`BulkKind::Extend`]; until when.
    Extend(Timestamp),
    /// See [`BulkKind::Remind`].
    Remind,
    /// See [`BulkKind::Invite`].
    Invite,
    /// See [`BulkKind::Join`].
    Join(GroupId),
    /// See [`BulkKind::Leave`].
    Leave(GroupId),
    /// See [`BulkKind::EndSessions`].
    EndSessions,
    /// See [`BulkKind::Deactivate`].
    Deactivate,
}

/// What comes of it for one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkOutcome {
    /// It is done.
    Done,
    /// It was so before: nothing is done.
    Already,
    /// Nothing is done, for this reason.
    Refused(BulkRefusal),
}

/// What the outcome depends on, of one user.
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BulkFacts {
    /// It is the account of who acts.
    pub is_own: bool,
    /// What keeps the same from being done to this user alone, by a mail or for the deadline.
    pub obstacle: Option<BulkRefusal>,
    /// The rule on the user would free the user from 2FA, or give time for it.
    pub loosens: bool,
    /// The rule on the user would be another one.
    pub changes_rule: bool,
    /// The deadline would be another one.
    pub changes_deadline: bool,
    /// There is an invitation that works.
    pub is_invited: bool,
    /// An exemption suspends what is required of the user alone.
    pub is_suspended: bool,
    /// The user is in the group.
    pub is_member: bool,
    /// The group requires 2FA of its members.
    pub group_requires: bool,
    /// The user has sessions.
    pub has_sessions: bool,
    /// The account is deactivated.
    pub is_deactivated: bool,
    /// It is an admin's, and no other admin could sign in.
    pub is_last_admin: bool,
}

impl BulkKind {
    /// Whether an admin does it to others only: it would end the session in which it was begun, or free the admin from 2FA.
    pub const fn spares_oneself(self, group_requires: bool) -> bool {
        match self {
            Self::EndSessions | Self::Deactivate | Self::Lift | Self::Exempt | Self::Extend => true,
            Self::Leave => group_requires,
            Self::Require | Self::Remind | Self::Invite | Self::Join => false,
        }
    }

    /// Whether it needs to be told more: a group, or the terms of an exemption.
    pub const fn has_terms(self) -> bool {
        self.has_group() || self.has_day()
    }

    /// Whether it is until a day, or may be.
    pub const fn has_day(self) -> bool {
        matches!(self, Self::Exempt | Self::Extend)
    }

    /// Whether each user gets a mail.
    pub const fn sends_mail(self) -> bool {
        matches!(self, Self::Remind | Self::Invite)
    }

    /// Whether it is about a group.
    pub const fn has_group(self) -> bool {
        matches!(self, Self::Join | Self::Leave)
    }

    /// Whether it changes what the rules lead to for its users.
    pub const fn changes_rules(self) -> bool {
        match self {
            Self::Require | Self::Lift | Self::Exempt | Self::Extend | Self::Join | Self::Leave => {
                true
            }
            Self::Remind | Self::Invite | Self::EndSessions | Self::Deactivate => false,
        }
    }

    /// Whether it can be taken back.
    pub const fn can_be_undone(self) -> bool {
        self.changes_rules() || matches!(self, Self::Deactivate)
    }

    /// What comes of it for a user.
    pub const fn outcome(self, facts: &BulkFacts) -> BulkOutcome {
        if facts.is_own && (self.spares_oneself(facts.group_requires) || facts.loosens) {
            return BulkOutcome::Refused(BulkRefusal::OwnAccount);
        }
        if let Some(reason) = facts.obstacle {
            return BulkOutcome::Refused(reason);
        }
        let changes = match self {
            Self::Lift if facts.is_suspended => {
                return BulkOutcome::Refused(BulkRefusal::Exempt);
            }
            Self::Require | Self::Lift | Self::Exempt => facts.changes_rule,
            Self::Extend => facts.changes_deadline,
            // One is reminded once a day at the most: that is an obstacle.
            Self::Remind => true,
            Self::Invite => !facts.is_invited,
            Self::Join => !facts.is_member,
            Self::Leave => facts.is_member,
            Self::EndSessions => facts.has_sessions,
            Self::Deactivate => !facts.is_deactivated,
        };
        if !changes {
            return BulkOutcome::Already;
        }
        if matches!(self, Self::Deactivate) && facts.is_last_admin {
            return BulkOutcome::Refused(BulkRefusal::LastAdmin);
        }
        BulkOutcome::Done
    }
}

impl BulkAct {
    /// Its kind.
    pub const fn kind(&self) -> BulkKind {
        match self {
            Self::Require(_) => BulkKind::Require,
            Self::Lift => BulkKind::Lift,
            Self::Exempt(_) => BulkKind::Exempt,
            Self::Extend(_) => BulkKind::Extend,
            Self::Remind => BulkKind::Remind,
            Self::Invite => BulkKind::Invite,
            Self::Join(_) => BulkKind::Join,
            Self::Leave(_) => BulkKind::Leave,
            Self::EndSessions => BulkKind::EndSessions,
            Self::Deactivate => BulkKind::Deactivate,
        }
    }

    /// The group that it is about.
    pub const fn group(&self) -> Option<GroupId> {
        match self {
            Self::Join(group) | Self::Leave(group) => Some(*group),
            Self::Require(_)
            | Self::Lift
            | Self::Exempt(_)
            | Self::Extend(_)
            | Self::Remind
            | Self::Invite
            | Self::EndSessions
            | Self::Deactivate => None,
        }
    }
}

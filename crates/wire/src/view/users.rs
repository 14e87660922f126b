//! The table of users and the page of one user.

use super::account::OwnFactor;
use crate::cursor::RowKey;
use domain::{
    AccountState, Deadline, Distribution, ExemptionKind, GroupId, GroupRule, Language, Named,
    Policy, ResetProof, Role, Rule, SavedFilterId, Situation, Timestamp, TwoFactorStatus, UserId,
};
use serde::{Deserialize, Serialize};

/// Groups that a row names.
pub const GROUPS_NAMED: i64 = 2;

/// Groups of a user, as far as a row names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RowGroups {
    /// The first; of the column of groups at most [`GROUPS_NAMED`], by name.
    pub named: Vec<String>,
    /// How many others there are.
    pub others: u64,
}

/// One row of the table, with the text of its tooltip.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserRow {
    /// The user.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The language.
    pub language: Language,
    /// The last complete sign-in.
    pub last_sign_in: Option<Timestamp>,
    /// Whether somebody can sign in to the account.
    pub state: AccountState,
    /// What the user has to prove since a reset, before another factor is enrolled.
    pub reset: Option<ResetProof>,
    /// What the shield shows.
    pub status: TwoFactorStatus,
    /// The rule that decided the requirement.
    pub rule: Rule,
    /// The groups that require it, where a group decides, or on the page of the user: in the table the one that gives the least time.
    pub requiring: RowGroups,
    /// When that rule was last changed; none for a policy that was never changed.
    pub rule_since: Option<Timestamp>,
    /// Who made the rule.
    pub rule_by: Option<Named>,
    /// Why the user is exempt, if a reason was given.
    pub rule_reason: Option<String>,
    /// The moment from which the rule no longer applies, if it ends by itself.
    pub rule_until: Option<Timestamp>,
    /// Since when 2FA is active.
    pub active_since: Option<Timestamp>,
    /// Until when there is time to activate it, where it is required and not active.
    pub deadline: Option<Deadline>,
    /// The groups, where the table has a column of them.
    pub groups: Option<RowGroups>,
}

impl UserRow {
    /// What is so of the user's sign-in at a moment.
    pub fn situation(&self, now: Timestamp) -> Situation {
        let in_time = self.time_left(now).is_some();
        Situation::of(self.state, self.reset, self.status, in_time)
    }

    /// The deadline, as long as it is not over.
    pub fn time_left(&self, now: Timestamp) -> Option<Deadline> {
        self.deadline.filter(|deadline| !deadline.is_over(now))
    }

    /// The status that the shield shows; none for a deactivated account.
    pub fn shown_status(&self) -> Option<TwoFactorStatus> {
        (!self.is_deactivated()).then_some(self.status)
    }

    /// Whether the account is deactivated.
    pub fn is_deactivated(&self) -> bool {
        self.state == AccountState::Deactivated
    }
}

/// What an admin may change of a user's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserProfile {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language.
    pub language: Language,
}

/// A filter of the table that an admin has saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilter {
    /// The number in forms.
    pub id: SavedFilterId,
    /// The name.
    pub name: String,
    /// The address of the table with it.
    pub href: String,
}

/// One page of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// The rows, as many as the query asks for at the most.
    pub rows: Vec<UserRow>,
    /// The number of users that match the filters, on all pages.
    pub total: u64,
    /// How many users have each status, with every filter except the one by status.
    pub counts: Distribution,
    /// The cursors of the first and the last row, from which the adjacent pages are read.
    pub ends: Option<(RowKey, RowKey)>,
    /// The moment at which all this was read.
    pub now: Timestamp,
    /// The name of the group whose members alone are shown.
    pub group: Option<String>,
    /// The filters that the admin has saved.
    pub saved: Vec<SavedFilter>,
}

/// The user before or after another one in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// The user.
    pub id: UserId,
    /// The name.
    pub name: String,
}

/// The users around one in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbours {
    /// The user around whom they are.
    pub user: UserId,
    /// The one before; none for the first.
    pub previous: Option<Neighbour>,
    /// The one after; none for the last.
    pub next: Option<Neighbour>,
}

/// An admin with the same name as another user, or with one that looks the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namesake {
    /// The admin.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address, which tells the two apart.
    pub email: String,
}

/// Links of a file: where more users are to be invited, the others are those of the next file.
pub const LINKS_AT_ONCE: u64 = 5_000;

/// The users who have neither a password nor an invitation that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uninvited {
    /// How many.
    pub count: u64,
    /// Whether they can be mailed: there is a mail server.
    pub mails: bool,
    /// Whether they are being invited.
    pub under_way: bool,
}

/// The users who must activate 2FA, can sign in for it, and were not reminded within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreminded {
    /// How many.
    pub count: u64,
    /// Whether they can be mailed: there is a mail server.
    pub mails: bool,
    /// Whether they are being reminded.
    pub under_way: bool,
}

/// The users whom no mail reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// How many.
    pub count: u64,
}

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenInvitation {
    /// When it was given.
    pub given: Timestamp,
    /// Its mail; none where the link was shown to an admin.
    pub mail: Option<InvitationMail>,
    /// Its link; none once that has lapsed, was ended or used.
    pub link: Option<InvitationStands>,
}

/// How the mail of an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationMail {
    /// It is about to be sent.
    Waiting,
    /// The mail server has not taken it yet; when it is tried again.
    Again(Timestamp),
    /// It was handed to the mail server.
    Sent(Timestamp),
    /// It is not tried any more.
    Refused,
}

/// A link that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationStands {
    /// Until when.
    pub until: Timestamp,
    /// When its page was opened first.
    pub opened: Option<Timestamp>,
}

/// A group as the page of one of its members names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MemberGroup {
    /// The group.
    pub id: GroupId,
    /// The name.
    pub name: String,
    /// What it requires of its members.
    pub requires: GroupRule,
}

/// Everything on the page of one user, except sessions and audit entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    /// What the table shows too.
    pub row: UserRow,
    /// An admin whom this user could be taken for.
    pub namesake: Option<Namesake>,
    /// The groups, by name.
    pub groups: Vec<MemberGroup>,
    /// When the account was created.
    pub created: Timestamp,
    /// Whether a password has been chosen.
    pub has_password: bool,
    /// Whether an invitation can be mailed: there is a mail server, no password and no reset, and the account is active.
    pub can_be_mailed: bool,
    /// The last invitation, as long as there is no password.
    pub invitation: Option<GivenInvitation>,
    /// Whether the user can be reminded to activate 2FA: there is a mail server, the user must activate it, and can.
    pub can_be_reminded: bool,
    /// When the user was reminded last.
    pub reminded: Option<Timestamp>,
    /// Since when mails to the address are refused.
    pub undeliverable_since: Option<Timestamp>,
    /// Since when the account is deactivated.
    pub disabled_since: Option<Timestamp>,
    /// The rule that decides once the individual one has ended; none where there is no such rule.
    pub after_rule: Option<Rule>,
    /// Who is exempt, if the user is.
    pub exempt_kind: Option<ExemptionKind>,
    /// The policy, for the hint beside the checkbox.
    pub policy: Policy,
    /// The second factor, if there is one.
    pub factor: Option<OwnFactor>,
    /// The moment at which all this was read.
    pub now: Timestamp,
}

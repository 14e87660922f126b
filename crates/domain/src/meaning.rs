//! What an action in the audit log means outside the log.

#[cfg(test)]
mod tests;

use crate::audit::AuditAction;
use crate::event::{Event, EventKind};
use crate::ids::UserId;
use crate::notice::NoticeKind;
use crate::role::Role;

/// What an action means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The event for open windows.
    pub event: EventKind,
    /// The notice for the user whom the entry is about, if any.
    pub notice: Option<NoticeKind>,
    /// What all other admins are told.
    pub to_admins: ToAdmins,
    /// Of which nature it is.
    pub nature: Nature,
}

/// What all other admins are told of an action, by the role that the account has now: anyone who gives somebody with a right over others
/// a way into the account, or takes it, does not do so unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToAdmins {
    /// Nothing.
    Nothing,
    /// This, where the account is an admin's.
    OfAdmins(NoticeKind),
    /// This, where the account has a right over others: an admin's, an auditor's, one of the helpdesk.
    OfStaff(NoticeKind),
    /// This, whatever the role is.
    OfAnybody(NoticeKind),
    /// Which right the account has, where it has one.
    OfRole,
}

/// What readers of the log have to know of an action beyond its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// It changes which rules apply to whom: the rule for all, that of a group, or an individual one.
    Rule,
    /// It is done by the holder of a link that somebody gave. What else is done by something given is done by an access code.
    ByLink,
    /// Neither.
    Other,
}

/// The single table of meanings: a new action does not compile until it is listed here.
#[expect(
    clippy::match_same_arms,
    clippy::too_many_lines,
    reason = "a table with a line for each action is read and extended line by line"
)]
pub const fn meaning(action: AuditAction) -> Meaning {
    use AuditAction as Action;
    use EventKind as Event;
    use Nature::{ByLink, Other, Rule};
    use NoticeKind as Notice;
    use ToAdmins::{Nothing, OfAdmins, OfAnybody, OfRole, OfStaff};
    let (event, notice, to_admins, nature) = match action {
        Action::SetUp => (Event::User, None, Nothing, Other),
        Action::RecoveryLinkMade => (
            Event::User,
            None,
            OfAnybody(Notice::AdminRecoveryMade),
            Other,
        ),
        Action::AdminRecovered => (
            Event::User,
            Some(Notice::AccessRestored),
            OfAnybody(Notice::AdminRestored),
            ByLink,
        ),
        Action::KeysRotated => (Event::Log, None, Nothing, Other),
        Action::DatabaseRestored => (Event::Reload, None, Nothing, Other),
        Action::UserCreated => (Event::User, None, OfRole, Other),
        Action::UsersImported => (Event::Users, None, Nothing, Other),
        Action::Invited => (Event::User, None, OfStaff(Notice::AdminLinkGiven), Other),
        Action::Reminded => (Event::User, Some(Notice::Reminder), Nothing, Other),
        Action::PasswordAsked => (Event::Log, None, Nothing, Other),
        Action::AccountSecured => (
            Event::User,
            Some(Notice::AccountSecured),
            OfAnybody(Notice::UserSecured),
            Other,
        ),
        Action::PasswordChosen => (Event::User, None, OfStaff(Notice::AdminLinkUsed), ByLink),
        Action::PasswordChanged => (Event::User, Some(Notice::PasswordChanged), Nothing, Other),
        Action::ProfileChanged => (Event::User, None, OfAdmins(Notice::AdminRenamed), Other),
        Action::UserEdited => (
            Event::User,
            Some(Notice::ProfileEdited),
            OfAdmins(Notice::AdminRenamed),
            Other,
        ),
        Action::AddressChanged => (
            Event::User,
            Some(Notice::AddressChanged),
            OfStaff(Notice::AdminAddressChanged),
            Other,
        ),
        Action::SignedIn => (Event::Sessions, None, Nothing, Other),
        Action::CodeRefused => (Event::Log, Some(Notice::CodeRefused), Nothing, Other),
        Action::SignedOut => (Event::Sessions, None, Nothing, Other),
        Action::SessionEnded => (Event::Sessions, None, Nothing, Other),
        Action::DeviceForgotten => (Event::Sessions, None, Nothing, Other),
        Action::SessionsEnded => (Event::Sessions, None, Nothing, Other),
        Action::FactorActivated => (Event::User, Some(Notice::FactorActivated), Nothing, Other),
        Action::FactorReplaced => (Event::User, Some(Notice::FactorReplaced), Nothing, Other),
        Action::FactorDeactivated => (
            Event::User,
            Some(Notice::FactorRemoved),
            OfAdmins(Notice::AdminFactorRemoved),
            Other,
        ),
        Action::RecoveryCodesRenewed => (
            Event::User,
            Some(Notice::RecoveryCodesRenewed),
            Nothing,
            Other,
        ),
        Action::RecoveryCodeUsed => (Event::User, Some(Notice::RecoveryCodeUsed), Nothing, Other),
        Action::SteppedUp => (Event::Log, None, Nothing, Other),
        Action::AccessCodeGiven => (
            Event::User,
            Some(Notice::AccessCodeGiven),
            OfStaff(Notice::AdminCodeGiven),
            Other,
        ),
        Action::AccessCodeUsed => (
            Event::User,
            Some(Notice::AccessCodeUsed),
            OfStaff(Notice::AdminCodeUsed),
            Other,
        ),
        Action::UserRequired => (Event::User, None, Nothing, Rule),
        Action::UserNotRequired => (Event::User, None, OfAdmins(Notice::AdminNotRequired), Rule),
        Action::UserRequirementLifted => {
            (Event::User, None, OfAdmins(Notice::AdminNotRequired), Rule)
        }
        Action::UserExempted => (Event::User, None, OfAdmins(Notice::AdminExempted), Rule),
        Action::UserFollowsPolicy => (Event::User, None, Nothing, Rule),
        Action::ExemptionEnded => (Event::User, None, Nothing, Rule),
        Action::DeadlineExtended => (Event::User, None, OfAdmins(Notice::AdminMoreTime), Rule),
        Action::FactorsReset => (
            Event::User,
            Some(Notice::FactorsReset),
            OfStaff(Notice::AdminReset),
            Other,
        ),
        Action::RoleChanged => (Event::User, Some(Notice::RoleChanged), Nothing, Other),
        Action::UserDisabled => (Event::User, None, OfAdmins(Notice::AdminDisabled), Other),
        Action::UserEnabled => (Event::User, None, OfAdmins(Notice::AdminEnabled), Other),
        Action::UserDeleted => (Event::User, None, OfAdmins(Notice::AdminDeleted), Other),
        Action::PolicyRequired => (Event::Policy, None, Nothing, Rule),
        Action::PolicyOptional => (Event::Policy, None, Nothing, Rule),
        Action::PolicyTimeChanged => (Event::Policy, None, Nothing, Rule),
        Action::PolicyUndone => (Event::Policy, None, Nothing, Rule),
        Action::GroupCreated => (Event::Users, None, Nothing, Other),
        Action::GroupRenamed => (Event::Users, None, Nothing, Other),
        Action::GroupDeleted => (Event::Policy, None, Nothing, Rule),
        Action::GroupRequired => (Event::Policy, None, Nothing, Rule),
        Action::GroupNotRequired => (Event::Policy, None, Nothing, Rule),
        Action::MemberAdded => (Event::User, None, Nothing, Rule),
        Action::MembersImported => (Event::Users, None, Nothing, Rule),
        Action::MemberRemoved => (Event::User, None, OfAdmins(Notice::AdminNotRequired), Rule),
        Action::OrganisationChanged => (Event::Log, None, Nothing, Other),
        Action::AuditExported => (Event::Log, None, Nothing, Other),
        Action::UsersExported => (Event::Log, None, Nothing, Other),
        Action::ReportExported => (Event::Log, None, Nothing, Other),
        Action::LinksExported => (Event::Log, None, Nothing, Other),
        Action::BulkBegun => (Event::Users, None, Nothing, Other),
        Action::BulkCancelled => (Event::Users, None, Nothing, Other),
        Action::BulkUndone => (Event::Users, None, Nothing, Other),
    };
    Meaning {
        event,
        notice,
        to_admins,
        nature,
    }
}

/// Whether somebody else frees a user from 2FA by this action, or gives more time for it. An act on many tells the other admins how many
/// admins were among them, not of each.
pub const fn loosens(action: AuditAction) -> bool {
    matches!(
        meaning(action).to_admins,
        ToAdmins::OfAdmins(
            NoticeKind::AdminExempted | NoticeKind::AdminNotRequired | NoticeKind::AdminMoreTime
        )
    )
}

/// What all other admins are told where an action is on the account of somebody who now has this role; of another role
/// [`told_of_role`] says it. An import that creates very many admins names the first of them, and says itself how many there are.
pub const fn told_to_admins(action: AuditAction, role: Role) -> Option<NoticeKind> {
    match (meaning(action).to_admins, role) {
        (ToAdmins::OfAnybody(notice), _)
        | (ToAdmins::OfAdmins(notice), Role::Admin)
        | (ToAdmins::OfStaff(notice), Role::Admin | Role::Helpdesk | Role::Auditor) => Some(notice),
        (ToAdmins::OfRole, Role::Admin) => Some(NoticeKind::AdminCreated),
        (ToAdmins::OfRole, Role::Helpdesk) => Some(NoticeKind::UserHelpdesk),
        (ToAdmins::OfRole, Role::Auditor) => Some(NoticeKind::UserAuditor),
        (ToAdmins::OfRole | ToAdmins::OfStaff(_), Role::User)
        | (ToAdmins::OfAdmins(_), Role::Helpdesk | Role::Auditor | Role::User)
        | (ToAdmins::Nothing, _) => None,
    }
}

/// What all other admins are told of somebody who had one role and has another one now: a right that was taken, and one that was given.
pub const fn told_of_role(before: Role, now: Role) -> [Option<NoticeKind>; 2] {
    let taken = match (before, now) {
        (Role::Admin, _) => Some(NoticeKind::AdminDemoted),
        (Role::Helpdesk | Role::Auditor, Role::User) => Some(NoticeKind::UserWithoutRole),
        (Role::Helpdesk | Role::Auditor, Role::Helpdesk | Role::Auditor | Role::Admin)
        | (Role::User, _) => None,
    };
    let given = match now {
        Role::User => None,
        Role::Helpdesk => Some(NoticeKind::UserHelpdesk),
        Role::Auditor => Some(NoticeKind::UserAuditor),
        Role::Admin => Some(NoticeKind::AdminAppointed),
    };
    [taken, given]
}

/// The events of an entry: for its target, or else for its author; if both exist, also one for the log of the author.
pub fn events(
    action: AuditAction,
    actor: Option<UserId>,
    target: Option<UserId>,
) -> impl Iterator<Item = Event> {
    let kind = meaning(action).event;
    let user = match kind {
        EventKind::Policy | EventKind::Users | EventKind::Reload => None,
        EventKind::User
        | EventKind::Sessions
        | EventKind::Log
        | EventKind::Attempts
        | EventKind::Ended => target.or(actor),
    };
    let log = actor
        .filter(|_| target.is_some() && target != actor)
        .map(|actor| Event::about(EventKind::Log, actor));
    std::iter::once(Event { kind, user }).chain(log)
}

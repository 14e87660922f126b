//! What an action in the audit log means outside the log.

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
}

/// The single table of meanings: a new action does not compile until it is listed here.
#[expect(
    clippy::match_same_arms,
    reason = "a table with a line for each action is read and extended line by line"
)]
pub const fn meaning(action: AuditAction) -> Meaning {
    use AuditAction as Action;
    use EventKind as Event;
    use NoticeKind as Notice;
    let (event, notice) = match action {
        Action::SetUp => (Event::User, None),
        Action::RecoveryLinkMade => (Event::User, None),
        Action::AdminRecovered => (Event::User, Some(Notice::AccessRestored)),
        Action::KeysRotated => (Event::Log, None),
        Action::DatabaseRestored => (Event::Reload, None),
        Action::UserCreated => (Event::User, None),
        Action::UsersImported => (Event::Users, None),
        Action::Invited => (Event::User, None),
        Action::Reminded => (Event::User, Some(Notice::Reminder)),
        Action::PasswordAsked => (Event::Log, None),
        Action::AccountSecured => (Event::User, Some(Notice::AccountSecured)),
        Action::PasswordChosen => (Event::User, None),
        Action::PasswordChanged => (Event::User, Some(Notice::PasswordChanged)),
        Action::ProfileChanged => (Event::User, None),
        Action::UserEdited => (Event::User, Some(Notice::ProfileEdited)),
        Action::AddressChanged => (Event::User, Some(Notice::AddressChanged)),
        Action::SignedIn => (Event::Sessions, None),
        Action::CodeRefused => (Event::Log, Some(Notice::CodeRefused)),
        Action::SignedOut => (Event::Sessions, None),
        Action::SessionEnded => (Event::Sessions, None),
        Action::DeviceForgotten => (Event::Sessions, None),
        Action::SessionsEnded => (Event::Sessions, None),
        Action::FactorActivated => (Event::User, Some(Notice::FactorActivated)),
        Action::FactorReplaced => (Event::User, Some(Notice::FactorReplaced)),
        Action::FactorDeactivated => (Event::User, Some(Notice::FactorRemoved)),
        Action::RecoveryCodesRenewed => (Event::User, Some(Notice::RecoveryCodesRenewed)),
        Action::RecoveryCodeUsed => (Event::User, Some(Notice::RecoveryCodeUsed)),
        Action::SteppedUp => (Event::Log, None),
        Action::AccessCodeGiven => (Event::User, Some(Notice::AccessCodeGiven)),
        Action::AccessCodeUsed => (Event::User, Some(Notice::AccessCodeUsed)),
        Action::UserRequired => (Event::User, None),
        Action::UserNotRequired => (Event::User, None),
        Action::UserRequirementLifted => (Event::User, None),
        Action::UserExempted => (Event::User, None),
        Action::UserFollowsPolicy => (Event::User, None),
        Action::ExemptionEnded => (Event::User, None),
        Action::DeadlineExtended => (Event::User, None),
        Action::FactorsReset => (Event::User, Some(Notice::FactorsReset)),
        Action::RoleChanged => (Event::User, Some(Notice::RoleChanged)),
        Action::UserDisabled => (Event::User, None),
        Action::UserEnabled => (Event::User, None),
        Action::UserDeleted => (Event::User, None),
        Action::PolicyRequired => (Event::Policy, None),
        Action::PolicyOptional => (Event::Policy, None),
        Action::PolicyTimeChanged => (Event::Policy, None),
        Action::PolicyUndone => (Event::Policy, None),
        Action::GroupCreated => (Event::Users, None),
        Action::GroupRenamed => (Event::Users, None),
        Action::GroupDeleted => (Event::Policy, None),
        Action::GroupRequired => (Event::Policy, None),
        Action::GroupNotRequired => (Event::Policy, None),
        Action::MemberAdded => (Event::User, None),
        Action::MembersImported => (Event::Users, None),
        Action::MemberRemoved => (Event::User, None),
        Action::OrganisationChanged => (Event::Log, None),
        Action::AuditExported => (Event::Log, None),
        Action::UsersExported => (Event::Log, None),
        Action::ReportExported => (Event::Log, None),
        Action::LinksExported => (Event::Log, None),
        Action::BulkBegun => (Event::Users, None),
        Action::BulkCancelled => (Event::Users, None),
        Action::BulkUndone => (Event::Users, None),
    };
    Meaning { event, notice }
}

/// What all other admins are told where an action is on the account of somebody who now has this role: anyone who gives an admin a
/// right, or takes it, does not do so unseen. A table like the one above; of another role
/// [`told_of_role`] says it. An import that creates very many admins names the first of them, and says itself how many there are.
pub const fn told_to_admins(action: AuditAction, role: Role) -> Option<NoticeKind> {
    match role {
        Role::Admin => told_of_admin(action),
        Role::User => told_of_user(action),
        Role::Helpdesk => match action {
            AuditAction::UserCreated => Some(NoticeKind::UserHelpdesk),
            _ => told_of_user(action),
        },
        Role::Auditor => match action {
            AuditAction::UserCreated => Some(NoticeKind::UserAuditor),
            _ => told_of_user(action),
        },
    }
}

/// What all other admins are told of somebody who had one role and has another one now: a right that was taken, and one that was given.
pub const fn told_of_role(before: Role, now: Role) -> [Option<NoticeKind>; 2] {
    let taken = match (before, now) {
        (Role::Admin, _) => Some(NoticeKind::AdminDemoted),
        (Role::Helpdesk | Role::Auditor, Role::User) => Some(NoticeKind::UserWithoutRole),
        _ => None,
    };
    let given = match now {
        Role::User => None,
        Role::Helpdesk => Some(NoticeKind::UserHelpdesk),
        Role::Auditor => Some(NoticeKind::UserAuditor),
        Role::Admin => Some(NoticeKind::AdminAppointed),
    };
    [taken, given]
}

/// Of somebody who is no admin now.
const fn told_of_user(action: AuditAction) -> Option<NoticeKind> {
    match action {
        // What restores an admin makes one of a user as well.
        AuditAction::RecoveryLinkMade => Some(NoticeKind::AdminRecoveryMade),
        AuditAction::AdminRecovered => Some(NoticeKind::AdminRestored),
        AuditAction::AccountSecured => Some(NoticeKind::UserSecured),
        _ => None,
    }
}

/// Of an admin.
const fn told_of_admin(action: AuditAction) -> Option<NoticeKind> {
    use AuditAction as Action;
    use NoticeKind as Notice;
    match action {
        Action::RecoveryLinkMade => Some(Notice::AdminRecoveryMade),
        Action::AdminRecovered => Some(Notice::AdminRestored),
        Action::UserCreated => Some(Notice::AdminCreated),
        Action::Invited => Some(Notice::AdminLinkGiven),
        Action::PasswordChosen => Some(Notice::AdminLinkUsed),
        Action::AccessCodeGiven => Some(Notice::AdminCodeGiven),
        Action::AccessCodeUsed => Some(Notice::AdminCodeUsed),
        Action::FactorsReset => Some(Notice::AdminReset),
        Action::UserDisabled => Some(Notice::AdminDisabled),
        Action::UserEnabled => Some(Notice::AdminEnabled),
        Action::UserDeleted => Some(Notice::AdminDeleted),
        Action::ProfileChanged | Action::UserEdited => Some(Notice::AdminRenamed),
        Action::AddressChanged => Some(Notice::AdminAddressChanged),
        Action::AccountSecured => Some(Notice::UserSecured),
        Action::SetUp
        | Action::RoleChanged
        | Action::KeysRotated
        | Action::DatabaseRestored
        | Action::UsersImported
        | Action::Reminded
        | Action::PasswordAsked
        | Action::PasswordChanged
        | Action::SignedIn
        | Action::CodeRefused
        | Action::SignedOut
        | Action::SessionEnded
        | Action::DeviceForgotten
        | Action::SessionsEnded
        | Action::FactorActivated
        | Action::FactorReplaced
        | Action::FactorDeactivated
        | Action::RecoveryCodesRenewed
        | Action::RecoveryCodeUsed
        | Action::SteppedUp
        | Action::UserRequired
        | Action::UserNotRequired
        | Action::UserRequirementLifted
        | Action::UserExempted
        | Action::UserFollowsPolicy
        | Action::ExemptionEnded
        | Action::PolicyRequired
        | Action::PolicyOptional
        | Action::DeadlineExtended
        | Action::PolicyTimeChanged
        | Action::PolicyUndone
        | Action::GroupCreated
        | Action::GroupRenamed
        | Action::GroupDeleted
        | Action::GroupRequired
        | Action::GroupNotRequired
        | Action::MemberAdded
        | Action::MembersImported
        | Action::MemberRemoved
        | Action::OrganisationChanged
        | Action::AuditExported
        | Action::UsersExported
        | Action::ReportExported
        | Action::LinksExported
        | Action::BulkBegun
        | Action::BulkCancelled
        | Action::BulkUndone => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: UserId = UserId::new(1);
    const LEA: UserId = UserId::new(2);

    fn of(action: AuditAction, actor: Option<UserId>, target: Option<UserId>) -> Vec<Event> {
        events(action, actor, target).collect()
    }

    #[test]
    fn a_change_is_about_its_target_or_else_about_its_actor() {
        let done = of(AuditAction::UserRequired, Some(ADA), Some(LEA));
        let log = Event::about(EventKind::Log, ADA);
        assert_eq!(done, [Event::about(EventKind::User, LEA), log]);
        let own = of(AuditAction::FactorActivated, Some(LEA), None);
        assert_eq!(own, [Event::about(EventKind::User, LEA)]);
        let on_oneself = of(AuditAction::RoleChanged, Some(ADA), Some(ADA));
        assert_eq!(on_oneself, [Event::about(EventKind::User, ADA)]);
        let by_the_machine = of(AuditAction::UserCreated, None, Some(LEA));
        assert_eq!(by_the_machine, [Event::about(EventKind::User, LEA)]);
    }

    #[test]
    fn the_rule_for_all_an_import_and_a_restored_database_are_about_nobody_in_particular() {
        for (action, kind) in [
            (AuditAction::PolicyRequired, EventKind::Policy),
            (AuditAction::PolicyOptional, EventKind::Policy),
            (AuditAction::PolicyUndone, EventKind::Policy),
            (AuditAction::UsersImported, EventKind::Users),
            (AuditAction::GroupCreated, EventKind::Users),
            (AuditAction::GroupRequired, EventKind::Policy),
            (AuditAction::DatabaseRestored, EventKind::Reload),
        ] {
            assert_eq!(of(action, Some(ADA), None), [Event::for_all(kind)]);
        }
    }

    #[test]
    fn sessions_may_end_by_everything_but_an_entry_of_the_log() {
        for action in AuditAction::ALL {
            let kind = meaning(*action).event;
            assert_eq!(kind.may_end_sessions(), kind != EventKind::Log, "{action}");
        }
        assert_eq!(meaning(AuditAction::SignedOut).event, EventKind::Sessions);
        assert_eq!(meaning(AuditAction::SteppedUp).event, EventKind::Log);
    }

    #[test]
    fn readers_of_the_log_and_of_the_notice_are_told_of_the_same_thing() {
        let told: Vec<(&str, &str)> = AuditAction::ALL
            .iter()
            .filter_map(|action| Some((action.as_str(), meaning(*action).notice?.as_str())))
            .collect();
        assert_eq!(
            told,
            [
                ("admin-recovered", "access-restored"),
                ("reminded", "reminder"),
                ("account-secured", "account-secured"),
                ("password-changed", "password-changed"),
                ("user-edited", "profile-edited"),
                ("address-changed", "address-changed"),
                ("code-refused", "code-refused"),
                ("factor-activated", "factor-activated"),
                ("factor-replaced", "factor-replaced"),
                ("factor-deactivated", "factor-removed"),
                ("recovery-codes-renewed", "recovery-codes-renewed"),
                ("recovery-code-used", "recovery-code-used"),
                ("access-code-given", "access-code-given"),
                ("access-code-used", "access-code-used"),
                ("factors-reset", "factors-reset"),
                ("role-changed", "role-changed"),
            ]
        );
    }

    #[test]
    fn attack_25_admins_are_told_of_everything_that_is_done_to_admins_and_of_users_who_become_one()
    {
        let told = |role| {
            AuditAction::ALL
                .iter()
                .filter_map(move |action| told_to_admins(*action, role))
                .map(NoticeKind::as_str)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told(Role::User),
            ["admin-recovery-made", "admin-restored", "user-secured"]
        );
        for (role, created) in [
            (Role::Helpdesk, "user-helpdesk"),
            (Role::Auditor, "user-auditor"),
        ] {
            let mut of_staff = told(role);
            of_staff.retain(|kind| *kind != created);
            assert_eq!(of_staff, told(Role::User));
            assert_eq!(told(role).len(), 4, "of the new account as well");
        }
        let elsewhere = [
            NoticeKind::AdminAppointed,
            NoticeKind::AdminDemoted,
            NoticeKind::AdminsImported,
            NoticeKind::UserHelpdesk,
            NoticeKind::UserAuditor,
            NoticeKind::UserWithoutRole,
            NoticeKind::UserEnrolmentElsewhere,
        ];
        let mut of_admins: Vec<&str> = NoticeKind::ALL
            .iter()
            .filter(|kind| kind.is_of_another() && !elsewhere.contains(kind))
            .map(|kind| kind.as_str())
            .collect();
        let mut told = told(Role::Admin);
        of_admins.sort_unstable();
        told.sort_unstable();
        // An admin takes another name, or is given one.
        told.dedup();
        assert_eq!(told, of_admins);
    }

    #[test]
    fn attack_25_admins_are_told_of_each_right_that_a_role_gives_or_takes() {
        use NoticeKind::{
            AdminAppointed, AdminDemoted, UserAuditor, UserHelpdesk, UserWithoutRole,
        };
        let told = |before, now| -> Vec<NoticeKind> {
            told_of_role(before, now).into_iter().flatten().collect()
        };
        assert_eq!(told(Role::User, Role::Admin), [AdminAppointed]);
        assert_eq!(told(Role::Auditor, Role::Admin), [AdminAppointed]);
        assert_eq!(told(Role::Admin, Role::User), [AdminDemoted]);
        assert_eq!(
            told(Role::Admin, Role::Helpdesk),
            [AdminDemoted, UserHelpdesk]
        );
        assert_eq!(
            told(Role::Admin, Role::Auditor),
            [AdminDemoted, UserAuditor]
        );
        assert_eq!(told(Role::User, Role::Helpdesk), [UserHelpdesk]);
        assert_eq!(told(Role::Helpdesk, Role::Auditor), [UserAuditor]);
        assert_eq!(told(Role::Helpdesk, Role::User), [UserWithoutRole]);
        assert_eq!(told(Role::Auditor, Role::User), [UserWithoutRole]);
    }
}

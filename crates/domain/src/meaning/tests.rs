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
fn what_changes_rules_is_what_the_report_lists() {
    let of = |nature| -> Vec<&str> {
        let all = AuditAction::ALL.iter();
        let of = all.filter(|action| meaning(**action).nature == nature);
        of.map(|action| action.as_str()).collect()
    };
    assert_eq!(
        of(Nature::Rule),
        [
            "user-required",
            "user-not-required",
            "user-requirement-lifted",
            "user-exempted",
            "user-follows-policy",
            "exemption-ended",
            "deadline-extended",
            "policy-required",
            "policy-optional",
            "policy-time-changed",
            "policy-undone",
            "group-deleted",
            "group-required",
            "group-not-required",
            "member-added",
            "members-imported",
            "member-removed",
        ]
    );
    assert_eq!(of(Nature::ByLink), ["admin-recovered", "password-chosen"]);
}

#[test]
fn attack_25_admins_are_told_of_everything_that_is_done_to_admins_and_of_ways_into_accounts_with_rights()
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
        let ways_in = [
            NoticeKind::AdminLinkGiven,
            NoticeKind::AdminLinkUsed,
            NoticeKind::AdminCodeGiven,
            NoticeKind::AdminCodeUsed,
            NoticeKind::AdminReset,
            NoticeKind::AdminAddressChanged,
        ]
        .map(NoticeKind::as_str);
        assert!(ways_in.iter().all(|kind| of_staff.contains(kind)), "{role}");
        assert!(of_staff.contains(&created), "the new account as well");
        of_staff.retain(|kind| *kind != created && !ways_in.contains(kind));
        assert_eq!(of_staff, told(Role::User));
    }
    let elsewhere = [
        NoticeKind::AdminAppointed,
        NoticeKind::AdminDemoted,
        NoticeKind::AdminsImported,
        NoticeKind::AdminsFreed,
        NoticeKind::UserHelpdesk,
        NoticeKind::UserAuditor,
        NoticeKind::UserWithoutRole,
        NoticeKind::UserEnrolmentElsewhere,
        NoticeKind::UserHelpsMany,
    ];
    let mut of_admins: Vec<&str> = NoticeKind::ALL
        .iter()
        .filter(|kind| kind.is_of_another() && !elsewhere.contains(kind))
        .map(|kind| kind.as_str())
        .collect();
    let mut told = told(Role::Admin);
    of_admins.sort_unstable();
    told.sort_unstable();
    // Several actions may be told in the same words.
    told.dedup();
    assert_eq!(told, of_admins);
}

#[test]
fn what_frees_somebody_from_2fa_or_gives_time_for_it_is_gathered_by_an_act_on_many() {
    let all = AuditAction::ALL.iter();
    let loosening: Vec<&str> = all
        .filter(|action| loosens(**action))
        .map(|action| action.as_str())
        .collect();
    assert_eq!(
        loosening,
        [
            "user-not-required",
            "user-requirement-lifted",
            "user-exempted",
            "deadline-extended",
            "member-removed",
        ]
    );
}

#[test]
fn attack_25_admins_are_told_of_each_right_that_a_role_gives_or_takes() {
    use NoticeKind::{AdminAppointed, AdminDemoted, UserAuditor, UserHelpdesk, UserWithoutRole};
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

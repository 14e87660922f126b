//! What comes of an operation for a user.

use super::*;

const NOTHING: BulkFacts = BulkFacts {
    is_own: false,
    obstacle: None,
    loosens: false,
    changes_rule: false,
    changes_deadline: false,
    is_invited: false,
    is_suspended: false,
    is_member: false,
    group_requires: false,
    has_sessions: false,
    is_deactivated: false,
    is_last_admin: false,
};

#[test]
fn what_is_so_already_is_not_done_again() {
    for (kind, other) in [
        (
            BulkKind::Require,
            BulkFacts {
                changes_rule: true,
                ..NOTHING
            },
        ),
        (
            BulkKind::Lift,
            BulkFacts {
                changes_rule: true,
                ..NOTHING
            },
        ),
        (
            BulkKind::Exempt,
            BulkFacts {
                changes_rule: true,
                ..NOTHING
            },
        ),
        (
            BulkKind::Extend,
            BulkFacts {
                changes_deadline: true,
                ..NOTHING
            },
        ),
        (
            BulkKind::Leave,
            BulkFacts {
                is_member: true,
                ..NOTHING
            },
        ),
        (
            BulkKind::EndSessions,
            BulkFacts {
                has_sessions: true,
                ..NOTHING
            },
        ),
    ] {
        assert_eq!(kind.outcome(&NOTHING), BulkOutcome::Already, "{kind}");
        assert_eq!(kind.outcome(&other), BulkOutcome::Done, "{kind}");
    }
    let member = BulkFacts {
        is_member: true,
        ..NOTHING
    };
    assert_eq!(BulkKind::Join.outcome(&NOTHING), BulkOutcome::Done);
    assert_eq!(BulkKind::Join.outcome(&member), BulkOutcome::Already);
    let deactivated = BulkFacts {
        is_deactivated: true,
        is_last_admin: true,
        ..NOTHING
    };
    assert_eq!(BulkKind::Deactivate.outcome(&NOTHING), BulkOutcome::Done);
    assert_eq!(
        BulkKind::Deactivate.outcome(&deactivated),
        BulkOutcome::Already
    );
}

#[test]
fn the_last_admin_is_spared_by_what_would_lock_them_out_and_the_own_account_by_that_and_what_frees_it()
 {
    let all = BulkFacts {
        is_own: true,
        obstacle: None,
        loosens: false,
        changes_rule: true,
        changes_deadline: true,
        is_invited: false,
        is_suspended: false,
        is_member: true,
        group_requires: true,
        has_sessions: true,
        is_deactivated: false,
        is_last_admin: true,
    };
    let own = |facts: &BulkFacts| -> Vec<&str> {
        let kinds = BulkKind::ALL.iter();
        let own = BulkOutcome::Refused(BulkRefusal::OwnAccount);
        let refused = kinds.filter(|kind| kind.outcome(facts) == own);
        refused.map(|kind| kind.as_str()).collect()
    };
    let freeing = ["lift", "exempt", "extend", "leave"];
    let locking_out = ["end-sessions", "deactivate"];
    assert_eq!(own(&all), [&freeing[..], &locking_out[..]].concat());
    let of_no_rule = BulkFacts {
        group_requires: false,
        ..all
    };
    assert_eq!(own(&of_no_rule), [&freeing[..3], &locking_out[..]].concat());
    let with_time = BulkFacts {
        loosens: true,
        ..all
    };
    assert_eq!(own(&with_time).len(), BulkKind::ALL.len());
    let others = BulkFacts {
        is_own: false,
        ..all
    };
    let refused: Vec<&str> = BulkKind::ALL
        .iter()
        .filter(|kind| kind.outcome(&others) == BulkOutcome::Refused(BulkRefusal::LastAdmin))
        .map(|kind| kind.as_str())
        .collect();
    assert_eq!(refused, ["deactivate"]);
}

#[test]
fn a_requirement_that_an_exemption_suspends_is_not_lifted_unseen() {
    let suspended = BulkFacts {
        is_suspended: true,
        ..NOTHING
    };
    assert_eq!(
        BulkKind::Lift.outcome(&suspended),
        BulkOutcome::Refused(BulkRefusal::Exempt)
    );
    assert_eq!(BulkKind::Exempt.outcome(&suspended), BulkOutcome::Already);
}

#[test]
fn an_obstacle_is_a_reason_and_who_is_invited_is_not_invited_again() {
    let facts = BulkFacts {
        obstacle: Some(BulkRefusal::RemindedLately),
        changes_deadline: true,
        ..NOTHING
    };
    for kind in [BulkKind::Extend, BulkKind::Remind, BulkKind::Invite] {
        let refused = BulkOutcome::Refused(BulkRefusal::RemindedLately);
        assert_eq!(kind.outcome(&facts), refused, "{kind}");
    }
    assert_eq!(BulkKind::Remind.outcome(&NOTHING), BulkOutcome::Done);
    assert_eq!(BulkKind::Invite.outcome(&NOTHING), BulkOutcome::Done);
    let invited = BulkFacts {
        is_invited: true,
        ..NOTHING
    };
    assert_eq!(BulkKind::Invite.outcome(&invited), BulkOutcome::Already);
}

#[test]
fn only_what_needs_more_than_its_name_has_terms() {
    let with: Vec<&str> = BulkKind::ALL
        .iter()
        .filter(|kind| kind.has_terms())
        .map(|kind| kind.as_str())
        .collect();
    assert_eq!(with, ["exempt", "extend", "join", "leave"]);
}

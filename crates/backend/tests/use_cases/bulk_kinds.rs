//! What is done to many users is what is done to one, whatever it is; a preview is what happens.

use crate::bulk::everybody;
use crate::groups::REQUIRE;
use crate::support::{TestApp, problem};
use backend::access::Principal;
use backend::bulk::{Asked, Selected, Start, Terms};
use domain::problem::Problem;
use domain::{
    BulkKind, BulkRefusal, BulkState, ExemptionKind, GraceInput, OverrideRule, Policy,
    TwoFactorStatus, UserId,
};
use test_support::sql::execute;

pub const EXEMPT: Terms<'static> = Terms {
    group: None,
    exempt: Some(ExemptionKind::ForGood),
    reason: "bornes",
    last_day: "",
    time: GraceInput {
        kind: "",
        days: "",
        last_day: "",
    },
    zone: "",
};

const UNTIL: Terms<'static> = Terms {
    group: None,
    exempt: None,
    reason: "",
    last_day: "2027-06-30",
    time: GraceInput {
        kind: "",
        days: "",
        last_day: "",
    },
    zone: "",
};

#[tokio::test]
async fn one_is_refused_the_own_account_and_whoever_is_gone_and_the_report_says_so() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    let listed = Selected::Listed(vec![admin.user(), lea.id, max.id]);
    let id = app.begun(&admin, BulkKind::Deactivate, &listed).await;
    let right = admin.fresh_admin().unwrap().into();
    app.backend.delete_user(&right, max.id).await.unwrap();
    app.backend.carry_out_operations().await.unwrap();
    let kept = app.stands(&admin, id).await;
    assert_eq!(
        (kept.state, kept.done, kept.refused),
        (BulkState::Done, 1, 2)
    );
    let refused = app.refused_of(&admin, id).await;
    let refused: Vec<_> = refused
        .iter()
        .map(|one| (one.user, one.named.is_some(), one.reason))
        .collect();
    assert_eq!(
        refused,
        [
            (admin.user(), true, Some(BulkRefusal::OwnAccount)),
            (max.id, false, Some(BulkRefusal::Gone)),
        ]
    );
    let nobody = app
        .backend
        .prepare_operation(
            admin.admin().unwrap(),
            BulkKind::Lift,
            &Selected::Listed(vec![]),
        )
        .await;
    assert_eq!(problem(nobody), Problem::NobodyChosen);
}

#[tokio::test]
async fn the_command_line_takes_away_every_admin_but_the_last_who_can_sign_in() {
    let app = TestApp::new().await;
    app.admin().await;
    for name in ["Max Martin", "Zoé Petit", "Léa Lefèvre"] {
        app.add_admin(name).await;
    }
    let by = TestApp::operator();
    let (plan, kept, refused) = app
        .ran(&by, BulkKind::Deactivate, Terms::default(), &everybody())
        .await;
    assert_eq!((kept.done, kept.refused), (3, 1));
    assert_eq!(plan.first, refused);
    assert_eq!(refused[0].reason, Some(BulkRefusal::LastAdmin));
    let left = "SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL";
    assert_eq!(app.number(left).await, 1);
}

#[tokio::test]
async fn members_are_added_and_removed_with_what_their_group_requires() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    let group = app.group_of("Ventes", &[lea.id]).await;
    app.rule_of_group(group, REQUIRE).await;
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    let by = admin.fresh_admin().unwrap().into();
    let both = Selected::Listed(vec![lea.id, max.id]);
    let (_, kept, _) = app.ran(&by, BulkKind::Join, terms, &both).await;
    assert_eq!((kept.done, kept.already), (1, 1));
    let status = async |person: UserId| app.row(&admin, person).await.status;
    assert_eq!(status(max.id).await, TwoFactorStatus::Pending);
    let (_, kept, _) = app.ran(&by, BulkKind::Leave, terms, &both).await;
    assert_eq!((kept.done, kept.already), (2, 0));
    assert_eq!(status(lea.id).await, TwoFactorStatus::Inactive);
    let asked = Asked {
        kind: BulkKind::Join,
        terms: Terms::default(),
        selected: &both,
    };
    let without = app.backend.plan_operation(&by, asked).await;
    assert_eq!(problem(without), Problem::Unknown);
}

#[tokio::test]
async fn an_operation_of_a_later_version_is_left_to_that_and_keeps_no_other_waiting() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let one = Selected::Listed(vec![lea.id]);
    let newer = app.begun(&admin, BulkKind::Require, &one).await;
    let known = app.begun(&admin, BulkKind::Require, &one).await;
    let rename = format!("UPDATE bulk_operations SET kind = 'promote' WHERE id = {newer}");
    execute(app.db().write(), &rename).await;
    app.backend.carry_out_operations().await.unwrap();
    let kept = app.stands(&admin, newer).await;
    assert_eq!((kept.kind, kept.state), (None, BulkState::Running));
    assert_eq!(app.stands(&admin, known).await.state, BulkState::Done);
    let listed = app.backend.operations(admin.admin().unwrap()).await;
    assert_eq!(listed.unwrap().len(), 2);
}

#[tokio::test]
async fn an_operation_whose_group_is_gone_stops() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let group = app.group_of("Ventes", &[]).await;
    let one = Selected::Listed(vec![lea.id]);
    let id = app.prepared(&admin, BulkKind::Join, &one).await;
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    let right = admin.admin().unwrap();
    app.backend.choose_terms(right, id, terms).await.unwrap();
    let seen = app.backend.operation(right, id).await.unwrap();
    assert_eq!(seen.group, Some((group, "Ventes".to_owned())));
    let fresh = admin.fresh_admin().unwrap();
    let begun = app.backend.start_operation(fresh, id, &seen.seen).await;
    assert_eq!(begun.unwrap(), Start::Begun);
    let by = TestApp::operator();
    app.backend.delete_group(&by, group).await.unwrap();
    app.backend.carry_out_operations().await.unwrap();
    assert_eq!(app.stands(&admin, id).await.state, BulkState::Stopped);
}

#[tokio::test]
async fn sessions_end_but_for_those_of_who_asks() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.user("Max Martin").await;
    for _ in 0..2 {
        app.open(&lea).await;
    }
    let id = app.begun(&admin, BulkKind::EndSessions, &everybody()).await;
    app.backend.carry_out_operations().await.unwrap();
    let kept = app.stands(&admin, id).await;
    assert_eq!((kept.done, kept.already, kept.refused), (1, 1, 1));
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 1);
    let detail = "SELECT count(*) FROM audit_entries WHERE action = 'sessions-ended' AND detail = '{\"count\":2}'";
    assert_eq!(app.number(detail).await, 1);
}

#[tokio::test]
async fn many_are_exempt_ahead_of_a_requirement_and_not_once_that_is_taken_back() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user_with("Max Martin", OverrideRule::Required).await;
    let both = Selected::Listed(vec![lea.id, max.id]);
    let by = admin.fresh_admin().unwrap().into();
    let (_, kept, _) = app.ran(&by, BulkKind::Exempt, EXEMPT, &both).await;
    assert_eq!((kept.done, kept.already), (2, 0));
    let exempt = async || {
        let reader = admin.reader().unwrap();
        let overview = app.backend.security_overview(reader).await.unwrap();
        overview.consequences.exempt
    };
    assert_eq!(exempt().await, 2);
    let (_, again, _) = app.ran(&by, BulkKind::Exempt, EXEMPT, &both).await;
    assert_eq!((again.done, again.already), (0, 2));
    let right = admin.fresh_admin().unwrap();
    app.backend.undo_operation(right, kept.id).await.unwrap();
    app.backend.carry_out_operations().await.unwrap();
    assert_eq!(exempt().await, 0);
    let status = app.row(&admin, max.id).await.status;
    assert_eq!(status, TwoFactorStatus::Pending);
}

/// Users with each combination of rule, factor, deactivation and group, and admins among them.
async fn mixed(app: &TestApp) -> (Principal, Terms<'static>) {
    let admin = app.admin_with_factor().await;
    let mut members = Vec::new();
    for number in 0..24 {
        let name = format!("User {number}");
        let person = match number % 4 {
            0 => app.user(&name).await,
            1 => app.user_with(&name, OverrideRule::Required).await,
            2 => app.user_with(&name, OverrideRule::Exempt).await,
            _ => app.add_admin(&name).await,
        };
        if number % 3 == 0 {
            members.push(person.id);
        }
        if number % 5 == 0 {
            app.begin(&person).await;
        }
        if number % 7 == 0 {
            let right = admin.fresh_admin().unwrap();
            app.backend
                .set_disabled(right, person.id, true)
                .await
                .unwrap();
        }
        if number % 8 == 1 {
            // An exemption with an end suspends the requirement.
            let until = "2030-12-31";
            let input =
                backend::users::RequirementInput::from_form(false, "congé", until, "", None);
            let right = admin.fresh_admin().unwrap();
            app.backend
                .save_requirement(right, person.id, input)
                .await
                .unwrap();
        }
    }
    let group = app.group_of("Ventes", &members).await;
    let terms = Terms {
        group: Some(group),
        ..EXEMPT
    };
    (admin, terms)
}

#[tokio::test]
async fn a_preview_is_what_happens_whatever_is_done_and_whoever_does_it() {
    for policy in [Policy::Optional, Policy::Required] {
        let app = TestApp::new().await;
        let (admin, terms) = mixed(&app).await;
        if policy == Policy::Required {
            app.set_policy(&admin, policy).await;
        }
        for kind in BulkKind::ALL {
            let own = || admin.fresh_admin().unwrap().into();
            // The command line would end the admin's own session.
            let first = if matches!(kind, BulkKind::EndSessions | BulkKind::Deactivate) {
                own()
            } else {
                TestApp::operator()
            };
            let terms = match kind {
                BulkKind::Extend => UNTIL,
                _ => terms,
            };
            for by in [first, own()] {
                let (plan, kept, refused) = app.ran(&by, *kind, terms, &everybody()).await;
                assert_eq!(kept.state, BulkState::Done);
                assert_eq!(
                    (plan.done, plan.already, plan.refused, &plan.first),
                    (kept.done, kept.already, kept.refused, &refused),
                    "{kind} {policy}"
                );
                assert_eq!(plan.looked_at, kept.total);
                // Once more there is nothing left to do.
                let again = app.ran(&by, *kind, terms, &everybody()).await;
                assert_eq!(again.1.done, 0, "{kind} {policy}");
            }
        }
        app.has_whole_log().await;
        let differ = app.backend.recount_users(&TestApp::operator(), false).await;
        assert_eq!(differ.unwrap(), []);
    }
}

//! Taking back what was done to many users at once.

use crate::bulk::everybody;
use crate::groups::REQUIRE;
use crate::support::{TestApp, asked, problem};
use backend::access::Principal;
use backend::bulk::{Kept, Selected, Terms};
use backend::groups::GroupRuleChange;
use backend::users::RequirementInput;
use domain::problem::Problem;
use domain::{
    AuditAction, BulkKind, BulkRefusal, BulkState, ExemptionKind, Grace, GraceInput, OperationId,
    OverrideRule, Policy, TwoFactorStatus, UserId,
};

/// All that an operation may change of users, but for what only counts up.
const STANDINGS: &str = "SELECT CAST(coalesce(sum(id * (coalesce(length(override_rule), 0) + coalesce(override_generation, 0) * 3 \
    + coalesce(override_until, 0) + coalesce(override_at, 0) + coalesce(length(override_by), 0) + coalesce(length(override_reason), 0) \
    + coalesce(suspended_generation, 0) * 5 + coalesce(suspended_at, 0) + coalesce(comply_since, 0) + coalesce(comply_not_before, 0) \
    + coalesce(own_deadline, 0) + coalesce(own_grace_days, 0) + coalesce(group_deadline, 0))), 0) AS bigint) \
    FROM users";
const MEMBERS: &str =
    "SELECT CAST(coalesce(sum(user_id * added_at), 0) AS bigint) FROM group_members";

impl TestApp {
    pub async fn undone(&self, admin: &Principal, id: OperationId) -> Kept {
        let right = admin.fresh_admin().unwrap();
        let undo = self.backend.undo_operation(right, id).await.unwrap();
        self.backend.carry_out_operations().await.unwrap();
        self.stands(admin, undo).await
    }
}

fn terms(kind: BulkKind, terms: Terms<'static>) -> Terms<'static> {
    match kind {
        BulkKind::Extend => Terms {
            last_day: "2027-06-30",
            ..terms
        },
        _ => terms,
    }
}

/// Users of whom each kind of operation changes some.
async fn mixed(app: &TestApp) -> (Principal, Terms<'static>) {
    let admin = app.admin_with_factor().await;
    let mut members = Vec::new();
    for number in 0..16 {
        let name = format!("User {number}");
        let person = match number % 4 {
            0 => app.user(&name).await,
            1 => app.user_with(&name, OverrideRule::Required).await,
            2 => app.user_with(&name, OverrideRule::Exempt).await,
            _ => app.invitee(&name).await,
        };
        if number % 3 == 0 {
            members.push(person.id);
        }
        if number % 5 == 1 {
            let until = "2030-12-31";
            let input =
                backend::users::RequirementInput::from_form(false, "congé", until, "", None);
            let right = admin.fresh_admin().unwrap();
            let saved = app.backend.save_requirement(right, person.id, input);
            saved.await.unwrap();
        }
        // Each has another moment from which days count.
        app.advance(7);
    }
    let group = app.group_of("Ventes", &members).await;
    app.rule_of_group(group, REQUIRE).await;
    let terms = Terms {
        group: Some(group),
        exempt: Some(ExemptionKind::ForGood),
        reason: "bornes",
        ..Terms::default()
    };
    (admin, terms)
}

#[tokio::test]
async fn whatever_can_be_taken_back_is_as_it_was_before() {
    for policy in [Policy::Optional, Policy::Required] {
        let app = TestApp::new().await;
        let (admin, all) = mixed(&app).await;
        if policy == Policy::Required {
            app.set_policy(&admin, policy).await;
        }
        for kind in BulkKind::ALL.iter().filter(|kind| kind.can_be_undone()) {
            let before = (app.number(STANDINGS).await, app.number(MEMBERS).await);
            let by = admin.fresh_admin().unwrap().into();
            let (_, done, _) = app.ran(&by, *kind, terms(*kind, all), &everybody()).await;
            assert!(done.done > 0, "{kind} {policy}");
            let shown = app.backend.operation(admin.admin().unwrap(), done.id).await;
            assert!(shown.unwrap().undo.is_some());
            app.advance(60);
            let undone = app.undone(&admin, done.id).await;
            assert_eq!(undone.state, BulkState::Done);
            assert_eq!((undone.done, undone.refused), (done.done, 0), "{kind}");
            assert_eq!(undone.undoes, Some(done.id));
            if *kind == BulkKind::Deactivate {
                let off = "SELECT count(*) FROM users WHERE disabled_at IS NOT NULL";
                assert_eq!(app.number(off).await, 0);
                assert_eq!(
                    app.entries_of(AuditAction::UserEnabled).await,
                    i64::try_from(done.done).unwrap()
                );
            }
            let now = (app.number(STANDINGS).await, app.number(MEMBERS).await);
            assert_eq!(now, before, "{kind} {policy}");
            // Only once.
            let again = app.undone(&admin, done.id).await;
            assert_eq!(again.id, undone.id);
        }
        app.has_whole_log().await;
        let differ = app.backend.recount_users(&TestApp::operator(), false).await;
        assert_eq!(differ.unwrap(), []);
    }
}

#[tokio::test]
async fn what_was_decided_since_stays_and_is_told() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    let zoe = app.user("Zoé Petit").await;
    let listed = Selected::Listed(vec![lea.id, max.id, zoe.id]);
    let id = app.begun(&admin, BulkKind::Require, &listed).await;
    app.backend.carry_out_operations().await.unwrap();
    app.advance(1);
    let right = admin.fresh_admin().unwrap();
    for required in [false, true] {
        let saved = app
            .backend
            .save_requirement(right, lea.id, asked(required))
            .await;
        assert!(saved.unwrap().changed);
    }
    app.backend
        .delete_user(&right.into(), max.id)
        .await
        .unwrap();
    // A first sign-in decides nothing.
    app.begin(&zoe).await;
    let undone = app.undone(&admin, id).await;
    assert_eq!((undone.total, undone.done, undone.refused), (3, 1, 2));
    let status = async |person: UserId| app.row(&admin, person).await.status;
    assert_eq!(status(lea.id).await, TwoFactorStatus::Pending);
    assert_eq!(status(zoe.id).await, TwoFactorStatus::Inactive);
    let refused = app.refused_of(&admin, undone.id).await;
    let reasons: Vec<_> = refused.iter().map(|one| one.reason).collect();
    assert_eq!(
        reasons,
        [Some(BulkRefusal::Changed), Some(BulkRefusal::Gone)]
    );
    let entries = app.actions(&admin, zoe.id).await;
    assert!(
        entries.contains(&AuditAction::UserNotRequired),
        "{entries:?}"
    );
    assert_eq!(app.entries_of(AuditAction::BulkUndone).await, 1);
}

#[tokio::test]
async fn what_somebody_did_to_many_is_reported_and_taken_back_after_their_account_is_gone() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Martin").await;
    let gone = app.load(&app.enrol(&max).await.token).await;
    let [lea, zoe] = [app.user("Léa Lefèvre").await, app.user("Zoé Petit").await];
    let listed = Selected::Listed(vec![lea.id, zoe.id]);
    let done = app.begun(&gone, BulkKind::Require, &listed).await;
    app.backend.carry_out_operations().await.unwrap();
    let cut = app.begun(&gone, BulkKind::EndSessions, &listed).await;
    let right = admin.fresh_admin().unwrap();
    let deleted = app.backend.delete_user(&right.into(), max.id).await;
    deleted.unwrap();
    app.backend.carry_out_operations().await.unwrap();
    let shown = async |id| app.backend.operation(admin.admin().unwrap(), id).await;
    let stopped = shown(cut).await.unwrap().kept;
    assert_eq!(
        (stopped.by.as_deref(), stopped.state, stopped.done),
        (Some("Max Martin"), BulkState::Stopped, 0)
    );
    assert_eq!(
        shown(done).await.unwrap().kept.by.as_deref(),
        Some("Max Martin")
    );
    let undone = app.undone(&admin, done).await;
    assert_eq!((undone.done, undone.by.as_deref()), (2, Some("Ada Byron")));
    assert_eq!(
        app.row(&admin, lea.id).await.status,
        TwoFactorStatus::Inactive
    );
}

#[tokio::test]
async fn who_left_a_group_and_joined_it_again_stays_in_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    let group = app.group_of("Ventes", &[]).await;
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    let by = admin.fresh_admin().unwrap().into();
    let both = Selected::Listed(vec![lea.id, max.id]);
    let (_, joined, _) = app.ran(&by, BulkKind::Join, terms, &both).await;
    app.advance(1);
    app.backend.remove_member(&by, group, lea.id).await.unwrap();
    let again = [lea.email.clone()];
    app.backend.add_members(&by, group, &again).await.unwrap();
    let undone = app.undone(&admin, joined.id).await;
    assert_eq!((undone.done, undone.refused), (1, 1));
    let members = "SELECT user_id FROM group_members";
    assert_eq!(app.number(members).await, lea.id.get());
}

#[tokio::test]
async fn it_is_possible_for_ten_minutes_after_the_last_step_and_never_of_an_undoing_or_of_sessions()
{
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(700).await;
    let id = app.begun(&admin, BulkKind::Require, &everybody()).await;
    let undo = async |id: OperationId| {
        let right = admin.fresh_admin().unwrap();
        app.backend.undo_operation(right, id).await
    };
    assert_eq!(problem(undo(id).await), Problem::UndoTooLate, "under way");
    assert!(app.backend.carry_out_users(id).await.unwrap());
    let right = admin.fresh_admin().unwrap();
    assert!(app.backend.cancel_operation(right, id).await.unwrap());
    let kept = "SELECT count(*) FROM bulk_undos";
    assert_eq!(app.number(kept).await, 1);
    app.advance(299);
    app.backend.sweep(app.now()).await.unwrap();
    let undone = app.undone(&admin, id).await;
    assert_eq!(undone.done, 250);
    assert_eq!(problem(undo(undone.id).await), Problem::UndoTooLate);
    let sessions = app.begun(&admin, BulkKind::EndSessions, &everybody()).await;
    app.backend.carry_out_operations().await.unwrap();
    assert_eq!(problem(undo(sessions).await), Problem::UndoTooLate);
    let (_, late, _) = app
        .ran(
            &TestApp::operator(),
            BulkKind::Require,
            Terms::default(),
            &everybody(),
        )
        .await;
    app.advance(600);
    let (by, none) = (TestApp::operator(), |_, _| {});
    let refused = app.backend.run_undo(&by, late.id, none).await;
    assert_eq!(problem(refused), Problem::UndoTooLate);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(app.number(kept).await, 0);
}

#[tokio::test]
async fn two_processes_that_take_the_same_back_put_each_user_back_once() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(2_600).await;
    let other = app.another_process().await;
    let id = app.begun(&admin, BulkKind::Require, &everybody()).await;
    app.backend.carry_out_operations().await.unwrap();
    let right = admin.fresh_admin().unwrap();
    let undo = app.backend.undo_operation(right, id).await.unwrap();
    // What is needed is not forgotten, however long it takes.
    app.advance(601);
    app.backend.sweep(app.now()).await.unwrap();
    let (one, two) = tokio::join!(
        app.backend.carry_out_operations(),
        other.carry_out_operations()
    );
    one.and(two).unwrap();
    let done: i64 = app
        .number(&format!(
            "SELECT done FROM bulk_operations WHERE id = {undo}"
        ))
        .await;
    assert_eq!(done, 2_601);
    assert_eq!(app.entries_of(AuditAction::UserNotRequired).await, 2_601);
    other.close().await.unwrap();
}

#[tokio::test]
async fn a_first_sign_in_before_the_undoing_counts_as_if_nothing_had_been_done() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let manager = TestApp::operator();
    let group = app.backend.create_group(&manager, "Ventes").await.unwrap();
    let rule = GroupRuleChange {
        grace: Grace::Days(14),
        ..REQUIRE
    };
    let made = app.backend.set_group_rule(&manager, group, rule).await;
    made.unwrap();
    let days = GraceInput {
        kind: "days",
        days: "14",
        last_day: "",
    };
    let alone = RequirementInput::from_form(true, "", "", "UTC", None).with_time(days);
    let until = Terms {
        exempt: Some(ExemptionKind::ForATime),
        reason: "congé",
        last_day: "2027-06-30",
        zone: "UTC",
        ..Terms::default()
    };
    for (kind, terms, in_group) in [
        (BulkKind::Exempt, until, true),
        (BulkKind::Exempt, until, false),
        (BulkKind::Lift, Terms::default(), false),
    ] {
        let mut both = Vec::new();
        for who in ["Léa", "Zoé"] {
            let person = app.user(&format!("{who} {kind} {in_group}")).await;
            if in_group {
                let members = [person.id.to_string()];
                let added = app.backend.add_members(&manager, group, &members).await;
                added.unwrap();
            } else {
                let right = admin.fresh_admin().unwrap();
                let saved = app.backend.save_requirement(right, person.id, alone).await;
                saved.unwrap();
            }
            both.push(person);
        }
        let listed = Selected::Listed(vec![both[0].id]);
        let (_, kept, _) = app.ran(&manager, kind, terms, &listed).await;
        assert_eq!(kept.done, 1);
        for person in &both {
            app.begin(person).await;
        }
        let undone = app.undone(&admin, kept.id).await;
        assert_eq!(undone.done, 1, "{kind}");
        let twin = app.row(&admin, both[1].id).await.deadline;
        assert!(twin.is_some());
        assert_eq!(app.row(&admin, both[0].id).await.deadline, twin, "{kind}");
        app.backend.sweep(app.now()).await.unwrap();
        assert_eq!(app.row(&admin, both[0].id).await.deadline, twin, "{kind}");
    }
}

#[tokio::test]
async fn whose_time_was_over_has_none_after_a_group_was_left_and_that_was_undone() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let manager = TestApp::operator();
    let group = app.backend.create_group(&manager, "Ventes").await.unwrap();
    let rule = GroupRuleChange {
        grace: Grace::Days(30),
        ..REQUIRE
    };
    let made = app.backend.set_group_rule(&manager, group, rule).await;
    made.unwrap();
    let lea = app.user("Léa Lefèvre").await;
    app.begin(&lea).await;
    let members = [lea.id.to_string()];
    let added = app.backend.add_members(&manager, group, &members).await;
    added.unwrap();
    let tomorrow = app.now().plus(86_400).to_day();
    let right = admin.fresh_admin().unwrap();
    let extended = app.backend.extend_deadline(right, lea.id, &tomorrow, "UTC");
    extended.await.unwrap();
    app.advance(3 * 86_400);
    let is_over = async || {
        let deadline = app.row(&admin, lea.id).await.deadline;
        deadline.is_some_and(|deadline| deadline.is_over(app.now()))
    };
    assert!(is_over().await);
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    let listed = Selected::Listed(vec![lea.id]);
    let (_, kept, _) = app.ran(&manager, BulkKind::Leave, terms, &listed).await;
    assert!(!is_over().await);
    let undone = app.backend.run_undo(&manager, kept.id, |_, _| {}).await;
    assert_eq!(undone.unwrap().0.done, 1);
    assert!(is_over().await);
}

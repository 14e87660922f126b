//! Acting on many users at once.

use crate::support::{TestApp, asked, problem};
use backend::access::{Manager, Principal};
use backend::audit::Verdict;
use backend::bulk::{Asked, Kept, Plan, Refused, Selected, Start, Terms};
use backend::groups::GroupRuleChange;
use backend::import::ImportOptions;
use domain::problem::Problem;
use domain::{
    AuditAction, BulkKind, BulkState, Grace, GroupRule, OperationId, Policy, TwoFactorStatus,
    UserId,
};
use wire::UserQuery;

/// Everybody of whom 2FA is not required and who has none: they leave the filter as they are done.
fn inactive() -> Selected {
    Selected::Matching(UserQuery::default().with_status(Some(TwoFactorStatus::Inactive)))
}

pub fn everybody() -> Selected {
    Selected::Matching(UserQuery::default())
}

impl TestApp {
    /// Users of a file.
    pub async fn users_of_file(&self, count: usize) {
        let row = |i| format!("user{i}@exemple.fr,User {i},user,fr\n");
        let rows: String = (0..count).map(row).collect();
        let file = format!("email,name,role,language\n{rows}");
        let options = ImportOptions::default();
        let by = Self::operator();
        let imported = self
            .backend
            .import_users(&by, file.as_bytes(), &options, |_| {});
        assert_eq!(imported.await.unwrap().created, count as u64);
    }

    pub async fn prepared(
        &self,
        admin: &Principal,
        kind: BulkKind,
        users: &Selected,
    ) -> OperationId {
        let right = admin.admin().unwrap();
        let prepared = self.backend.prepare_operation(right, kind, users).await;
        prepared.unwrap()
    }

    pub async fn begun(&self, admin: &Principal, kind: BulkKind, users: &Selected) -> OperationId {
        let id = self.prepared(admin, kind, users).await;
        let shown = self.backend.operation(admin.admin().unwrap(), id).await;
        let right = admin.fresh_admin().unwrap();
        let seen = shown.unwrap().seen;
        let begun = self.backend.start_operation(right, id, &seen).await;
        assert_eq!(begun.unwrap(), Start::Begun);
        id
    }

    pub async fn stands(&self, admin: &Principal, id: OperationId) -> Kept {
        let shown = self.backend.operation(admin.admin().unwrap(), id).await;
        shown.unwrap().kept
    }

    pub async fn refused_of(&self, admin: &Principal, id: OperationId) -> Vec<Refused> {
        let shown = self.backend.operation(admin.admin().unwrap(), id).await;
        shown.unwrap().refused
    }

    pub async fn entries_of(&self, action: AuditAction) -> i64 {
        self.number(&format!(
            "SELECT count(*) FROM audit_entries WHERE action = '{action}'"
        ))
        .await
    }

    pub async fn has_whole_log(&self) {
        let verdict = self.backend.verify_audit(&Self::operator()).await.unwrap();
        assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
    }

    pub async fn ran(
        &self,
        by: &Manager,
        kind: BulkKind,
        terms: Terms<'_>,
        selected: &Selected,
    ) -> (Plan, Kept, Vec<Refused>) {
        let asked = Asked {
            kind,
            terms,
            selected,
        };
        let plan = self.backend.plan_operation(by, asked).await.unwrap();
        let (kept, refused) = self
            .backend
            .run_operation(by, asked, |_, _| {})
            .await
            .unwrap();
        (plan, kept, refused)
    }
}

#[tokio::test]
async fn a_filter_that_its_users_leave_as_they_are_done_is_done_to_each_once_with_an_entry_each() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(1_203).await;
    let id = app.begun(&admin, BulkKind::Require, &inactive()).await;
    assert_eq!(app.stands(&admin, id).await.state, BulkState::Running);
    assert_eq!(app.backend.carry_out_operations().await.unwrap(), 1);
    let kept = app.stands(&admin, id).await;
    assert_eq!(
        (
            kept.state,
            kept.total,
            kept.done,
            kept.already,
            kept.refused
        ),
        (BulkState::Done, 1_203, 1_203, 0, 0)
    );
    let required = "SELECT count(*) FROM users WHERE override_rule = 'required'";
    assert_eq!(app.number(required).await, 1_203);
    assert_eq!(app.entries_of(AuditAction::UserRequired).await, 1_203);
    let named =
        "SELECT count(DISTINCT target_id) FROM audit_entries WHERE action = 'user-required'";
    assert_eq!(app.number(named).await, 1_203);
    assert_eq!(app.entries_of(AuditAction::BulkBegun).await, 1);
    let detail = "SELECT count(*) FROM audit_entries WHERE action = 'bulk-begun' \
        AND detail = '{\"bulk\":{\"kind\":\"require\",\"count\":1203}}'";
    assert_eq!(app.number(detail).await, 1);
    app.has_whole_log().await;
    assert_eq!(app.backend.carry_out_operations().await.unwrap(), 0);
}

#[tokio::test]
async fn who_comes_later_is_not_meant_and_the_rules_are_those_of_the_same_act_on_one_user() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    let id = app.begun(&admin, BulkKind::Require, &inactive()).await;
    let zoe = app.user("Zoé Petit").await;
    app.backend.carry_out_operations().await.unwrap();
    let status = async |person: UserId| app.row(&admin, person).await.status;
    assert_eq!(status(lea.id).await, TwoFactorStatus::Pending);
    assert_eq!(status(zoe.id).await, TwoFactorStatus::Inactive);
    assert_eq!(app.stands(&admin, id).await.done, 2);
    let right = admin.fresh_admin().unwrap();
    let saved = app
        .backend
        .save_requirement(right, zoe.id, asked(true))
        .await;
    assert!(saved.unwrap().changed);
    let alike = "SELECT count(DISTINCT coalesce(override_rule, '') || override_by || override_at || override_generation) \
        FROM users WHERE override_rule IS NOT NULL";
    assert_eq!(app.number(alike).await, 1);
    let listed = Selected::Listed(vec![max.id, lea.id, max.id]);
    let id = app.begun(&admin, BulkKind::Lift, &listed).await;
    app.backend.carry_out_operations().await.unwrap();
    let kept = app.stands(&admin, id).await;
    assert_eq!((kept.total, kept.done), (2, 2));
    assert_eq!(status(max.id).await, TwoFactorStatus::Inactive);
    assert_eq!(status(zoe.id).await, TwoFactorStatus::Pending);
    assert_eq!(app.entries_of(AuditAction::UserRequirementLifted).await, 2);
}

#[tokio::test]
async fn what_begins_is_what_was_seen_and_nobody_begins_what_another_prepares() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.open(&app.add_admin("Max Martin").await).await;
    app.user("Léa Lefèvre").await;
    let id = app.prepared(&admin, BulkKind::Require, &inactive()).await;
    let seen = async |by: &Principal| app.backend.operation(by.admin().unwrap(), id).await;
    let before = seen(&admin).await.unwrap().seen;
    assert!(matches!(seen(&max).await, Err(backend::Error::NotFound)));
    let others = app
        .backend
        .start_operation(max.fresh_admin().unwrap(), id, &before)
        .await;
    assert!(matches!(others, Err(backend::Error::NotFound)));
    app.user("Zoé Petit").await;
    let start = async |seen: &str| {
        let right = admin.fresh_admin().unwrap();
        app.backend.start_operation(right, id, seen).await.unwrap()
    };
    assert_eq!(start(&before).await, Start::Changed);
    let now = seen(&admin).await.unwrap().seen;
    assert_eq!(start(&now).await, Start::Begun);
    assert_eq!(start(&now).await, Start::Begun);
    assert_eq!(app.entries_of(AuditAction::BulkBegun).await, 1);
    assert_eq!(seen(&max).await.unwrap().kept.state, BulkState::Running);
}

#[tokio::test]
async fn nothing_begins_under_other_rules_than_those_of_the_preview() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let chosen = Selected::Listed(vec![lea.id]);
    let manager = TestApp::operator();
    let group = app.backend.create_group(&manager, "Ventes").await.unwrap();
    let id = app.prepared(&admin, BulkKind::Join, &chosen).await;
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    let right = || admin.admin().unwrap();
    let told = app.backend.choose_terms(right(), id, terms).await;
    told.unwrap();
    let seen = async || app.backend.operation(right(), id).await.unwrap().seen;
    let start = async |seen: &str| {
        let right = admin.fresh_admin().unwrap();
        app.backend.start_operation(right, id, seen).await.unwrap()
    };
    let before = seen().await;
    let rule = GroupRuleChange {
        rule: GroupRule::Required,
        end_sessions: false,
        grace: Grace::None,
    };
    let made = app.backend.set_group_rule(&manager, group, rule).await;
    made.unwrap();
    assert_eq!(start(&before).await, Start::Changed);
    let before = seen().await;
    app.set_policy(&admin, Policy::Required).await;
    assert_eq!(start(&before).await, Start::Changed);
    let other = app.backend.create_group(&manager, "Achats").await.unwrap();
    let before = seen().await;
    let terms = Terms {
        group: Some(other),
        ..Terms::default()
    };
    let told = app.backend.choose_terms(right(), id, terms).await;
    told.unwrap();
    assert_eq!(start(&before).await, Start::Changed);
    assert_eq!(start(&seen().await).await, Start::Begun);
}

#[tokio::test]
async fn an_admin_who_requires_a_factor_of_many_needs_one() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.user("Léa Lefèvre").await;
    let id = app.prepared(&admin, BulkKind::Require, &inactive()).await;
    let shown = app.backend.operation(admin.admin().unwrap(), id).await;
    let right = admin.fresh_admin().unwrap();
    let begun = app
        .backend
        .start_operation(right, id, &shown.unwrap().seen)
        .await;
    assert_eq!(problem(begun), Problem::OwnFactorMissing);
}

#[tokio::test]
async fn a_cancelled_operation_ends_before_its_next_users_and_what_is_done_stays() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.open(&app.add_admin("Max Martin").await).await;
    app.users_of_file(700).await;
    let id = app.begun(&admin, BulkKind::Require, &inactive()).await;
    assert!(app.backend.carry_out_users(id).await.unwrap());
    let cancel = async || {
        let right = max.fresh_admin().unwrap();
        app.backend.cancel_operation(right, id).await.unwrap()
    };
    assert!(cancel().await);
    assert!(!cancel().await);
    assert!(!app.backend.carry_out_users(id).await.unwrap());
    let kept = app.stands(&admin, id).await;
    assert_eq!((kept.state, kept.done), (BulkState::Cancelled, 250));
    assert_eq!(app.entries_of(AuditAction::UserRequired).await, 250);
    assert_eq!(app.entries_of(AuditAction::BulkCancelled).await, 1);
}

#[tokio::test]
async fn two_processes_that_carry_out_the_same_do_nothing_twice_and_forget_nobody() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(2_600).await;
    let other = app.another_process().await;
    let id = app.begun(&admin, BulkKind::Require, &inactive()).await;
    let (one, two) = tokio::join!(
        app.backend.carry_out_operations(),
        other.carry_out_operations()
    );
    one.and(two).unwrap();
    assert_eq!(app.stands(&admin, id).await.done, 2_600);
    assert_eq!(app.entries_of(AuditAction::UserRequired).await, 2_600);
    other.close().await.unwrap();
}

#[tokio::test]
async fn it_ends_with_the_rights_of_its_admin() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Martin").await;
    let by_max = app.load(&app.enrol(&max).await.token).await;
    app.users_of_file(700).await;
    let id = app.begun(&by_max, BulkKind::Require, &inactive()).await;
    assert!(app.backend.carry_out_users(id).await.unwrap());
    let right = admin.fresh_admin().unwrap();
    app.backend.set_disabled(right, max.id, true).await.unwrap();
    app.backend
        .set_disabled(right, max.id, false)
        .await
        .unwrap();
    app.backend.carry_out_operations().await.unwrap();
    let kept = app.stands(&admin, id).await;
    assert_eq!((kept.state, kept.done), (BulkState::Stopped, 250));
}

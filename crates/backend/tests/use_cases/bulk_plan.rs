//! The plan of an operation on more users than one look takes.

use crate::bulk::everybody;
use crate::bulk_kinds::EXEMPT;
use crate::support::{TestApp, problem};
use backend::access::Principal;
use backend::bulk::{Plan, Refused, Selected, Shown, Terms};
use backend::groups::GroupRuleChange;
use domain::grace::DAY;
use domain::problem::Problem;
use domain::{BulkKind, BulkRefusal, DeadlineBy, Grace, GroupRule, OperationId, Policy, UserId};

/// Users beside the admins: more than the first look takes.
const USERS: u64 = 5_103;
/// Users at whom the first look takes place.
const FIRST: u64 = 5_000;

async fn shown(app: &TestApp, admin: &Principal, id: OperationId, after: Option<UserId>) -> Shown {
    let right = admin.admin().unwrap();
    app.backend.operation_after(right, id, after).await.unwrap()
}

async fn plan(app: &TestApp, admin: &Principal, id: OperationId, after: Option<UserId>) -> Plan {
    shown(app, admin, id, after).await.plan.unwrap()
}

#[tokio::test]
async fn a_plan_goes_on_to_the_last_user_and_counts_each_once_however_often_it_is_asked() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(usize::try_from(USERS).unwrap()).await;
    let id = app.prepared(&admin, BulkKind::Require, &everybody()).await;
    let first = plan(&app, &admin, id, None).await;
    assert_eq!((first.looked_at, first.done), (FIRST, FIRST));
    assert!(first.next.is_some());
    // Another window has come to another place: it is told of that, and nobody is looked at.
    let elsewhere = Some(UserId::new(1));
    assert_eq!(plan(&app, &admin, id, elsewhere).await, first);
    let whole = plan(&app, &admin, id, first.next).await;
    assert_eq!((whole.looked_at, whole.next), (USERS + 1, None));
    assert_eq!(whole.done, USERS + 1);
    let outlook = whole.outlook.unwrap();
    assert_eq!((outlook.never_signed_in, outlook.active), (USERS, 1));
    // Another window, or the same one loaded again: nobody is counted twice.
    assert_eq!(plan(&app, &admin, id, first.next).await, whole);
    assert_eq!(plan(&app, &admin, id, None).await, first);
    let other = app.another_process().await;
    let right = admin.admin().unwrap();
    let there = other.operation_after(right, id, first.next).await.unwrap();
    assert_eq!(there.plan.unwrap(), whole);
    other.close().await.unwrap();
}

#[tokio::test]
async fn what_was_looked_at_under_other_rules_or_an_hour_ago_is_looked_at_anew() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(usize::try_from(USERS).unwrap()).await;
    let id = app.prepared(&admin, BulkKind::Require, &everybody()).await;
    let first = plan(&app, &admin, id, None).await;
    app.set_policy(&admin, Policy::Required).await;
    let after = shown(&app, &admin, id, first.next).await;
    let anew = after.plan.unwrap();
    assert_eq!((anew.looked_at, anew.already), (FIRST, FIRST));
    let whole = plan(&app, &admin, id, anew.next).await;
    assert_eq!((whole.done, whole.already), (0, USERS + 1));
    let reader = || admin.reader().unwrap();
    let listed = app.backend.planned_users(reader(), id, None).await;
    let (_, place) = listed.unwrap();
    app.set_policy(&admin, Policy::Optional).await;
    let refused = app.backend.planned_users(reader(), id, place).await;
    assert_eq!(problem(refused), Problem::ChangedMeanwhile);
    let first = plan(&app, &admin, id, None).await;
    let whole = plan(&app, &admin, id, first.next).await;
    assert_eq!((whole.looked_at, whole.done), (USERS + 1, USERS + 1));
    app.advance(3_600);
    let anew = plan(&app, &admin, id, first.next).await;
    assert_eq!((anew.looked_at, anew.next), (FIRST, first.next));
}

#[tokio::test]
async fn the_last_admin_who_can_sign_in_is_spared_whichever_look_meets_the_others() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Martin").await;
    app.users_of_file(usize::try_from(USERS).unwrap()).await;
    let zoe = app.add_admin("Zoé Petit").await;
    // The admin who acts could not sign in again, and nobody deactivates their own account anyway.
    app.sql(&format!(
        "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) VALUES ({}, 'totp', 100, 1)",
        admin.user()
    ))
    .await;
    let everybody = everybody();
    let id = app.prepared(&admin, BulkKind::Deactivate, &everybody).await;
    let first = plan(&app, &admin, id, None).await;
    assert_eq!(first.reasons, [(BulkRefusal::OwnAccount, 1)]);
    assert_eq!((first.admins, first.outlook), (Some(1), None));
    let whole = plan(&app, &admin, id, first.next).await;
    let reasons = [(BulkRefusal::OwnAccount, 1), (BulkRefusal::LastAdmin, 1)];
    assert_eq!(whole.reasons, reasons);
    assert_eq!((whole.admins, whole.done), (Some(1), USERS + 1));
    let refused: Vec<UserId> = whole.first.iter().map(|one| one.user).collect();
    assert_eq!(refused, [admin.user(), zoe.id]);
    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let reader = admin.reader().unwrap();
        let part = app.backend.planned_users(reader, id, after).await;
        let (users, next) = part.unwrap();
        listed.extend(users);
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(listed.len() as u64, USERS + 3);
    let of = |id| listed.iter().find(|one| one.user == id).unwrap().outcome;
    assert_eq!(of(max.id), domain::BulkOutcome::Done);
    let last = domain::BulkOutcome::Refused(BulkRefusal::LastAdmin);
    assert_eq!(of(zoe.id), last);
}

#[tokio::test]
async fn the_plan_of_an_act_that_is_not_told_enough_or_whose_group_is_gone_is_none() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let manager = TestApp::operator();
    let group = app.backend.create_group(&manager, "Ventes").await.unwrap();
    let chosen = Selected::Listed(vec![admin.user()]);
    let id = app.prepared(&admin, BulkKind::Join, &chosen).await;
    assert!(shown(&app, &admin, id, None).await.plan.is_none());
    let reader = || admin.reader().unwrap();
    let untold = app.backend.planned_users(reader(), id, None).await;
    assert_eq!(problem(untold), Problem::Unknown);
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    let right = admin.admin().unwrap();
    app.backend.choose_terms(right, id, terms).await.unwrap();
    assert!(shown(&app, &admin, id, None).await.plan.is_some());
    app.backend.delete_group(&manager, group).await.unwrap();
    assert!(shown(&app, &admin, id, None).await.plan.is_none());
    let gone = app.backend.planned_users(reader(), id, None).await;
    assert!(matches!(gone, Err(backend::Error::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_is_among_the_refused_without_a_name() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let gone = UserId::new(admin.user().get() + DAY);
    let chosen = Selected::Listed(vec![gone, admin.user()]);
    let id = app.prepared(&admin, BulkKind::Require, &chosen).await;
    let plan = plan(&app, &admin, id, None).await;
    let expected = Refused {
        user: gone,
        named: None,
        reason: Some(BulkRefusal::Gone),
    };
    assert_eq!(plan.first, [expected]);
    assert_eq!(plan.outlook.unwrap().active, 1);
}

#[tokio::test]
async fn the_plan_counts_the_time_that_a_group_gives_from_the_end_of_an_exemption() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await.user();
    let lea = app.user("Léa Lefèvre").await;
    app.open(&lea).await;
    let group = app.group_of("Ventes", &[lea.id]).await;
    let change = GroupRuleChange {
        rule: GroupRule::Required,
        grace: Grace::Days(14),
        end_sessions: false,
    };
    let operator = TestApp::operator();
    let changed = app.backend.set_group_rule(&operator, group, change).await;
    changed.unwrap();
    let one = Selected::Listed(vec![lea.id]);
    app.ran(&operator, BulkKind::Exempt, EXEMPT, &one).await;
    app.advance(10 * DAY);
    let admin = app.proven(admin).await;
    let id = app.prepared(&admin, BulkKind::Require, &one).await;
    let reader = admin.reader().unwrap();
    let listed = app.backend.planned_users(reader, id, None).await;
    let (planned, _) = listed.unwrap();
    let leads_to = planned[0].leads_to.unwrap();
    let until = app.now().plus(14 * DAY);
    assert_eq!(
        (leads_to.until, leads_to.by),
        (Some(until), Some(DeadlineBy::Group))
    );
}

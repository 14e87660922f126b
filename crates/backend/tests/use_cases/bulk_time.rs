//! More time, reminders and invitations for many users at once: what is done is what is done to one.

use crate::adding::with_mails;
use crate::bulk::everybody;
use crate::support::{TestApp, problem};
use backend::bulk::{Asked, Selected, Terms};
use domain::problem::Problem;
use domain::{
    AuditAction, BulkKind, BulkRefusal, BulkState, GraceInput, NoticeKind, OverrideRule,
    ResetFallback, UserId,
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
    zone: "UTC",
};

/// Takes all mails that are due; returns how many of them were of this kind.
async fn mailed(app: &TestApp, kind: NoticeKind) -> usize {
    let mut count = 0;
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        count += usize::from(mail.notice.kind == kind);
    }
    count
}

async fn is_refused(app: &TestApp, user: UserId, reason: &str) {
    let refused = format!(
        "SELECT count(*) FROM bulk_refusals WHERE user_id = {user} AND reason = '{reason}'"
    );
    assert_eq!(app.number(&refused).await, 1, "{reason}");
}

#[tokio::test]
async fn many_get_the_time_that_one_would_get_and_whoever_has_nothing_to_activate_is_refused() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let max = app.user_with("Max Martin", OverrideRule::Required).await;
    let zoe = app.user("Zoé Petit").await;
    let right = admin.fresh_admin().unwrap();
    let extended = app
        .backend
        .extend_deadline(right, lea.id, "2027-06-30", "UTC")
        .await;
    extended.unwrap();
    let by = admin.fresh_admin().unwrap().into();
    let listed = Selected::Listed(vec![lea.id, max.id, zoe.id]);
    let (plan, kept, _) = app.ran(&by, BulkKind::Extend, UNTIL, &listed).await;
    assert_eq!((plan.done, plan.already, plan.refused), (1, 1, 1));
    assert_eq!((kept.done, kept.already, kept.refused), (1, 1, 1));
    is_refused(&app, zoe.id, "no-deadline").await;
    let alike = "SELECT count(DISTINCT own_deadline) FROM users WHERE own_deadline IS NOT NULL";
    assert_eq!(app.number(alike).await, 1);
    let details =
        "SELECT count(DISTINCT detail) FROM audit_entries WHERE action = 'deadline-extended'";
    assert_eq!(app.number(details).await, 1);
    assert_eq!(app.entries_of(AuditAction::DeadlineExtended).await, 2);
    let past = Terms {
        last_day: "2001-01-01",
        ..UNTIL
    };
    let asked = Asked {
        kind: BulkKind::Extend,
        terms: past,
        selected: &listed,
    };
    let over = app.backend.plan_operation(&by, asked).await;
    assert_eq!(problem(over), Problem::DeadlinePast);
}

#[tokio::test]
async fn those_are_reminded_who_can_be_and_nobody_twice_within_a_day() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    let max = app.user_with("Max Martin", OverrideRule::Required).await;
    let zoe = app.user("Zoé Petit").await;
    let right = admin.fresh_admin().unwrap();
    app.backend.remind(right, lea.id).await.unwrap();
    assert_eq!(mailed(&app, NoticeKind::Reminder).await, 1);
    let by = admin.fresh_admin().unwrap().into();
    let listed = Selected::Listed(vec![lea.id, max.id, zoe.id]);
    let (plan, kept, _) = app
        .ran(&by, BulkKind::Remind, Terms::default(), &listed)
        .await;
    assert_eq!((plan.done, plan.refused), (1, 2));
    assert_eq!((kept.done, kept.refused), (1, 2));
    assert_eq!(mailed(&app, NoticeKind::Reminder).await, 1);
    is_refused(&app, lea.id, "reminded-lately").await;
    is_refused(&app, zoe.id, "no-reminder").await;
    assert_eq!(app.entries_of(AuditAction::Reminded).await, 2);
}

#[tokio::test]
async fn those_are_invited_who_have_no_password_and_no_invitation_and_may_have_one_from_this_admin()
{
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let mut ids = Vec::new();
    for name in ["Léa Roy", "Max Roy", "Zoé Roy", "Luc Roy"] {
        ids.push(app.invitee(name).await.id);
    }
    ids.push(app.user("Ann Roy").await.id);
    app.backend.invite(&right.into(), ids[0]).await.unwrap();
    app.backend.set_disabled(right, ids[1], true).await.unwrap();
    let reset = ResetFallback::Later;
    app.backend
        .reset_two_factor(right, ids[2], "perdu", reset)
        .await
        .unwrap();
    let (plan, kept, _) = app
        .ran(
            &right.into(),
            BulkKind::Invite,
            Terms::default(),
            &Selected::Listed(ids.clone()),
        )
        .await;
    assert_eq!((plan.done, plan.already, plan.refused), (1, 1, 3));
    assert_eq!((kept.done, kept.already, kept.refused), (1, 1, 3));
    assert_eq!(mailed(&app, NoticeKind::Invited).await, 1);
    is_refused(&app, ids[1], "deactivated").await;
    is_refused(&app, ids[2], "awaits-reset").await;
    is_refused(&app, ids[4], "has-password").await;
    let links = "SELECT count(*) FROM one_time_links WHERE purpose = 'invitation'";
    assert_eq!(app.number(links).await, 2);
}

#[tokio::test]
async fn attack_25_an_admin_to_whom_one_gave_a_code_is_not_invited_with_many() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Martin").await;
    let right = admin.fresh_admin().unwrap();
    app.sql(&format!(
        "INSERT INTO handovers (giver_id, user_id, code_at) VALUES ({}, {}, {})",
        admin.user(),
        max.id,
        app.now().unix()
    ))
    .await;
    app.sql(&format!(
        "UPDATE users SET password_hash = NULL WHERE id = {}",
        max.id
    ))
    .await;
    let one = Selected::Listed(vec![max.id]);
    let (plan, kept, refused) = app
        .ran(&right.into(), BulkKind::Invite, Terms::default(), &one)
        .await;
    assert_eq!((plan.refused, kept.refused), (1, 1));
    assert_eq!(refused[0].reason, Some(BulkRefusal::SecondMeans));
    assert_eq!(mailed(&app, NoticeKind::Invited).await, 0);
}

#[tokio::test]
async fn mails_of_many_go_fifty_at_a_time_and_wait_while_many_do() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    for number in 0..160 {
        app.invitee(&format!("Personne {number}")).await;
    }
    let id = app.begun(&admin, BulkKind::Invite, &everybody()).await;
    assert!(app.backend.carry_out_users(id).await.unwrap());
    assert!(app.backend.carry_out_users(id).await.unwrap());
    let kept = app.stands(&admin, id).await;
    assert_eq!((kept.state, kept.looked_at()), (BulkState::Running, 100));
    assert_eq!(app.entries_of(AuditAction::Invited).await, 99);
    app.backend.carry_out_users(id).await.unwrap();
    assert!(!app.backend.carry_out_users(id).await.unwrap());
    let waiting = app.stands(&admin, id).await;
    assert_eq!(waiting.state, BulkState::Running);
    let mut mails = 0;
    while app.stands(&admin, id).await.state == BulkState::Running {
        mails += mailed(&app, NoticeKind::Invited).await;
        app.backend.carry_out_operations().await.unwrap();
    }
    assert_eq!(mails + mailed(&app, NoticeKind::Invited).await, 160);
}

#[tokio::test]
async fn without_a_mail_server_everybody_is_refused_what_is_a_mail() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.invitee("Léa Roy").await;
    for kind in [BulkKind::Remind, BulkKind::Invite] {
        let by = admin.fresh_admin().unwrap().into();
        let (plan, kept, refused) = app.ran(&by, kind, Terms::default(), &everybody()).await;
        assert_eq!((plan.refused, kept.refused), (2, 2), "{kind}");
        assert_eq!(refused[0].reason, Some(BulkRefusal::NoMailServer));
    }
}

//! Reminders to activate 2FA.

use crate::adding::with_mails;
use crate::support::{Person, TestApp, asked, problem};
use backend::Backend;
use backend::access::Principal;
use backend::notice::TimeLeft;
use backend::policy::PolicyChange;
use domain::problem::Problem;
use domain::{
    AuditAction, Deadline, DeadlineBy, Grace, NoticeKind, OverrideRule, Policy, ResetFallback, Role,
};
use test_support::{INVITEE, Kind};
use wire::UserQuery;

const DAY: i64 = 86_400;

async fn required(app: &TestApp, name: &str) -> Person {
    app.user_with(name, OverrideRule::Required).await
}

/// Takes all mails that are due; returns the addresses of the reminders among them.
async fn reminders(backend: &Backend) -> Vec<String> {
    let mut addresses = Vec::new();
    while let Some(mail) = backend.take_due_mail().await.unwrap() {
        backend.mail_sent(&mail.notice).await.unwrap();
        if mail.notice.kind == NoticeKind::Reminder {
            addresses.push(mail.email);
        }
    }
    addresses
}

async fn remind(app: &TestApp, admin: &Principal, person: &Person) -> backend::Result<()> {
    app.backend.remind(admin.fresh_admin()?, person.id).await
}

async fn unreminded(app: &TestApp, admin: &Principal) -> (u64, bool) {
    let found = app.backend.unreminded(admin.admin().unwrap()).await;
    let found = found.unwrap();
    (found.count, found.under_way)
}

#[tokio::test]
async fn a_reminder_is_recorded_and_mailed_once_and_not_again_within_a_day() {
    let app = with_mails().await;
    let ada = app.add_admin("Ada Byron").await;
    let admin = app.open(&ada).await;
    let lea = required(&app, "Léa Roy").await;
    remind(&app, &admin, &lea).await.unwrap();
    assert_eq!(reminders(&app.backend).await, [lea.email.as_str()]);
    assert_eq!(reminders(&app.backend).await, [""; 0]);
    let entry = app.entries(&admin, lea.id).await.remove(0);
    assert_eq!(entry.action, AuditAction::Reminded);
    assert_eq!(entry.actor_id, Some(ada.id));
    let again = remind(&app, &admin, &lea).await;
    assert_eq!(problem(again), Problem::RemindedLately);
    app.advance(DAY - 1);
    let admin = app.open(&ada).await;
    let again = remind(&app, &admin, &lea).await;
    assert_eq!(problem(again), Problem::RemindedLately);
    assert_eq!(unreminded(&app, &admin).await, (0, false));
    app.advance(1);
    assert_eq!(unreminded(&app, &admin).await, (1, false));
    remind(&app, &admin, &lea).await.unwrap();
    assert_eq!(reminders(&app.backend).await.len(), 1);
    // It is for the mail: nobody has to read it away.
    let unread = "SELECT count(*) FROM notices WHERE kind = 'reminder' AND seen_at IS NULL";
    assert_eq!(app.number(unread).await, 0);
}

#[tokio::test]
async fn only_those_are_reminded_who_must_activate_and_can_and_the_page_says_the_same_as_the_round()
{
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let optional = app.user("Rule Less").await;
    let active = required(&app, "Fac Tor").await;
    app.enrol(&active).await;
    let invited = Kind {
        rule: Some(OverrideRule::Required),
        ..INVITEE
    };
    let invited = test_support::create(&app.backend, "In Vitee", invited).await;
    let disabled = required(&app, "Dis Abled").await;
    app.backend
        .set_disabled(right, disabled.id, true)
        .await
        .unwrap();
    let reset = required(&app, "Re Set").await;
    app.enrol(&reset).await;
    app.backend
        .reset_two_factor(right, reset.id, "perdu", ResetFallback::Code)
        .await
        .unwrap();
    let pending = required(&app, "Pen Ding").await;
    for person in [&optional, &active, &invited, &disabled, &reset] {
        let refused = remind(&app, &admin, person).await;
        assert_eq!(problem(refused), Problem::ReminderPointless, "{person:?}");
        let shown = app.backend.user_detail(admin.admin().unwrap(), person.id);
        assert!(!shown.await.unwrap().can_be_reminded, "{person:?}");
    }
    let shown = app.backend.user_detail(admin.admin().unwrap(), pending.id);
    assert!(shown.await.unwrap().can_be_reminded);
    assert_eq!(unreminded(&app, &admin).await, (1, false));
    app.backend.remind_all(right).await.unwrap();
    app.backend.go_on_reminding().await.unwrap();
    assert_eq!(reminders(&app.backend).await, [pending.email]);
}

#[tokio::test]
async fn nobody_is_reminded_who_has_activated_or_need_not_any_more_when_the_mail_is_sent() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let (lea, max) = (
        required(&app, "Léa Roy").await,
        required(&app, "Max Bon").await,
    );
    for person in [&lea, &max] {
        remind(&app, &admin, person).await.unwrap();
    }
    app.enrol(&lea).await;
    app.backend
        .save_requirement(admin.fresh_admin().unwrap(), max.id, asked(false))
        .await
        .unwrap();
    assert_eq!(reminders(&app.backend).await, [""; 0]);
    let waiting =
        "SELECT count(*) FROM notices WHERE kind = 'reminder' AND mail_due_at IS NOT NULL";
    assert_eq!(app.number(waiting).await, 0);
}

#[tokio::test]
async fn everybody_pending_is_reminded_fifty_at_a_time_by_whichever_process_goes_on() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    for number in 0..60 {
        required(&app, &format!("Personne {number}")).await;
    }
    let lea = required(&app, "Léa Roy").await;
    remind(&app, &admin, &lea).await.unwrap();
    for _ in 0..2 {
        app.backend.remind_all(right).await.unwrap();
    }
    let rounds = "SELECT count(*) FROM reminder_rounds";
    assert_eq!(app.number(rounds).await, 1);
    // Who comes later is not in it.
    required(&app, "Zoé Petit").await;
    app.backend.go_on_reminding().await.unwrap();
    assert_eq!(unreminded(&app, &admin).await, (11, true));
    // After a restart, and of two processes at the same moment.
    let (one, two) = (app.another_process().await, app.another_process().await);
    let (a, b) = tokio::join!(one.go_on_reminding(), two.go_on_reminding());
    assert!(a.is_ok() && b.is_ok());
    app.backend.go_on_reminding().await.unwrap();
    assert_eq!(unreminded(&app, &admin).await, (1, false));
    assert_eq!(app.number(rounds).await, 0);
    let mut sent = reminders(&app.backend).await;
    assert_eq!(sent.len(), 61);
    sent.sort_unstable();
    sent.dedup();
    assert_eq!(sent.len(), 61);
    let recorded = "SELECT count(*) FROM audit_entries WHERE action = 'reminded'";
    assert_eq!(app.number(recorded).await, 61);
}

#[tokio::test]
async fn no_further_users_are_reminded_while_many_mails_wait() {
    let app = with_mails().await;
    let admin = app.admin().await;
    for number in 0..160 {
        required(&app, &format!("Personne {number}")).await;
    }
    let right = admin.fresh_admin().unwrap();
    app.backend.remind_all(right).await.unwrap();
    for _ in 0..4 {
        app.backend.go_on_reminding().await.unwrap();
    }
    assert_eq!(reminders(&app.backend).await.len(), 100);
}

#[tokio::test]
async fn attack_24_a_round_of_reminders_ends_with_the_role_of_the_admin_who_began_it() {
    for change in ["role", "disabled", "restored"] {
        let app = with_mails().await;
        let ada = app.admin_with_factor().await;
        let bob = app.add_admin("Bob Martin").await;
        let session = app.open(&bob).await;
        required(&app, "Léa Roy").await;
        let right = session.fresh_admin().unwrap();
        app.backend.remind_all(right).await.unwrap();
        let right = ada.fresh_admin().unwrap();
        match change {
            "role" => {
                let changed = app.backend.change_role(right, bob.id, Role::User).await;
                changed.unwrap();
            }
            "disabled" => {
                let done = app.backend.set_disabled(right, bob.id, true).await;
                done.unwrap();
            }
            _ => {
                let operator = TestApp::operator();
                app.backend.close_restored(&operator, &[]).await.unwrap();
            }
        }
        app.backend.go_on_reminding().await.unwrap();
        assert_eq!(reminders(&app.backend).await, [""; 0], "{change}");
        let rounds = "SELECT count(*) FROM reminder_rounds";
        assert_eq!(app.number(rounds).await, 0, "{change}");
    }
}

#[tokio::test]
async fn without_a_mail_server_nobody_is_reminded() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = required(&app, "Léa Roy").await;
    assert_eq!(problem(remind(&app, &admin, &lea).await), Problem::Unknown);
    let all = app.backend.remind_all(admin.fresh_admin().unwrap()).await;
    assert_eq!(problem(all), Problem::Unknown);
}

async fn unreached(app: &TestApp, admin: &Principal) -> Vec<String> {
    let query = UserQuery {
        undeliverable: true,
        ..UserQuery::default()
    };
    let right = admin.admin().unwrap();
    let list = app.backend.list_users(right, &query).await.unwrap();
    assert_eq!(usize::try_from(list.total).unwrap(), list.rows.len());
    let counted = app.backend.undelivered(right).await.unwrap().count;
    assert_eq!(counted, list.total);
    list.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn an_address_that_refuses_mails_is_shown_and_filtered_by_until_one_arrives_or_it_is_another()
{
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let (lea, max) = (app.user("Léa Roy").await, app.user("Max Bon").await);
    while app.backend.take_due_mail().await.unwrap().is_some() {}
    let mut mails = Vec::new();
    for person in [&lea, &max] {
        app.enrol(person).await;
        let mail = app.backend.take_due_mail().await.unwrap().unwrap();
        app.backend.note_delivery(&mail, false).await.unwrap();
        mails.push(mail);
    }
    let since = app.now();
    assert_eq!(unreached(&app, &admin).await, ["Léa Roy", "Max Bon"]);
    app.advance(60);
    app.backend.note_delivery(&mails[0], false).await.unwrap();
    let right = admin.admin().unwrap();
    let shown = app.backend.user_detail(right, lea.id).await.unwrap();
    assert_eq!(shown.undeliverable_since, Some(since));
    app.backend.note_delivery(&mails[0], true).await.unwrap();
    assert_eq!(unreached(&app, &admin).await, ["Max Bon"]);
    let other = backend::users::ProfileInput {
        name: "Max Bon",
        email: "max.bon@exemple.net",
        language: domain::Language::Fr,
    };
    app.backend
        .edit_user(admin.fresh_admin().unwrap(), max.id, other)
        .await
        .unwrap();
    assert_eq!(unreached(&app, &admin).await, [""; 0]);
    // What the address of before refuses says nothing of the present one.
    app.backend.note_delivery(&mails[1], false).await.unwrap();
    assert_eq!(unreached(&app, &admin).await, [""; 0]);
}

#[tokio::test]
async fn an_admin_has_a_few_samples_sent_to_the_own_address_and_no_more_at_once() {
    let app = with_mails().await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    let language = domain::Language::En;
    let send = |kind| app.backend.send_mail_sample(right, kind, language);
    send(NoticeKind::Invited).await.unwrap();
    let mail = app.backend.take_due_mail().await.unwrap().unwrap();
    assert_eq!(mail.email, "ada.byron@exemple.fr");
    assert_eq!(mail.sample, Some(NoticeKind::Invited));
    assert_eq!((mail.language, mail.link.is_none()), (language, true));
    for _ in 1..domain::notice::SAMPLES {
        send(NoticeKind::Reminder).await.unwrap();
    }
    let refused = send(NoticeKind::Reminder).await;
    assert!(matches!(refused, Err(backend::Error::WritesLimited { .. })));
    assert_eq!(
        problem(send(NoticeKind::MailSample).await),
        Problem::Unknown
    );
}

#[tokio::test]
async fn a_reminder_knows_how_long_there_is_time_when_it_is_sent_and_by_which_rule() {
    let app = with_mails().await;
    let lea = app.user("Léa Roy").await;
    app.password(&lea).await;
    let admin = app.admin_with_factor().await;
    let change = PolicyChange {
        grace: Grace::Days(14),
        ..PolicyChange::to(Policy::Required)
    };
    let right = admin.fresh_admin().unwrap();
    app.backend.change_policy(right, change).await.unwrap();
    remind(&app, &admin, &lea).await.unwrap();
    let made = app.now();
    app.advance(60);
    let mut told = Vec::new();
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        if mail.notice.kind == NoticeKind::Reminder {
            told.push(mail.time_left);
        }
    }
    let deadline = Deadline::At(made.plus(14 * DAY), DeadlineBy::Policy);
    let (now, groups) = (app.now(), Vec::new());
    let expected = TimeLeft {
        deadline,
        groups,
        now,
    };
    assert_eq!(told, [Some(expected)]);
}

#[tokio::test]
async fn before_a_deadline_a_user_is_reminded_on_each_day_by_one_of_two_processes_and_never_after_activation()
 {
    let app = with_mails().await;
    let ada = app.add_admin("Ada Byron").await;
    let enrolled = app.enrol(&ada).await;
    let admin = app.load(&enrolled.token).await;
    let (lea, max) = (app.user("Léa Roy").await, app.user("Max Martin").await);
    for person in [&lea, &max] {
        app.password(person).await;
    }
    let change = PolicyChange {
        grace: Grace::Days(30),
        ..PolicyChange::to(Policy::Required)
    };
    let right = admin.fresh_admin().unwrap();
    app.backend.change_policy(right, change).await.unwrap();
    let other = app.another_process().await;
    let mut days = Vec::new();
    for day in 0..32 {
        if day == 25 {
            app.enrol(&max).await;
        }
        let (one, two) = tokio::join!(
            app.backend.remind_before_deadlines(),
            other.remind_before_deadlines()
        );
        let reminded = one.unwrap() + two.unwrap();
        let mut mailed = reminders(&app.backend).await;
        assert_eq!(mailed.len(), reminded, "{day}");
        mailed.sort();
        if !mailed.is_empty() {
            days.push((day, mailed));
        }
        app.advance(DAY);
    }
    let both = [lea.email.clone(), max.email.clone()].to_vec();
    let alone = [lea.email.clone()].to_vec();
    let expected = [
        (16, both.clone()),
        (23, both),
        (27, alone.clone()),
        (29, alone),
    ];
    assert_eq!(days, expected);
}

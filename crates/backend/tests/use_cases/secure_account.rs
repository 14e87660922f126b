//! Securing an account by the link in a mail that tells of a new factor or password (attack 46).

use crate::adding::with_mails;
use crate::forgotten_password::asked;
use crate::support::{Person, TestApp, origin, problem, token_in};
use backend::Result;
use backend::notice::DueMail;
use backend::users::ProfileInput;
use domain::problem::Problem;
use domain::{AuditAction, Gate, Language, NoticeKind, ResetProof};

const CHOSEN: &str = "cinq chevaux verts dansent";

/// The mails that are due, each taken once.
async fn mails(app: &TestApp) -> Vec<DueMail> {
    let mut mails = Vec::new();
    while let Some(mail) = app.backend.take_due_mail().await.unwrap() {
        app.backend.mail_sent(&mail.notice).await.unwrap();
        mails.push(mail);
    }
    mails
}

/// The token in the mail that tells this user of a change of this kind.
pub async fn mailed(app: &TestApp, person: &Person, kind: NoticeKind) -> String {
    let of_kind = |mail: &DueMail| mail.notice.kind == kind && mail.email == person.email;
    let mail = mails(app).await.into_iter().find(of_kind).unwrap();
    token_in(&mail.securing.unwrap().url)
}

async fn secure(app: &TestApp, token: &str) -> Result<()> {
    app.backend.secure_account(token, &origin()).await
}

async fn works(app: &TestApp, token: &str) -> bool {
    app.backend.account_to_secure(token).await.is_ok()
}

#[tokio::test]
async fn whoever_denies_a_new_factor_ends_sessions_factor_and_known_devices_and_tells_all_admins() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let stranger = app.open_with(&lea, &enrolled.phone).await;
    let token = mailed(&app, &lea, NoticeKind::FactorActivated).await;
    let shown = app.backend.account_to_secure(&token).await.unwrap();
    assert_eq!(
        (shown.email.as_str(), shown.last_admin),
        (lea.email.as_str(), false)
    );
    secure(&app, &token).await.unwrap();

    let stands = format!("SELECT count(*) FROM sessions WHERE user_id = {}", lea.id);
    assert_eq!(app.number(&stands).await, 0, "{stranger:?}");
    for table in ["factors", "device_cookies", "recovery_codes"] {
        let left = format!("SELECT count(*) FROM {table} WHERE user_id = {}", lea.id);
        assert_eq!(app.number(&left).await, 0, "{table}");
    }
    assert!(
        app.actions(&admin, lea.id)
            .await
            .contains(&AuditAction::AccountSecured)
    );
    let unread = app.backend.unread_notices(admin.member().unwrap()).await;
    let told = unread.unwrap().notices;
    let told = told
        .iter()
        .find(|notice| notice.kind == NoticeKind::UserSecured)
        .unwrap();
    assert_eq!(told.about.as_ref().unwrap().email, Some(lea.email.clone()));
    assert_eq!(told.by, None, "anybody may have had the link");
    let after = mails(&app).await;
    let own = after
        .iter()
        .find(|mail| mail.notice.kind == NoticeKind::AccountSecured)
        .unwrap();
    assert_eq!(own.email, lea.email);
    assert!(own.securing.is_none());
}

#[tokio::test]
async fn attack_46_who_reads_the_mailbox_and_has_the_password_enrols_no_factor_by_the_link() {
    let app = with_mails().await;
    app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let token = mailed(&app, &lea, NoticeKind::FactorActivated).await;
    secure(&app, &token).await.unwrap();
    assert_eq!(app.begin(&lea).await.gate(), Gate::SecondFactor);
    // Nor by another link that the mailbox gives.
    let asked = asked(&app, &lea).await;
    app.backend
        .accept_invitation(&asked, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    let signed_in = app
        .backend
        .sign_in(&lea.email, CHOSEN, &origin(), None)
        .await
        .unwrap();
    assert_eq!(app.load(&signed_in.token).await.gate(), Gate::SecondFactor);
    let proof = format!(
        "SELECT count(*) FROM users WHERE id = {} AND reset_proof = '{}'",
        lea.id,
        ResetProof::Code
    );
    assert_eq!(app.number(&proof).await, 1);
}

#[tokio::test]
async fn a_password_that_somebody_else_chose_is_denied_though_there_is_no_factor() {
    let app = with_mails().await;
    app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let asked = asked(&app, &lea).await;
    app.backend
        .accept_invitation(&asked, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    let token = mailed(&app, &lea, NoticeKind::PasswordReset).await;
    secure(&app, &token).await.unwrap();
    let signed_in = app
        .backend
        .sign_in(&lea.email, CHOSEN, &origin(), None)
        .await
        .unwrap();
    assert_eq!(app.load(&signed_in.token).await.gate(), Gate::SecondFactor);
}

#[tokio::test]
async fn attack_46_another_change_by_the_stranger_does_not_end_the_link() {
    let app = with_mails().await;
    app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let token = mailed(&app, &lea, NoticeKind::FactorActivated).await;
    let asked = asked(&app, &lea).await;
    app.backend
        .accept_invitation(&asked, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    assert!(works(&app, &token).await);
}

#[tokio::test]
async fn the_link_works_once_for_a_week_and_is_stored_nowhere() {
    let app = with_mails().await;
    app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user("Max Martin").await;
    app.enrol(&lea).await;
    let token = mailed(&app, &lea, NoticeKind::FactorActivated).await;
    let stored = app.stored().await;
    assert!(!stored.windows(token.len()).any(|w| w == token.as_bytes()));
    app.enrol(&max).await;
    let late = mailed(&app, &max, NoticeKind::FactorActivated).await;
    app.advance(7 * 86_400 - 1);
    assert!(works(&app, &late).await);
    secure(&app, &token).await.unwrap();
    assert_eq!(problem(secure(&app, &token).await), Problem::LinkGone);
    app.advance(1);
    assert!(!works(&app, &late).await);
    assert_eq!(problem(secure(&app, &late).await), Problem::LinkGone);
}

#[tokio::test]
async fn the_only_admin_who_can_sign_in_is_led_to_the_command_line_and_keeps_the_factor() {
    let app = with_mails().await;
    let boss = app.add_admin("Ada Byron").await;
    app.enrol(&boss).await;
    let token = mailed(&app, &boss, NoticeKind::FactorActivated).await;
    let shown = app.backend.account_to_secure(&token).await.unwrap();
    assert!(shown.last_admin);
    assert_eq!(problem(secure(&app, &token).await), Problem::LastAdmin);
    assert_eq!(app.begin(&boss).await.gate(), Gate::SecondFactor);
    assert!(works(&app, &token).await, "it was not used up");
}

#[tokio::test]
async fn who_becomes_the_only_admin_while_the_link_waits_for_its_turn_keeps_the_factor() {
    let app = with_mails().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let token = mailed(&app, &lea, NoticeKind::FactorActivated).await;
    let turn = app.db().begin().await.unwrap();
    let secured = tokio::spawn({
        let (backend, token) = (app.backend.clone(), token.clone());
        async move { backend.secure_account(&token, &origin()).await }
    });
    // Time for what it reads before its turn; it cannot end.
    for _ in 0..20 {
        assert!(works(&app, &token).await);
    }
    assert!(!secured.is_finished());
    let promote = format!("UPDATE users SET role = 'admin' WHERE id = {}", lea.id);
    test_support::sql::execute(&turn, &promote).await;
    store::commit(turn).await.unwrap();
    assert_eq!(problem(secured.await.unwrap()), Problem::LastAdmin);
    assert_eq!(app.begin(&lea).await.gate(), Gate::SecondFactor);
}

#[tokio::test]
async fn an_address_of_before_has_no_say_in_the_account() {
    let app = with_mails().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let token = mailed(&app, &lea, NoticeKind::FactorActivated).await;
    // The mail that tells of this password is written after the address has changed.
    let asked = asked(&app, &lea).await;
    app.backend
        .accept_invitation(&asked, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    let input = ProfileInput {
        name: &lea.name,
        email: "nouvelle@exemple.fr",
        language: Language::Fr,
    };
    let right = admin.fresh_admin().unwrap();
    assert!(app.backend.edit_user(right, lea.id, input).await.unwrap());
    assert!(!works(&app, &token).await);
    let late = mails(&app).await;
    let changed = late
        .iter()
        .find(|mail| mail.notice.kind == NoticeKind::PasswordReset)
        .unwrap();
    assert_eq!(changed.email, lea.email);
    assert!(changed.securing.is_none());
}

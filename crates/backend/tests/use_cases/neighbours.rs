//! An action by one user, or on one user, leaves the others as they are.

use crate::sign_in::weak_hash;
use crate::support::{Enrolled, PASSWORD, TestApp, origin, problem, token_in};
use backend::Error;
use domain::problem::Problem;
use domain::{OverrideRule, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entity::{session, user};

/// The stored factors and codes of a user, in numbers.
async fn stored(app: &TestApp, user: UserId) -> [i64; 7] {
    let mut numbers = [0; 7];
    for (number, query) in numbers.iter_mut().zip([
        "count(*) FROM factors",
        "count(confirmed_at) FROM factors",
        "sum(failures) FROM factor_attempts",
        "sum(last_failure_at) FROM factor_attempts",
        "count(*) FROM recovery_codes",
        "count(sealed_code) FROM recovery_codes",
        "count(*) FROM access_codes",
    ]) {
        let query = format!("SELECT {query} WHERE user_id = {user}");
        *number = app.number(&query).await;
    }
    numbers
}

#[tokio::test]
async fn factors_failures_and_codes_of_one_user_are_untouched_by_those_of_another() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    // Max has one of everything: a factor with failures, a secret that awaits confirmation, codes
    // to save and an access code.
    let max = app.user("Max Martin").await;
    let of_max = app.enrol(&max).await;
    let principal = app.load(&of_max.token).await;
    app.secret(&principal).await;
    app.advance(30);
    let (member, code) = (principal.member().unwrap(), of_max.phone.at(app.now()));
    app.backend
        .renew_recovery_codes(member, &code)
        .await
        .unwrap();
    app.backend.give_access_code(right, max.id).await.unwrap();
    let later = app.now().plus(100_000).unix();
    let failed = format!(
        "INSERT INTO factor_attempts (user_id, kind, failures, last_failure_at) VALUES ({}, 'totp', 5, {later})",
        max.id
    );
    app.sql(&failed).await;
    let before = stored(&app, max.id).await;
    assert_eq!(before, [2, 1, 5, later, 10, 10, 1]);

    let lea = app.user("Léa Lefèvre").await;
    let Enrolled { phone, codes, .. } = app.enrol(&lea).await;
    assert_eq!(codes.len(), 10);
    let open = app.open_with(&lea, &phone).await;
    let factor = app.backend.own_factor(open.member().unwrap()).await;
    assert_eq!(factor.unwrap().unwrap().recovery_left, 10);
    let session = app.begin(&lea).await;
    let wrong = phone.wrong(app.now());
    for _ in 0..4 {
        let refused = app.give(&session, &wrong).await;
        assert_eq!(problem(refused), Problem::CodeWrong);
    }
    let used = app.give(&session, &phone.at(app.now())).await;
    assert_eq!(problem(used), Problem::CodeUsed);
    let refused = app.give(&session, &wrong).await;
    assert_eq!(problem(refused), Problem::CodeWrong);
    let delayed = app.give(&session, &wrong).await;
    assert!(
        matches!(delayed, Err(Error::Throttled { .. })),
        "{delayed:?}"
    );
    app.advance(30);
    let given = app.backend.give_access_code(right, lea.id).await.unwrap();
    for code in [&given.code, &codes[0]] {
        app.give(&app.begin(&lea).await, code).await.unwrap();
    }
    assert_eq!(stored(&app, max.id).await, before);
}

/// A user's row and sessions.
async fn account(app: &TestApp, id: UserId) -> (user::Model, Vec<session::Model>) {
    let db = app.db().read();
    let user = user::Entity::find_by_id(id).one(db).await;
    let sessions = session::Entity::find()
        .filter(session::Column::UserId.eq(id.get()))
        .all(db)
        .await;
    (user.unwrap().unwrap(), sessions.unwrap())
}

#[tokio::test]
async fn the_password_the_rule_and_the_sessions_of_one_user_are_untouched_by_those_of_another() {
    const CHOSEN: &str = "cinq chevaux verts dansent";
    let app = TestApp::at_full_cost().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let lea = app.user("Léa Lefèvre").await;
    let max = app.user_with("Max Martin", OverrideRule::Exempt).await;
    app.open(&max).await;
    // One hash for both: even that does not make them one user.
    let weak = weak_hash();
    app.sql(&format!("UPDATE users SET password_hash = '{weak}'"))
        .await;
    let before = account(&app, max.id).await;
    assert!(before.0.override_rule.is_some() && before.1.len() == 1);

    // More sessions than the maximum, the first of which stores the password again.
    for _ in 0..55 {
        app.open(&lea).await;
    }
    let (of_lea, sessions) = account(&app, lea.id).await;
    assert_ne!(of_lea.password_hash.unwrap(), weak);
    assert_eq!(sessions.len(), 50);
    let saved = app.backend.save_requirement(right, lea.id, true).await;
    saved.unwrap();
    let link = app.backend.invite(&TestApp::operator(), lea.id).await;
    let token = token_in(&link.unwrap().url);
    app.backend
        .accept_invitation(&token, CHOSEN, CHOSEN, &origin())
        .await
        .unwrap();
    let (of_lea, sessions) = account(&app, lea.id).await;
    assert_eq!(
        of_lea.override_rule.as_deref(),
        Some(&OverrideRule::Required)
    );
    assert!(sessions.is_empty());
    assert_eq!(account(&app, max.id).await, before);
}

#[tokio::test]
async fn the_links_of_one_user_are_untouched_by_what_takes_those_of_another_away() {
    const CHOSEN: &str = "cinq chevaux verts dansent";
    let app = TestApp::new().await;
    let max = app.invitee("Max Martin").await;
    let link = app.backend.invite(&TestApp::operator(), max.id).await;
    let of_max = token_in(&link.unwrap().url);
    let lea = app.user("Léa Lefèvre").await;
    let link = app.backend.invite(&TestApp::operator(), lea.id).await;
    let of_lea = token_in(&link.unwrap().url);
    let member = app.open(&lea).await;
    app.backend
        .change_password(member.member().unwrap(), PASSWORD, (CHOSEN, CHOSEN), false)
        .await
        .unwrap();
    let gone = app.backend.invitation(&of_lea).await;
    assert_eq!(problem(gone), Problem::LinkGone);
    assert!(app.backend.invitation(&of_max).await.is_ok());
}

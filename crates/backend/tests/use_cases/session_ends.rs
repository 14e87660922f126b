//! What ends the sessions of a user.

use crate::support::{PASSWORD, TestApp, asked, origin, token_in};
use backend::Error;
use backend::policy::PolicyChange;
use backend::token::Token;
use domain::{Gate, OverrideRule, Policy, ResetFallback, Role};

const END_SESSIONS: PolicyChange = PolicyChange {
    policy: Policy::Required,
    end_sessions: true,
    end_exemptions: false,
    keep_individual: false,
    grace: domain::Grace::None,
    keep_announced: false,
};

/// Which of the tokens still have a session.
async fn alive(app: &TestApp, tokens: &[&Token]) -> Vec<bool> {
    let mut alive = Vec::new();
    for token in tokens {
        alive.push(app.find(token).await.is_some());
    }
    alive
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_renews_the_own_token() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let (own, other) = (
        app.password(&lea).await.token,
        app.password(&lea).await.token,
    );
    let of_max = app.password(&max).await.token;
    let principal = app.load(&own).await;
    let new = "cinq chevaux verts dansent";
    let member = principal.member().unwrap();
    let renewed = app
        .backend
        .change_password(member, PASSWORD, (new, new), false)
        .await
        .unwrap();
    assert_eq!(
        alive(&app, &[&renewed, &own, &other, &of_max]).await,
        [true, false, false, true]
    );
}

#[tokio::test]
async fn a_password_chosen_over_a_link_ends_every_session() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let (own, of_max) = (
        app.password(&lea).await.token,
        app.password(&max).await.token,
    );
    let link = app
        .backend
        .invite(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    assert_eq!(
        alive(&app, &[&own]).await,
        [true],
        "the link alone changes nothing"
    );
    let new = "cinq chevaux verts dansent";
    let token = token_in(&link.url);
    app.backend
        .accept_invitation(&token, new, new, &origin())
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&own, &of_max]).await, [false, true]);
}

#[tokio::test]
async fn attack_10_a_new_role_a_reset_deactivation_and_deletion_end_every_session_of_that_user() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = admin.fresh_admin().unwrap();
    let max = app.user("Max Martin").await;
    let of_max = app.password(&max).await.token;
    let lea = app.add_admin("Léa Lefèvre").await;
    let sessions = async || {
        [
            app.password(&lea).await.token,
            app.password(&lea).await.token,
        ]
    };

    let [one, two] = sessions().await;
    app.backend
        .change_role(right, lea.id, Role::User)
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&one, &two]).await, [false, false], "demoted");
    let [one, two] = sessions().await;
    app.backend
        .change_role(right, lea.id, Role::Admin)
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&one, &two]).await, [false, false], "promoted");
    let [one, two] = sessions().await;
    app.backend
        .reset_two_factor(right, lea.id, "téléphone perdu", ResetFallback::Code)
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&one, &two]).await, [false, false], "reset");
    let [one, two] = sessions().await;
    app.backend.set_disabled(right, lea.id, true).await.unwrap();
    assert_eq!(
        alive(&app, &[&one, &two]).await,
        [false, false],
        "deactivated"
    );
    app.backend
        .set_disabled(right, lea.id, false)
        .await
        .unwrap();
    assert_eq!(
        alive(&app, &[&one, &two]).await,
        [false, false],
        "activated again"
    );
    let [one, two] = sessions().await;
    app.backend
        .delete_user(&right.into(), lea.id)
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&one, &two]).await, [false, false], "deleted");
    assert_eq!(alive(&app, &[&of_max]).await, [true]);
}

#[tokio::test]
async fn attack_10_what_waited_for_its_turn_is_refused_when_the_one_before_has_ended_its_session() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Martin").await;
    let token = app.enrol(&max).await.token;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let of_max = app.load(&token).await;
    let disabled = app
        .backend
        .set_disabled(admin.fresh_admin().unwrap(), max.id, true);
    disabled.await.unwrap();

    let right = of_max.fresh_admin().unwrap();
    let before = app.entry_count().await;
    let answers = [
        app.backend.set_disabled(right, max.id, false).await,
        app.backend.change_role(right, lea.id, Role::Admin).await,
        app.backend
            .reset_two_factor(right, lea.id, "perdu", ResetFallback::Code)
            .await
            .map(drop),
        app.backend.delete_user(&right.into(), lea.id).await,
        app.backend.invite(&right.into(), lea.id).await.map(|_| ()),
        app.backend
            .give_access_code(right, lea.id)
            .await
            .map(|_| ()),
        app.backend
            .save_requirement(right, lea.id, true)
            .await
            .map(|_| ()),
        app.backend
            .change_policy(right, END_SESSIONS)
            .await
            .map(|_| ()),
        app.backend
            .end_sessions_of(right, lea.id, None)
            .await
            .map(|_| ()),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(Error::Unauthenticated)), "{answer:?}");
    }
    assert_eq!(app.entry_count().await, before);
    assert!(app.row(&admin, max.id).await.is_deactivated());
}

#[tokio::test]
async fn the_oldest_sessions_of_a_user_end_beyond_fifty_and_waiting_ones_end_no_open_one() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    let count = async |condition: &str| {
        let count = format!("SELECT count(*) FROM sessions WHERE opened_at {condition}");
        app.number(&count).await
    };
    let add = async |from: u8, opened: &str| {
        for i in from..from + 60 {
            let session = format!(
                "INSERT INTO sessions (user_id, token_hash, created_at, last_seen_at, opened_at, \
                 user_agent, address) VALUES ({}, x'{i:02x}', 1, 1, {opened}, '', '')",
                lea.id
            );
            app.sql(&session).await;
        }
    };
    add(0, "1").await;
    let last = app.open_with(&lea, &phone).await;
    // The one that was opened before belongs to the time before the limit.
    assert_eq!(count("IS NOT NULL").await, 51);
    add(100, "NULL").await;
    app.begin(&lea).await;
    assert_eq!(
        (count("IS NULL").await, count("IS NOT NULL").await),
        (20, 50)
    );
    let newest = format!(
        "SELECT count(*) FROM sessions WHERE id = {} OR address != ''",
        last.session()
    );
    assert_eq!(app.number(&newest).await, 2);
}

#[tokio::test]
async fn a_session_that_waits_for_its_code_ends_with_the_others() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let waiting = app.password(&lea).await.token;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .reset_two_factor(right, lea.id, "téléphone perdu", ResetFallback::Code)
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&waiting]).await, [false]);
}

#[tokio::test]
async fn attack_10_a_session_of_a_deactivated_user_is_dead_even_where_its_row_is_left() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    app.sql("UPDATE users SET disabled_at = 1800000000").await;
    assert_eq!(alive(&app, &[&token]).await, [false]);
}

#[tokio::test]
async fn requiring_2fa_for_all_lets_open_sessions_run_on() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    app.set_policy(&admin, Policy::Required).await;
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
    assert_eq!(app.password(&lea).await.gate, Gate::Enrolment);
}

#[tokio::test]
async fn requiring_2fa_of_one_user_lets_the_open_session_run_on() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    app.backend
        .save_requirement(admin.fresh_admin().unwrap(), lea.id, true)
        .await
        .unwrap();
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
    assert_eq!(app.password(&lea).await.gate, Gate::Enrolment);
}

#[tokio::test]
async fn requiring_with_the_end_of_sessions_ends_those_of_users_who_must_activate_and_no_others() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let must = app.user("Léa Lefèvre").await;
    let exempt = app.user_with("Max Martin", OverrideRule::Exempt).await;
    let active = app.user("Zoé Petit").await;
    let (of_must, of_exempt) = (
        app.password(&must).await.token,
        app.password(&exempt).await.token,
    );
    let of_active = app.enrol(&active).await.token;
    let waiting = app.password(&active).await.token;
    app.advance(10);
    let changed = app
        .backend
        .change_policy(admin.fresh_admin().unwrap(), END_SESSIONS)
        .await
        .unwrap();
    assert!(changed);
    let tokens = [&of_must, &of_exempt, &of_active, &waiting];
    assert_eq!(alive(&app, &tokens).await, [false, true, true, true]);
    // A user who signs in afterwards and enrols stays signed in.
    let enrolled = app.enrol(&must).await;
    assert_eq!(app.load(&enrolled.token).await.gate(), Gate::Open);
}

#[tokio::test]
async fn an_ended_session_is_in_no_list() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.open(&lea).await;
    let right = admin.fresh_admin().unwrap();
    assert_eq!(
        app.backend
            .sessions_of(admin.admin().unwrap(), lea.id)
            .await
            .unwrap()
            .len(),
        1
    );
    app.backend
        .change_policy(right, END_SESSIONS)
        .await
        .unwrap();
    assert_eq!(
        app.backend
            .sessions_of(admin.admin().unwrap(), lea.id)
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn a_session_that_was_ended_does_not_come_back_with_the_old_policy() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    app.backend
        .change_policy(admin.fresh_admin().unwrap(), END_SESSIONS)
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&token]).await, [false]);
    app.set_policy(&admin, Policy::Optional).await;
    assert_eq!(alive(&app, &[&token]).await, [false]);
}

#[tokio::test]
async fn a_session_that_was_ended_does_not_come_back_with_an_exemption() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .change_policy(right, END_SESSIONS)
        .await
        .unwrap();
    app.backend
        .save_requirement(right, lea.id, asked(false))
        .await
        .unwrap();
    assert_eq!(alive(&app, &[&token]).await, [false]);
}

#[tokio::test]
async fn a_session_that_an_exemption_kept_runs_on_when_the_exemption_ends() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let exempt = app.user_with("Max Martin", OverrideRule::Exempt).await;
    let token = app.password(&exempt).await.token;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .change_policy(right, END_SESSIONS)
        .await
        .unwrap();
    app.backend
        .save_requirement(right, exempt.id, true)
        .await
        .unwrap();
    // There is a day to comply, and the session outlives it.
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
    assert_eq!(app.password(&exempt).await.gate, Gate::Open);
}

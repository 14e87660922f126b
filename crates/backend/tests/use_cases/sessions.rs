//! How long sessions last, and what their users see of them.

use crate::support::{ADDRESS, PUBLIC_URL, START, TestApp, origin};
use backend::access::Origin;
use backend::token::Token;
use backend::{Error, Settings};
use domain::{AuditAction, AuditDetail, Gate, OverrideRule, SessionId};

#[tokio::test]
async fn a_session_without_requests_ends_after_an_hour() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let (used, idle) = (
        app.password(&lea).await.token,
        app.password(&lea).await.token,
    );
    app.advance(3_599);
    assert!(app.find(&used).await.is_some());
    app.advance(1);
    assert!(app.find(&idle).await.is_none());
    app.advance(3_598);
    assert!(app.find(&used).await.is_some());
    app.advance(3_600);
    assert!(app.find(&used).await.is_none());
}

#[tokio::test]
async fn a_session_in_use_ends_after_twelve_hours() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    for _ in 0..23 {
        app.advance(1_800);
        assert!(app.find(&token).await.is_some());
    }
    app.advance(1_799);
    assert!(app.find(&token).await.is_some());
    app.advance(1);
    assert!(app.find(&token).await.is_none());
}

#[tokio::test]
async fn the_limits_are_those_of_the_settings() {
    let mut settings = Settings::for_tests(PUBLIC_URL);
    settings.session_idle = 100;
    settings.session_absolute = 150;
    let app = TestApp::with(settings).await;
    let lea = app.user("Léa Lefèvre").await;
    let (used, idle) = (
        app.password(&lea).await.token,
        app.password(&lea).await.token,
    );
    app.advance(99);
    assert!(app.find(&used).await.is_some());
    app.advance(1);
    assert!(app.find(&idle).await.is_none());
    app.advance(49);
    assert!(app.find(&used).await.is_some());
    app.advance(1);
    assert!(app.find(&used).await.is_none());
}

#[tokio::test]
async fn a_password_waits_for_its_code_for_fifteen_minutes() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let token = app.password(&lea).await.token;
    app.advance(899);
    assert_eq!(app.load(&token).await.gate(), Gate::SecondFactor);
    app.advance(1);
    assert!(app.find(&token).await.is_none());
}

#[tokio::test]
async fn a_session_that_gave_its_code_lives_on_after_fifteen_minutes() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let must = app.user_with("Max Martin", OverrideRule::Required).await;
    let (open, enrolling) = (app.enrol(&lea).await.token, app.password(&must).await.token);
    app.advance(901);
    assert_eq!(app.load(&open).await.gate(), Gate::Open);
    assert_eq!(app.load(&enrolling).await.gate(), Gate::Enrolment);
}

#[tokio::test]
async fn a_renewed_token_does_not_make_the_session_younger() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(60);
    let principal = app.begin(&lea).await;
    app.advance(600);
    let token = app
        .give(&principal, &phone.at(app.now()))
        .await
        .unwrap()
        .token;
    for _ in 0..23 {
        app.advance(1_800);
        assert!(app.find(&token).await.is_some());
    }
    app.advance(1_200);
    assert!(app.find(&token).await.is_none());
}

#[tokio::test]
async fn a_clock_that_is_corrected_ends_nothing_and_one_that_jumps_forward_ends_everything() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    app.advance(-60);
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
    app.advance(86_400);
    assert!(app.find(&token).await.is_none());
}

#[tokio::test]
async fn a_token_that_is_cut_or_changed_is_nobodys() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let text = app.password(&lea).await.token.reveal();
    assert!(app.find(&Token::parse(&text).unwrap()).await.is_some());
    assert_eq!(Token::parse(&text[..42]), None);
    let first = if text.starts_with('A') { 'B' } else { 'A' };
    let changed = Token::parse(&format!("{first}{}", &text[1..])).unwrap();
    assert!(app.find(&changed).await.is_none());
}

#[tokio::test]
async fn after_signing_out_the_token_is_worthless_and_the_log_says_so_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let (token, other) = (
        app.password(&lea).await.token,
        app.password(&lea).await.token,
    );
    let principal = app.load(&token).await;
    app.backend.sign_out(&principal).await.unwrap();
    app.backend.sign_out(&principal).await.unwrap();
    assert!(app.find(&token).await.is_none());
    assert!(app.find(&other).await.is_some());
    let actions = app.actions(&admin, lea.id).await;
    let count = actions
        .iter()
        .filter(|a| **a == AuditAction::SignedOut)
        .count();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_session_can_be_left_at_every_gate() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let must = app.user_with("Max Martin", OverrideRule::Required).await;
    app.enrol(&lea).await;
    for (person, gate) in [(&lea, Gate::SecondFactor), (&must, Gate::Enrolment)] {
        let token = app.password(person).await.token;
        let principal = app.load(&token).await;
        assert_eq!(principal.gate(), gate);
        app.backend.sign_out(&principal).await.unwrap();
        assert!(app.find(&token).await.is_none());
    }
}

#[tokio::test]
async fn users_see_their_own_sessions_with_browser_and_address() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    app.open(&max).await;
    let elsewhere = Origin {
        address: "198.51.100.9".to_owned(),
        user_agent: "Firefox".to_owned(),
        ..Origin::default()
    };
    let password = crate::support::PASSWORD;
    let older = app
        .backend
        .sign_in(&lea.email, password, &elsewhere, None)
        .await
        .unwrap();
    let older = app
        .backend
        .principal(&older.token, elsewhere.clone())
        .await
        .unwrap()
        .unwrap();
    app.advance(120);
    let current = app.open(&lea).await;
    let sessions = app
        .backend
        .own_sessions(current.member().unwrap())
        .await
        .unwrap();
    let ids: Vec<_> = sessions.iter().map(|s| (s.id, s.current)).collect();
    assert_eq!(ids, [(current.session(), true), (older.session(), false)]);
    assert_eq!(
        (sessions[0].address.as_str(), sessions[0].since),
        (ADDRESS, START.plus(120))
    );
    assert_eq!(
        (&sessions[1].address, &sessions[1].user_agent),
        (&elsewhere.address, &elsewhere.user_agent)
    );
    assert_eq!((sessions[1].since, sessions[1].last_seen), (START, START));
}

#[tokio::test]
async fn the_list_has_neither_ended_sessions_nor_those_without_their_code() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    let principal = app.load(&enrolled.token).await;
    app.begin(&lea).await;
    let right = admin.admin().unwrap();
    let listed = app.backend.sessions_of(right, lea.id).await.unwrap();
    assert_eq!(
        listed.iter().map(|s| s.id).collect::<Vec<_>>(),
        [principal.session()]
    );
    assert!(!listed[0].current, "it is not the admin's own");
    app.advance(3_600);
    let admin = app
        .open(&crate::support::Person {
            id: admin.user(),
            name: admin.name().to_owned(),
            email: admin.email().to_owned(),
        })
        .await;
    let listed = app
        .backend
        .sessions_of(admin.admin().unwrap(), lea.id)
        .await
        .unwrap();
    assert_eq!(listed, []);
}

#[tokio::test]
async fn the_last_request_is_noted_to_the_minute() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    for (seconds, noted) in [(59, START), (1, START.plus(60)), (59, START.plus(60))] {
        app.advance(seconds);
        let principal = app.load(&token).await;
        let seen = app
            .backend
            .own_sessions(principal.member().unwrap())
            .await
            .unwrap();
        assert_eq!(seen[0].last_seen, noted);
    }
}

#[tokio::test]
async fn users_end_their_own_sessions_and_nobody_elses() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let (own, stolen) = (app.open(&lea).await, app.password(&lea).await.token);
    let token_of_max = app.password(&max).await.token;
    let of_max = app.load(&token_of_max).await.session();
    let member = own.member().unwrap();
    for id in [of_max, SessionId::new(9_999), SessionId::new(-1)] {
        let refused = app.backend.end_own_session(member, id).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    assert!(app.find(&token_of_max).await.is_some());
    let id = app.load(&stolen).await.session();
    app.backend.end_own_session(member, id).await.unwrap();
    assert!(app.find(&stolen).await.is_none());
    let again = app.backend.end_own_session(member, id).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    let actions = app.actions(&admin, lea.id).await;
    assert_eq!(
        actions
            .iter()
            .filter(|a| **a == AuditAction::SessionEnded)
            .count(),
        1
    );
}

#[tokio::test]
async fn an_admin_ends_one_session_of_a_user_or_all_but_never_the_own_one() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(app.password(&lea).await.token);
    }
    let of_max = app.password(&max).await.token;
    let foreign = app.load(&of_max).await.session();
    for id in [foreign, admin.session(), SessionId::new(9_999)] {
        let refused = app.backend.end_sessions_of(right, lea.id, Some(id)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    let one = Some(app.load(&tokens[0]).await.session());
    let end = |session| app.backend.end_sessions_of(right, lea.id, session);
    assert_eq!(end(one).await.unwrap(), 1);
    assert!(app.find(&tokens[0]).await.is_none());
    assert!(app.find(&tokens[1]).await.is_some());
    assert_eq!(end(None).await.unwrap(), 2);
    assert!(matches!(end(None).await, Err(Error::NotFound)));
    for token in &tokens {
        assert!(app.find(token).await.is_none());
    }
    assert!(app.find(&of_max).await.is_some());
    let own = app.backend.end_sessions_of(right, admin.user(), None).await;
    assert!(matches!(own, Err(Error::NotFound)), "{own:?}");
    let entries = app.entries(&admin, lea.id).await;
    let ended = entries
        .iter()
        .filter(|e| e.action == AuditAction::SessionsEnded);
    let details: Vec<AuditDetail> = ended.map(|e| e.detail.clone()).collect();
    assert_eq!(details, [AuditDetail::Count(2), AuditDetail::Count(1)]);
}

#[tokio::test]
async fn who_is_behind_a_token_is_read_anew_at_each_request() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    let principal = app.load(&token).await;
    let member = principal.member().unwrap();
    app.backend
        .save_profile(member, "Léa Martin", domain::Language::En)
        .await
        .unwrap();
    let elsewhere = Origin {
        address: "203.0.113.1".to_owned(),
        ..origin()
    };
    let after = app
        .backend
        .principal(&token, elsewhere.clone())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (after.name(), after.language()),
        ("Léa Martin", domain::Language::En)
    );
    assert_eq!(*after.origin(), elsewhere);
}

#[tokio::test]
async fn a_request_puts_the_idle_end_off_and_a_question_of_the_page_does_not() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let begun = app.now();
    let token = app.password(&lea).await.token;
    app.advance(1_800);
    let ask = async || {
        app.backend
            .background_principal(&token, origin())
            .await
            .unwrap()
    };
    let asked = ask().await.unwrap().end();
    assert_eq!((asked.now, asked.idle), (app.now(), begun.plus(3_600)));
    assert_eq!(asked.absolute, begun.plus(12 * 3_600));
    assert_eq!(app.load(&token).await.end().idle, app.now().plus(3_600));
    assert_eq!(ask().await.unwrap().end().idle, app.now().plus(3_600));
    // Within a minute nothing is recorded, and so nothing is promised.
    app.advance(59);
    assert_eq!(app.load(&token).await.end().idle, app.now().plus(3_541));
    app.advance(3_541);
    assert!(ask().await.is_none());
}

//! The clock jumps: what was closed stays closed, what was used stays used (attack 20).

use crate::support::{PASSWORD, Person, TestApp, origin, problem, token_in};
use backend::Error;
use backend::access::Principal;
use backend::groups::GroupRuleChange;
use backend::policy::PolicyChange;
use backend::users::RequirementInput;
use domain::problem::Problem;
use domain::{Gate, Grace, GraceInput, GroupRule, Policy};
use wire::view::Enrolment;

const BACK: i64 = -3_600;
const FORWARD: i64 = 86_400;

#[tokio::test]
async fn attack_20_a_session_found_to_have_ended_stays_ended_when_the_clock_jumps_back() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    app.advance(FORWARD);
    assert!(app.find(&token).await.is_none());
    app.advance(-FORWARD);
    assert!(app.find(&token).await.is_none());
}

#[tokio::test]
async fn attack_20_a_password_that_waits_for_its_code_is_not_revived() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let token = app.password(&lea).await.token;
    app.advance(15 * 60);
    assert!(app.find(&token).await.is_none());
    app.advance(BACK);
    assert!(app.find(&token).await.is_none());
}

#[tokio::test]
async fn attack_20_a_proof_is_not_fresh_before_it_was_given_nor_a_day_later() {
    let app = TestApp::new().await;
    let ada = app.add_admin("Ada Byron").await;
    let token = app.password(&ada).await.token;
    assert!(app.load(&token).await.is_fresh());
    app.advance(-30);
    let session = app.load(&token).await;
    assert!(!session.is_fresh() && session.fresh_admin().is_err());
    app.advance(FORWARD);
    assert!(app.find(&token).await.is_none());
}

#[tokio::test]
async fn attack_20_a_session_ends_when_the_clock_jumps_back_over_its_last_request() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let token = app.password(&lea).await.token;
    app.advance(-60);
    assert!(app.find(&token).await.is_some(), "clocks are corrected");
    assert_eq!(sessions(&app, &ada, &lea).await, 1);
    app.advance(-1);
    assert_eq!(sessions(&app, &ada, &lea).await, 0);
    assert!(app.find(&token).await.is_none());
    app.advance(61);
    assert!(app.find(&token).await.is_none(), "gone for good");
}

#[tokio::test]
async fn attack_20_sessions_that_a_jump_back_has_ended_are_swept() {
    let app = TestApp::new().await;
    let token = app.password(&app.user("Léa Lefèvre").await).await.token;
    app.advance(-60);
    assert_eq!(app.backend.sweep(app.now()).await.unwrap().sessions, 0);
    app.advance(-1);
    assert_eq!(app.backend.sweep(app.now()).await.unwrap().sessions, 1);
    app.advance(61);
    assert!(app.find(&token).await.is_none());
}

async fn sessions(app: &TestApp, admin: &Principal, person: &Person) -> usize {
    let admin = admin.admin().unwrap();
    let open = app.backend.sessions_of(admin, person.id).await.unwrap();
    open.len()
}

#[tokio::test]
async fn attack_20_used_steps_and_recovery_codes_stay_used_whatever_the_clock_says() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let lost = app.enrol(&lea).await;
    app.open_with(&lea, &lost.phone).await;
    let used = lost.phone.at(app.now());
    let paper = &lost.codes[0];
    app.give(&app.begin(&lea).await, paper).await.unwrap();
    app.advance(BACK);
    let earlier = app
        .give(&app.begin(&lea).await, &lost.phone.at(app.now()))
        .await;
    assert_eq!(problem(earlier), Problem::CodeUsed, "an earlier step");
    let again = app.give(&app.begin(&lea).await, paper).await;
    assert_eq!(problem(again), Problem::CodeWrong);
    app.advance(-BACK);
    let again = app.give(&app.begin(&lea).await, &used).await;
    assert_eq!(problem(again), Problem::CodeUsed);
    app.advance(FORWARD);
    for code in [&used, paper] {
        let again = app.give(&app.begin(&lea).await, code).await;
        assert_eq!(problem(again), Problem::CodeWrong);
    }
}

#[tokio::test]
async fn attack_20_delays_after_wrong_codes_outlast_a_clock_that_jumps_back() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let phone = app.enrol(&lea).await.phone;
    app.advance(300);
    let principal = app.begin(&lea).await;
    for _ in 0..5 {
        let wrong = app.give(&principal, &phone.wrong(app.now())).await;
        assert_eq!(problem(wrong), Problem::CodeWrong);
    }
    app.advance(BACK);
    for wait in [0, 29] {
        app.advance(wait);
        let early = app.give(&principal, &phone.wrong(app.now())).await;
        assert!(matches!(early, Err(Error::Throttled { .. })), "{early:?}");
    }
    let failures = "SELECT coalesce(sum(failures), 0) FROM factor_attempts";
    assert_eq!(app.number(failures).await, 5);
    app.advance(1);
    let in_time = app.give(&principal, &phone.wrong(app.now())).await;
    assert_eq!(problem(in_time), Problem::CodeWrong, "no longer than that");
    app.advance(FORWARD);
    assert_eq!(app.number(failures).await, 6, "a day forgives nothing");
}

#[tokio::test]
async fn attack_20_delays_after_wrong_passwords_outlast_a_clock_that_jumps_back() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    for _ in 0..5 {
        let wrong = app
            .backend
            .sign_in(&lea.email, "wrong", &origin(), None)
            .await;
        assert_eq!(problem(wrong), Problem::Credentials);
    }
    app.advance(BACK);
    let sign_in = async || {
        let backend = &app.backend;
        backend.sign_in(&lea.email, PASSWORD, &origin(), None).await
    };
    for wait in [0, 29] {
        app.advance(wait);
        let early = sign_in().await;
        assert!(matches!(early, Err(Error::Throttled { .. })), "{early:?}");
    }
    app.advance(1);
    assert!(sign_in().await.is_ok(), "no longer than that");
}

#[tokio::test]
async fn attack_20_a_network_waits_no_longer_than_its_delay_after_a_jump_back() {
    let app = TestApp::new().await;
    for number in 0..50 {
        let email = format!("nobody{number}@exemple.fr");
        let wrong = app.backend.sign_in(&email, "wrong", &origin(), None).await;
        assert_eq!(problem(wrong), Problem::Credentials);
    }
    app.advance(BACK);
    let sign_in = async || {
        let email = "other@exemple.fr";
        app.backend.sign_in(email, "wrong", &origin(), None).await
    };
    for wait in [0, 29] {
        app.advance(wait);
        let early = sign_in().await;
        assert!(matches!(early, Err(Error::Throttled { .. })), "{early:?}");
    }
    app.advance(1);
    assert_eq!(problem(sign_in().await), Problem::Credentials);
    app.advance(3_600 - 30);
    assert_eq!(problem(sign_in().await), Problem::Credentials);
    let counts = "SELECT count(*) FROM password_failures WHERE failures >= 50";
    assert_eq!(app.number(counts).await, 0, "the hour began anew");
}

#[tokio::test]
async fn attack_20_a_used_link_stays_used_and_an_old_one_does_not_come_back() {
    let app = TestApp::new().await;
    let (lea, max) = (
        app.invitee("Léa Lefèvre").await,
        app.invitee("Max Petit").await,
    );
    let mut tokens = Vec::new();
    for person in [&lea, &max] {
        let link = app.backend.invite(&TestApp::operator(), person.id).await;
        tokens.push(token_in(&link.unwrap().url));
    }
    app.backend
        .accept_invitation(&tokens[0], PASSWORD, PASSWORD, &origin())
        .await
        .unwrap();
    app.advance(3 * FORWARD);
    assert!(app.backend.invitation(&tokens[1]).await.is_err());
    app.backend.sweep(app.now()).await.unwrap();
    for jump in [BACK, BACK - 3 * FORWARD] {
        app.advance(jump);
        for token in &tokens {
            let found = app.backend.invitation(token).await;
            assert_eq!(problem(found), Problem::LinkGone);
        }
    }
}

#[tokio::test]
async fn attack_20_a_link_does_not_work_before_it_was_made() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let link = app.backend.invite(&TestApp::operator(), lea.id).await;
    let token = token_in(&link.unwrap().url);
    app.advance(-1);
    let early = app.backend.invitation(&token).await;
    assert_eq!(problem(early), Problem::LinkGone);
    app.advance(1);
    assert!(app.backend.invitation(&token).await.is_ok());
}

#[tokio::test]
async fn attack_20_an_access_code_works_neither_before_it_was_given_nor_a_day_later() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    let given = app.backend.give_access_code(right, lea.id).await.unwrap();
    for jump in [BACK, FORWARD] {
        app.advance(jump);
        let refused = app.give(&app.begin(&lea).await, &given.code).await;
        assert_eq!(problem(refused), Problem::CodeWrong);
    }
}

#[tokio::test]
async fn attack_20_a_pending_enrolment_does_not_outlive_a_jump_of_the_clock() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let principal = app.begin(&lea).await;
    app.secret(&principal).await;
    for jump in [BACK, FORWARD] {
        app.advance(jump);
        let enrollee = principal.enrollee().unwrap();
        let stands = app.backend.enrolment(enrollee).await.unwrap();
        assert_eq!(stands, Enrolment::Begin);
    }
}

#[tokio::test]
async fn attack_20_an_exemption_ends_when_the_clock_jumps_over_its_end() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    app.set_policy(&admin, Policy::Required).await;
    let asked = RequirementInput::NotRequired {
        reason: "congé",
        last_day: "2027-01-15",
        zone: "",
        kind: None,
    };
    let right = admin.fresh_admin().unwrap();
    app.backend
        .save_requirement(right, lea.id, asked)
        .await
        .unwrap();
    app.advance(BACK);
    let token = app.password(&lea).await.token;
    assert_eq!(app.load(&token).await.gate(), Gate::Open);
    app.advance(FORWARD);
    assert!(app.find(&token).await.is_none());
    // After an exemption there is a day to comply.
    app.advance(86_400);
    assert_eq!(app.password(&lea).await.gate, Gate::Enrolment);
}

#[tokio::test]
async fn attack_20_after_a_jump_back_each_account_waits_from_its_own_next_attempt_on() {
    let app = TestApp::new().await;
    let emails = ["lea.lefevre@exemple.fr", "max.martin@exemple.fr"];
    let guess = async |email| app.backend.sign_in(email, "wrong", &origin(), None).await;
    for email in [emails; 5].concat() {
        assert_eq!(problem(guess(email).await), Problem::Credentials);
    }
    app.advance(BACK);
    for email in emails {
        app.advance(30);
        let early = guess(email).await;
        let waits = matches!(
            early,
            Err(Error::Throttled {
                retry_after: 30,
                ..
            })
        );
        assert!(waits, "{email}: {early:?}");
    }
}

#[tokio::test]
async fn attack_20_a_first_sign_in_under_a_clock_that_was_ahead_gives_no_more_time_than_the_rule() {
    const YEAR: i64 = 365 * 86_400;
    let app = TestApp::new().await;
    let ada = app.admin_with_factor().await;
    let change = PolicyChange {
        grace: Grace::Days(14),
        ..PolicyChange::to(Policy::Required)
    };
    let right = ada.fresh_admin().unwrap();
    let alone = app.user("Max Martin").await;
    let days = GraceInput {
        kind: "days",
        days: "7",
        last_day: "",
    };
    let input = RequirementInput::from_form(true, "", "", "UTC", None).with_time(days);
    let saved = app.backend.save_requirement(right, alone.id, input);
    saved.await.unwrap();
    app.backend.change_policy(right, change).await.unwrap();
    let lea = app.user("Léa Lefèvre").await;
    let member = app.user("Zoé Petit").await;
    let manager = TestApp::operator();
    let group = app.backend.create_group(&manager, "Ventes").await.unwrap();
    let rule = GroupRuleChange {
        rule: GroupRule::Required,
        end_sessions: false,
        grace: Grace::Days(7),
    };
    let made = app.backend.set_group_rule(&manager, group, rule).await;
    made.unwrap();
    let members = [member.id.to_string()];
    let added = app.backend.add_members(&manager, group, &members).await;
    added.unwrap();
    app.advance(YEAR);
    for person in [&lea, &alone, &member] {
        app.password(person).await;
    }
    app.advance(-YEAR);
    app.backend.sweep(app.now()).await.unwrap();
    for (person, days) in [(&lea, 14), (&alone, 7), (&member, 7)] {
        let deadline = app.row(&ada, person.id).await.deadline.unwrap();
        let at = deadline.at().unwrap();
        assert!(at <= app.now().plus(days * 86_400), "{days}: {at:?}");
    }
}

#[tokio::test]
async fn attack_20_what_an_exemption_gives_from_its_end_on_stays_when_moments_are_moved_back() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    app.set_policy(&ada, Policy::Required).await;
    let lea = app.user("Léa Lefèvre").await;
    app.password(&lea).await;
    let last = app.now().plus(20 * 86_400).to_day();
    let input = RequirementInput::from_form(false, "congé", &last, "UTC", None);
    let right = ada.fresh_admin().unwrap();
    app.backend
        .save_requirement(right, lea.id, input)
        .await
        .unwrap();
    let kept = async || {
        let sql =
            "SELECT comply_since + comply_not_before FROM users WHERE override_until IS NOT NULL";
        app.number(sql).await
    };
    let before = kept().await;
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(kept().await, before);
}

//! What the helpdesk may do, and for whom: nobody of it takes over an account, or gets a right of others (attack 25).

use crate::adding::with_mails;
use crate::admins::{choose, give_code, set_role};
use crate::forgotten_password::{ask, asked, mails, works};
use crate::support::{Person, TestApp, problem, token_in};
use backend::access::Principal;
use backend::users::ResetHandedOver;
use backend::{Error, Result};
use domain::problem::Problem;
use domain::{ResetFallback, ResetProof, Role, UserId};
use std::fmt::Debug;

const DAY: i64 = 86_400;

/// What the helpdesk does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    Link,
    Mail,
    Reset,
    Code,
}

pub const ALL: [Help; 4] = [Help::Link, Help::Mail, Help::Reset, Help::Code];

pub async fn help(app: &TestApp, helper: &Principal, user: UserId, how: Help) -> Result<()> {
    let right = helper.fresh_helper().unwrap();
    match how {
        Help::Link => app.backend.help_by_invitation(right, user).await.map(drop),
        Help::Mail => app.backend.mail_invitation(right, user).await,
        Help::Reset => reset(app, helper, user, ResetFallback::Later)
            .await
            .map(drop),
        Help::Code => app.backend.give_access_code(right, user).await.map(drop),
    }
}

async fn reset(
    app: &TestApp,
    helper: &Principal,
    user: UserId,
    fallback: ResetFallback,
) -> Result<ResetHandedOver> {
    let right = helper.fresh_helper().unwrap();
    let done = app.backend.reset_two_factor(right, user, "perdu", fallback);
    done.await
}

/// Somebody of the helpdesk with a factor, signed in.
pub async fn helper(app: &TestApp) -> (Person, Principal) {
    let person = app.with_role("Hugo Aide", Role::Helpdesk).await;
    let token = app.enrol(&person).await.token;
    let principal = app.load(&token).await;
    (person, principal)
}

/// That it was refused because somebody of the helpdesk has given the other means.
#[track_caller]
fn is_second_means<T: Debug>(result: Result<T>) {
    match result {
        Err(Error::SecondMeans { role, .. }) => assert_eq!(role, Role::Helpdesk),
        other => panic!("not refused as the second means: {other:?}"),
    }
}

#[tokio::test]
async fn attack_25_the_helpdesk_helps_ordinary_users_and_nobody_with_a_right_over_others() {
    let app = with_mails().await;
    app.add_admin("Ada Byron").await;
    let (_, hugo) = helper(&app).await;
    for role in Role::ALL {
        for how in ALL {
            let person = app.with_role(&format!("Cible {role} {how:?}"), *role).await;
            if how == Help::Mail {
                let without = format!(
                    "UPDATE users SET password_hash = NULL WHERE id = {}",
                    person.id
                );
                app.sql(&without).await;
            } else {
                app.enrol(&person).await;
            }
            let before = app.entry_count().await;
            let done = help(&app, &hugo, person.id, how).await;
            if *role == Role::User {
                done.unwrap();
                assert!(app.entry_count().await > before, "{how:?}");
            } else {
                let refused = problem(done);
                assert_eq!(refused, Problem::OrdinaryUsersOnly, "{role} {how:?}");
                assert_eq!(app.entry_count().await, before, "{role} {how:?}");
            }
        }
    }
    let own = help(&app, &hugo, hugo.user(), Help::Code).await;
    assert_eq!(problem(own), Problem::OwnAccount);
}

#[tokio::test]
async fn attack_25_the_role_of_the_user_counts_as_it_is_when_the_help_is_given() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, hugo) = helper(&app).await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    for role in [Role::Auditor, Role::Admin, Role::Helpdesk] {
        set_role(&app, &admin, lea.id, role).await;
        for how in [Help::Link, Help::Reset, Help::Code] {
            let refused = help(&app, &hugo, lea.id, how).await;
            assert_eq!(
                problem(refused),
                Problem::OrdinaryUsersOnly,
                "{role} {how:?}"
            );
        }
    }
    set_role(&app, &admin, lea.id, Role::User).await;
    help(&app, &hugo, lea.id, Help::Code).await.unwrap();
    let max = app.user("Max Martin").await;
    app.enrol(&max).await;
    // And so does the helper's: with another one the session has ended, and what was about to be done with it.
    for role in [Role::User, Role::Auditor] {
        set_role(&app, &admin, hugo.user(), role).await;
        for how in [Help::Link, Help::Reset, Help::Code] {
            let refused = help(&app, &hugo, max.id, how).await;
            assert!(
                matches!(refused, Err(Error::Unauthenticated)),
                "{refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn attack_25_the_helpdesk_gives_nobody_a_link_and_a_code_within_a_day_and_an_admin_may() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, hugo) = helper(&app).await;
    for (first, second) in [(Help::Link, Help::Code), (Help::Code, Help::Link)] {
        let lea = app.user(&format!("Léa {first:?}")).await;
        app.enrol(&lea).await;
        help(&app, &hugo, lea.id, first).await.unwrap();
        is_second_means(help(&app, &hugo, lea.id, second).await);
        app.advance(DAY - 1);
        is_second_means(help(&app, &hugo, lea.id, second).await);
        give_code(&app, &admin, lea.id).await.unwrap();
        app.advance(1);
        help(&app, &hugo, lea.id, second).await.unwrap();
    }
}

#[tokio::test]
async fn attack_25_a_helper_who_becomes_an_admin_still_waits_a_day_for_the_other_means() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (person, hugo) = helper(&app).await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    help(&app, &hugo, lea.id, Help::Link).await.unwrap();
    set_role(&app, &admin, person.id, Role::Admin).await;
    let code = give_code(&app, &admin, person.id).await.unwrap();
    let hugo = app.come_back(&person, &code).await;
    let refused = give_code(&app, &hugo, lea.id).await;
    assert!(
        matches!(refused, Err(Error::SecondMeans { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn attack_25_after_a_reset_by_the_helpdesk_a_link_alone_opens_nothing() {
    let app = TestApp::new().await;
    app.add_admin("Ada Byron").await;
    let (_, hugo) = helper(&app).await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    for fallback in [ResetFallback::Link, ResetFallback::Both] {
        let refused = reset(&app, &hugo, lea.id, fallback).await;
        assert_eq!(problem(refused), Problem::ResetOfAdmin, "{fallback}");
    }
    reset(&app, &hugo, lea.id, ResetFallback::Later)
        .await
        .unwrap();
    let right = hugo.fresh_helper().unwrap();
    let link = app.backend.help_by_invitation(right, lea.id).await.unwrap();
    choose(&app, &token_in(&link.url)).await;
    let begun = app.begin(&lea).await;
    assert!(
        begun.member().is_err() && begun.enrollee().is_err(),
        "a code is asked for"
    );
    let right = hugo.staff().unwrap();
    let detail = app.backend.user_detail(right, lea.id).await.unwrap();
    assert_eq!(detail.row.reset, Some(ResetProof::Code));
    is_second_means(help(&app, &hugo, lea.id, Help::Code).await);
}

/// What is still to be proven after a reset.
async fn still_to_prove(app: &TestApp, reader: &Principal, user: UserId) -> Option<ResetProof> {
    let right = reader.staff().unwrap();
    let detail = app.backend.user_detail(right, user).await.unwrap();
    detail.row.reset
}

#[tokio::test]
async fn attack_25_after_a_reset_by_an_admin_a_link_of_the_helpdesk_alone_opens_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, hugo) = helper(&app).await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let handed_over = reset(&app, &admin, lea.id, ResetFallback::Code).await;
    let alternative = Some(ResetProof::CodeOrNewPassword);
    assert_eq!(still_to_prove(&app, &admin, lea.id).await, alternative);
    let right = hugo.fresh_helper().unwrap();
    let link = app.backend.help_by_invitation(right, lea.id).await.unwrap();
    choose(&app, &token_in(&link.url)).await;
    let begun = app.begin(&lea).await;
    assert!(
        begun.member().is_err() && begun.enrollee().is_err(),
        "a code is asked for"
    );
    assert_eq!(
        still_to_prove(&app, &admin, lea.id).await,
        Some(ResetProof::Code)
    );
    is_second_means(help(&app, &hugo, lea.id, Help::Code).await);
    // What the admin has given is from other hands.
    let code = handed_over.unwrap().code.unwrap().code;
    app.come_back(&lea, &code).await;
}

#[tokio::test]
async fn attack_25_a_code_that_is_asked_for_is_still_asked_for_after_another_reset() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, hugo) = helper(&app).await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    let asked_for = Some(ResetProof::Code);
    for (by, fallback, left) in [
        (&hugo, ResetFallback::Later, asked_for),
        (&admin, ResetFallback::Code, asked_for),
        // The password ends, and an admin gives the link to another one.
        (
            &admin,
            ResetFallback::Link,
            Some(ResetProof::CodeOrNewPassword),
        ),
    ] {
        reset(&app, by, lea.id, fallback).await.unwrap();
        assert_eq!(still_to_prove(&app, &admin, lea.id).await, left);
    }
}

#[tokio::test]
async fn attack_25_a_user_with_a_code_of_the_helpdesk_gets_no_link_by_asking_within_a_day() {
    let app = with_mails().await;
    app.add_admin("Ada Byron").await;
    let (_, hugo) = helper(&app).await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    help(&app, &hugo, lea.id, Help::Code).await.unwrap();
    app.sql("UPDATE notices SET mail_due_at = NULL").await;
    app.advance(DAY - 1);
    ask(&app, &lea.email).await.unwrap();
    assert!(mails(&app).await.is_empty());
    app.advance(1);
    assert!(works(&app, &asked(&app, &lea).await).await);
}

#[tokio::test]
async fn nobody_of_the_helpdesk_without_an_own_factor_resets_one_or_gives_a_code() {
    let app = TestApp::new().await;
    app.add_admin("Ada Byron").await;
    let hugo = app.with_role("Hugo Aide", Role::Helpdesk).await;
    let hugo = app.open(&hugo).await;
    let lea = app.user("Léa Lefèvre").await;
    app.enrol(&lea).await;
    for how in [Help::Reset, Help::Code] {
        let refused = help(&app, &hugo, lea.id, how).await;
        assert_eq!(problem(refused), Problem::OwnFactorMissing, "{how:?}");
    }
    help(&app, &hugo, lea.id, Help::Link).await.unwrap();
}

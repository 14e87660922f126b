//! Two processes on one database: no state that matters lives in only one of them.

use crate::catalog::tables;
use crate::support::{PASSWORD, Person, TestApp, origin, problem, token_in};
use backend::Backend;
use backend::access::Principal;
use backend::users::FirstAdmin;
use domain::problem::Problem;
use domain::{Language, Policy, ResetFallback, Role};
use store::Db;
use test_support::TestDatabase;
use tokio::task::JoinSet;

/// Whether the session is still open for a process.
async fn lives(process: &Backend, token: &backend::token::Token) -> bool {
    let found = process.principal(token, origin()).await.unwrap();
    found.is_some()
}

#[tokio::test]
async fn attack_10_a_session_that_one_process_ends_is_ended_at_the_next_request_to_the_other() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let right = || admin.fresh_admin().unwrap();
    let other = app.another_process().await;
    let max = app.add_admin("Max Martin").await;
    for act in ["reset", "demotion", "disabling", "sign-out"] {
        let session = app.password(&max).await.token;
        assert!(lives(&other, &session).await, "{act}");
        let done = match act {
            "reset" => app
                .backend
                .reset_two_factor(right(), max.id, "perdu", ResetFallback::Code)
                .await
                .map(drop),
            "demotion" => app.backend.change_role(right(), max.id, Role::User).await,
            "disabling" => app.backend.set_disabled(right(), max.id, true).await,
            _ => app.backend.sign_out(&app.load(&session).await).await,
        };
        done.unwrap();
        assert!(!lives(&other, &session).await, "{act}");
        if act == "disabling" {
            other.set_disabled(right(), max.id, false).await.unwrap();
        }
    }
}

#[tokio::test]
async fn attack_10_what_one_process_requires_the_other_asks_for_at_the_next_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let other = app.another_process().await;
    app.set_policy(&admin, Policy::Required).await;
    let signed_in = other.sign_in(&lea.email, PASSWORD, &origin(), None).await;
    assert_eq!(signed_in.unwrap().gate, domain::Gate::Enrolment);
    app.set_policy(&admin, Policy::Optional).await;
    let signed_in = other.sign_in(&lea.email, PASSWORD, &origin(), None).await;
    assert_eq!(signed_in.unwrap().gate, domain::Gate::Open);
}

#[tokio::test(flavor = "multi_thread")]
async fn attack_12_two_admins_who_demote_each_other_over_two_processes_are_never_both_gone() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    let max = app.add_admin("Max Martin").await;
    let max = app.open(&max).await;
    let other = app.another_process().await;
    for round in 0..25 {
        let mut both = JoinSet::new();
        for (process, admin, target) in [
            (app.backend.clone(), ada.clone(), max.user()),
            (other.clone(), max.clone(), ada.user()),
        ] {
            both.spawn(async move {
                let right = admin.fresh_admin().unwrap();
                process.change_role(right, target, Role::User).await
            });
        }
        let answers = both.join_all().await;
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "round {round}: {answers:?}");
        let admins = "SELECT count(*) FROM users WHERE role = 'admin'";
        assert_eq!(app.number(admins).await, 1, "round {round}");
        app.sql("UPDATE users SET role = 'admin'").await;
    }
}

fn first(number: usize) -> FirstAdmin {
    FirstAdmin {
        email: format!("a{number}@exemple.fr"),
        name: "Ada Byron".to_owned(),
        password: PASSWORD.to_owned(),
        repeated: PASSWORD.to_owned(),
        language: Language::En,
        organisation: String::new(),
        contact: String::new(),
        time_zone: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_six_who_set_up_over_two_processes_one_becomes_the_admin() {
    let app = TestApp::new().await;
    let other = app.another_process().await;
    let link = app.backend.set_up_link().await.unwrap().unwrap();
    let token = token_in(&link);
    let mut posts = JoinSet::new();
    for number in 0..6 {
        let process = [&app.backend, &other][number % 2].clone();
        let token = token.clone();
        posts.spawn(async move { process.set_up(&token, &first(number), &origin()).await });
    }
    let (won, lost): (Vec<_>, Vec<_>) = posts.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_eq!(problem(answer), Problem::LinkGone);
    }
    assert_eq!(app.number("SELECT count(*) FROM users").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_at_once_on_an_empty_database_migrate_it_once() {
    for _ in 0..10 {
        let database = TestDatabase::empty();
        let mut starts = JoinSet::new();
        for _ in 0..4 {
            let url = database.url().to_owned();
            starts.spawn(async move { Db::open(&url).await });
        }
        for started in starts.join_all().await {
            let db = started.unwrap();
            assert!(tables(db.read()).await.contains(&"users".to_owned()));
            db.close().await.unwrap();
        }
    }
}

/// The outcomes of the wrong passwords of one network for these people, all given at once.
async fn guess(app: &TestApp, other: &Backend, people: &[Person]) -> usize {
    let mut guesses = JoinSet::new();
    for (index, person) in people.iter().enumerate() {
        let process = [&app.backend, other][index % 2].clone();
        let email = person.email.clone();
        guesses.spawn(async move { process.sign_in(&email, "faux", &origin(), None).await });
    }
    let answers = guesses.join_all().await;
    let looked_at = |answer: &&Result<_, _>| {
        matches!(answer, Err(backend::Error::Refused(Problem::Credentials)))
    };
    answers.iter().filter(looked_at).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn attack_03_guesses_at_once_over_two_processes_are_counted_like_those_one_by_one() {
    let app = TestApp::new().await;
    let other = app.another_process().await;
    let lea = app.invitee("Léa Lefèvre").await;
    let twelve = vec![lea; 12];
    assert_eq!(guess(&app, &other, &twelve).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_two_processes_write_at_once_holds() {
    let app = TestApp::new().await;
    let other = app.another_process().await;
    let lea = app.user("Léa Lefèvre").await;
    let mut sessions: Vec<Principal> = Vec::new();
    for _ in 0..12 {
        sessions.push(app.begin(&lea).await);
    }
    let before = app.entry_count().await;
    let mut ends = JoinSet::new();
    for (index, session) in sessions.into_iter().enumerate() {
        let process = [&app.backend, &other][index % 2].clone();
        ends.spawn(async move { process.sign_out(&session).await });
    }
    for ended in ends.join_all().await {
        ended.unwrap();
    }
    assert_eq!(app.entry_count().await, before + 12);
    let verdict = app.backend.verify_audit(&TestApp::operator()).await;
    let entries = u64::try_from(before + 12).unwrap();
    assert_eq!(verdict.unwrap(), backend::audit::Verdict::Holds(entries));
}

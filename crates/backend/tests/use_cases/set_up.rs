//! The first admin.

use crate::support::{ADDRESS, PASSWORD, PUBLIC_URL, START, TestApp, origin, problem, token_in};
use backend::users::FirstAdmin;
use domain::problem::Problem;
use domain::{AuditAction, Gate, Language, Role};
use tokio::task::JoinSet;

fn first() -> FirstAdmin {
    FirstAdmin {
        email: "Ada.Byron@exemple.fr".to_owned(),
        name: "Ada Byron".to_owned(),
        password: PASSWORD.to_owned(),
        repeated: PASSWORD.to_owned(),
        language: Language::En,
        organisation: String::new(),
        contact: String::new(),
        time_zone: String::new(),
    }
}

async fn link(app: &TestApp) -> String {
    token_in(&app.backend.set_up_link().await.unwrap().unwrap())
}

#[tokio::test]
async fn on_an_empty_database_a_link_creates_the_first_admin_once() {
    let app = TestApp::new().await;
    let url = app.backend.set_up_link().await.unwrap().unwrap();
    assert!(url.starts_with(&format!("{PUBLIC_URL}/set-up/")));
    let token = token_in(&url);
    app.backend.check_set_up(&token).await.unwrap();
    app.backend
        .set_up(&token, &first(), &origin())
        .await
        .unwrap();
    let signed_in = app
        .backend
        .sign_in("ada.byron@exemple.fr", PASSWORD, &origin(), None)
        .await;
    let signed_in = signed_in.unwrap();
    assert_eq!((signed_in.gate, signed_in.role), (Gate::Open, Role::Admin));
    let admin = app.load(&signed_in.token).await;
    assert_eq!(
        (admin.name(), admin.language()),
        ("Ada Byron", Language::En)
    );
    let entry = app.entries(&admin, admin.user()).await.pop().unwrap();
    assert_eq!((entry.action, entry.at), (AuditAction::SetUp, START));
    assert_eq!(
        (
            entry.actor.as_str(),
            entry.target.as_str(),
            entry.address.as_str()
        ),
        ("Ada Byron", "Ada Byron", ADDRESS)
    );

    assert_eq!(
        problem(app.backend.check_set_up(&token).await),
        Problem::LinkGone
    );
    let again = FirstAdmin {
        email: "eve@exemple.fr".to_owned(),
        ..first()
    };
    assert_eq!(
        problem(app.backend.set_up(&token, &again, &origin()).await),
        Problem::LinkGone
    );
    assert_eq!(app.backend.set_up_link().await.unwrap(), None);
    assert_eq!(app.number("SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn where_there_is_an_account_there_is_no_set_up() {
    let app = TestApp::new().await;
    let token = link(&app).await;
    app.invitee("Léa Lefèvre").await;
    assert_eq!(app.backend.set_up_link().await.unwrap(), None);
    assert_eq!(
        problem(app.backend.check_set_up(&token).await),
        Problem::LinkGone
    );
    assert_eq!(
        problem(app.backend.set_up(&token, &first(), &origin()).await),
        Problem::LinkGone
    );
    assert_eq!(
        app.number("SELECT count(*) FROM users WHERE role = 'admin'")
            .await,
        0
    );
}

#[tokio::test]
async fn the_link_of_the_latest_start_works_for_a_day() {
    let app = TestApp::new().await;
    let (old, new) = (link(&app).await, link(&app).await);
    assert_eq!(
        problem(app.backend.check_set_up(&old).await),
        Problem::LinkGone
    );
    app.advance(24 * 3_600 - 1);
    assert!(app.backend.check_set_up(&new).await.is_ok());
    app.advance(1);
    assert_eq!(
        problem(app.backend.check_set_up(&new).await),
        Problem::LinkGone
    );
    assert_eq!(
        problem(app.backend.set_up(&new, &first(), &origin()).await),
        Problem::LinkGone
    );
}

#[tokio::test]
async fn what_is_refused_leaves_the_link_usable() {
    let app = TestApp::new().await;
    let token = link(&app).await;
    for (bad, refusal) in [
        (
            FirstAdmin {
                email: "ada".to_owned(),
                ..first()
            },
            Problem::EmailForm,
        ),
        (
            FirstAdmin {
                name: String::new(),
                ..first()
            },
            Problem::NameMissing,
        ),
        (
            FirstAdmin {
                password: "court".to_owned(),
                ..first()
            },
            Problem::PasswordTooShort,
        ),
        (
            FirstAdmin {
                password: "je suis ada byron".to_owned(),
                ..first()
            },
            Problem::PasswordOwnWords,
        ),
        (
            FirstAdmin {
                repeated: "autre".to_owned(),
                ..first()
            },
            Problem::PasswordsDiffer,
        ),
    ] {
        assert_eq!(
            problem(app.backend.set_up(&token, &bad, &origin()).await),
            refusal
        );
    }
    assert!(
        app.backend
            .set_up(&token, &first(), &origin())
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_five_who_use_the_link_at_once_one_becomes_the_admin() {
    let app = TestApp::new().await;
    let token = link(&app).await;
    let mut posts = JoinSet::new();
    for number in 0..5 {
        let (backend, token) = (app.backend.clone(), token.clone());
        let admin = FirstAdmin {
            email: format!("a{number}@exemple.fr"),
            ..first()
        };
        posts.spawn(async move { backend.set_up(&token, &admin, &origin()).await });
    }
    let (won, lost): (Vec<_>, Vec<_>) = posts.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_eq!(problem(answer), Problem::LinkGone);
    }
    assert_eq!(app.number("SELECT count(*) FROM users").await, 1);
}

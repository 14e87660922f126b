//! `bouclier keys rotate`.

use crate::support::TestApp;
use backend::access::Operator;
use backend::key_file::open_vault;
use backend::rotate::Rotated;
use backend::vault::Vault;

const OPERATOR: Operator = Operator::assume_command_line();

#[tokio::test]
async fn after_a_rotation_every_secret_is_under_the_new_key_and_works() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let enrolled = app.enrol(&lea).await;
    // Max has not saved the recovery codes: they are sealed too.
    let (_, token) = app.confirm(&app.open(&max).await).await;
    let codes = app.codes_to_save(&app.load(&token).await).await;
    let running = app.another_process().await;
    let done = app.backend.rotate_keys(OPERATOR, false).await.unwrap();
    let expected = Rotated {
        sealed_anew: 12,
        keys_removed: 0,
    };
    assert_eq!(done, expected, "two factors and ten codes");
    app.open_with(&lea, &enrolled.phone).await;
    let principal = app.load(&token).await;
    assert_eq!(app.codes_to_save(&principal).await, codes);
    let seen = running.enrolment(principal.enrollee().unwrap()).await;
    assert!(seen.is_ok(), "a server that runs meanwhile: {seen:?}");
}

#[tokio::test]
async fn old_keys_are_removed_when_nothing_needs_them_and_the_rotation_can_be_repeated() {
    let app = TestApp::new().await;
    let lea = app.user("Léa Lefèvre").await;
    let enrolled = app.enrol(&lea).await;
    app.backend.rotate_keys(OPERATOR, false).await.unwrap();
    let done = app.backend.rotate_keys(OPERATOR, true).await.unwrap();
    assert_eq!((done.sealed_anew, done.keys_removed), (1, 1));
    let restarted = app.another_process().await;
    app.advance(30);
    let principal = app.begin(&lea).await;
    let code = enrolled.phone.at(app.now());
    let claimant = principal.claimant().unwrap();
    assert!(restarted.give_code(claimant, &code).await.is_ok());
}

#[tokio::test]
async fn after_rotations_that_removed_the_first_key_the_file_still_belongs_to_the_database() {
    let app = TestApp::new().await;
    let (db, file) = (app.db(), app.key_file());
    open_vault(db, &file).await.unwrap();
    for _ in 0..3 {
        app.backend.rotate_keys(OPERATOR, true).await.unwrap();
    }
    open_vault(db, &file).await.unwrap();
}

#[tokio::test]
async fn a_machine_without_the_key_of_the_last_rotation_is_not_ready_and_cannot_rotate() {
    let app = TestApp::new().await;
    open_vault(app.db(), &app.key_file()).await.unwrap();
    let copy = app.key_file().with_extension("copy");
    std::fs::copy(app.key_file(), &copy).unwrap();
    let other = app.process_with(Vault::open(&copy).unwrap()).await;
    assert!(other.has_the_key().await.unwrap());
    app.backend.rotate_keys(OPERATOR, false).await.unwrap();
    assert!(app.backend.has_the_key().await.unwrap());
    assert!(!other.has_the_key().await.unwrap());
    let before = std::fs::read(&copy).unwrap();
    assert!(other.rotate_keys(OPERATOR, true).await.is_err());
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    std::fs::copy(app.key_file(), &copy).unwrap();
    assert!(other.has_the_key().await.unwrap());
}

#[tokio::test]
async fn a_rotation_is_in_the_log() {
    let app = TestApp::new().await;
    app.backend.rotate_keys(OPERATOR, false).await.unwrap();
    let entries = "SELECT count(*) FROM audit_entries WHERE action = 'keys-rotated'";
    assert_eq!(app.number(entries).await, 1);
}

//! Who has the database alone cannot write an audit log that the program takes for its own.

use crate::support::TestApp;
use backend::Backend;
use backend::audit::{Broken, Flaw, LogError, Verdict, Vouched};
use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};
use store::entity::{audit_entry, audit_head};

/// An installation whose log has the entries 1 to 5, without the guards of the database.
async fn five() -> TestApp {
    let app = TestApp::new().await;
    for number in 0..5 {
        app.invitee(&format!("Nom {number}")).await;
    }
    app.backend.remember_log().await;
    for guard in ["audit_entries_keep", "audit_entries_fix"] {
        app.take_trigger_away("audit_entries", guard).await;
    }
    app
}

async fn verdict(backend: &Backend) -> Verdict {
    backend.verify_audit(&TestApp::operator()).await.unwrap()
}

const fn flaw(verdict: Verdict) -> Option<Flaw> {
    match verdict {
        Verdict::Holds(_) => None,
        Verdict::Broken(Broken { flaw, .. }) => Some(flaw),
    }
}

async fn head(app: &TestApp) -> audit_head::Model {
    let heads = audit_head::Entity::find().all(app.db().read()).await;
    heads.unwrap().remove(0)
}

/// Bytes as a statement writes them.
fn bytes(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let text = bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    format!("x'{text}'")
}

/// What an attacker computes who has read the source: the hash of an entry after the one before it.
fn hash(previous: &[u8], number: i64, row: &audit_entry::Model) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update([u8::try_from(row.version).unwrap()]);
    let id = |id: Option<i64>| id.map(|id| id.to_be_bytes().to_vec()).unwrap_or_default();
    let fields = [
        previous.to_vec(),
        number.to_be_bytes().to_vec(),
        row.at.unix().to_be_bytes().to_vec(),
        row.action.clone().into(),
        id(row.actor_id.map(|id| id.get())),
        row.actor_name.clone().into(),
        id(row.target_id.map(|id| id.get())),
        row.target_name.clone().into(),
        row.detail.clone().into(),
        row.address.clone().into(),
        row.actor_email.clone().into(),
        row.target_email.clone().into(),
    ];
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hasher.finalize().to_vec()
}

/// Chains the whole log anew, as it stands now, and moves the head to its end.
async fn write_anew(app: &TestApp) {
    let rows = audit_entry::Entity::find().all(app.db().read()).await;
    let mut rows = rows.unwrap();
    rows.sort_by_key(|row| row.id.get());
    let mut previous = vec![0; 32];
    for (number, row) in (1..).zip(&rows) {
        previous = hash(&previous, number, row);
        let (hash, id) = (bytes(&previous), row.id.get());
        app.sql(&format!(
            "UPDATE audit_entries SET hash = {hash} WHERE id = {id}"
        ))
        .await;
    }
    let (last, hash) = (rows.last().unwrap().id.get(), bytes(&previous));
    app.sql(&format!(
        "UPDATE audit_heads SET last_id = {last}, entries = {}, hash = {hash}",
        rows.len()
    ))
    .await;
}

/// One statement or several by which somebody with the database changes what the log says, then the chain is computed anew.
const FORGERIES: &[&[&str]] = &[
    &["UPDATE audit_entries SET detail = '{\"count\":9}' WHERE id = 2"],
    &["UPDATE audit_entries SET action = 'invited' WHERE id = 3"],
    &["UPDATE audit_entries SET actor_id = 1, actor_name = 'Eve', actor_key = 'eve' WHERE id = 3"],
    &[
        "UPDATE audit_entries SET target_id = 1, target_name = 'Eve', target_key = 'eve', target_email = '' WHERE id = 3",
    ],
    &[
        "INSERT INTO audit_entries (at, action, actor_name, actor_key, target_id, target_name, target_email, target_key, detail, address, version) \
         SELECT at, 'user-disabled', 'Eve', 'eve', target_id, target_name, target_email, target_key, '', address, version FROM audit_entries WHERE id = 5",
    ],
    &["UPDATE audit_entries SET at = at - 86400 WHERE id = 4"],
    &["UPDATE audit_entries SET address = '198.51.100.1' WHERE id = 5"],
    &["DELETE FROM audit_entries WHERE id = 1"],
    &["DELETE FROM audit_entries WHERE id = 3"],
    &["DELETE FROM audit_entries WHERE id = 5"],
    &["DELETE FROM audit_entries"],
    &[
        "UPDATE audit_entries SET id = 99 WHERE id = 2",
        "UPDATE audit_entries SET id = 2 WHERE id = 4",
        "UPDATE audit_entries SET id = 4 WHERE id = 99",
    ],
    &[
        "UPDATE audit_heads SET adopted = 5",
        "UPDATE audit_entries SET detail = '{\"count\":9}' WHERE id = 1",
    ],
    &[
        "UPDATE audit_heads SET adopted = 5, seal = NULL",
        "DELETE FROM audit_entries WHERE id = 2",
    ],
    &[
        "UPDATE audit_heads SET database = 'another'",
        "DELETE FROM audit_entries WHERE id = 2",
    ],
];

#[tokio::test]
async fn attack_34_a_log_that_was_written_anew_is_found_though_its_chain_holds() {
    for forgery in FORGERIES {
        let app = five().await;
        for statement in *forgery {
            app.sql(statement).await;
        }
        if app.entry_count().await > 0 {
            write_anew(&app).await;
        } else {
            let hash = bytes(&[0; 32]);
            app.sql(&format!(
                "UPDATE audit_heads SET last_id = 0, entries = 0, adopted = 0, hash = {hash}"
            ))
            .await;
        }
        let found = flaw(verdict(&app.backend).await);
        let expected = if forgery[0].contains("NULL") {
            Flaw::Unsealed
        } else {
            Flaw::FalseSeal
        };
        assert_eq!(found, Some(expected), "{forgery:?}");
        // Neither a start nor what the program writes afterwards makes it whole.
        let again = app.another_process().await;
        let _ = again.meet_log().await;
        test_support::create(&again, "Léa Lefèvre", test_support::INVITEE).await;
        assert!(flaw(verdict(&again).await).is_some(), "{forgery:?}");
    }
}

#[tokio::test]
async fn attack_34_an_older_state_with_its_own_seal_is_found_by_what_was_seen() {
    let app = TestApp::new().await;
    app.invitee("Nom 0").await;
    let before = head(&app).await;
    for number in 1..5 {
        app.invitee(&format!("Nom {number}")).await;
    }
    app.backend.remember_log().await;
    for guard in ["audit_entries_keep", "audit_entries_fix"] {
        app.take_trigger_away("audit_entries", guard).await;
    }
    app.sql("DELETE FROM audit_entries WHERE id > 1").await;
    let (hash, seal) = (bytes(&before.hash), bytes(&before.seal.unwrap()));
    app.sql(&format!(
        "UPDATE audit_heads SET last_id = 1, entries = 1, hash = {hash}, seal = {seal}"
    ))
    .await;
    assert_eq!(flaw(verdict(&app.backend).await), Some(Flaw::Older));
    // A server that runs on remembers nothing of what contradicts what it has seen.
    for number in 5..10 {
        app.invitee(&format!("Nom {number}")).await;
    }
    app.backend.remember_log().await;
    assert_eq!(flaw(verdict(&app.backend).await), Some(Flaw::Rewritten));
    app.sql("DELETE FROM audit_entries WHERE id > 1").await;
    app.sql(&format!(
        "UPDATE audit_heads SET last_id = 1, entries = 1, hash = {hash}, seal = {seal}"
    ))
    .await;
    let again = app.another_process().await;
    let refused = again.meet_log().await.unwrap_err();
    assert!(
        matches!(refused, LogError::Older { seen: 5, found: 1 }),
        "{refused}"
    );
    // An operator who has restored a backup says so.
    again.forget_log().unwrap();
    again.meet_log().await.unwrap();
    assert_eq!(verdict(&again).await, Verdict::Holds(1));
}

#[tokio::test]
async fn attack_34_an_entry_that_was_seen_and_is_left_standing_does_not_hide_a_cut() {
    let app = TestApp::new().await;
    app.invitee("Nom 0").await;
    let before = head(&app).await;
    for number in 1..5 {
        app.invitee(&format!("Nom {number}")).await;
    }
    app.backend.remember_log().await;
    for guard in ["audit_entries_keep", "audit_entries_fix"] {
        app.take_trigger_away("audit_entries", guard).await;
    }
    let seen = std::fs::read_to_string(app.key_file().with_file_name("secret.key.seen")).unwrap();
    app.sql("DELETE FROM audit_entries WHERE id > 1 AND id <> 5")
        .await;
    let (hash, seal) = (bytes(&before.hash), bytes(&before.seal.unwrap()));
    app.sql(&format!(
        "UPDATE audit_heads SET last_id = 1, entries = 1, hash = {hash}, seal = {seal}"
    ))
    .await;
    for number in 5..10 {
        app.invitee(&format!("Nom {number}")).await;
    }
    app.backend.remember_log().await;
    app.sql("DELETE FROM audit_entries WHERE id = 5").await;
    assert_eq!(flaw(verdict(&app.backend).await), Some(Flaw::Rewritten));
    let kept = std::fs::read_to_string(app.key_file().with_file_name("secret.key.seen")).unwrap();
    assert_eq!(kept, seen);
}

#[tokio::test]
async fn attack_34_another_history_of_the_same_length_is_found_by_what_was_seen() {
    let app = TestApp::new().await;
    app.invitee("Nom 0").await;
    let (database, key) = (head(&app).await.database, app.key_file());
    let seen = key.with_file_name("secret.key.seen");
    std::fs::write(&seen, format!("{database} 1 1 {}", "00".repeat(32))).unwrap();
    let refused = app.backend.meet_log().await.unwrap_err();
    assert!(matches!(refused, LogError::Rewritten(1)), "{refused}");
    assert_eq!(flaw(verdict(&app.backend).await), Some(Flaw::Rewritten));
    std::fs::write(&seen, format!("another 1 1 {}", "00".repeat(32))).unwrap();
    let refused = app.backend.meet_log().await.unwrap_err();
    assert!(matches!(refused, LogError::Other(_)), "{refused}");
    std::fs::write(&seen, "?").unwrap();
    let refused = app.backend.meet_log().await.unwrap_err();
    assert!(matches!(refused, LogError::Failed(_)), "{refused}");
}

#[tokio::test]
async fn attack_34_a_seal_that_was_taken_away_is_not_made_again() {
    let app = five().await;
    app.sql("UPDATE audit_heads SET seal = NULL, adopted = entries")
        .await;
    let refused = app.backend.meet_log().await.unwrap_err();
    assert!(matches!(refused, LogError::Unsealed), "{refused}");
    assert_eq!(head(&app).await.seal, None);
    // Nor by a restore, for this machine has seen it; that the log is shorter, too, leads nobody to one.
    assert_eq!(app.backend.seal_restored_log().await.unwrap(), None);
    app.sql("UPDATE audit_heads SET entries = 4, adopted = 4")
        .await;
    let refused = app.backend.meet_log().await.unwrap_err();
    assert!(matches!(refused, LogError::Unsealed), "{refused}");
    app.sql("UPDATE audit_heads SET entries = 5").await;
    // On a machine that has seen nothing, entries that no migration has adopted are not sealed either.
    app.sql("UPDATE audit_heads SET adopted = 0").await;
    app.backend.forget_log().unwrap();
    app.backend.meet_log().await.unwrap();
    assert_eq!(flaw(verdict(&app.backend).await), Some(Flaw::Unsealed));
}

#[tokio::test]
async fn attack_34_a_seal_of_no_key_stops_nothing_and_is_found() {
    let app = five().await;
    backend::key_file::open_vault(app.db(), &app.key_file())
        .await
        .unwrap();
    app.sql("UPDATE audit_heads SET seal = x''").await;
    app.invitee("Léa Lefèvre").await;
    assert_eq!(flaw(verdict(&app.backend).await), Some(Flaw::FalseSeal));
}

#[tokio::test]
async fn attack_34_under_a_false_seal_it_is_known_up_to_where_the_log_is_the_one_that_was_seen() {
    let operator = TestApp::operator();
    let nothing = TestApp::new().await;
    assert_eq!(nothing.backend.vouched(&operator).await.unwrap(), None);
    for (changed, expected) in [
        ("id = 3", Vouched::Differs(5)),
        ("id = 5", Vouched::Differs(5)),
        ("id = 6", Vouched::Until(5)),
    ] {
        let app = five().await;
        app.invitee("Nom 5").await;
        app.sql(&format!(
            "UPDATE audit_entries SET detail = '{{\"count\":9}}' WHERE {changed}"
        ))
        .await;
        write_anew(&app).await;
        assert_eq!(flaw(verdict(&app.backend).await), Some(Flaw::FalseSeal));
        let vouched = app.backend.vouched(&operator).await.unwrap();
        assert_eq!(vouched, Some(expected), "{changed}");
        // What something else has written is not seen as ours later.
        app.backend.remember_log().await;
        assert_eq!(app.backend.vouched(&operator).await.unwrap(), vouched);
    }
}

#[tokio::test]
async fn attack_34_two_processes_of_a_machine_never_set_back_what_was_seen() {
    let app = TestApp::new().await;
    let again = app.another_process().await;
    let seen = app.key_file().with_file_name("secret.key.seen");
    let mut most = 0;
    for number in 0..10 {
        app.invitee(&format!("Nom {number}")).await;
        let meanwhile = format!("Prénom {number}");
        tokio::join!(
            app.backend.remember_log(),
            again.remember_log(),
            app.invitee(&meanwhile)
        );
        let text = std::fs::read_to_string(&seen).unwrap();
        let entries: i64 = text.split(' ').nth(1).unwrap().parse().unwrap();
        assert!(entries > most, "{entries} after {most}");
        most = entries;
    }
}

#[tokio::test]
async fn an_honest_log_is_whole_over_restarts_processes_and_rotations() {
    let app = TestApp::new().await;
    app.invitee("Nom 0").await;
    let again = app.another_process().await;
    again.meet_log().await.unwrap();
    test_support::create(&again, "Nom 1", test_support::INVITEE).await;
    let operator = backend::access::Operator::assume_command_line;
    again.rotate_keys(operator(), false).await.unwrap();
    app.invitee("Nom 2").await;
    again.rotate_keys(operator(), true).await.unwrap();
    for backend in [&app.backend, &again] {
        backend.remember_log().await;
        backend.meet_log().await.unwrap();
        assert_eq!(verdict(backend).await, Verdict::Holds(5));
    }
}

#[tokio::test]
async fn attack_34_a_process_without_the_key_of_the_last_rotation_writes_nothing() {
    let app = TestApp::new().await;
    let elsewhere = app.key_file().with_file_name("elsewhere.key");
    std::fs::copy(app.key_file(), &elsewhere).unwrap();
    let vault = backend::vault::Vault::open(&elsewhere).unwrap();
    let other = app.process_with(vault).await;
    let operator = backend::access::Operator::assume_command_line();
    app.backend.rotate_keys(operator, false).await.unwrap();
    assert_eq!(flaw(verdict(&other).await), Some(Flaw::UnknownKey));
    let email = domain::EmailAddress::parse("lea@exemple.fr").unwrap();
    let new = backend::users::NewUser {
        email,
        name: domain::DisplayName::parse("Léa").unwrap(),
        role: domain::Role::User,
        language: domain::Language::Fr,
        groups: Vec::new(),
        rule: None,
    };
    let created = other.create_user(&TestApp::operator(), new, None).await;
    assert!(created.is_err());
    assert_eq!(verdict(&app.backend).await, Verdict::Holds(1));
}

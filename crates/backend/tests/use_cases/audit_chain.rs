//! The audit log cannot be changed unnoticed.

use crate::support::TestApp;
use backend::audit::{Broken, Flaw, Verdict};
use domain::AuditDetail;
use migrations::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;
use wire::AuditQuery;

const TABLE: &str = "audit_entries";

/// An installation whose log has the entries 1 to `count`, without the guards of the database.
async fn tampered_with(count: usize, statements: &[&str]) -> (TestApp, Verdict) {
    let app = TestApp::new().await;
    for number in 0..count {
        app.invitee(&format!("Nom {number}")).await;
    }
    assert_eq!(verdict(&app).await, Verdict::Holds(count as u64));
    app.take_trigger_away("audit_entries", "audit_entries_keep")
        .await;
    app.take_trigger_away("audit_entries", "audit_entries_fix")
        .await;
    for statement in statements {
        app.sql(statement).await;
    }
    let verdict = verdict(&app).await;
    (app, verdict)
}

async fn verdict(app: &TestApp) -> Verdict {
    app.backend
        .verify_audit(&TestApp::operator())
        .await
        .unwrap()
}

const fn broken(id: i64, flaw: Flaw) -> Verdict {
    Verdict::Broken(Broken { id, flaw })
}

#[tokio::test]
async fn an_untouched_log_holds_over_several_pages_of_the_check() {
    let app = TestApp::new().await;
    assert_eq!(verdict(&app).await, Verdict::Holds(0));
    app.admin_with_factor().await;
    let written = app.entry_count().await;
    assert_eq!(verdict(&app).await, Verdict::Holds(written.unsigned_abs()));
    for number in 0..520 {
        app.invitee(&format!("Nom {number}")).await;
    }
    assert_eq!(
        verdict(&app).await,
        Verdict::Holds(written.unsigned_abs() + 520)
    );
}

#[tokio::test]
async fn the_head_is_the_hash_of_the_last_entry_in_hexadecimal() {
    let app = TestApp::new().await;
    let head = async || app.backend.audit_head(&TestApp::operator()).await.unwrap();
    assert_eq!(head().await, "00".repeat(32));
    app.invitee("Léa Lefèvre").await;
    let entry = format!(
        "SELECT count(*) FROM audit_entries WHERE hash = x'{}'",
        head().await
    );
    assert_eq!(app.number(&entry).await, 1);
}

#[tokio::test]
async fn a_change_of_any_column_is_found() {
    for change in [
        "at = at + 1",
        "action = 'invited'",
        "actor_id = 1",
        "actor_name = 'Eve'",
        "target_id = 7",
        "target_name = ''",
        "detail = 'x'",
        "address = '6.6.6.6'",
        "actor_key = ''",
        "target_key = 'x'",
        "actor_email = 'eve@exemple.fr'",
        "target_email = ''",
        "version = 1",
    ] {
        let change = format!("UPDATE {TABLE} SET {change} WHERE id = 3");
        let (_app, verdict) = tampered_with(5, &[&change]).await;
        assert_eq!(verdict, broken(3, Flaw::Changed), "{change}");
    }
}

#[tokio::test]
async fn a_changed_last_entry_and_a_missing_or_false_hash_are_found() {
    let cases = [
        ("UPDATE audit_entries SET detail = 'x' WHERE id = 5", 5),
        ("UPDATE audit_entries SET hash = NULL WHERE id = 3", 3),
        ("UPDATE audit_entries SET hash = x'00' WHERE id = 3", 3),
    ];
    for (statement, id) in cases {
        let (_app, verdict) = tampered_with(5, &[statement]).await;
        assert_eq!(verdict, broken(id, Flaw::Changed), "{statement}");
    }
}

#[tokio::test]
async fn entries_that_are_gone_are_found_wherever_they_stood() {
    let cases = [
        ("id = 1", broken(2, Flaw::Missing)),
        ("id = 3", broken(4, Flaw::Missing)),
        ("id IN (2, 3)", broken(4, Flaw::Missing)),
        ("id = 4", broken(5, Flaw::Missing)),
        ("id = 5", broken(4, Flaw::CutOff)),
        ("id > 2", broken(2, Flaw::CutOff)),
        ("id > 0", broken(0, Flaw::CutOff)),
    ];
    for (gone, expected) in cases {
        let statement = format!("DELETE FROM {TABLE} WHERE {gone}");
        let (_app, verdict) = tampered_with(5, &[&statement]).await;
        assert_eq!(verdict, expected, "{gone}");
    }
}

#[tokio::test]
async fn a_changed_entry_is_told_from_a_gap_where_later_entries_are_gone() {
    let change = "UPDATE audit_entries SET detail = 'x' WHERE id = 2";
    for gone in [4, 5] {
        let gone = format!("DELETE FROM {TABLE} WHERE id = {gone}");
        let (_app, verdict) = tampered_with(5, &[change, &gone]).await;
        assert_eq!(verdict, broken(2, Flaw::Changed), "{gone}");
    }
}

#[tokio::test]
async fn entries_in_another_order_are_found() {
    for (one, other, first) in [(2, 3, 2), (1, 5, 1), (4, 5, 4)] {
        let swap = [
            format!("UPDATE {TABLE} SET id = 99 WHERE id = {one}"),
            format!("UPDATE {TABLE} SET id = {one} WHERE id = {other}"),
            format!("UPDATE {TABLE} SET id = {other} WHERE id = 99"),
        ];
        let swap: Vec<&str> = swap.iter().map(String::as_str).collect();
        let (_app, verdict) = tampered_with(5, &swap).await;
        assert_eq!(verdict, broken(first, Flaw::Reordered), "{one} and {other}");
    }
}

#[tokio::test]
async fn an_entry_that_was_put_in_is_found_in_the_middle_and_at_the_end() {
    let copy = "INSERT INTO audit_entries (id, at, action, actor_name, target_name, detail, \
                address, hash, actor_key, target_key, version) SELECT";
    let from = "at, action, actor_name, target_name, detail, address, hash, actor_key, \
                target_key, version FROM audit_entries";
    let room = "UPDATE audit_entries SET id = id + 10 WHERE id > 3";
    let head = "UPDATE audit_heads SET last_id = last_id + 10";
    let middle = format!("{copy} 5, {from} WHERE id = 1");
    let (_app, verdict) = tampered_with(5, &[room, head, &middle]).await;
    assert_eq!(verdict, broken(5, Flaw::Added));
    let end = format!("{copy} 6, {from} WHERE id = 5");
    let (_app, verdict) = tampered_with(5, &[&end]).await;
    assert_eq!(verdict, broken(6, Flaw::Added));
}

#[tokio::test]
async fn a_head_that_was_set_back_does_not_hide_what_is_gone() {
    let gone = "DELETE FROM audit_entries WHERE id = 5";
    let back = "UPDATE audit_heads SET last_id = 4, entries = 4";
    let (_app, verdict) = tampered_with(5, &[gone, back]).await;
    assert_eq!(verdict, broken(4, Flaw::Changed));
}

#[tokio::test]
async fn the_database_refuses_to_change_or_delete_an_entry() {
    let app = TestApp::new().await;
    app.invitee("Léa Lefèvre").await;
    let db = app.db().write();
    let mut statements = vec![
        "DELETE FROM audit_entries",
        "UPDATE audit_entries SET detail = 'x'",
        "UPDATE audit_entries SET hash = NULL",
    ];
    // PostgreSQL has no such statement.
    if !app.db().is_postgres() {
        statements.push(
            "INSERT OR REPLACE INTO audit_entries SELECT id, at, action, actor_id, 'Eve', \
             target_id, target_name, detail, address, hash, actor_key, target_key, version, \
             actor_email, target_email FROM audit_entries",
        );
    }
    for statement in statements {
        let refused = db.execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
    assert_eq!(verdict(&app).await, Verdict::Holds(1));
}

/// Moves the head back to where it is before the first entry.
fn back_to_the_start() -> String {
    let hash = "00".repeat(32);
    format!("UPDATE audit_heads SET last_id = 0, entries = 0, adopted = 0, hash = x'{hash}'")
}

/// A log of three entries that are not chained, as before the chain: the migration has yet to run, or to run again.
async fn unchained() -> TestApp {
    let old = "UPDATE audit_entries SET hash = NULL, version = 1, action = 'factors-reset', \
               detail = 'téléphone perdu' WHERE id = 2";
    let others = "UPDATE audit_entries SET hash = NULL, version = 1, detail = '' WHERE id <> 2";
    let keys = "UPDATE audit_entries SET actor_key = '', target_key = '', actor_email = '', target_email = ''";
    let (app, _) = tampered_with(3, &[old, others, keys, &back_to_the_start()]).await;
    app
}

/// Undoes the migrations that adopt entries and make room for the seal, and runs them again.
async fn migrate_again(app: &TestApp) {
    for column in ["adopted", "database", "seal"] {
        app.sql(&format!("ALTER TABLE audit_heads DROP COLUMN {column}"))
            .await;
    }
    app.sql(
        "DELETE FROM seaql_migrations WHERE version IN ('m0033_adopt_entries', 'm0038_seal_audit_head')",
    )
    .await;
    Migrator::up(app.db().write().connection(), None)
        .await
        .unwrap();
}

/// The first start after the migration, on a machine that has seen nothing of the log.
async fn first_start(app: &TestApp) {
    app.backend.forget_log().unwrap();
    app.backend.meet_log().await.unwrap();
}

#[tokio::test]
async fn the_migration_chains_the_entries_of_an_older_database_and_marks_how_many() {
    let app = unchained().await;
    migrate_again(&app).await;
    first_start(&app).await;
    assert_eq!(verdict(&app).await, Verdict::Holds(3));
    assert_eq!(app.number("SELECT adopted FROM audit_heads").await, 3);
    let admin = app.admin().await;
    let written = app.entry_count().await;
    assert_eq!(verdict(&app).await, Verdict::Holds(written.unsigned_abs()));
    let page = app
        .backend
        .audit_page(admin.admin().unwrap(), &AuditQuery::default())
        .await
        .unwrap();
    assert_eq!(page.entries.len(), usize::try_from(written).unwrap());
    let reasons: Vec<&AuditDetail> = page
        .entries
        .iter()
        .map(|entry| &entry.detail)
        .filter(|detail| **detail != AuditDetail::Nothing)
        .collect();
    assert_eq!(
        reasons,
        [&AuditDetail::Reason("téléphone perdu".to_owned())]
    );
}

#[tokio::test]
async fn the_migration_leaves_a_chain_that_has_begun_as_it_is() {
    let (app, before) =
        tampered_with(3, &["UPDATE audit_entries SET hash = NULL WHERE id = 2"]).await;
    assert_eq!(before, broken(2, Flaw::Changed));
    migrate_again(&app).await;
    assert_eq!(verdict(&app).await, broken(2, Flaw::Changed));
    assert_eq!(app.number("SELECT adopted FROM audit_heads").await, 3);
}

#[tokio::test]
async fn nothing_but_the_migration_chains_entries() {
    let app = unchained().await;
    let again = app.another_process().await;
    let after = again.verify_audit(&TestApp::operator()).await.unwrap();
    assert_eq!(after, broken(3, Flaw::Added));
    test_support::create(&again, "Léa Lefèvre", test_support::INVITEE).await;
    assert_eq!(verdict(&app).await, broken(1, Flaw::Added));
}

#[tokio::test]
async fn a_log_whose_head_was_taken_back_to_the_start_is_not_chained_anew() {
    let (app, verdict_before) = tampered_with(3, &[&back_to_the_start()]).await;
    assert_eq!(verdict_before, broken(3, Flaw::Added));
    migrate_again(&app).await;
    assert_eq!(verdict(&app).await, broken(3, Flaw::Added));
}

#[tokio::test]
async fn attack_33_a_row_outside_the_chain_is_found_whatever_its_number() {
    let copy = "at, action, actor_name, target_name, detail, address, hash, actor_key, target_key, version";
    for id in [i64::MIN, -5, 0, 6, 1_000_000, i64::MAX] {
        for what in [copy, &copy.replace("hash", "NULL")] {
            let row = format!(
                "INSERT INTO audit_entries (id, {copy}) SELECT {id}, {what} FROM audit_entries WHERE id = 1"
            );
            let (_app, verdict) = tampered_with(5, &[&row]).await;
            assert_eq!(verdict, broken(id, Flaw::Added), "{row}");
        }
    }
}

#[tokio::test]
async fn an_entry_whose_transaction_is_given_up_leaves_no_gap() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    app.refuse("UPDATE", "audit_heads").await;
    let invited = app.backend.invite(&TestApp::operator(), lea.id).await;
    assert!(invited.is_err());
    app.take_trigger_away("audit_heads", "refuse").await;
    app.backend
        .invite(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    assert_eq!(verdict(&app).await, Verdict::Holds(2));
}

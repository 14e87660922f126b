//! The migrations define the schema: the entities agree with them, and each can be undone.

use crate::catalog::{Column, Table, definitions, foreign_keys, migrated, of_entity, tables};
use crate::support::TestApp;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, EntityTrait, Iden, Iterable,
    PrimaryKeyToColumn,
};
use store::entity::{
    access_code, account_failure, audit_entry, audit_head, bulk_operation, bulk_refusal, bulk_step,
    bulk_undo, daily_figure, demo_mark, device_cookie, ended_session, enrolment_place, event,
    factor, factor_attempt, group, group_member, handover, import, import_file, invitation_round,
    key_check, notice, one_time_link, organisation, password_failure, password_request,
    password_turn, policy, recovery_code, reminder_round, saved_filter, security_event, seen_agent,
    session, totp_factor, totp_named_step, user, user_count,
};
use test_support::TestDatabase;
use test_support::sql::rows;

fn entity<E: EntityTrait>(db: &impl ConnectionTrait) -> (String, Table) {
    let keys: Vec<String> = E::PrimaryKey::iter()
        .map(|key| key.into_column().to_string())
        .collect();
    let columns = E::Column::iter()
        .map(|column| {
            let (name, def) = (column.to_string(), column.def());
            let described = Column {
                type_name: of_entity(db, def.get_column_type()),
                not_null: !def.is_null(),
                primary_key: keys.contains(&name),
                unique: def.is_unique(),
            };
            (name, described)
        })
        .collect();
    (E::default().table_name().to_owned(), columns)
}

async fn agrees<E: EntityTrait>() {
    let app = TestApp::new().await;
    let (table, columns) = entity::<E>(app.db().read());
    assert_eq!(migrated(app.db().write(), &table).await, columns);
}

#[tokio::test]
async fn the_entity_of_users_agrees_with_the_migrations() {
    agrees::<user::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_policy_agrees_with_the_migrations() {
    agrees::<policy::Entity>().await;
}

#[tokio::test]
async fn the_entities_of_sessions_agree_with_the_migrations() {
    agrees::<session::Entity>().await;
    agrees::<ended_session::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_authenticator_apps_agrees_with_the_migrations() {
    agrees::<totp_factor::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_factors_agrees_with_the_migrations() {
    agrees::<factor::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_wrong_proofs_agrees_with_the_migrations() {
    agrees::<factor_attempt::Entity>().await;
    agrees::<handover::Entity>().await;
}

#[tokio::test]
async fn the_entities_of_imports_and_of_operations_on_many_agree_with_the_migrations() {
    agrees::<import::Entity>().await;
    agrees::<import_file::Entity>().await;
    agrees::<bulk_operation::Entity>().await;
    agrees::<bulk_refusal::Entity>().await;
    agrees::<bulk_step::Entity>().await;
    agrees::<bulk_undo::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_places_of_enrolments_agrees_with_the_migrations() {
    agrees::<enrolment_place::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_recovery_codes_agrees_with_the_migrations() {
    agrees::<recovery_code::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_links_agrees_with_the_migrations() {
    agrees::<one_time_link::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_access_codes_agrees_with_the_migrations() {
    agrees::<access_code::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_wrong_passwords_agrees_with_the_migrations() {
    agrees::<password_failure::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_audit_entries_agrees_with_the_migrations() {
    agrees::<audit_entry::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_head_of_the_log_agrees_with_the_migrations() {
    agrees::<audit_head::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_events_agrees_with_the_migrations() {
    agrees::<event::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_notices_agrees_with_the_migrations() {
    agrees::<notice::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_seen_agents_agrees_with_the_migrations() {
    agrees::<seen_agent::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_device_cookies_agrees_with_the_migrations() {
    agrees::<device_cookie::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_failures_of_accounts_agrees_with_the_migrations() {
    agrees::<account_failure::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_promised_turns_agrees_with_the_migrations() {
    agrees::<password_turn::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_counts_of_users_agrees_with_the_migrations() {
    agrees::<user_count::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_check_of_the_key_agrees_with_the_migrations() {
    agrees::<key_check::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_the_mark_of_sample_data_agrees_with_the_migrations() {
    agrees::<demo_mark::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_named_steps_agrees_with_the_migrations() {
    agrees::<totp_named_step::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_security_events_agrees_with_the_migrations() {
    agrees::<security_event::Entity>().await;
}

#[tokio::test]
async fn the_entities_of_the_organisation_and_its_days_agree_with_the_migrations() {
    agrees::<daily_figure::Entity>().await;
    agrees::<organisation::Entity>().await;
}

#[tokio::test]
async fn the_entity_of_requests_for_a_password_agrees_with_the_migrations() {
    agrees::<password_request::Entity>().await;
}

#[tokio::test]
async fn the_entities_of_rounds_of_invitations_and_reminders_agree_with_the_migrations() {
    agrees::<invitation_round::Entity>().await;
    agrees::<reminder_round::Entity>().await;
}

#[tokio::test]
async fn the_entities_of_groups_and_saved_filters_agree_with_the_migrations() {
    agrees::<saved_filter::Entity>().await;
    agrees::<group::Entity>().await;
    agrees::<group_member::Entity>().await;
}

#[tokio::test]
async fn there_is_no_table_without_an_entity() {
    let app = TestApp::new().await;
    let db = app.db().write();
    let mut entities = [
        entity::<user::Entity>(db).0,
        entity::<policy::Entity>(db).0,
        entity::<organisation::Entity>(db).0,
        entity::<daily_figure::Entity>(db).0,
        entity::<session::Entity>(db).0,
        entity::<ended_session::Entity>(db).0,
        entity::<totp_factor::Entity>(db).0,
        entity::<factor::Entity>(db).0,
        entity::<factor_attempt::Entity>(db).0,
        entity::<group::Entity>(db).0,
        entity::<group_member::Entity>(db).0,
        entity::<handover::Entity>(db).0,
        entity::<invitation_round::Entity>(db).0,
        entity::<reminder_round::Entity>(db).0,
        entity::<totp_named_step::Entity>(db).0,
        entity::<recovery_code::Entity>(db).0,
        entity::<one_time_link::Entity>(db).0,
        entity::<password_failure::Entity>(db).0,
        entity::<password_request::Entity>(db).0,
        entity::<audit_entry::Entity>(db).0,
        entity::<access_code::Entity>(db).0,
        entity::<audit_head::Entity>(db).0,
        entity::<event::Entity>(db).0,
        entity::<notice::Entity>(db).0,
        entity::<seen_agent::Entity>(db).0,
        entity::<device_cookie::Entity>(db).0,
        entity::<enrolment_place::Entity>(db).0,
        entity::<import::Entity>(db).0,
        entity::<import_file::Entity>(db).0,
        entity::<bulk_operation::Entity>(db).0,
        entity::<bulk_refusal::Entity>(db).0,
        entity::<bulk_step::Entity>(db).0,
        entity::<bulk_undo::Entity>(db).0,
        entity::<account_failure::Entity>(db).0,
        entity::<password_turn::Entity>(db).0,
        entity::<user_count::Entity>(db).0,
        entity::<key_check::Entity>(db).0,
        entity::<demo_mark::Entity>(db).0,
        entity::<security_event::Entity>(db).0,
        entity::<saved_filter::Entity>(db).0,
    ];
    entities.sort();
    assert_eq!(tables(db).await, entities);
}

#[tokio::test]
async fn what_belongs_to_a_user_goes_with_the_user() {
    let app = TestApp::new().await;
    let db = app.db().write();
    for table in [
        "sessions",
        "ended_sessions",
        "factors",
        "factor_attempts",
        "recovery_codes",
        "one_time_links",
        "access_codes",
        "notices",
        "seen_agents",
        "device_cookies",
        "enrolment_places",
        "imports",
        "saved_filters",
        "bulk_operations",
    ] {
        let keys = foreign_keys(db, table).await;
        assert_eq!(keys, [["user_id", "users", "id", "CASCADE"]], "{table}");
    }
    let keys = foreign_keys(db, "group_members").await;
    assert_eq!(keys.len(), 2);
    for (column, table) in [("group_id", "groups"), ("user_id", "users")] {
        assert!(keys.contains(&[column, table, "id", "CASCADE"].map(str::to_owned)));
    }
    for table in ["totp_factors", "totp_named_steps"] {
        let keys = foreign_keys(db, table).await;
        assert_eq!(keys, [["factor_id", "factors", "id", "CASCADE"]], "{table}");
    }
}

#[tokio::test]
async fn the_number_of_a_deleted_row_is_never_given_again() {
    let app = TestApp::new().await;
    let first = app.user("Léa Lefèvre").await;
    let admin = app.admin().await;
    let second = app.user("Max Martin").await;
    let manager = admin.fresh_admin().unwrap().into();
    app.backend.delete_user(&manager, second.id).await.unwrap();
    let third = app.user("Zoé Petit").await;
    assert!(first.id < second.id && second.id < third.id);
    // A secret that awaits confirmation is bound to its session by the session's number.
    let session = app.open(&third).await;
    app.backend.sign_out(&session).await.unwrap();
    assert!(app.open(&third).await.session() > session.session());
}

/// The variable with which the list is written instead of compared.
const WRITE: &str = "BOUCLIER_WRITE_SCHEMA";

#[expect(
    clippy::disallowed_methods,
    reason = "no part of the product: tests are configured here"
)]
fn is_to_be_written() -> bool {
    std::env::var(WRITE).is_ok_and(|value| value == "1")
}

/// The list itself is compiled into the program.
#[tokio::test]
async fn the_list_of_what_the_database_does_by_itself_is_that_of_a_new_database() {
    let app = TestApp::new().await;
    let found = store::schema::objects(app.db().read()).await.unwrap();
    let list = store::schema::list(&found);
    let kind = if app.db().is_postgres() {
        "postgres"
    } else {
        "sqlite"
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../store/src/schema");
    if is_to_be_written() {
        std::fs::write(format!("{folder}/{kind}.txt"), list).unwrap();
        return;
    }
    let expected = store::schema::list(&store::schema::expected(app.db().read()));
    assert!(
        list == expected,
        "with {WRITE}=1 this test writes {kind}.txt, which has to be:\n{list}"
    );
}

async fn empty_database() -> (DatabaseConnection, TestDatabase) {
    let database = TestDatabase::empty();
    let db = Database::connect(database.url()).await.unwrap();
    (db, database)
}

#[tokio::test]
async fn all_migrations_go_up_down_and_up_again_to_the_same_schema() {
    let (db, _database) = empty_database().await;
    Migrator::up(&db, None).await.unwrap();
    let (schema, policies) = (
        definitions(&db).await,
        rows(&db, "SELECT * FROM policies").await,
    );
    assert_eq!((tables(&db).await.len(), policies.len()), (40, 1));
    Migrator::down(&db, None).await.unwrap();
    assert_eq!(tables(&db).await, [""; 0]);
    let mut left = definitions(&db).await;
    left.retain(|definition| !definition.contains("seaql_migrations"));
    assert_eq!(left, [""; 0]);
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(definitions(&db).await, schema);
    let objects = store::schema::objects(&db).await.unwrap();
    assert_eq!(objects, store::schema::expected(&db));
    assert_eq!(rows(&db, "SELECT * FROM policies").await.len(), 1);
}

#[tokio::test]
async fn each_migration_alone_undoes_what_it_did() {
    let (db, _database) = empty_database().await;
    let mut before = Vec::new();
    for _ in Migrator::migrations() {
        Migrator::up(&db, Some(1)).await.unwrap();
        before.push(definitions(&db).await);
    }
    while let Some(schema) = before.pop() {
        assert_eq!(definitions(&db).await, schema);
        Migrator::down(&db, Some(1)).await.unwrap();
    }
    assert_eq!(tables(&db).await, [""; 0]);
}

#[tokio::test]
async fn a_row_of_nobody_is_refused() {
    let app = TestApp::new().await;
    let orphan = "INSERT INTO recovery_codes (user_id, prefix, hash, created_at) \
                  VALUES (99, 'AAAA', '', 0)";
    let refused = app.db().write().execute_unprepared(orphan).await;
    let refused = refused.unwrap_err().to_string().to_lowercase();
    assert!(refused.contains("foreign key"), "{refused}");
}

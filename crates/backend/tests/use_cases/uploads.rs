//! Imports in the browser: whose they are, what they do, and how they go on after a restart.

use crate::support::TestApp;
use backend::Error;
use backend::access::Principal;
use backend::import::{Meaning, Refusal};
use backend::upload::{Choice, LONGEST, Start};
use domain::csv_cell::Separator;
use domain::{FileEncoding, ImportId, ImportState, Language};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use store::entity::{audit_entry, import, user};
use test_support::sql::execute;

const HEADER: &str = "email,name,role,language\n";

/// Rows for three steps, of which every hundredth is refused.
pub fn many() -> Vec<u8> {
    let row = |i: usize| match i % 100 {
        99 => format!("user{i},User {i},user,en\n"),
        _ => format!("user{i}@exemple.fr,User {i},user,en\n"),
    };
    let rows: String = (0..1_200).map(row).collect();
    [HEADER, &rows].concat().into_bytes()
}

impl TestApp {
    pub async fn upload(&self, by: &Principal, file: impl Into<Vec<u8>>) -> ImportId {
        let admin = by.admin().unwrap();
        let kept = self.backend.keep_upload(admin, "a.csv", file.into());
        kept.await.unwrap()
    }

    pub async fn start(&self, by: &Principal, id: ImportId) {
        let seen = self.seen(by, id).await;
        let (admin, backend) = (by.fresh_admin().unwrap(), &self.backend);
        let start = backend.start_import(admin, id, &seen, true).await.unwrap();
        assert_eq!(start, Start::Begun);
    }

    /// The word for the present preview.
    pub async fn seen(&self, by: &Principal, id: ImportId) -> String {
        let shown = self.backend.upload(by.admin().unwrap(), id).await;
        shown.unwrap().revision
    }

    pub async fn imported(&self) -> u64 {
        let users = user::Entity::find().filter(user::Column::Email.starts_with("user"));
        users.count(self.db().read()).await.unwrap()
    }

    pub async fn kept(&self, by: &Principal, id: ImportId) -> backend::upload::Kept {
        let shown = self.backend.upload(by.admin().unwrap(), id).await;
        shown.unwrap().kept
    }
}

#[tokio::test]
async fn an_import_that_is_killed_in_the_middle_goes_on_behind_its_last_row_and_does_nothing_twice()
{
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = app.upload(&admin, many()).await;
    app.start(&admin, id).await;
    app.backend.carry_out_a_step().await.unwrap();
    let kept = app.kept(&admin, id).await;
    assert_eq!(
        (kept.state, kept.done, kept.rows),
        (ImportState::Running, 500, 1_200)
    );
    assert_eq!(app.imported().await, 495);
    // A second process goes on; the first one had died, and comes back beside it.
    let other = app.another_process().await;
    other.carry_out_a_step().await.unwrap();
    assert_eq!(app.imported().await, 990);
    let (one, two) = tokio::join!(app.backend.carry_out_imports(), other.carry_out_imports());
    one.unwrap();
    two.unwrap();
    let kept = app.kept(&admin, id).await;
    assert_eq!((kept.state, kept.done), (ImportState::Done, 1_200));
    assert_eq!(
        (kept.created, kept.refused, kept.already_there),
        (1_188, 12, 0)
    );
    assert_eq!(app.imported().await, 1_188);
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("users-imported"))
        .all(app.db().read())
        .await
        .unwrap();
    let details: Vec<_> = entries.iter().map(|entry| entry.detail.as_str()).collect();
    assert_eq!(
        details,
        [r#"{"count":495}"#, r#"{"count":495}"#, r#"{"count":198}"#]
    );
    assert!(
        entries.iter().all(|e| e.actor_name == admin.name()),
        "{entries:?}"
    );
    assert_eq!(app.backend.carry_out_imports().await.unwrap(), 0);
}

#[tokio::test]
async fn a_step_that_fails_leaves_neither_accounts_nor_progress() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = app.upload(&admin, many()).await;
    app.start(&admin, id).await;
    app.refuse("INSERT", "audit_entries").await;
    assert!(app.backend.carry_out_imports().await.is_err());
    app.take_trigger_away("audit_entries", "refuse").await;
    assert_eq!(
        (app.imported().await, app.kept(&admin, id).await.done),
        (0, 0)
    );
    app.backend.carry_out_imports().await.unwrap();
    assert_eq!(app.imported().await, 1_188);
}

#[tokio::test]
async fn attack_08_an_import_ends_when_its_admin_is_none_any_more() {
    for statement in [
        "UPDATE users SET role = 'user' WHERE id = ",
        "UPDATE users SET disabled_at = 1 WHERE id = ",
    ] {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        let id = app.upload(&admin, many()).await;
        app.start(&admin, id).await;
        app.backend.carry_out_a_step().await.unwrap();
        execute(app.db().write(), &format!("{statement}{}", admin.user())).await;
        app.backend.carry_out_imports().await.unwrap();
        assert_eq!(app.imported().await, 495, "{statement}");
        let row = import::Entity::find_by_id(id)
            .one(app.db().read())
            .await
            .unwrap();
        assert_eq!(*row.unwrap().state, ImportState::Stopped);
    }
}

#[tokio::test]
async fn signing_out_does_not_end_an_import() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = app.upload(&admin, many()).await;
    app.start(&admin, id).await;
    app.backend.sign_out(&admin).await.unwrap();
    app.backend.carry_out_imports().await.unwrap();
    assert_eq!(app.imported().await, 1_188);
}

#[tokio::test]
async fn attack_08_an_import_is_its_admins_alone_and_begins_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let other = app.add_admin("Max Martin").await;
    let other = app.open(&other).await;
    let id = app.upload(&admin, many()).await;
    let backend = &app.backend;
    let not_found =
        |error: Option<Error>| assert!(matches!(error, Some(Error::NotFound)), "{error:?}");
    let right = other.admin().unwrap();
    not_found(backend.upload(right, id).await.err());
    let refused = backend.refused_of_upload(right, id, Separator::Comma, ToString::to_string);
    not_found(refused.await.err());
    not_found(backend.discard_upload(right, id).await.err());
    not_found(backend.choose_upload(right, id, choice(&[])).await.err());
    not_found(
        backend
            .start_import(other.fresh_admin().unwrap(), id, "", true)
            .await
            .err(),
    );
    assert_eq!(backend.uploads(right).await.unwrap().len(), 0);
    app.start(&admin, id).await;
    app.backend.carry_out_imports().await.unwrap();
    app.start(&admin, id).await;
    assert_eq!(app.kept(&admin, id).await.state, ImportState::Done);
    let chosen = backend
        .choose_upload(admin.admin().unwrap(), id, choice(&[]))
        .await;
    assert!(matches!(chosen, Err(Error::Refused(_))));
}

fn choice(columns: &[&str]) -> Choice {
    Choice {
        columns: columns
            .iter()
            .map(|word| Meaning::parse(word).unwrap())
            .collect(),
        encoding: FileEncoding::Windows1252,
        update: true,
        language: Language::De,
    }
}

#[tokio::test]
async fn what_is_chosen_about_a_file_is_what_is_planned_and_done() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.admin().unwrap();
    let file = b"Adresse;Wer;Abteilung\nuser1@exemple.fr;Ren\xe9;Werk\nuser2;X;Y\n".to_vec();
    let id = app.upload(&admin, file).await;
    let shown = app.backend.upload(right, id).await.unwrap();
    assert_eq!(shown.encoding, FileEncoding::Windows1252);
    assert_eq!(shown.columns[1].example.to_string(), "\"René\"");
    assert!(shown.plan.unwrap().is_err(), "no column is an address");
    let columns = ["email", "name", "group"];
    app.backend
        .choose_upload(right, id, choice(&columns))
        .await
        .unwrap();
    let shown = app.backend.upload(right, id).await.unwrap();
    let words: Vec<_> = shown
        .columns
        .iter()
        .map(|column| column.meaning.as_str())
        .collect();
    assert_eq!(words, columns);
    let plan = shown.plan.unwrap().unwrap();
    assert_eq!((plan.created, plan.refused.len()), (1, 1));
    assert_eq!(app.imported().await, 0);
    let seen = app.seen(&admin, id).await;
    let begun = app
        .backend
        .start_import(admin.fresh_admin().unwrap(), id, &seen, false)
        .await;
    assert!(
        matches!(begun, Err(Error::Refused(_))),
        "the encoding is not confirmed"
    );
    app.start(&admin, id).await;
    app.backend.carry_out_imports().await.unwrap();
    let row = user::Entity::find().filter(user::Column::Email.eq("user1@exemple.fr"));
    let row = row.one(app.db().read()).await.unwrap().unwrap();
    assert_eq!((&*row.name, row.language.as_str()), ("René", "de"));
    let groups = store::group::of_user(app.db().read(), *row.id)
        .await
        .unwrap();
    assert_eq!(groups[0].name, "Werk");
    let describe = |refusal: &Refusal| format!("ligne {}", refusal.line);
    let refused = app
        .backend
        .refused_of_upload(right, id, Separator::Comma, describe)
        .await;
    let refused = refused.unwrap();
    assert!(refused.ends_with("3,ligne 3,user2,X,Y\r\n"), "{refused}");
    let shown = app.backend.upload(right, id).await.unwrap();
    assert_eq!(shown.refused.len(), 1);
}

#[tokio::test]
async fn attack_42_files_are_bounded_in_length_in_number_and_in_time() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.admin().unwrap();
    let long = vec![b'a'; LONGEST + 1];
    let kept = app.backend.keep_upload(right, "a.csv", long).await;
    assert!(matches!(kept, Err(Error::Refused(_))));
    for _ in 0..7 {
        app.upload(&admin, HEADER).await;
    }
    assert_eq!(app.backend.uploads(right).await.unwrap().len(), 5);
    let ids: Vec<ImportId> = app
        .backend
        .uploads(right)
        .await
        .unwrap()
        .iter()
        .map(|k| k.id)
        .collect();
    for id in &ids {
        app.start(&admin, *id).await;
    }
    let kept = app.backend.keep_upload(right, "a.csv", HEADER.into()).await;
    assert!(matches!(kept, Err(Error::Busy { .. })), "{kept:?}");
    app.backend.carry_out_imports().await.unwrap();
    app.advance(24 * 3_600 + 1);
    app.backend.sweep(app.now()).await.unwrap();
    assert_eq!(
        import::Entity::find().count(app.db().read()).await.unwrap(),
        0
    );
    let files = store::entity::import_file::Entity::find();
    assert_eq!(files.count(app.db().read()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_to_its_end_does_not_begin() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let file = [&many(), "x@exemple.fr,\"X,user,fr\n".as_bytes()].concat();
    let id = app.upload(&admin, file).await;
    let begun = app
        .backend
        .start_import(admin.fresh_admin().unwrap(), id, "", true)
        .await;
    assert!(matches!(begun, Err(Error::Refused(_))));
    assert_eq!(app.kept(&admin, id).await.state, ImportState::Uploaded);
    app.backend
        .discard_upload(admin.admin().unwrap(), id)
        .await
        .unwrap();
    assert_eq!(
        app.backend
            .uploads(admin.admin().unwrap())
            .await
            .unwrap()
            .len(),
        0
    );
}

#[tokio::test]
async fn attack_42_a_file_of_very_many_lines_is_not_kept() {
    let app = TestApp::new().await;
    let ada = app.admin().await;
    for (lines, is_kept) in [(150_000, true), (150_001, false)] {
        let kept = app
            .backend
            .keep_upload(ada.admin().unwrap(), "a.csv", vec![b'\n'; lines]);
        assert_eq!(kept.await.is_ok(), is_kept, "{lines}");
    }
}

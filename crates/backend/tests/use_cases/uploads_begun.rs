//! What begins is what was previewed, and ends when somebody else may have begun it.

use super::uploads::many;
use crate::support::TestApp;
use backend::access::Principal;
use backend::import::Meaning;
use backend::upload::{Choice, Start};
use backend::users::ProfileInput;
use domain::{
    FileEncoding, ImportId, ImportState, Language, NoticeKind, ResetFallback, Role, UserId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::entity::{audit_entry, notice};
use test_support::PASSWORD;

const FILE: &str = "email,name,role,language,x\nuser1@exemple.fr,Léa,user,fr,Moreau\nuser2@exemple.fr,Max,user,fr,Martin\n";

async fn begin(app: &TestApp, by: &Principal, id: ImportId, seen: &str) -> Start {
    let admin = by.fresh_admin().unwrap();
    let start = app.backend.start_import(admin, id, seen, true);
    start.await.unwrap()
}

#[tokio::test]
async fn what_is_chosen_elsewhere_after_the_preview_does_not_begin_and_nothing_is_lost() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = app.upload(&admin, FILE).await;
    let seen = app.seen(&admin, id).await;
    assert_eq!(app.seen(&admin, id).await, seen);
    let columns = ["email", "name", "role", "language", "group"];
    let usual = Choice {
        columns: columns.map(|word| Meaning::parse(word).unwrap()).into(),
        encoding: FileEncoding::Utf8,
        update: false,
        language: Language::Fr,
    };
    let updating = Choice {
        update: true,
        ..usual.clone()
    };
    let german = Choice {
        language: Language::De,
        ..usual.clone()
    };
    let western = Choice {
        encoding: FileEncoding::Windows1252,
        ..usual.clone()
    };
    let mut before = vec![seen];
    for choice in [usual, updating, german, western] {
        let right = admin.admin().unwrap();
        app.backend.choose_upload(right, id, choice).await.unwrap();
        for seen in &before {
            assert_eq!(begin(&app, &admin, id, seen).await, Start::Changed);
        }
        before.push(app.seen(&admin, id).await);
    }
    assert_eq!(app.kept(&admin, id).await.state, ImportState::Uploaded);
    app.backend.carry_out_imports().await.unwrap();
    assert_eq!(app.imported().await, 0);
    assert_eq!(begin(&app, &admin, id, &before[4]).await, Start::Begun);
    app.backend.carry_out_imports().await.unwrap();
    assert_eq!(app.imported().await, 2);
}

#[tokio::test]
async fn an_account_that_came_after_the_preview_is_previewed_first() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let [one, two] = [
        app.upload(&admin, FILE).await,
        app.upload(&admin, FILE).await,
    ];
    let seen = app.seen(&admin, two).await;
    app.start(&admin, one).await;
    app.backend.carry_out_imports().await.unwrap();
    assert_eq!(begin(&app, &admin, two, &seen).await, Start::Changed);
    assert_eq!(app.kept(&admin, two).await.state, ImportState::Uploaded);
    app.start(&admin, two).await;
}

#[tokio::test]
async fn attack_25_each_admin_of_a_file_is_named_as_the_one_who_began_imports() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let max = app.add_admin("Max Martin").await;
    let file =
        "email,name,role,language\neve@exemple.fr,Eve,admin,fr\nuser1@exemple.fr,Léa,user,fr\n";
    let id = app.upload(&admin, file).await;
    app.start(&admin, id).await;
    app.backend.carry_out_imports().await.unwrap();
    let entry = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("user-created"))
        .order_by_desc(audit_entry::Column::Id)
        .one(app.db().read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (&*entry.target_email, &*entry.actor_name),
        ("eve@exemple.fr", admin.name())
    );
    let told = notice::Entity::find()
        .filter(notice::Column::AboutEmail.eq("eve@exemple.fr"))
        .all(app.db().read())
        .await
        .unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|row| (*row.user_id, row.kind.known(), row.by_name.as_deref()))
        .collect();
    let created = Some(NoticeKind::AdminCreated);
    assert_eq!(told, [(max.id, created, Some(admin.name()))]);
}

/// What is done to the account of an admin whose import runs.
async fn change(app: &TestApp, what: &str, (boss, own): (&Principal, &Principal), id: UserId) {
    let (right, backend) = (boss.fresh_admin().unwrap(), &app.backend);
    match what {
        "reset" => {
            let done = backend.reset_two_factor(right, id, "perdu", ResetFallback::Code);
            done.await.map(drop)
        }
        "role" => backend.change_role(right, id, Role::User).await,
        "deactivated" => backend.set_disabled(right, id, true).await,
        "address" => {
            let input = ProfileInput {
                name: own.name(),
                email: "elsewhere@exemple.fr",
                language: Language::Fr,
            };
            backend.edit_user(right, id, input).await.map(drop)
        }
        _ => {
            let new = ("vier rote Pferde singen", "vier rote Pferde singen");
            let member = own.member().unwrap();
            backend
                .change_password(member, PASSWORD, new, false)
                .await
                .map(drop)
        }
    }
    .unwrap();
}

#[tokio::test]
async fn attack_08_an_import_stops_when_somebody_else_may_have_begun_it_and_says_why() {
    for (what, reason) in [
        ("reset", Some(NoticeKind::FactorsReset)),
        ("role", Some(NoticeKind::RoleChanged)),
        ("deactivated", None),
        ("address", Some(NoticeKind::AddressChanged)),
        ("password", Some(NoticeKind::PasswordChanged)),
    ] {
        let app = TestApp::new().await;
        let boss = app.admin_with_factor().await;
        let max = app.add_admin("Max Martin").await;
        let own = app.open(&max).await;
        let id = app.upload(&own, many()).await;
        app.start(&own, id).await;
        let waiting = app.upload(&own, FILE).await;
        app.backend.carry_out_a_step().await.unwrap();
        change(&app, what, (&boss, &own), max.id).await;
        app.backend.carry_out_imports().await.unwrap();
        assert_eq!(app.imported().await, 495, "{what}");
        let kept = app.kept(&own, id).await;
        assert_eq!(
            (kept.state, kept.done, kept.created),
            (ImportState::Stopped, 500, 495),
            "{what}"
        );
        assert_eq!(kept.stopped_for, reason, "{what}");
        assert_eq!(app.kept(&own, waiting).await.state, ImportState::Uploaded);
        let again = app.upload(&boss, many()).await;
        app.start(&boss, again).await;
        app.backend.carry_out_imports().await.unwrap();
        let kept = app.kept(&boss, again).await;
        assert_eq!((kept.created, kept.already_there), (693, 495), "{what}");
    }
}

//! Admins whom a file creates are named, in the log and to the other admins.

use super::support::*;
use domain::NoticeKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::ops::Range;
use store::entity::{audit_entry, notice};

const ANN: &str = "a@exemple.fr,Ann,user,fr,,\n";
const ADMINS: &str = "b@exemple.fr,Ben,admin,fr,,\nc@exemple.fr,Cem,admin,en,,\n";

impl World {
    /// What was recorded and to whom it was done, in its order.
    async fn recorded(&self) -> Vec<String> {
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.is_in(["user-created", "users-imported"]))
            .order_by_asc(audit_entry::Column::Id)
            .all(self.db().read())
            .await
            .unwrap();
        let said = |e: audit_entry::Model| {
            format!(
                "{} {} {} {}",
                e.action, e.target_name, e.target_email, e.detail
            )
        };
        entries.into_iter().map(said).collect()
    }

    async fn notices(&self) -> Vec<notice::Model> {
        let notices = notice::Entity::find().order_by_asc(notice::Column::Id);
        notices.all(self.db().read()).await.unwrap()
    }
}

#[tokio::test]
async fn attack_25_each_admin_of_a_file_has_an_entry_and_is_named_to_the_other_admins() {
    let world = World::new().await;
    let ada = test_support::create(&world.backend, "Ada Byron", test_support::ADMIN).await;
    let before = world.recorded().await.len();
    let file = [HEADER, ANN, ADMINS].concat();
    assert_eq!(world.import(file).await.created, 3);
    assert_eq!(
        world.recorded().await[before..],
        [
            r#"user-created Ben b@exemple.fr "nothing""#,
            r#"user-created Cem c@exemple.fr "nothing""#,
            r#"users-imported   {"count":3}"#,
        ]
    );
    let notices = world.notices().await;
    let told: Vec<_> = notices
        .iter()
        .map(|row| {
            (
                *row.user_id,
                row.kind.known(),
                row.about_name.as_deref(),
                row.about_email.as_deref(),
            )
        })
        .collect();
    let created = Some(NoticeKind::AdminCreated);
    assert_eq!(
        told,
        [
            (ada.id, created, Some("Ben"), Some("b@exemple.fr")),
            (ada.id, created, Some("Cem"), Some("c@exemple.fr")),
        ]
    );
    world.import([HEADER, LEA].concat()).await;
    assert_eq!(world.notices().await.len(), 2);
}

#[tokio::test]
async fn attack_25_an_import_that_is_held_back_names_nobody() {
    let world = World::new().await;
    test_support::create(&world.backend, "Ada Byron", test_support::ADMIN).await;
    let before = world.recorded().await;
    let file = [HEADER, ADMINS, "x,X,user,fr,,\n"].concat();
    world.try_import(file.as_bytes(), true).await.unwrap();
    assert_eq!(world.recorded().await, before);
    assert_eq!(world.notices().await.len(), 0);
}

#[tokio::test]
async fn attack_25_of_very_many_admins_each_has_an_entry_a_hundred_are_named_and_all_are_counted() {
    let world = World::new().await;
    test_support::create(&world.backend, "Ada Byron", test_support::ADMIN).await;
    let before = world.recorded().await.len();
    let row = |i: u32| format!("admin{i}@exemple.fr,Admin {i},admin,fr,,\n");
    let import = async |numbers: Range<u32>| {
        let rows: String = numbers.map(row).collect();
        world.import([HEADER, &rows].concat()).await;
    };
    import(0..103).await;
    assert_eq!(world.recorded().await.len(), before + 104);
    import(200..301).await;
    let notices = world.notices().await;
    let named = notices
        .iter()
        .filter(|row| row.kind.known() == Some(NoticeKind::AdminCreated));
    assert_eq!(named.count(), 200);
    // Each file by itself.
    let summed: Vec<i64> = notices
        .iter()
        .filter(|row| row.kind.known() == Some(NoticeKind::AdminsImported))
        .map(|row| row.count)
        .collect();
    assert_eq!(summed, [103, 101]);
}

//! Accounts that exist: what a file may change of them, and what never.

use super::support::*;
use backend::import::{ImportOptions, ImportReport};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::entity::audit_entry;
use test_support::operator;

const OTHERS: &str = "lea@exemple.fr,Léa Moreau,admin,en,exempt,Finance\nhugo@exemple.fr,Hugo,user,de,no,\nnina@exemple.fr,Nina,user,fr,,\n";

pub fn options(all_or_nothing: bool) -> ImportOptions {
    ImportOptions {
        all_or_nothing,
        update: true,
        ..ImportOptions::default()
    }
}

impl World {
    pub async fn update(&self, file: impl AsRef<[u8]>, options: &ImportOptions) -> ImportReport {
        let by = operator();
        let done = self
            .backend
            .import_users(&by, file.as_ref(), options, |_| {});
        done.await.unwrap()
    }

    pub async fn plan(&self, file: impl AsRef<[u8]>, options: &ImportOptions) -> ImportReport {
        let by = operator();
        let plan = self
            .backend
            .plan_import(&by, file.as_ref(), options, |_| {});
        plan.await.unwrap()
    }

    async fn edits(&self) -> Vec<String> {
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.eq("user-edited"))
            .order_by_asc(audit_entry::Column::Id)
            .all(self.db().read())
            .await
            .unwrap();
        let said = |e: audit_entry::Model| format!("{} {}", e.target_email, e.detail);
        entries.into_iter().map(said).collect()
    }
}

#[tokio::test]
async fn attack_08_an_update_changes_name_and_language_adds_to_groups_and_never_changes_role_rule_or_password()
 {
    let world = World::new().await;
    world.import([HEADER, LEA, HUGO].concat()).await;
    let before = world.users().await;
    let report = world
        .update([HEADER, OTHERS].concat(), &options(false))
        .await;
    let counts = (
        report.created,
        report.already_there,
        report.updated.count,
        report.differing,
    );
    assert_eq!(counts, (1, 2, 1, 2));
    assert_eq!(report.rows(), 3);
    let after = world.users().await;
    assert_eq!(after.len(), 3);
    let mut lea = before[0].clone();
    lea.name = "Léa Moreau".to_owned();
    lea.name_key = after[0].name_key.clone();
    lea.search_key = after[0].search_key.clone();
    lea.language = domain::Language::En.into();
    assert_eq!(after[0], lea);
    assert_eq!(after[1], before[1]);
    let groups = world.groups().await;
    let cell = |at: usize| groups.get(&*after[at].id).map(String::as_str);
    assert_eq!([cell(0), cell(1)], [Some("Finance|Support"), None]);
    assert!(
        after[0].search_key.contains("moreau"),
        "{}",
        after[0].search_key
    );
    assert_eq!(
        world.edits().await,
        [
            r#"lea@exemple.fr {"profile":{"name":{"from":"Léa","to":"Léa Moreau"},"language":{"from":"fr","to":"en"}}}"#
        ]
    );
}

#[tokio::test]
async fn a_plan_says_what_an_import_does_and_changes_nothing() {
    let world = World::new().await;
    world.import([HEADER, LEA, HUGO].concat()).await;
    let before = world.users().await;
    let file = [HEADER, OTHERS, "x,X,user,fr,,\n"].concat();
    let plan = world.plan(&file, &options(false)).await;
    assert_eq!(
        plan.updated
            .first
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [
            "line 2, \"lea@exemple.fr\": name \"Léa\" → \"Léa Moreau\", language fr → en, group \"Finance\""
        ]
    );
    assert_eq!(world.users().await, before);
    assert_eq!(world.edits().await, Vec::<String>::new());
    assert_eq!(world.update(&file, &options(false)).await, plan);
}

#[tokio::test]
async fn all_or_nothing_holds_updates_back_too() {
    let world = World::new().await;
    world.import([HEADER, LEA, HUGO].concat()).await;
    let before = world.users().await;
    let file = [HEADER, OTHERS, "x,X,user,fr,,\n"].concat();
    let report = world.update(&file, &options(true)).await;
    assert!(report.changed_nothing());
    assert_eq!((report.held_back, report.rows()), (1, 4));
    assert_eq!(world.users().await, before);
    assert_eq!(world.edits().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_file_without_languages_leaves_them_and_the_same_file_again_changes_nothing() {
    let world = World::new().await;
    world.import([HEADER, LEA, HUGO].concat()).await;
    let file = "username,firstName,lastName\nhugo@exemple.fr,Hugo,Le Goff\n";
    assert_eq!(world.update(file, &options(false)).await.updated.count, 1);
    let hugo = world.user("hugo@exemple.fr").await;
    assert_eq!(
        (&*hugo.name, hugo.language.as_str()),
        ("Hugo Le Goff", "de")
    );
    assert!(world.update(file, &options(false)).await.changed_nothing());
}

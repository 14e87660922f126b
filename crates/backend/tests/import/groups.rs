//! Groups that a file names.

use super::support::*;
use super::updates::options;
use backend::groups::GroupRuleChange;
use domain::GroupRule;
use test_support::operator;
use test_support::sql::texts;

const NEW: &str =
    "lea@exemple.fr,Léa,user,fr,,\"Ventes | Équipe 1\"\nhugo@exemple.fr,Hugo,user,de,,VENTES\n";

#[tokio::test]
async fn groups_that_do_not_exist_are_created_once_and_said_before() {
    let world = World::new().await;
    let file = [HEADER, NEW].concat();
    let plan = world.plan(&file, &options(false)).await;
    assert_eq!(plan.groups, ["Ventes", "Équipe 1"]);
    assert!(world.groups().await.is_empty());
    let report = world.import(&file).await;
    assert_eq!(report.groups, plan.groups);
    let users = world.users().await;
    let groups = world.groups().await;
    let cells: Vec<&str> = users
        .iter()
        .map(|user| groups[&*user.id].as_str())
        .collect();
    assert_eq!(cells, ["Équipe 1|Ventes", "Ventes"]);
    let again = world.import(&file).await;
    assert_eq!((again.groups.len(), again.differing), (0, 0));
}

#[tokio::test]
async fn who_is_imported_into_a_group_that_requires_2fa_has_to_use_it() {
    let world = World::new().await;
    let id = world
        .backend
        .create_group(&operator(), "ventes")
        .await
        .unwrap();
    let change = GroupRuleChange {
        rule: GroupRule::Required,
        end_sessions: false,
        grace: domain::Grace::None,
    };
    let changed = world.backend.set_group_rule(&operator(), id, change).await;
    assert!(changed.unwrap().is_some());
    let report = world.import([HEADER, LEA, NEW].concat()).await;
    assert_eq!((report.created, report.refused.len()), (2, 1));
    for user in world.users().await {
        let required = user.group_required_since.is_some();
        assert_eq!(required, user.email == "hugo@exemple.fr", "{}", user.email);
    }
    let report = world.update([HEADER, NEW].concat(), &options(false)).await;
    assert_eq!(report.updated.count, 1);
    assert!(
        world
            .user("lea@exemple.fr")
            .await
            .group_required_since
            .is_some()
    );
}

#[tokio::test]
async fn nothing_is_created_where_all_or_nothing_holds_everything_back() {
    let world = World::new().await;
    let file = [HEADER, NEW, "x,X,user,fr,,Achats\n"].concat();
    let report = world.update(&file, &options(true)).await;
    assert_eq!(report.groups, [""; 0]);
    let names = texts(world.db().read(), "SELECT name FROM \"groups\"").await;
    assert_eq!(names, [""; 0]);
}

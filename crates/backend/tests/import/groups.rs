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

#[tokio::test]
async fn a_name_that_a_reader_takes_for_that_of_a_group_names_that_group() {
    let world = World::new().await;
    let by = operator();
    world.backend.create_group(&by, "Team l").await.unwrap();
    let file = [
        HEADER,
        "lea@exemple.fr,Léa,user,fr,,Team I\nhugo@exemple.fr,Hugo,user,de,,\"Team I|team l|Epa\"\n",
        "max@exemple.fr,Max,user,fr,,Ера\n",
    ]
    .concat();
    let plan = world.plan(&file, &options(false)).await;
    assert_eq!(plan.groups, ["Epa"]);
    let report = world.import(&file).await;
    assert_eq!((report.created, report.groups), (3, plan.groups));
    let names = "SELECT name || ' ' || members FROM \"groups\" ORDER BY name";
    let names = texts(world.db().read(), names).await;
    assert_eq!(names, ["Epa 2", "Team l 2"]);
    let again = world.update(&file, &options(false)).await;
    assert_eq!((again.updated.count, again.differing), (0, 0));
}

#[tokio::test]
async fn the_log_names_the_members_that_a_file_adds() {
    let world = World::new().await;
    let mut file = HEADER.to_owned();
    for number in 0..51 {
        file.push('u');
        file.push_str(&number.to_string());
        file.push_str("@exemple.fr,U,user,fr,,Ventes\n");
    }
    world.import(&file).await;
    let said = "SELECT detail FROM audit_entries WHERE action = 'members-imported' ORDER BY id";
    let said = texts(world.db().read(), said).await;
    assert_eq!(said.len(), 2);
    assert!(said[0].contains("Ventes") && said[0].contains("u49@exemple.fr"));
    assert!(said[1].contains("u50@exemple.fr") && !said[1].contains("u49@"));
}

#[tokio::test]
async fn a_file_makes_no_more_groups_than_there_may_be() {
    let world = World::new().await;
    let many = "INSERT INTO \"groups\" (name, name_key, requires, created_at)
        WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
        SELECT 'g' || n, 'g' || n, 'nothing', 1 FROM n";
    test_support::sql::execute(world.db().write(), many).await;
    let refused = world.backend.create_group(&operator(), "Ventes").await;
    assert!(matches!(
        refused,
        Err(backend::Error::Refused(
            domain::problem::Problem::GroupsFull
        ))
    ));
    let present = [HEADER, "lea@exemple.fr,Léa,user,fr,,g7\n"].concat();
    assert_eq!(world.import(&present).await.created, 1);
    let new = [HEADER, "max@exemple.fr,Max,user,fr,,Ventes\n"].concat();
    let refused = world.try_import(new.as_bytes(), false).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("more than 2000"), "{refused}");
}

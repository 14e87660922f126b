//! A name that looks like an admin's is told, and imported all the same.

use super::support::*;
use super::updates::options;
use backend::import::ImportReport;
use test_support::{ADMIN, create};

fn warnings(report: &ImportReport) -> Vec<String> {
    let first = &report.namesakes.first;
    first.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn attack_39_a_row_whose_name_looks_like_an_admins_is_told_and_imported() {
    let world = World::new().await;
    create(&world.backend, "Ada Byron", ADMIN).await;
    let ada = world.users().await.remove(0);
    let file = [
        HEADER,
        LEA,
        "eve@exemple.fr,Аdа Вуrоn,user,fr,,\n",
        &format!("{},Ada Byron,user,fr,,\n", ada.email),
        "eva@exemple.fr,ADA-BYRON,admin,fr,,\n",
    ];
    let report = world.import(file.concat()).await;
    let like = format!(
        "looks like the name of the admin \"Ada Byron\", whose address is {:?}",
        ada.email
    );
    assert_eq!(
        warnings(&report),
        [
            format!("line 3, column name: \"Аdа Вуrоn\" {like}"),
            format!("line 5, column name: \"ADA-BYRON\" {like}"),
        ]
    );
    assert_eq!(report.namesakes.count, 2);
    assert_eq!((report.created, report.already_there), (3, 1));
}

#[tokio::test]
async fn attack_39_the_admins_of_the_file_itself_are_compared_too() {
    let world = World::new().await;
    let file = [
        HEADER,
        LEA,
        HUGO,
        "hugo2@exemple.fr,Hugo,user,fr,,\n",
        "ruth@exemple.fr,Ruth,user,fr,,\n",
    ];
    let report = world.try_import(file.concat().as_bytes(), true).await;
    assert_eq!(
        warnings(&report.unwrap()),
        [
            "line 4, column name: \"Hugo\" looks like the name of the admin \"Hugo\", whose address is \"hugo@exemple.fr\""
        ]
    );
}

#[tokio::test]
async fn the_first_hundred_are_kept_and_all_are_counted() {
    let world = World::new().await;
    create(&world.backend, "Ada Byron", ADMIN).await;
    let row = |number| format!("ada{number}@exemple.fr,ada byron,user,fr,,\n");
    let rows: String = (0..1_250).map(row).collect();
    let report = world.import([HEADER, &rows].concat()).await;
    assert_eq!(report.namesakes.count, 1_250);
    let lines = report.namesakes.first.iter().map(|row| row.line);
    assert!(lines.eq(2..102));
    assert_eq!(report.created, 1_250);
}

#[tokio::test]
async fn attack_39_an_update_to_a_name_that_looks_like_an_admins_is_told_before_and_when_it_is_made()
 {
    let world = World::new().await;
    create(&world.backend, "Ada Byron", ADMIN).await;
    let ada = world.users().await.remove(0);
    world.import([HEADER, LEA, HUGO].concat()).await;
    let file = [
        HEADER,
        "lea@exemple.fr,Аdа Вуrоn,user,fr,,\n",
        &format!("{},ADA Byron,admin,fr,,\n", ada.email),
        "hugo@exemple.fr,Hugo,admin,de,yes,\n",
    ]
    .concat();
    let plan = world.plan(&file, &options(false)).await;
    assert_eq!(
        warnings(&plan),
        [format!(
            "line 2, column name: \"Аdа Вуrоn\" looks like the name of the admin \"Ada Byron\", whose address is {:?}",
            ada.email
        )]
    );
    assert_eq!(warnings(&world.import(&file).await), Vec::<String>::new());
    assert_eq!(world.update(&file, &options(false)).await, plan);
}

#[tokio::test]
async fn attack_39_an_admin_who_gets_the_name_of_another_one_is_told() {
    let world = World::new().await;
    world
        .import([HEADER, LEA, HUGO, "ida@exemple.fr,Ida,admin,fr,,\n"].concat())
        .await;
    let file = [
        HEADER,
        "ida@exemple.fr,hugo,admin,fr,,\n",
        "lea@exemple.fr,HUGO,user,fr,,\n",
    ];
    let report = world.update(file.concat(), &options(false)).await;
    let lines: Vec<u64> = report.namesakes.first.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 3]);
    assert_eq!(
        report.namesakes.first[0].email.to_string(),
        "\"hugo@exemple.fr\""
    );
}

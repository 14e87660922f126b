//! A name that looks like an admin's is told, and imported all the same.

use super::support::*;
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

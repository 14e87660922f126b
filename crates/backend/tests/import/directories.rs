//! The exports of other systems, as they are: nobody has to rename a column.

use super::support::*;
use backend::import::{ColumnRef, ImportOptions, Meaning, Reading, Refusal, refused_rows};
use domain::csv_cell::Separator;
use domain::{FileEncoding, Language};
use std::path::Path;
use test_support::operator;

const BOTH: [[&str; 6]; 2] = [
    [
        "hugo.legoff@exemple.fr",
        "Hugo Le Goff",
        "user",
        "fr",
        "",
        "",
    ],
    ["lea.moreau@exemple.fr", "Léa Moreau", "user", "fr", "", ""],
];
const GONE: &str =
    "state of the account: an account that is out of use in a directory is not imported";

fn export(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/exports");
    std::fs::read(folder.join(name)).unwrap()
}

impl World {
    async fn import_read(&self, file: &[u8], reading: Reading) -> backend::import::ImportReport {
        let options = ImportOptions {
            reading,
            ..ImportOptions::default()
        };
        let by = operator();
        let done = self.backend.import_users(&by, file, &options, |_| {});
        done.await.unwrap()
    }
}

#[tokio::test]
async fn the_exports_of_four_directories_come_in_as_they_are() {
    let guest = "line 5, column email: the address is missing";
    for (name, refused) in [
        ("google-workspace.csv", vec![format!("line 4, {GONE}")]),
        (
            "microsoft-entra.csv",
            vec![format!("line 4, {GONE}"), guest.to_owned()],
        ),
        ("okta.csv", vec![format!("line 4, {GONE}")]),
        ("keycloak.csv", vec![format!("line 4, {GONE}")]),
    ] {
        let world = World::new().await;
        let report = world.import(export(name)).await;
        assert_eq!(refusals(&report), refused, "{name}");
        assert_eq!(said(&world).await, BOTH, "{name}");
        assert!(report.is_lenient, "{name}");
    }
}

#[tokio::test]
async fn how_each_column_was_understood_is_told() {
    let world = World::new().await;
    let report = world.import(export("google-workspace.csv")).await;
    let read: Vec<_> = report
        .columns
        .iter()
        .filter(|column| column.meaning != Meaning::Nothing)
        .map(|column| format!("{} {}", column.name, column.meaning))
        .collect();
    assert_eq!(
        read,
        [
            "\"First Name [Required]\" first-name",
            "\"Last Name [Required]\" last-name",
            "\"Email Address [Required]\" email",
            "\"Status [READ ONLY]\" status",
        ]
    );
    assert_eq!(report.columns.len(), 35);
}

#[tokio::test]
async fn each_encoding_and_separator_gives_the_same_accounts() {
    let text = "Prénom;Nom;E-mail\nLéa;Moreau;lea.moreau@exemple.fr\nHugo;Le Goff;hugo.legoff@exemple.fr\n";
    let utf16 = |text: &str| {
        format!("\u{feff}{text}")
            .encode_utf16()
            .collect::<Vec<u16>>()
    };
    let windows = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap());
    for (file, encoding) in [
        (text.as_bytes().to_vec(), FileEncoding::Utf8),
        (text.replace(';', "\t").into_bytes(), FileEncoding::Utf8),
        (text.replace(';', ",").into_bytes(), FileEncoding::Utf8),
        (
            utf16(text).into_iter().flat_map(u16::to_le_bytes).collect(),
            FileEncoding::Utf8,
        ),
        (
            utf16(text).into_iter().flat_map(u16::to_be_bytes).collect(),
            FileEncoding::Utf8,
        ),
        (windows.collect(), FileEncoding::Windows1252),
    ] {
        assert_eq!(FileEncoding::of(&file), encoding);
        let world = World::new().await;
        let reading = Reading {
            encoding,
            ..Reading::default()
        };
        let report = world.import_read(&file, reading).await;
        assert_eq!(refusals(&report), Vec::<String>::new());
        assert_eq!(said(&world).await, BOTH);
    }
}

#[tokio::test]
async fn a_letter_that_was_lost_before_is_refused_and_not_stored() {
    let world = World::new().await;
    let report = world
        .import([HEADER, "rene@exemple.fr,Ren\u{fffd},user,fr,,\n"].concat())
        .await;
    assert_eq!(
        refusals(&report),
        ["line 2, column name: a letter was lost before: \"Ren\u{fffd}\""]
    );
}

#[tokio::test]
async fn a_column_can_be_given_another_meaning_or_none() {
    let world = World::new().await;
    let columns = [("DEPARTMENT", "group"), ("preferredLanguage", "nothing")];
    let reading = Reading {
        columns: columns
            .map(|(name, meaning)| {
                let place = ColumnRef::Named(name.to_owned());
                (place, Meaning::parse(meaning).unwrap())
            })
            .to_vec(),
        language: Language::De,
        ..Reading::default()
    };
    let file = "login,firstName,lastName,preferredLanguage,department\nlea@exemple.fr,Léa,Moreau,pt-BR,Support\n";
    let report = world.import_read(file.as_bytes(), reading).await;
    assert_eq!(refusals(&report), Vec::<String>::new());
    assert_eq!(
        said(&world).await,
        [["lea@exemple.fr", "Léa Moreau", "user", "de", "Support", ""]]
    );
}

#[tokio::test]
async fn a_meaning_for_a_column_that_is_not_there_or_twice_is_an_error() {
    let world = World::new().await;
    for (column, meaning, error) in [
        ("departement", "group", "there is no column \"departement\""),
        ("role", "name", "the column \"name\" appears twice"),
    ] {
        let options = ImportOptions {
            reading: Reading {
                columns: vec![
                    (
                        ColumnRef::Named("name".to_owned()),
                        Meaning::parse("name").unwrap(),
                    ),
                    (
                        ColumnRef::Named(column.to_owned()),
                        Meaning::parse(meaning).unwrap(),
                    ),
                ],
                ..Reading::default()
            },
            ..ImportOptions::default()
        };
        let file = [HEADER, LEA].concat();
        let by = operator();
        let done = world
            .backend
            .import_users(&by, file.as_bytes(), &options, |_| {});
        assert_eq!(done.await.unwrap_err().to_string(), error);
    }
}

#[tokio::test]
async fn the_refused_rows_are_a_file_that_is_mended_and_imported_again() {
    let world = World::new().await;
    let file = [
        HEADER,
        LEA,
        "hugo,\"=Hugo, l'aîné\",user,fr,,\n",
        "\nx@exemple.fr,X,boss,fr,,\n",
    ]
    .concat();
    let report = world.import(&file).await;
    let reading = Reading::default();
    let rows = refused_rows(
        file.as_bytes(),
        &reading,
        &report.refused,
        (100, Separator::Comma),
        Refusal::what,
    );
    let rows = rows.unwrap();
    assert_eq!(
        rows.replace("\r\n", "\n"),
        "line,reason,email,name,role,language,required,group\n\
         3,\"column email: this is not an email address: \"\"hugo\"\"\",hugo,\"'=Hugo, l'aîné\",user,fr,,\n\
         5,\"column role: \"\"boss\"\" is not a role (admin, auditor, helpdesk, user)\",x@exemple.fr,X,boss,fr,,\n"
    );
    let mended = rows
        .replace(",hugo,", ",hugo@exemple.fr,")
        .replace(",X,boss,", ",X,user,");
    let again = world.import(&mended).await;
    assert_eq!((again.created, refusals(&again).len()), (2, 0));
    assert_eq!(world.user("hugo@exemple.fr").await.name, "=Hugo, l'aîné");
    let first = refused_rows(
        file.as_bytes(),
        &reading,
        &report.refused,
        (1, Separator::Comma),
        Refusal::what,
    );
    let first = first.unwrap();
    assert_eq!(first.lines().count(), 2);
}

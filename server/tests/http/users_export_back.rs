//! An export of the table of users, imported again.

use crate::support::{Answer, REQUIRED, TestServer, USER};
use backend::import::ImportOptions;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use store::entity::user;
use test_support::{Installation, operator};

const CSV: &str = "/account/users/export.csv";
const LINES: &str = "/account/users/export.jsonl";

/// What a file says of each account.
async fn said(db: &store::Db) -> Vec<[String; 5]> {
    let query = user::Entity::find().order_by_asc(user::Column::EmailKey);
    let users = query.all(db.read()).await.unwrap();
    let line = |user: user::Model| {
        let rule = user.override_rule.map(|rule| rule.to_string());
        let (role, language) = (user.role.to_string(), user.language.to_string());
        [
            user.email,
            user.name,
            role,
            language,
            rule.unwrap_or_default(),
        ]
    };
    users.into_iter().map(line).collect()
}

#[tokio::test]
async fn an_export_is_imported_as_it_was() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server.person("Bruno Petit", REQUIRED).await;
    let db = server.db().write();
    for (name, change) in [
        (
            "Chloé",
            "override_rule = 'exempt', override_generation = 0, override_at = 0, override_until = 4102444800, override_kind = 'for-a-time'",
        ),
        (
            "David",
            "override_rule = 'exempt', override_generation = 0, override_at = 0, override_kind = 'for-good'",
        ),
        ("Emma", "disabled_at = 7"),
    ] {
        let id = server.person(name, USER).await.id;
        let change = format!("UPDATE users SET {change} WHERE id = {id}");
        db.execute_unprepared(&change).await.unwrap();
    }
    for (number, name) in ["-Ève", "'-Ève", "=1+1, \"a\"; -b"].into_iter().enumerate() {
        let person = server.person(&format!("Person {number}"), USER).await;
        let name = name.replace('\'', "''");
        let rename = format!("UPDATE users SET name = '{name}' WHERE id = {}", person.id);
        db.execute_unprepared(&rename).await.unwrap();
    }
    let file = admin.post(CSV, &[]).await.text();
    let import = async |backend: &backend::Backend| {
        let options = ImportOptions::default();
        let file = file.as_bytes();
        let report = backend
            .import_users(&operator(), file, &options, |_| {})
            .await;
        report.unwrap()
    };
    let elsewhere = TestServer::new().await;
    let (_, mut other_admin) = elsewhere.ada().await;
    let report = import(&elsewhere.backend).await;
    let counts = (report.created, report.already_there, report.deactivated);
    assert_eq!((counts, report.refused), ((7, 1, 1), Vec::new()));
    assert_eq!(said(elsewhere.db()).await, said(server.db()).await);
    let again = import(&elsewhere.backend).await;
    assert_eq!((again.already_there, again.differing), (8, 0));
    let said = people(&admin.post(LINES, &[]).await);
    let shows = |part: &str| said.iter().any(|person| person.contains(part));
    assert!(shows("2100-01-01T00:00:00Z") && shows("true"), "{said:?}");
    assert_eq!(people(&other_admin.post(LINES, &[]).await), said);
}

/// What an export says of each person that depends on no installation, nor on what the person has done.
fn people(export: &Answer) -> Vec<String> {
    let kept = [
        "email",
        "name",
        "role",
        "language",
        "rule",
        "rule_until",
        "disabled",
        "groups",
    ];
    let said = |line: &str| {
        let person: serde_json::Value = serde_json::from_str(line).unwrap();
        kept.map(|name| person[name].to_string()).join(" ")
    };
    let text = export.text();
    let mut people: Vec<String> = text.lines().map(said).collect();
    people.sort();
    people
}

#[tokio::test]
async fn a_file_is_separated_as_the_form_says_and_read_back_either_way() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let person = server.person("Bruno Petit", REQUIRED).await;
    let name = "Petit; Bruno, =1";
    let rename = format!("UPDATE users SET name = '{name}' WHERE id = {}", person.id);
    let db = server.db().write();
    db.execute_unprepared(&rename).await.unwrap();
    let options = ImportOptions::default();
    for (separator, line) in [
        (
            "comma",
            "2,bruno.petit@exemple.fr,\"Petit; Bruno, '=1\",user,fr,pending,required,,,,no,,usable",
        ),
        (
            "semicolon",
            "2;bruno.petit@exemple.fr;\"Petit; Bruno, '=1\";user;fr;pending;required;;;;no;;usable",
        ),
    ] {
        let file = admin.post(CSV, &[("separator", separator)]).await.text();
        assert_eq!(file.lines().nth(2), Some(line));
        let elsewhere = Installation::new().await;
        let report = elsewhere
            .backend
            .import_users(&operator(), file.as_bytes(), &options, |_| {})
            .await
            .unwrap();
        assert_eq!((report.created, report.refused), (2, Vec::new()));
        assert_eq!(said(elsewhere.db()).await, said(server.db()).await);
    }
    for (path, fields) in [
        (CSV, &[("separator", "tab")][..]),
        (CSV, &[("separator", "comma"), ("separator", "comma")]),
        (LINES, &[("separator", "comma")]),
    ] {
        let answer = admin.post(path, fields).await;
        assert_eq!(answer.status, 422, "{path} {fields:?}");
    }
}

#[tokio::test]
async fn an_end_in_an_export_that_is_none_is_refused_and_one_that_is_over_gives_no_exemption() {
    let elsewhere = Installation::new().await;
    let file = "id,email,name,role,language,status,rule,rule_until,active_since,last_sign_in,disabled,group\r\n\
        1,a@b.fr,A,user,fr,inactive,exempt,soon,,,no,\r\n\
        2,c@b.fr,C,user,fr,pending,required,2030-01-01T00:00:00Z,,,no,\r\n\
        4,e@b.fr,E,user,fr,inactive,exempt,2001-01-01T00:00:00Z,,,no,\r\n\
        3,d@b.fr,D,user,fr,pending,group,,,,no,Ventes|Nord\r\n";
    let report = elsewhere
        .backend
        .import_users(
            &operator(),
            file.as_bytes(),
            &ImportOptions::default(),
            |_| {},
        )
        .await
        .unwrap();
    let refused: Vec<String> = report.refused.iter().map(ToString::to_string).collect();
    assert_eq!(
        refused,
        [
            "line 2, column rule_until: \"soon\" is not a moment such as 2030-01-31T23:00:00Z",
            "line 3, column rule_until: only an exemption has an end",
        ]
    );
    assert_eq!((report.created, report.ended), (2, 1));
    let rules = said(elsewhere.db()).await;
    assert!(rules.iter().all(|user| user[4].is_empty()), "{rules:?}");
}

//! Which rows are imported.

use super::support::*;
use domain::OverrideRule;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entity::audit_entry;

#[tokio::test]
async fn the_whole_organisation_comes_in() {
    let world = World::new().await;
    let report = world.import(sample(ORGANISATION)).await;
    assert_eq!((report.created, report.rows()), (1_200, 1_200));
    assert_eq!(refusals(&report), Vec::<String>::new());
    let (users, groups) = (world.users().await, world.groups().await);
    let file = String::from_utf8(sample(ORGANISATION)).unwrap();
    for (user, line) in users.iter().zip(file.lines().skip(1)) {
        let rule = match user.override_rule.as_deref() {
            Some(OverrideRule::Required) => "yes",
            Some(OverrideRule::Exempt) => "exempt",
            None => "",
        };
        let group = groups.get(&user.id).cloned().unwrap_or_default();
        let back = [
            user.email.as_str(),
            user.name.as_str(),
            user.role.as_str(),
            user.language.as_str(),
        ];
        let back = format!("{},{rule},{group}", back.join(","));
        assert_eq!(back, line.replace(",no,", ",,"));
    }
    assert_eq!(users.len(), 1_200);
    assert_eq!(
        world.imports_in_the_audit_log().await,
        [r#"{"count":1200}"#]
    );
}

#[tokio::test]
async fn imported_accounts_have_no_password_and_a_rule_that_holds() {
    let world = World::new().await;
    world.import([HEADER, LEA, HUGO].concat()).await;
    let hugo = world.user("hugo@exemple.fr").await;
    assert_eq!(hugo.password_hash, None);
    assert_eq!(hugo.override_rule.as_deref(), Some(&OverrideRule::Required));
    assert_eq!(hugo.override_generation, Some(0));
    let by = domain::exemption::COMMAND_LINE;
    assert_eq!(hugo.override_by.as_deref(), Some(by));
    assert_eq!(world.user("lea@exemple.fr").await.override_rule, None);
}

#[tokio::test]
async fn every_flawed_row_is_refused_with_line_column_and_reason_and_the_others_come_in() {
    let world = World::new().await;
    let report = world.import(sample(WITH_ERRORS)).await;
    let long_name = format!("\"{}\"…", "A".repeat(60));
    let long_email = format!("\"{}\"…", "a".repeat(60));
    let expected = [
        "line 5, column email: this is not an email address: \"pas-une-adresse\"".to_owned(),
        "line 9, column email: the address is missing".to_owned(),
        "line 11, column name: the name is missing".to_owned(),
        "line 13, column email: the address is in this file already, on line 12: \"porfirio.martinez@exemple.fr\"".to_owned(),
        "line 14, column email: the address is in this file already, on line 12: \"PORFIRIO.MARTINEZ@EXEMPLE.FR\"".to_owned(),
        "line 17, column role: \"superuser\" is not a role (admin, auditor, helpdesk, user)".to_owned(),
        "line 20, column language: \"xx\" is not a language (fr, en, de, es, it, nl)".to_owned(),
        "line 23, column required: \"peut-être\" is not a requirement (yes, no, exempt or nothing)".to_owned(),
        format!("line 32, column name: the name is too long (at most 120 characters): {long_name}"),
        format!("line 35, column email: the address is too long (at most 254 characters, 64 of them before the @): {long_email}"),
        "line 38, column name: the name has an invisible or control character: \"Renée\\u{202e}eéneR\"".to_owned(),
        "line 44, column language: 3 fields instead of 6".to_owned(),
        "line 47, after the last column: 7 fields instead of 6".to_owned(),
        "line 56, column name: the name is missing".to_owned(),
    ];
    assert_eq!(refusals(&report), expected);
    assert_eq!((report.created, report.rows()), (46, 60));
    assert_eq!(world.users().await.len(), 46);
}

#[tokio::test]
async fn names_that_look_like_code_come_in_verbatim_and_unusual_addresses_too() {
    let world = World::new().await;
    world.import(sample(WITH_ERRORS)).await;
    let cases = [
        (
            "anne.charles@exemple.fr",
            "=HYPERLINK(\"http://exemple.fr\")",
        ),
        ("olivie.barre@exemple.fr", "<script>alert(1)</script>"),
        ("lucie.riviere@exemple.fr", "O'Brien; DROP TABLE users"),
        ("espace.avant@exemple.fr", "Jodie Moore"),
        ("tête@exemple.fr", "Ximena Luque"),
    ];
    for (email, name) in cases {
        assert_eq!(world.user(email).await.name, name);
    }
}

#[tokio::test]
async fn delimiter_byte_order_mark_line_ends_and_the_order_of_columns_make_no_difference() {
    let reference = World::new().await;
    reference.import([HEADER, LEA, HUGO].concat()).await;
    let expected = said(&reference).await;
    let orders = [[0, 1, 2, 3, 4, 5], [5, 3, 0, 4, 2, 1]];
    for order in orders {
        for mark in ["", "\u{feff}"] {
            for delimiter in [",", ";"] {
                for end in ["\n", "\r\n"] {
                    let row = |line: &str| {
                        let fields: Vec<_> = line.trim_end().split(',').collect();
                        order.map(|i| fields[i]).join(delimiter) + end
                    };
                    let file = [mark, &row(HEADER), &row(LEA), &row(HUGO)].concat();
                    let world = World::new().await;
                    world.import(&file).await;
                    assert_eq!(said(&world).await, expected, "{file:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_columns_required_and_group_may_be_missing() {
    let world = World::new().await;
    let file = "name,email,language,role\nLéa,lea@exemple.fr,fr,user\n";
    assert_eq!(world.import(file).await.created, 1);
    assert!(world.groups().await.is_empty());
}

#[tokio::test]
async fn all_or_nothing_imports_nothing_when_one_row_is_refused() {
    let world = World::new().await;
    let report = world.try_import(&sample(WITH_ERRORS), true).await.unwrap();
    assert_eq!(
        (report.created, report.held_back, report.refused.len()),
        (0, 46, 14)
    );
    assert!(report.changed_nothing());
    assert_eq!(world.users().await.len(), 0);
    assert_eq!(world.imports_in_the_audit_log().await.len(), 0);
}

#[tokio::test]
async fn all_or_nothing_imports_all_when_no_row_is_refused() {
    let world = World::new().await;
    let file = sample(ORGANISATION);
    let report = world.try_import(&file, true).await.unwrap();
    assert_eq!((report.created, world.users().await.len()), (1_200, 1_200));
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_says_so() {
    let world = World::new().await;
    world.import(sample(ORGANISATION)).await;
    let before = world.users().await;
    let again = world.import(sample(ORGANISATION)).await;
    assert!(again.changed_nothing());
    assert_eq!((again.already_there, again.differing), (1_200, 0));
    assert_eq!(world.users().await, before);
    assert_eq!(
        world.imports_in_the_audit_log().await,
        [r#"{"count":1200}"#]
    );
}

#[tokio::test]
async fn an_existing_account_is_never_changed_and_counted_when_the_file_says_otherwise() {
    let world = World::new().await;
    world.import([HEADER, LEA, HUGO].concat()).await;
    let before = world.users().await;
    let others = [
        "LEA@exemple.fr,Lea,user,fr,,Support\n",
        "lea@exemple.fr,Léa,admin,fr,,Support\n",
        "lea@exemple.fr,Léa,user,en,,Support\n",
        "lea@exemple.fr,Léa,user,fr,,Finance\n",
    ];
    for other in others {
        let report = world.import([HEADER, other, HUGO].concat()).await;
        assert!(report.changed_nothing());
        assert_eq!((report.already_there, report.differing), (2, 1), "{other}");
    }
    let without_group = "email,name,role,language\nlea@exemple.fr,Léa,user,fr\n";
    assert_eq!(world.import(without_group).await.differing, 0);
    assert_eq!(world.users().await, before);
}

#[tokio::test]
async fn bytes_of_windows_1252_are_refused_by_the_row_and_the_others_come_in() {
    let world = World::new().await;
    let file = [
        HEADER.as_bytes(),
        b"rene@exemple.fr,Ren\xe9,user,fr,,\n",
        LEA.as_bytes(),
        b"t\xeate@exemple.fr,T\xeate,user,fr,,\n",
        b"hugo@exemple.fr,Hugo,user,fr,,Comptabilit\xe9\n",
    ]
    .concat();
    let report = world.import(file).await;
    assert_eq!(
        refusals(&report),
        [
            "line 2, column name: \"Ren\u{fffd}\" is not UTF-8 text",
            "line 4, column email: \"t\u{fffd}te@exemple.fr\" is not UTF-8 text",
            "line 5, column group: \"Comptabilit\u{fffd}\" is not UTF-8 text",
        ]
    );
    assert_eq!(world.users().await.len(), 1);
}

#[tokio::test]
async fn lines_are_those_of_the_file_after_blank_lines_and_line_breaks_in_fields() {
    let world = World::new().await;
    let file = [
        "\r\n",
        &HEADER.replace('\n', "\r\n"),
        "\r\n\r\n",
        "a@exemple.fr,\"A\r\n\r\nB\",user,fr,,\r\n",
        "b@exemple.fr,B,boss,fr,,\r\n",
    ]
    .concat();
    let lines: Vec<u64> = world
        .import(file)
        .await
        .refused
        .iter()
        .map(|r| r.line)
        .collect();
    assert_eq!(lines, [5, 8]);
}

#[tokio::test]
async fn a_file_is_read_as_a_spreadsheet_and_its_user_have_written_it() {
    let reference = World::new().await;
    let plain = "email,name,role,language,required\nlea@exemple.fr,Léa,admin,fr,yes\n";
    reference.import(plain).await;
    let expected = said(&reference).await;
    for file in [
        "Email,Name,Role,Language,Required\nlea@exemple.fr,Léa,Admin,fr-FR,Yes\n",
        "e-mail,name,role,language,required\nlea@exemple.fr,Léa,ADMIN,FR,TRUE\n",
        "email;name;role;language;required;;\nlea@exemple.fr;Léa;admin;fr;1;;\n;;;;;;\n",
        "email;name;role;language;required;;\nlea@exemple.fr;Léa;admin;fr;oui\n",
        "sep=;\r\nemail;name;role;language;required\r\nlea@exemple.fr;Léa;admin;fr;oui\r\n",
        "\u{feff}\"sep=,\"\n\nemail,name,role,language,required\n,,,,\nlea@exemple.fr,Léa,admin,fr_FR,x\n",
        "email\tname\trole\tlanguage\trequired\nlea@exemple.fr\tLéa\tadmin\tfr\tY\n",
    ] {
        let world = World::new().await;
        let report = world.import(file).await;
        assert_eq!(refusals(&report), Vec::<String>::new(), "{file:?}");
        assert_eq!(report.rows(), 1, "{file:?}");
        assert_eq!(said(&world).await, expected, "{file:?}");
    }
}

#[tokio::test]
async fn a_refused_row_keeps_its_line_below_a_line_that_names_the_delimiter_and_empty_rows() {
    let world = World::new().await;
    let file =
        "sep=;\nemail;;name;role;language\n;;;;\n\nlea;;Léa;user;fr\nmax@b.fr;x;Max;user;fr\n";
    let report = world.import(file).await;
    assert_eq!(
        refusals(&report),
        [
            "line 5, column email: this is not an email address: \"lea\"",
            "line 6, a column: it has no name above it: \"x\""
        ]
    );
}

#[tokio::test]
async fn a_deactivated_account_and_an_exemption_with_an_end_come_in_as_they_were() {
    let world = World::new().await;
    let file = "email,name,role,language,rule,rule_until,disabled\n\
        lea@exemple.fr,Léa,user,fr,exempt,2100-01-01T00:00:00Z,no\n\
        hugo@exemple.fr,Hugo,admin,fr,policy,,yes\n\
        nina@exemple.fr,Nina,user,fr,exempt,2001-01-01T00:00:00Z,no\n";
    let report = world.import(file).await;
    assert_eq!(refusals(&report), Vec::<String>::new());
    let counts = (report.created, report.deactivated, report.ended);
    assert_eq!(counts, (3, 1, 1));
    let lea = world.user("lea@exemple.fr").await;
    let end = domain::Timestamp::from_unix(4_102_444_800);
    assert_eq!(lea.override_rule.as_deref(), Some(&OverrideRule::Exempt));
    assert_eq!(lea.override_until.map(|at| *at), Some(end));
    assert_eq!(
        lea.override_kind.as_deref(),
        Some(&domain::ExemptionKind::ForATime)
    );
    // As where an admin exempts somebody: there is a day to comply once it has ended.
    assert_eq!(lea.comply_not_before.map(|at| *at), Some(end.plus(86_400)));
    assert_eq!(world.user("nina@exemple.fr").await.override_rule, None);
    let hugo = world.user("hugo@exemple.fr").await;
    assert!(hugo.disabled_at.is_some());
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("user-disabled"))
        .all(world.db().read())
        .await
        .unwrap();
    let about: Vec<_> = entries.iter().map(|entry| entry.target_id).collect();
    assert_eq!(about, [Some(hugo.id)]);
    let again = world.import(file).await;
    assert_eq!((again.already_there, again.created), (3, 0));
}

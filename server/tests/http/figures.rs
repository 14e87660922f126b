//! Each figure of the security page leads to as many rows of the table.

use crate::support::{Person, TestServer, USER};
use std::collections::BTreeMap;

/// The first number in a text, once its markup is taken off.
fn number(markup: &str) -> usize {
    let mut text = String::new();
    let mut outside = true;
    for sign in markup.chars() {
        match sign {
            '<' => {
                outside = false;
                text.push(' ');
            }
            '>' => outside = true,
            _ if outside => text.push(sign),
            _ => {}
        }
    }
    let text = text.replace("2FA", "");
    // Of « 1 / 3 » the members are listed, not those among them who are active.
    let (_, text) = text.split_once(" / ").unwrap_or(("", &text));
    let begin = text.find(|sign: char| sign.is_ascii_digit()).unwrap();
    let digits = text[begin..].chars().take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().unwrap()
}

/// The links from figures to the table, in the rows of tables and in the lines beneath them, each with its figure.
fn links(page: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let figures = ["<tr", "<p class=\"counts__apart\">"];
    for part in figures.iter().flat_map(|begin| page.split(begin)) {
        let end = part.find("</tr>").or_else(|| part.find("</p>"));
        let mut rest = &part[..end.unwrap_or(0)];
        while let Some((_, after)) = rest.split_once("href=\"/account/users?") {
            let (query, shown) = after.split_once('"').unwrap();
            let query = query.replace("&amp;", "&");
            let (_, shown) = shown.split_once('>').unwrap();
            found.insert(format!("/account/users?{query}"), number(shown));
            rest = after;
        }
    }
    found
}

#[tokio::test]
async fn each_figure_is_a_link_to_as_many_rows_of_the_table() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let max = server.person("Max Martin", USER).await;
    let zoe = server.person("Zoé Petit", USER).await;
    let robot = server.person("Imprimante Hall", USER).await;
    let old_robot = server.person("Imprimante Cave", USER).await;
    let gone = server.person("Gil Parti", USER).await;
    let gone_exempt = server.person("Ugo Parti", USER).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let set = "/api/users/requirement";
    let id = |person: &Person| person.id.to_string();
    for (person, kind) in [
        (&max, "for-good"),
        (&gone_exempt, "for-good"),
        (&robot, "service-account"),
        (&old_robot, "service-account"),
    ] {
        let id = id(person);
        let fields = [("id", &*id), ("reason", "bornes"), ("kind", kind)];
        assert_eq!(admin.post(set, &fields).await.status, 200);
    }
    let overdue = id(&zoe);
    let fields = [("id", &*overdue), ("required", "on")];
    assert_eq!(admin.post(set, &fields).await.status, 200);
    let operator = test_support::operator();
    let group = server.backend.create_group(&operator, "Ventes").await;
    let members: Vec<String> = [&lea, &robot, &gone].map(id).to_vec();
    let added = server
        .backend
        .add_members(&operator, group.unwrap(), &members);
    assert_eq!(added.await.unwrap().added, 3);
    for person in [&gone, &gone_exempt, &old_robot] {
        let id = id(person);
        let fields = [("id", &*id), ("disabled", "true")];
        let answer = admin.post("/api/users/disabled", &fields).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let fields = [("policy", "required"), ("time", "days"), ("days", "14")];
    let changed = admin.post("/api/policy/change", &fields).await;
    assert_eq!(changed.status, 200);

    let page = admin.open("/account/security").await.text();
    let found = links(&page);
    let expected = [
        ("?account=people", 4),
        ("?requirement=required&account=people", 3),
        ("?status=protected", 1),
        ("?status=pending", 2),
        ("?requirement=in-time&account=people", 1),
        ("?requirement=overdue&account=people", 1),
        ("?requirement=exempt&account=people", 1),
        ("?account=service", 1),
        ("?account=deactivated", 3),
        ("?status=inactive&account=people", 1),
    ];
    for (query, figure) in expected {
        let href = format!("/account/users{query}");
        assert_eq!(found.get(&href), Some(&figure), "{href} of {found:?}");
    }
    assert!(found.keys().any(|href| href.contains("group=")));
    for (href, figure) in found {
        let table = admin.open(&href).await.text();
        let rows = table.matches("class=\"person__name\"").count();
        assert_eq!(rows, figure, "{href}");
    }
}

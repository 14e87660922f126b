//! The pages of groups, without script.

use crate::support::{Answer, INVITEE, TestServer, USER};

const PAGE: &str = "/account/groups";

fn has(answer: &Answer, parts: &[&str]) {
    let text = answer.text();
    for part in parts {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn a_group_is_created_filled_and_made_to_require_2fa_of_its_members() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa <Roy>", USER).await;
    let max = server.person("Max Martin", INVITEE).await;
    has(&admin.open(PAGE).await, &["action=\"/api/groups/create\""]);
    let created = admin
        .post("/api/groups/create", &[("name", "R&D <b>")])
        .await;
    let page = created.location().to_owned();
    let id = page.strip_prefix("/account/groups/").unwrap().to_owned();
    has(
        &admin.open(&page).await,
        &["R&amp;D &lt;b&gt;", "Groupe créé.", "Aucun membre."],
    );

    let found = admin.open(&format!("{page}?find=roy")).await;
    has(&found, &["Léa &lt;Roy&gt;", "action=\"/api/groups/add\""]);
    let users = format!("{}, {}\nnobody@exemple.fr", lea.id, max.email);
    let added = admin
        .post("/api/groups/add", &[("id", &id), ("users", &users)])
        .await;
    assert_eq!(added.location(), page);
    let filled = admin.open(&page).await;
    has(
        &filled,
        &[
            "Léa &lt;Roy&gt;",
            "Max Martin",
            ">nobody@exemple.fr</textarea>",
            "0 / 2",
        ],
    );
    let again = admin.open(&format!("{page}?find=roy")).await;
    has(&again, &["Personne à ajouter"]);
    let searched = admin.open(&format!("{page}?q=martin")).await.text();
    assert!(searched.contains("Max Martin") && !searched.contains("Léa &lt;Roy"));

    let dialog = admin.open(&format!("{page}?dialog=required")).await;
    has(
        &dialog,
        &[
            "2 utilisateurs devront activer la 2FA",
            "name=\"end_sessions\"",
            "action=\"/account/users/export.csv\"",
            &format!("name=\"group\" value=\"{id}\""),
        ],
    );
    let rule = [("id", &*id), ("rule", "required")];
    let required = admin.post("/api/groups/rule", &rule).await;
    assert_eq!(required.location(), page);
    let again = admin.open(&format!("{page}?dialog=required")).await.text();
    assert!(
        !again.contains("name=\"end_sessions\""),
        "the dialog applies no longer"
    );
    let signed_in = server.browser().give_password(&lea).await;
    assert_eq!(signed_in.location(), "/enrol");
    has(
        &admin.open("/account/users").await,
        &["obligatoire pour les membres de R&amp;D &lt;b&gt;"],
    );
    has(
        &admin.open(&format!("/account/users/{}", lea.id)).await,
        &[
            "Obligatoire par règle de groupe",
            &format!("href=\"{page}\""),
        ],
    );
    let filtered = admin.open(&format!("/account/users?group={id}")).await;
    has(
        &filtered,
        &[
            "2 utilisateurs",
            "Membres du groupe «\u{a0}R&amp;D &lt;b&gt;\u{a0}»",
        ],
    );

    let user = lea.id.to_string();
    admin.open(&page).await;
    let removed = [("id", &*id), ("user", &*user)];
    assert_eq!(
        admin.post("/api/groups/remove", &removed).await.location(),
        page
    );
    assert_eq!(server.browser().give_password(&lea).await.location(), "/me");
    let deleted = admin.post("/api/groups/delete", &[("id", &id)]).await;
    assert_eq!(deleted.location(), PAGE);
    assert_eq!(admin.open(&page).await.status, 404);
}

#[tokio::test]
async fn a_refused_name_is_told_on_the_page_that_sent_it() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    for (name, told) in [
        ("Ventes", "Groupe créé."),
        ("VENTES", "Un autre groupe porte ce nom"),
        ("a|b", "sans barre verticale"),
    ] {
        let sent = admin.post("/api/groups/create", &[("name", name)]).await;
        let page = sent.location().to_owned();
        has(&admin.open(&page).await, &[told]);
    }
}

#[tokio::test]
async fn an_admin_without_a_factor_is_led_to_enrol_before_one_is_required_of_a_group() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let id: i64 = server.value("SELECT max(id) FROM \"groups\"").await;
    let dialog = admin.open(&format!("{PAGE}/{id}?dialog=required")).await;
    has(&dialog, &["href=\"/enrol?next=%2Faccount%2Fgroups%2F"]);
}

#[tokio::test]
async fn a_user_joins_and_leaves_a_group_on_the_page_of_the_user() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let lea = server.person("Léa Roy", USER).await;
    let page = format!("/account/users/{}", lea.id);
    has(&admin.open(&page).await, &["Dans aucun groupe."]);
    for name in ["Ventes", "Nord <b>"] {
        admin.post("/api/groups/create", &[("name", name)]).await;
    }
    let choice = admin.open(&page).await;
    has(&choice, &[">Ventes</option>", ">Nord &lt;b&gt;</option>"]);
    let id: i64 = server
        .value("SELECT id FROM \"groups\" WHERE name = 'Ventes'")
        .await;
    let (id, user) = (id.to_string(), lea.id.to_string());
    let joined = [("id", &*id), ("users", &*user)];
    let sent = admin.post("/api/groups/add", &joined).await;
    assert_eq!(sent.location(), page);
    let shown = admin.open(&page).await;
    has(
        &shown,
        &[
            "Modification du groupe enregistrée.",
            "Retirer du groupe\u{a0}: Ventes",
        ],
    );
    assert!(!shown.text().contains(">Ventes</option>"));
    let gone = [("id", "99"), ("users", &*user)];
    admin.post("/api/groups/add", &gone).await;
    has(&admin.open(&page).await, &["role=\"alert\""]);
    let left = [("id", &*id), ("user", &*user)];
    let sent = admin.post("/api/groups/remove", &left).await;
    assert_eq!(sent.location(), page);
    has(&admin.open(&page).await, &["Dans aucun groupe."]);
}

#[tokio::test]
async fn with_script_the_form_of_a_group_answers_the_page_that_sent_it() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let created = admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let id: i64 = server.value("SELECT max(id) FROM \"groups\"").await;
    let page = format!("{PAGE}/{id}");
    assert_eq!(created.text(), format!("\"{page}\""));
    let id = id.to_string();
    let renamed = [("id", &*id), ("name", "Nord")];
    let answer = admin.post("/api/groups/rename", &renamed).await;
    assert_eq!((answer.status, &*answer.text()), (200, "\"group-saved\""));
    let unknown = [("id", &*id), ("users", "nobody@exemple.fr")];
    let answer = admin.post("/api/groups/add", &unknown).await;
    assert_eq!(answer.text(), format!("\"{page}\""));
    has(&admin.open(&page).await, &[">nobody@exemple.fr</textarea>"]);
}

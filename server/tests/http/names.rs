//! Accounts that look the same are told apart on pages and in exports (attack 39).

use crate::support::{TestServer, USER};
use test_support::try_create;

#[tokio::test]
async fn attack_39_the_page_of_a_user_named_like_an_admin_warns_of_it_with_both_addresses() {
    let server = TestServer::new().await;
    let (ada, mut admin) = server.ada().await;
    let created = try_create(&server.backend, "eve@exemple.fr", "Аdа Вуrоn", USER).await;
    let lea = server.person("Léa Roy", USER).await;
    let warning = "Ce nom ressemble à celui d’un admin";
    let page = admin
        .open(&format!("/account/users/{}", created.unwrap().id))
        .await
        .text();
    assert!(page.contains(warning), "{page}");
    assert!(page.contains(&format!("href=\"/account/users/{}\"", ada.id)));
    for address in [&ada.email, "eve@exemple.fr"] {
        assert!(page.contains(address), "{address}: {page}");
    }
    for id in [ada.id, lea.id] {
        let page = admin.open(&format!("/account/users/{id}")).await.text();
        assert!(!page.contains(warning), "{page}");
    }
}

#[tokio::test]
async fn attack_39_the_dialogs_in_which_something_is_given_warn_too() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let created = try_create(&server.backend, "eve@exemple.fr", "Аdа Вуrоn", USER).await;
    let id = created.unwrap().id;
    for dialog in ["invite", "access-code", "reset", "role"] {
        let path = format!("/account/users/{id}?dialog={dialog}");
        let page = admin.open(&path).await.text();
        let (_, dialog) = page.rsplit_once("<dialog").unwrap();
        let (dialog, _) = dialog.split_once("</dialog>").unwrap();
        assert!(
            dialog.contains("Ce nom ressemble à celui d’un admin"),
            "{dialog}"
        );
    }
}

#[tokio::test]
async fn attack_39_the_log_shows_both_addresses_and_a_name_from_what_to_what() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let max = server.person("Max Martin", USER).await;
    let fields = [("name", "Ada Byron"), ("language", "fr")];
    let saved = server
        .signed_in(&max)
        .await
        .post("/api/me/profile", &fields)
        .await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let fields = [("id", &*max.id.to_string()), ("role", "admin")];
    let changed = admin.post("/api/users/role", &fields).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let renamed = admin
        .open("/account/audit?action=profile-changed")
        .await
        .text();
    assert!(
        renamed.contains("Nom\u{a0}: Max Martin → Ada Byron"),
        "{renamed}"
    );
    let role = admin
        .open("/account/audit?action=role-changed")
        .await
        .text();
    for address in ["ada.byron@exemple.fr", "max.martin@exemple.fr"] {
        let shown = format!("class=\"log-email\">{address}<");
        assert!(role.contains(&shown), "{address}: {role}");
    }
    let found = admin
        .post("/account/audit/export.jsonl", &[("action", "role-changed")])
        .await
        .text();
    let last: serde_json::Value = serde_json::from_str(found.lines().last().unwrap()).unwrap();
    assert_eq!(last["actor_email"], "ada.byron@exemple.fr");
    assert_eq!(last["target_email"], "max.martin@exemple.fr");
}

#[tokio::test]
async fn the_log_of_one_of_two_people_of_one_name_tells_nothing_of_the_other() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let mut people = Vec::new();
    for address in ["camille.n@exemple.fr", "camille.s@exemple.fr"] {
        let person = try_create(&server.backend, address, "Camille Roy", USER).await;
        people.push(person.unwrap());
    }
    for (person, other) in [(&people[0], &people[1]), (&people[1], &people[0])] {
        let page = admin.open(&format!("/account/users/{}", person.id)).await;
        let all = format!("/account/audit?account={}", person.id);
        assert!(page.text().contains(&format!("href=\"{all}\"")), "{page:?}");
        let log = admin.open(&all).await.text();
        assert!(log.contains(&person.email), "{log}");
        assert!(!log.contains(&other.email), "{log}");
        // An address finds the account as the name does.
        let found = admin
            .open(&format!("/account/audit?target={}", person.email))
            .await
            .text();
        assert!(found.contains(&person.email), "{found}");
        assert!(!found.contains(&other.email), "{found}");
    }
}

//! Texts that follow the state of whom or what they are about.

use crate::support::{INVITEE, TestServer, USER};

#[tokio::test]
async fn an_invitation_is_offered_to_a_user_without_a_password_and_a_link_for_a_new_one_to_others()
{
    let server = TestServer::new().await;
    let new = server.person("Noé Neuf", INVITEE).await;
    let old = server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let link = "Lien pour un nouveau mot de passe";
    for (person, menu, other, title) in [
        (&new, "Inviter", link, "Invitation pour Noé Neuf"),
        (&old, link, "Inviter", "Nouveau mot de passe pour Léa Roy"),
    ] {
        let path = format!("/account/users/{}?dialog=invite", person.id);
        let page = admin.open(&path).await.text();
        assert!(page.contains(menu) && page.contains(title), "{page}");
        assert!(!page.contains(other), "{page}");
    }
}

#[tokio::test]
async fn an_empty_table_speaks_of_spelling_only_where_something_was_searched() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for (query, spelling) in [("status=protected", false), ("q=quetzalcoatl", true)] {
        let page = admin.open(&format!("/account/users?{query}")).await.text();
        assert!(page.contains("Personne ne correspond"), "{page}");
        assert_eq!(page.contains("Vérifiez l’orthographe"), spelling, "{page}");
        assert_eq!(page.contains("Retirez un filtre"), !spelling, "{page}");
    }
}

#[tokio::test]
async fn the_dialogs_before_the_rule_for_all_name_their_act_and_an_exemption_says_what_stays() {
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let active = server.person("Léa Roy", USER).await;
    server.signed_in(&active).await.enrol().await;
    let inactive = server.person("Noa Petit", USER).await;
    for (policy, act) in [
        ("required", ">Rendre obligatoire<"),
        ("optional", ">Rendre optionnelle<"),
    ] {
        let path = format!("/account/security?dialog={policy}");
        let page = admin.open(&path).await.text();
        assert!(page.contains(act), "{page}");
        if policy == "required" {
            admin
                .post("/api/policy/change", &[("policy", policy)])
                .await;
        }
    }
    for (person, said) in [
        (
            &active,
            "La 2FA reste active\u{a0}: Léa Roy peut la désactiver",
        ),
        (&inactive, "la 2FA n’est pas obligatoire pour Noa Petit."),
    ] {
        let fields = [("id", &*person.id.to_string()), ("reason", "congé")];
        admin.open(&format!("/account/users/{}", person.id)).await;
        let saved = admin.post("/api/users/requirement", &fields).await;
        let page = admin.open(saved.location()).await.text();
        assert!(page.contains(said), "{page}");
    }
}

#[tokio::test]
async fn a_reset_is_offered_for_a_factor_and_an_admin_without_one_is_led_to_the_enrolment_first() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let inactive = server.person("Noa Petit", USER).await;
    let active = server.person("Léa Roy", USER).await;
    server.signed_in(&active).await.enrol().await;
    for (person, offered) in [(&inactive, false), (&active, true)] {
        let path = format!("/account/users/{}", person.id);
        let page = admin.open(&path).await.text();
        for dialog in ["reset", "access-code"] {
            let link = format!("href=\"{path}?dialog={dialog}\"");
            assert_eq!(page.contains(&link), offered, "{page}");
        }
    }
    for dialog in ["reset", "access-code"] {
        let path = format!("/account/users/{}?dialog={dialog}", active.id);
        let page = admin.open(&path).await.text();
        let (_, shown) = page.rsplit_once("<dialog").unwrap();
        let (shown, _) = shown.split_once("</dialog>").unwrap();
        assert!(shown.contains("Activez d’abord la 2FA"), "{shown}");
        let enrol = wire::path::with("/enrol", "next", &path);
        assert!(shown.contains(&format!("href=\"{enrol}\"")), "{shown}");
        assert!(!shown.contains("name=\"reason\""), "{shown}");
    }
    admin.enrol().await;
    let path = format!("/account/users/{}?dialog=reset", active.id);
    let page = admin.open(&path).await.text();
    assert!(page.contains("name=\"reason\""), "{page}");
}

#[tokio::test]
async fn each_row_of_the_table_has_its_user_as_header_and_a_shield_that_is_named_after_the_user() {
    let server = TestServer::new().await;
    let (ada, mut admin) = server.ada().await;
    let lea = server.person("Léa Roy", USER).await;
    let page = admin.open("/account/users").await.text();
    assert_eq!(page.matches("<th scope=\"row\"").count(), 2, "{page}");
    for person in [&ada, &lea] {
        let id = person.id;
        let (_, header) = page.split_once(&format!(" id=\"user-{id}\"")).unwrap();
        let name = header.split(['<', '>']).nth(1).unwrap();
        assert_eq!(name, person.name);
        let named = format!("aria-labelledby=\"user-{id} shield-{id}\"");
        assert_eq!(page.matches(&named).count(), 1, "{page}");
    }
}

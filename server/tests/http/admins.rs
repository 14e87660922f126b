//! What admins are told of what is done to admins, on pages, by mail and in the log; and what helps where something is refused.

use crate::support::{
    ADMIN, Browser, HTTPS_URL, Kind, MailServer, PASSWORD, REQUIRED, TestServer, USER, operator,
};
use app::error::AppError;
use domain::{Language, Role};
use server::config::SmtpUrl;
use server::config::sender::default_sender;
use server::mail::Mailer;

const ENGLISH: Kind = Kind {
    language: Language::En,
    ..ADMIN
};

/// The link that an admin makes for a user.
async fn invite(admin: &mut Browser<'_>, id: &str) -> String {
    let made = admin.post("/api/users/invite", &[("id", id)]).await;
    let made: serde_json::Value = made.json();
    let url = made[0]["text"].as_str().unwrap();
    url.rsplit_once('/').unwrap().1.to_owned()
}

#[tokio::test]
async fn attack_25_another_admin_reads_who_gave_a_link_to_whom_and_that_it_was_used() {
    let server = TestServer::on_https().await;
    let (_, mut ada, _) = server.ada_with_factor().await;
    let max = server.person("Max Power", ENGLISH).await;
    let noe = server.person("Noé Petit", ADMIN).await;
    let bob = server.person("Bob Martin", ADMIN).await;
    let id = bob.id.to_string();
    server.plant("UPDATE notices SET mail_due_at = NULL").await;
    let token = invite(&mut ada, &id).await;
    let fields = [
        ("token", token.as_str()),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    let chosen = server
        .browser()
        .post("/api/invitation/accept", &fields)
        .await;
    assert!(chosen.status < 400, "{chosen:?}");
    let mut noe = server.signed_in(&noe).await;
    let page = noe.open("/account/users").await.text();
    for part in [
        "À vérifier sur d’autres comptes",
        "événements récents",
        "Quelque chose vous surprend",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("Ce n’était pas vous"), "{page}");
    let page = noe.open("/me").await.text();
    for part in [
        "Un lien pour choisir le mot de passe de Bob Martin",
        "par Ada Byron (ada.byron@exemple.fr)",
        "Le mot de passe de Bob Martin (bob.martin@exemple.fr), qui a des droits sur d’autres comptes, a été choisi via un lien",
        "lien donné par Ada Byron (ada.byron@exemple.fr)",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(page.matches("par Ada Byron").count(), 2, "{page}");
    let log = noe.open("/account/audit").await.text();
    assert!(
        log.contains("Lien donné par Ada Byron (ada.byron@exemple.fr)"),
        "{log}"
    );
    let mut max = server.signed_in(&max).await;
    let page = max.open("/me").await.text();
    for part in [
        "Check other accounts",
        "Activity on your account and others",
        "The password of Bob Martin (bob.martin@exemple.fr), who has rights over other accounts, was chosen with a link",
        "link given by Ada Byron (ada.byron@exemple.fr)",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let mut own = server.signed_in(&bob).await;
    let page = own.open("/me").await.text();
    for part in [
        "À vérifier sur votre compte<",
        "Un nouveau mot de passe a été choisi via un lien",
        "Un lien pour choisir un nouveau mot de passe a été créé pour votre compte",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let csv = ada.post("/account/audit/export.csv", &[]).await.text();
    let given = csv.lines().any(|line| {
        line.contains("password-chosen") && line.contains("Ada Byron (ada.byron@exemple.fr) · 1")
    });
    assert!(given, "{csv}");
}

#[tokio::test]
async fn attack_25_each_other_admin_gets_a_mail_with_who_did_what_to_whom() {
    let server = TestServer::on_https().await;
    let post = MailServer::start();
    let (_, mut ada, _) = server.ada_with_factor().await;
    let max = server.person("Max Power", ENGLISH).await;
    let bob = server.person("Bob Martin", ADMIN).await;
    server.plant("UPDATE notices SET mail_due_at = NULL").await;
    let id = bob.id.to_string();
    let fields = [("id", id.as_str()), ("role", "user")];
    let changed = ada.post("/api/users/role", &fields).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let url = SmtpUrl::parse(&format!("smtp://{}", post.address())).unwrap();
    let mailer = Mailer::new(&url, default_sender(HTTPS_URL).unwrap(), server.url).unwrap();
    assert_eq!(mailer.send_due(&server.backend).await.unwrap(), 2);
    let mails = post.mails();
    let of_max = mails.iter().find(|mail| mail.to == [max.email.clone()]);
    let of_max = of_max.unwrap();
    assert_eq!(
        of_max.header("Subject"),
        "Bob Martin (bob.martin@exemple.fr) is no longer an admin of Bouclier"
    );
    let text = of_max.text();
    for part in [
        "By: Ada Byron (ada.byron@exemple.fr)",
        "Bouclier sends this message to admins.",
        "https://bouclier.example/account/audit\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("change your password"), "{text}");
    let of_bob = mails.iter().find(|mail| mail.to == [bob.email.clone()]);
    let text = of_bob.unwrap().text();
    assert!(text.contains("Le rôle de votre compte Bouclier a été modifié."));
    assert!(
        text.contains("Par\u{a0}: Ada Byron (ada.byron@exemple.fr)"),
        "{text}"
    );
}

#[tokio::test]
async fn attack_39_what_the_command_line_did_is_said_in_words_that_no_user_can_be_called() {
    let server = TestServer::new().await;
    let (_, mut ada) = server.ada().await;
    let lea = server.person("Léa Roy", USER).await;
    // Somebody who is called what the command line is called where it has no words of its own.
    let eve = server.person("Bouclier", ADMIN).await;
    let address = format!("par Bouclier ({})", eve.email);
    let mut eve = server.signed_in(&eve).await;
    invite(&mut eve, &lea.id.to_string()).await;
    let link = server.backend.invite(&operator(), lea.id).await.unwrap();
    let token = link.url.rsplit_once('/').unwrap().1;
    let fields = [
        ("token", token),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
    ];
    let chosen = server
        .browser()
        .post("/api/invitation/accept", &fields)
        .await;
    assert!(chosen.status < 400, "{chosen:?}");
    let mut own = server.signed_in(&lea).await;
    let page = own.open("/me").await.text();
    let activity = page.split("id=\"activity\"").nth(1).unwrap();
    for part in [
        "lien donné par la ligne de commande<",
        "par la ligne de commande<",
        address.as_str(),
    ] {
        assert!(activity.contains(part), "{part}: {activity}");
    }
    let line = "la ligne de commande<";
    assert_eq!(activity.matches(line).count(), 2, "{activity}");
    let of_user = format!("/account/users/{}", lea.id);
    for path in [of_user.as_str(), "/account/audit"] {
        let page = ada.open(path).await.text();
        // The author of the link, and the giver of what was done by it.
        assert!(page.matches(line).count() >= 2, "{path}: {page}");
        let given = "Lien donné par la ligne de commande<";
        assert!(page.contains(given), "{path}: {page}");
        assert!(!page.contains(">bouclier<"), "{path}: {page}");
    }
}

#[tokio::test]
async fn attack_25_a_refusal_says_from_when_and_what_else_helps() {
    let server = TestServer::new().await;
    let (_, mut ada, _) = server.ada_with_factor().await;
    let bob = server.person("Bob Martin", ADMIN).await;
    server.signed_in(&bob).await.enrol().await;
    let id = bob.id.to_string();
    let from = server.now().plus(86_400);
    invite(&mut ada, &id).await;
    let refused = ada.post("/api/users/access-code", &[("id", &id)]).await;
    let role = Role::Admin;
    assert_eq!(
        (refused.status, refused.error()),
        (422, AppError::SecondMeans { from, role })
    );
    let mut plain = ada.without_script();
    plain
        .open(&format!("/account/users/{id}?dialog=access-code"))
        .await;
    let refused = plain.post("/api/users/access-code", &[("id", &id)]).await;
    assert_eq!(refused.status, 302);
    let page = plain.open(refused.location()).await.text();
    let civil = from.civil(0);
    let moment = format!("{:02}:{:02}", civil.hour, civil.minute);
    for part in [
        "Un même admin ne donne pas à un autre",
        moment.as_str(),
        "bouclier admin recover --email ADRESSE",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // The reset goes through, and hands nothing over.
    let fields = [
        ("id", id.as_str()),
        ("reason", "perdu"),
        ("fallback", "later"),
    ];
    let reset = plain.post("/api/users/reset", &fields).await;
    let page = plain.open(reset.location()).await.text();
    assert!(page.contains("2FA réinitialisée pour Bob Martin"), "{page}");
    assert!(!page.contains("dialog-reset"), "{page}");
}

#[tokio::test]
async fn the_dialog_of_a_reset_offers_an_admin_what_is_possible() {
    let server = TestServer::new().await;
    let (_, mut ada, _) = server.ada_with_factor().await;
    let with = server.person("Bob Martin", ADMIN).await;
    let without = Kind {
        password: false,
        ..ADMIN
    };
    let without = server.person("Eve Petit", without).await;
    for (person, offered, not) in [
        (with, ["code", "later"], ["link", "both"]),
        (without, ["link", "later"], ["code", "both"]),
    ] {
        let address = format!("/account/users/{}?dialog=reset", person.id);
        let page = ada.open(&address).await.text();
        for value in offered {
            assert!(
                page.contains(&format!("id=\"fallback-{value}\"")),
                "{value}"
            );
        }
        for value in not {
            assert!(
                !page.contains(&format!("id=\"fallback-{value}\"")),
                "{value}"
            );
        }
        assert!(
            page.contains("Pour associer un nouveau téléphone"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn the_dialog_of_a_reset_says_of_a_deactivated_account_that_nobody_signs_in_to_it() {
    let server = TestServer::new().await;
    let (_, mut ada, _) = server.ada_with_factor().await;
    let person = server.person("Bob Martin", REQUIRED).await;
    let address = format!("/account/users/{}?dialog=reset", person.id);
    let page = ada.open(&address).await.text();
    assert!(page.contains("à sa prochaine connexion"), "{page}");
    server
        .plant(&format!(
            "UPDATE users SET disabled_at = 5 WHERE id = {}",
            person.id
        ))
        .await;
    let page = ada.open(&address).await.text();
    assert!(!page.contains("à sa prochaine connexion"), "{page}");
    assert!(
        page.contains("Ce compte est désactivé et le reste"),
        "{page}"
    );
}

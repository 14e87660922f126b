//! Reason and end of an exemption, over HTTP.

use crate::support::{Browser, Person, TestServer, USER};
use app::error::AppError;
use domain::Timestamp;
use domain::problem::Problem;

const PATH: &str = "/api/users/requirement";
const DAY: i64 = 86_400;

/// Ada's browser, while 2FA is required of everybody.
async fn required(server: &TestServer) -> Browser<'_> {
    let (_, mut admin, _) = server.ada_with_factor().await;
    let fields = [("policy", "required")];
    assert_eq!(admin.post("/api/policy/change", &fields).await.status, 200);
    admin
}

fn page_of(person: &Person) -> String {
    format!("/account/users/{}", person.id)
}

#[tokio::test]
async fn without_script_an_exemption_is_given_a_reason_and_an_end_and_both_are_shown() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut admin = required(&server).await.without_script();
    let before = admin.open(&page_of(&lea)).await;
    for name in ["name=\"reason\"", "name=\"until\"", "type=\"date\""] {
        assert!(before.text().contains(name), "{name}: {before:?}");
    }
    let last_day = server.now().plus(DAY).to_day();
    let id = lea.id.to_string();
    let fields = [("id", &*id), ("reason", "congé <b>"), ("until", &*last_day)];
    let saved = admin.post(PATH, &fields).await;
    let expected = page_of(&lea);
    assert_eq!(saved.location(), expected);
    let page = admin.open(&expected).await.text();
    assert!(
        page.contains("exemption par Ada Byron (ada.byron@exemple.fr) jusqu’au"),
        "{page}"
    );
    assert!(page.contains("Motif\u{a0}: congé &lt;b&gt;"), "{page}");
    assert!(page.contains(&format!("value=\"{last_day}\"")), "{page}");
    assert!(!page.contains("congé <b>"), "{page}");
    let table = admin.open("/account/users").await.text();
    assert!(table.contains("Motif\u{a0}: congé &lt;b&gt;"), "{table}");

    let midnight = Timestamp::parse_day(&last_day).unwrap().plus(DAY);
    server.advance(midnight.since(server.now()) - 1);
    assert_eq!(server.browser().give_password(&lea).await.location(), "/me");
    server.advance(1);
    let again = server.browser().give_password(&lea).await;
    assert_eq!(again.location(), "/sign-in?step=time");
    server.advance(DAY);
    let later = server.browser().give_password(&lea).await;
    assert_eq!(later.location(), "/enrol");
}

#[tokio::test]
async fn the_last_day_is_the_browsers_and_without_script_the_organisations() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut admin = required(&server).await;
    let zone = [
        ("organisation", ""),
        ("contact", ""),
        ("sentence", ""),
        ("time_zone", "America/New_York"),
    ];
    let saved = admin.post("/api/organisation/change", &zone).await;
    assert_eq!(saved.status, 200);
    let end = "SELECT max(override_until) FROM users";
    let id = lea.id.to_string();
    let fields = [
        ("id", &*id),
        ("reason", "congé"),
        ("until", "2027-01-15"),
        ("zone", "Asia/Tokyo"),
    ];
    assert_eq!(admin.post(PATH, &fields).await.status, 200);
    let tokyo = Timestamp::from_unix(1_800_025_200);
    assert_eq!(server.value::<i64>(end).await, tokyo.unix());

    let mut admin = admin.without_script();
    let page = admin.open(&page_of(&lea)).await.text();
    for part in [
        "name=\"zone\"",
        "value=\"2027-01-15\"",
        "data-zone=\"America/New_York\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let fields = [
        ("id", &*id),
        ("reason", "congé"),
        ("until", "2027-01-16"),
        ("zone", ""),
    ];
    assert_eq!(admin.post(PATH, &fields).await.location(), page_of(&lea));
    assert_eq!(server.value::<i64>(end).await, 1_800_162_000);
    let page = admin.open(&page_of(&lea)).await.text();
    assert!(page.contains("jusqu’au 16\u{a0}janv. 2027"), "{page}");
    assert!(page.contains("value=\"2027-01-16\""), "{page}");
}

#[tokio::test]
async fn a_day_that_is_over_is_refused_with_the_reason() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut admin = required(&server).await;
    let id = lea.id.to_string();
    let long = "é".repeat(301);
    for (reason, until, problem) in [
        ("", "2020-01-01", Problem::DatePast),
        ("", "tomorrow", Problem::DateForm),
        (&*long, "", Problem::ReasonTooLong),
        ("", "", Problem::ReasonMissing),
    ] {
        let fields = [("id", &*id), ("reason", reason), ("until", until)];
        let refused = admin.post(PATH, &fields).await;
        assert_eq!(refused.status, 422, "{refused:?}");
        assert_eq!(refused.error(), AppError::Refused(problem));
    }
    let mut admin = admin.without_script();
    admin.open(&page_of(&lea)).await;
    let fields = [("id", &*id), ("until", "2020-01-01")];
    let location = admin.post(PATH, &fields).await.location().to_owned();
    let page = admin.open(&location).await.text();
    assert!(page.contains("cette date est passée"), "{page}");
    assert!(page.contains("<details open class=\"exemption\""), "{page}");
}

#[tokio::test]
async fn without_script_what_was_typed_into_a_refused_exemption_stays_for_this_user_alone() {
    let server = TestServer::new().await;
    let (lea, max) = (
        server.person("Léa Roy", USER).await,
        server.person("Max Noir", USER).await,
    );
    let mut admin = required(&server).await.without_script();
    admin.open(&page_of(&lea)).await;
    let id = lea.id.to_string();
    let fields = [
        ("id", &*id),
        ("kind", "service-account"),
        ("reason", "serveur <b>"),
        ("until", "2020-01-01"),
    ];
    let location = admin.post(PATH, &fields).await.location().to_owned();
    let of_another = admin.open(&page_of(&max)).await.text();
    assert!(!of_another.contains("serveur"), "{of_another}");
    let page = admin.open(&location).await.text();
    for part in [
        "value=\"serveur &lt;b&gt;\"",
        "value=\"2020-01-01\"",
        "<option value=\"service-account\" selected",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let checkbox = page.split("name=\"required\"").nth(1).unwrap();
    let checkbox = checkbox.split('>').next().unwrap();
    assert!(!checkbox.contains("checked"), "{checkbox}");
    let later = admin.open(&location).await.text();
    assert!(!later.contains("serveur"), "{later}");
}

#[tokio::test]
async fn service_accounts_are_named_beside_the_figures() {
    let server = TestServer::new().await;
    let robot = server.person("Sauvegarde Nuit", USER).await;
    let mut admin = required(&server).await.without_script();
    let page = admin.open(&page_of(&robot)).await.text();
    assert!(page.contains("Un compte de service"), "{page}");
    let id = robot.id.to_string();
    let fields = [
        ("id", &*id),
        ("reason", "sauvegarde"),
        ("kind", "service-account"),
    ];
    assert_eq!(admin.post(PATH, &fields).await.location(), page_of(&robot));
    let page = admin.open(&page_of(&robot)).await.text();
    assert!(
        page.contains("value=\"service-account\" selected"),
        "{page}"
    );
    let security = admin.open("/account/security").await.text();
    assert!(security.contains("+ 1 compte de service"), "{security}");
}

#[tokio::test]
async fn while_2fa_is_optional_a_service_account_is_exempt_ahead_of_time_without_script() {
    let server = TestServer::new().await;
    let robot = server.person("Imprimante Hall", USER).await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let (id, page) = (robot.id.to_string(), page_of(&robot));
    let shown = admin.open(&page).await.text();
    for part in ["Exempter d’avance", "name=\"reason\"", "name=\"until\""] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(
        !shown.contains("<details open class=\"exemption\""),
        "{shown}"
    );
    assert!(!shown.contains("aria-required"), "{shown}");
    let unchecked = [("id", &*id), ("policy", "optional"), ("kind", "for-a-time")];
    assert_eq!(admin.post(PATH, &unchecked).await.location(), page);
    let list = "/account/exemptions";
    let none = admin.open(list).await.text();
    assert!(none.contains("Aucune exemption."), "{none}");
    admin.open(&page).await;
    let fields = [
        ("id", &*id),
        ("policy", "optional"),
        ("kind", "service-account"),
        ("reason", "scanner"),
    ];
    assert_eq!(admin.post(PATH, &fields).await.location(), page);
    let shown = admin.open(&page).await.text();
    for part in [
        "Exemption enregistrée",
        "<details open class=\"exemption\"",
        "value=\"scanner\"",
        "Mettre fin à l’exemption",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let listed = admin.open(list).await.text();
    assert!(listed.contains("Imprimante Hall"), "{listed}");
    let policy = [("policy", "required")];
    admin.post("/api/policy/change", &policy).await;
    let signed_in = server.browser().give_password(&robot).await;
    assert_eq!(signed_in.location(), "/me");
}

#[tokio::test]
async fn without_script_a_requirement_is_suspended_for_a_time_and_the_suspension_ended() {
    let server = TestServer::new().await;
    let zoe = server.person("Zoé Petit", USER).await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let (id, page) = (zoe.id.to_string(), page_of(&zoe));
    let fields = [("id", id.as_str()), ("required", "on")];
    admin.post(PATH, &fields).await;
    let shown = admin.open(&page).await.text();
    for part in [
        "Obligation individuelle",
        "Sans cette obligation, la 2FA serait optionnelle pour Zoé",
        "Lever l’obligation",
        "l’obligation individuelle est suspendue",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let last_day = server.now().plus(DAY).to_day();
    let fields = [("id", &*id), ("reason", "chantier"), ("until", &*last_day)];
    admin.post(PATH, &fields).await;
    let shown = admin.open(&page).await.text();
    for part in [
        "Exemption enregistrée",
        "l’obligation individuelle s’appliquera de nouveau à Zoé",
        "Mettre fin à l’exemption",
        "chantier",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let fields = [("id", id.as_str()), ("rule", "exempt")];
    let ended = admin.post("/api/users/end-rule", &fields).await;
    assert_eq!(ended.location(), page);
    let shown = admin.open(&page).await.text();
    let message = "Exemption terminée\u{a0}: la 2FA est maintenant obligatoire pour Zoé Petit.";
    assert!(shown.contains(message), "{shown}");
    assert!(shown.contains("Lever l’obligation"), "{shown}");
    admin.post("/api/users/end-rule", &fields).await;
    let shown = admin.open(&page).await.text();
    assert!(shown.contains("rien n’a changé pour Zoé Petit"), "{shown}");
}

#[tokio::test]
async fn the_page_of_all_exemptions_names_them_with_kind_reason_author_and_end() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut admin = required(&server).await.without_script();
    let empty = admin.open("/account/exemptions").await.text();
    assert!(empty.contains("Aucune exemption."), "{empty}");
    let (id, last_day) = (lea.id.to_string(), server.now().plus(DAY).to_day());
    let fields = [("id", &*id), ("reason", "congé <b>"), ("until", &*last_day)];
    admin.post(PATH, &fields).await;
    let page = admin.open("/account/exemptions").await.text();
    for part in [
        "Léa Roy",
        "Une personne, pour un temps",
        "congé &lt;b&gt;",
        "par Ada Byron (ada.byron@exemple.fr), le",
        "1 exemption",
        &page_of(&lea),
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let other = admin.open("/account/exemptions?kind=service-account").await;
    assert!(!other.text().contains("Léa Roy"), "{other:?}");
    // From before reasons were asked for.
    let forget =
        "UPDATE users SET override_reason = NULL WHERE override_rule = 'exempt' RETURNING id";
    server.value::<i64>(forget).await;
    let page = admin.open("/account/exemptions").await.text();
    assert!(page.contains("Sans motif"), "{page}");
    let security = admin.open("/account/security").await.text();
    assert!(
        security.contains("href=\"/account/exemptions\""),
        "{security}"
    );
}

#[tokio::test]
async fn an_exemption_is_ended_in_the_list_after_a_dialog_that_names_the_person() {
    let server = TestServer::new().await;
    let lea = server.person("Léa <Roy>", USER).await;
    let mut admin = required(&server).await.without_script();
    let id = lea.id.to_string();
    let fields = [("id", &*id), ("reason", "congé")];
    admin.post(PATH, &fields).await;
    let list = "/account/exemptions";
    let dialog = format!("{list}?dialog=end-{id}");
    let shown = admin.open(list).await.text();
    assert!(shown.contains(&format!("href=\"{dialog}\"")), "{shown}");
    let asked = admin.open(&dialog).await.text();
    for part in [
        "Mettre fin à l’exemption de Léa &lt;Roy&gt;\u{a0}?",
        "action=\"/api/users/end-rule\"",
        &*lea.email,
    ] {
        assert!(asked.contains(part), "{part} in {asked}");
    }
    let nobody = admin.open(&format!("{list}?dialog=end-99")).await.text();
    assert!(!nobody.contains("dialog-end"), "{nobody}");
    admin.open(&dialog).await;
    let end = [("id", id.as_str()), ("rule", "exempt")];
    let ended = admin.post("/api/users/end-rule", &end).await;
    assert_eq!(ended.location(), list);
    let shown = admin.open(list).await.text();
    for part in ["Aucune exemption", "maintenant obligatoire pour ce compte"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let signed_in = server.browser().give_password(&lea).await;
    assert_eq!(signed_in.location(), "/sign-in?step=time");
}

#[tokio::test]
async fn who_made_an_imported_exemption_and_why_is_said_in_the_language_of_the_reader() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let file = "email,name,role,language,required\nx@exemple.fr,X,user,fr,exempt\n";
    let options = backend::import::ImportOptions::default();
    let by = test_support::operator();
    let import = server
        .backend
        .import_users(&by, file.as_bytes(), &options, |_| ());
    import.await.unwrap();
    let list = "/account/exemptions";
    let french = admin.open(list).await.text();
    let parts = [
        "exemption demandée par un fichier importé",
        "par la ligne de commande, le",
    ];
    for part in parts {
        assert!(french.contains(part), "{part} in {french}");
    }
    server.plant("UPDATE users SET language = 'en'").await;
    let english = admin.open(list).await.text();
    assert!(english.contains("exemption requested by an imported file"));
}

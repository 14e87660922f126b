//! Time to comply, over HTTP: what people are told, and what admins choose.

use crate::support::{Person, TestServer, USER};
use app::error::AppError;
use domain::Timestamp;
use domain::problem::Problem;

const CHANGE: &str = "/api/policy/change";
const DAY: i64 = 86_400;

fn page_of(person: &Person) -> String {
    format!("/account/users/{}", person.id)
}

#[tokio::test]
async fn each_sign_in_says_how_long_is_left_and_goes_on_until_the_time_is_over() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.browser().give_password(&lea).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let fields = [("policy", "required"), ("time", "days"), ("days", "14")];
    assert_eq!(admin.post(CHANGE, &fields).await.status, 200);
    let mut user = server.browser();
    assert_eq!(
        user.give_password(&lea).await.location(),
        "/sign-in?step=time"
    );
    let told = user.open("/sign-in?step=time&next=%2Fme").await.text();
    for part in [
        "Activez la 2FA",
        "Il vous reste 14 jours.",
        "href=\"/enrol?next=%2Fme\"",
        "href=\"/me\"",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let own = user.open("/me").await.text();
    assert!(own.contains("À activer au plus tard le"), "{own}");
    assert!(!own.contains("à votre prochaine connexion"), "{own}");
    let table = admin.open("/account/users").await.text();
    assert!(
        table.contains("peut encore se connecter sans second facteur"),
        "{table}"
    );
    assert!(table.contains("(règle pour tous)"), "{table}");
    server.advance(13 * DAY + DAY / 2);
    let mut last = server.browser();
    last.give_password(&lea).await;
    let told = last.open("/sign-in?step=time").await.text();
    assert!(told.contains("C’est votre dernier jour."), "{told}");
    server.advance(DAY / 2);
    let late = server.browser().give_password(&lea).await;
    assert_eq!(late.location(), "/enrol");
}

#[tokio::test]
async fn who_has_nothing_to_activate_is_told_of_no_time() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut user = server.browser();
    assert_eq!(user.give_password(&lea).await.location(), "/me");
    let told = user.open("/sign-in?step=time").await.text();
    assert!(!told.contains("Il vous reste"), "{told}");
    let stranger = server.browser().open("/sign-in?step=time").await;
    assert!(
        !stranger.text().contains("Activer maintenant"),
        "{stranger:?}"
    );
}

#[tokio::test]
async fn what_is_no_time_is_refused_and_changes_nothing() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    for (kind, days, last_day, problem) in [
        ("days", "181", "", Problem::GraceDays),
        ("days", "", "", Problem::GraceDays),
        ("date", "", "2020-01-01", Problem::DeadlinePast),
        ("date", "", "9999-12-31", Problem::DeadlineFar),
        ("date", "", "demain", Problem::DateForm),
    ] {
        let fields = [
            ("policy", "required"),
            ("time", kind),
            ("days", days),
            ("last_day", last_day),
        ];
        let answer = admin.post(CHANGE, &fields).await;
        assert_eq!(
            answer.error(),
            AppError::Refused(problem),
            "{kind} {days} {last_day}"
        );
    }
    let page = admin.open("/account/security").await.text();
    assert!(page.contains("La 2FA est optionnelle"), "{page}");
}

#[tokio::test]
async fn without_script_an_admin_gives_one_person_more_time_and_sees_it() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    admin.post(CHANGE, &[("policy", "required")]).await;
    let page = admin.open(&page_of(&lea)).await.text();
    assert!(page.contains("n’a plus de délai"), "{page}");
    let last_day = server.now().plus(9 * DAY).to_day();
    let id = lea.id.to_string();
    // There was never any time.
    let fields = [("id", &*id), ("last_day", &*last_day), ("seen", "0")];
    let saved = admin.post("/api/users/deadline", &fields).await;
    assert_eq!(saved.location(), page_of(&lea));
    let page = admin.open(&page_of(&lea)).await.text();
    assert!(page.contains("Échéance fixée pour Léa Roy."), "{page}");
    assert!(page.contains("(décision individuelle)"), "{page}");
    let log = admin.open("/account/audit").await.text();
    assert!(log.contains("a fixé l’échéance de"), "{log}");
    let end = Timestamp::parse_day(&last_day).unwrap().plus(DAY);
    server.advance(end.since(server.now()) - 1);
    let in_time = server.browser().give_password(&lea).await;
    assert_eq!(in_time.location(), "/sign-in?step=time");
    server.advance(1);
    assert_eq!(
        server.browser().give_password(&lea).await.location(),
        "/enrol"
    );
}

#[tokio::test]
async fn a_group_gives_its_members_time_and_another_one_later() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    server.browser().give_password(&lea).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let id = lea.id.to_string();
    let fields = [("id", "1"), ("users", &*id)];
    admin.post("/api/groups/add", &fields).await;
    for (days, line) in [
        ("7", "Délai\u{a0}: 7 jours."),
        ("30", "Délai\u{a0}: 30 jours."),
    ] {
        let fields = [
            ("id", "1"),
            ("rule", "required"),
            ("time", "days"),
            ("days", days),
        ];
        assert_eq!(admin.post("/api/groups/rule", &fields).await.status, 200);
        let page = admin.open("/account/groups/1").await.text();
        assert!(page.contains(line), "{page}");
    }
    let dialog = admin.open("/account/groups/1?dialog=time").await.text();
    assert!(dialog.contains("value=\"days\" checked"), "{dialog}");
    let in_time = server.browser().give_password(&lea).await;
    assert_eq!(in_time.location(), "/sign-in?step=time");
}

#[tokio::test]
async fn a_day_in_a_rule_of_a_group_and_in_an_act_on_many_is_meant_in_the_zone_of_who_chose_it() {
    const ZONE: &str = "Pacific/Pago_Pago";
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let day = server.now().plus(20 * DAY).to_day();
    // Eleven hours later than in UTC, all year.
    let end = Timestamp::parse_day(&day).unwrap().plus(DAY + 11 * 3_600);
    admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let rule = [
        ("id", "1"),
        ("rule", "required"),
        ("time", "date"),
        ("last_day", &*day),
        ("zone", ZONE),
    ];
    assert_eq!(admin.post("/api/groups/rule", &rule).await.status, 200);
    let until = "SELECT grace_until FROM \"groups\" WHERE id = 1";
    assert_eq!(server.value::<i64>(until).await, end.unix());
    admin.post(CHANGE, &[("policy", "required")]).await;
    let id = lea.id.to_string();
    let chosen = [("kind", "exempt"), ("who", "chosen"), ("user", &*id)];
    admin.post("/account/users/bulk/select", &chosen).await;
    let number: i64 = server.value("SELECT id FROM bulk_operations").await;
    let number = number.to_string();
    let terms = [
        ("id", &*number),
        ("kind", "for-a-time"),
        ("reason", "congé"),
        ("until", &*day),
        ("zone", ZONE),
    ];
    assert_eq!(admin.post("/api/bulk/terms", &terms).await.status, 200);
    let until = "SELECT until FROM bulk_operations";
    assert_eq!(server.value::<i64>(until).await, end.unix());
}

#[tokio::test]
async fn without_script_a_refused_form_keeps_which_time_was_chosen() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    admin
        .post("/api/groups/create", &[("name", "Ventes")])
        .await;
    let mut admin = admin.without_script();
    let user = page_of(&lea);
    let id = lea.id.to_string();
    for (page, path, fields) in [
        (
            "/account/security?dialog=required",
            CHANGE,
            vec![("policy", "required")],
        ),
        (
            "/account/groups/1?dialog=required",
            "/api/groups/rule",
            vec![("id", "1"), ("rule", "required")],
        ),
        (
            &*user,
            "/api/users/requirement",
            vec![("id", &*id), ("required", "on")],
        ),
    ] {
        admin.open(page).await;
        let time = [("time", "date"), ("days", "21"), ("last_day", "2020-01-31")];
        let refused = admin.post(path, &[&fields[..], &time].concat()).await;
        let shown = admin.open(refused.location()).await.text();
        for part in [
            "value=\"date\" checked",
            "value=\"2020-01-31\"",
            "value=\"21\"",
        ] {
            assert!(shown.contains(part), "{path} {part}: {shown}");
        }
        let again = admin.open(page).await.text();
        assert!(!again.contains("2020-01-31"), "{path}: {again}");
    }
}

#[tokio::test]
async fn without_script_an_admin_chooses_the_days_of_reminders_and_keeps_what_was_refused() {
    const PAGE: &str = "/account/organisation/mails";
    let server = TestServer::new().await;
    let (_, admin, _) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    let page = admin.open(PAGE).await.text();
    assert!(page.contains("value=\"14, 7, 3, 1\""), "{page}");
    let change = "/api/mails/reminder-days";
    let refused = admin.post(change, &[("days", "181")]).await;
    let page = admin.open(refused.location()).await.text();
    for part in ["value=\"181\"", "nombres de jours de 1 à 180"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let saved = admin.post(change, &[("days", "10;5")]).await;
    assert_eq!(saved.location(), PAGE);
    let page = admin.open(PAGE).await.text();
    assert!(page.contains("value=\"10, 5\""), "{page}");
    let log = admin.open("/account/audit").await.text();
    assert!(log.contains("Rappels\u{a0}: 14, 7, 3, 1 → 10, 5"), "{log}");
}

//! The report for auditors: the page, and the files.

use crate::support::{AUDITOR, Browser, HELPDESK, TestServer, USER};
use serde_json::Value;

const PAGE: &str = "/account/report";
const CSV: &str = "/account/report/export.csv";
const LINES: &str = "/account/report/export.jsonl";

/// An organisation that requires 2FA and exempts one user; the browser is an auditor's.
async fn audited(server: &TestServer) -> Browser<'_> {
    let lea = server.person("Léa <Roy>", USER).await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let done = admin
        .post("/api/policy/change", &[("policy", "required")])
        .await;
    assert_eq!(done.status, 200, "{done:?}");
    let id = lea.id.to_string();
    let reason = "congé; <b>";
    let done = admin
        .post("/api/users/requirement", &[("id", &id), ("reason", reason)])
        .await;
    assert_eq!(done.status, 200, "{done:?}");
    let auditor = server.person("Aude Lire", AUDITOR).await;
    let mut auditor = server.signed_in(&auditor).await;
    auditor.enrol().await;
    auditor
}

#[tokio::test]
async fn an_auditor_reads_rules_figures_exemptions_changes_and_how_the_log_was_verified() {
    let server = TestServer::new().await;
    let mut auditor = audited(&server).await;
    let page = auditor.open(PAGE).await;
    assert_eq!(page.status, 200, "{page:?}");
    let text = page.text();
    for part in [
        "Rapport d’audit",
        "Règles en vigueur",
        "congé; &lt;b&gt;",
        "Léa &lt;Roy&gt; (",
        "Changements de règles pendant la période",
        "est intacte du début à la fin",
        "action=\"/account/report/export.csv\"",
        "/account/report?from=",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("<b>"), "{text}");
    let before = auditor
        .open("/account/report?from=2001-01-01&to=2001-01-31")
        .await;
    let text = before.text();
    assert!(
        text.contains("Aucune règle n’a changé pendant cette période."),
        "{text}"
    );
    assert!(text.contains("value=\"2001-01-31\""), "{text}");
}

#[tokio::test]
async fn the_files_have_a_line_for_everything_and_their_export_is_in_the_log() {
    let server = TestServer::new().await;
    let mut auditor = audited(&server).await;
    let csv = auditor.post(CSV, &[]).await.text();
    let header = "section,at,what,name,email,value,count,by,by_email,until,reason\r\n";
    assert!(csv.starts_with(&format!("\u{feff}{header}")), "{csv}");
    for part in [
        "\r\nrule,",
        ",policy,,,required,,Ada Byron,ada.byron@exemple.fr,",
        ",for-good,Léa <Roy>,lea.roy@exemple.fr,,,Ada Byron,ada.byron@exemple.fr,,\"congé; <b>\"",
        "\r\nfigure,,protected,,,,2,",
        "congé; <b>",
        "\r\nchange,",
        ",policy-required,",
        "\r\nlog,",
        ",holds\r\n",
    ] {
        assert!(csv.contains(part), "{part} is not in {csv}");
    }
    let lines = auditor.post(LINES, &[]).await.text();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |section: &str| {
        lines
            .iter()
            .filter(|line| line["section"] == section)
            .count()
    };
    assert_eq!((of("report"), of("period"), of("log")), (1, 2, 1));
    assert_eq!((of("exemption"), of("change")), (1, 2));
    let exported = "SELECT count(*) FROM audit_entries WHERE action = 'report-exported'";
    assert_eq!(server.value::<i64>(exported).await, 2);
    let nothing = auditor.post(CSV, &[("from", "yesterday")]).await;
    assert_eq!(nothing.status, 422, "{nothing:?}");
}

#[tokio::test]
async fn whom_a_group_frees_by_letting_go_is_among_the_changes_of_rules() {
    let server = TestServer::new().await;
    let (_, mut admin, _) = server.ada_with_factor().await;
    let noe = server.person("Noé Neuf", USER).await;
    let (id, user) = ("1", noe.id.to_string());
    for (path, fields) in [
        ("/api/groups/create", vec![("name", "Compta")]),
        ("/api/groups/add", vec![("id", id), ("users", &user)]),
        ("/api/groups/remove", vec![("id", id), ("user", &user)]),
    ] {
        let done = admin.post(path, &fields).await;
        assert_eq!(done.status, 200, "{path}: {done:?}");
    }
    let csv = admin.post(CSV, &[]).await.text();
    for change in [",member-added,Noé Neuf,", ",member-removed,Noé Neuf,"] {
        assert!(csv.contains(change), "{change} is not in {csv}");
    }
}

#[tokio::test]
async fn an_auditor_and_the_helpdesk_are_offered_nothing_that_they_may_not_do() {
    let server = TestServer::new().await;
    let mut auditor = audited(&server).await;
    let hugo = server.person("Hugo Aide", HELPDESK).await;
    let mut helpdesk = server.signed_in(&hugo).await;
    helpdesk.enrol().await;
    let lea: i64 = server
        .value("SELECT id FROM users WHERE role = 'user' ORDER BY id LIMIT 1")
        .await;
    let ada: i64 = server
        .value("SELECT id FROM users WHERE role = 'admin' ORDER BY id LIMIT 1")
        .await;
    let of_lea = format!("/account/users/{lea}");
    let of_ada = format!("/account/users/{ada}");
    // Forms of one's own account, how the table looks to its reader, the sign-out and files apart, an auditor's pages have none that posts.
    let own = "action=\"/api/users/look\"";
    for page in [
        "/account/users",
        &of_lea,
        &format!("{of_lea}?dialog=reset"),
        &format!("{of_lea}?dialog=role"),
        "/account/groups",
        "/account/security",
        "/account/security?dialog=optional",
        "/account/exemptions",
        "/account/organisation",
        "/account/organisation/mails",
        "/account/users/remind",
        "/account/users/bulk",
        "/account/audit",
        PAGE,
    ] {
        let answer = auditor.open(page).await;
        assert_eq!(answer.status, 200, "{page}: {answer:?}");
        let forms = answer.text().replace(own, "");
        for act in [
            "/api/users/",
            "/api/groups/",
            "/api/policy/",
            "/api/mails/sample",
            "/api/users\"",
        ] {
            let form = format!("action=\"{act}");
            assert!(!forms.contains(&form), "{form} on {page}");
        }
        assert!(!answer.text().contains("/account/users/new"), "{page}");
        assert!(answer.text().contains("href=\"/account/audit\""), "{page}");
    }
    let organisation = auditor.open("/account/organisation").await.text();
    assert!(
        organisation.contains("<fieldset disabled"),
        "{organisation}"
    );

    let page = helpdesk.open(&of_lea).await.text();
    for dialog in ["invite", "access-code", "reset"] {
        let offered = page.contains(&format!("dialog={dialog}"));
        // She has no factor: there is none to reset.
        assert_eq!(offered, dialog == "invite", "{dialog}: {page}");
    }
    for dialog in ["role", "disable", "delete"] {
        assert!(
            !page.contains(&format!("dialog={dialog}")),
            "{dialog}: {page}"
        );
    }
    assert!(
        !page.contains("/edit") && !page.contains("/api/users/"),
        "{page}"
    );
    for place in ["/account/audit", "/account/security", "/account/groups"] {
        assert!(
            !page.contains(&format!("href=\"{place}")),
            "{place}: {page}"
        );
    }
    let page = helpdesk.open(&of_ada).await.text();
    assert!(
        page.contains("Ada Byron") && !page.contains("dialog="),
        "{page}"
    );
    let table = helpdesk.open("/account/users").await.text();
    assert!(table.contains("Ada Byron"), "{table}");
    assert!(!table.contains("export.csv") && !table.contains("/account/users/new"));
}

#[tokio::test]
async fn the_helpdesk_invites_by_the_form_of_its_page_and_no_admin() {
    let server = TestServer::new().await;
    let (ada, _, _) = server.ada_with_factor().await;
    let lea = server.person("Léa Roy", USER).await;
    let hugo = server.person("Hugo Aide", HELPDESK).await;
    let mut helpdesk = server.signed_in(&hugo).await;
    helpdesk.enrol().await;
    let made = helpdesk
        .post("/api/users/invite", &[("id", &lea.id.to_string())])
        .await;
    assert_eq!(made.status, 200, "{made:?}");
    assert!(made.text().contains("/invitation/"), "{made:?}");
    let refused = helpdesk
        .post("/api/users/invite", &[("id", &ada.id.to_string())])
        .await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(
        refused.text().contains("ordinary-users-only"),
        "{refused:?}"
    );
    let role = [("id", &*lea.id.to_string()), ("role", "admin")];
    assert_eq!(helpdesk.post("/api/users/role", &role).await.status, 403);
    let code = helpdesk
        .post(
            "/api/users/reset",
            &[("id", &lea.id.to_string()), ("reason", "perdu")],
        )
        .await;
    assert_eq!(code.status, 422, "a link was given: {code:?}");
    assert!(code.text().contains("second-means:helpdesk"), "{code:?}");
}

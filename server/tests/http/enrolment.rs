//! Enrolling over HTTP: attacks 5 and 6.

use crate::support::{ADMIN, Ask, Phone, REQUIRED, TestServer, USER};
use app::error::AppError;
use domain::Gate;
use domain::Proof;
use domain::problem::Problem;
use wire::view::Enrolment;

/// A secret that the server has never seen.
const FOREIGN: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

#[tokio::test]
async fn a_required_user_enrols_without_script_from_the_password_to_the_own_page() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut browser = server.browser();
    assert_eq!(browser.give_password(&lea).await.location(), "/enrol");
    let pick = browser.open("/enrol").await;
    assert!(
        pick.text().contains("action=\"/api/enrolment/begin\""),
        "{pick:?}"
    );
    let begun = browser.post("/api/enrolment/begin", &[]).await;
    assert_eq!((begun.status, begun.location()), (302, "/enrol?step=qr"));
    let Enrolment::Confirm(pending) = browser.enrolment().await else {
        panic!("no secret")
    };
    let qr = browser.open("/enrol?step=qr").await;
    for group in pending.secret.as_bytes().chunks(4) {
        let group = String::from_utf8_lossy(group).into_owned();
        assert!(
            qr.text().contains(&format!("<span>{group}<")),
            "{group}: {qr:?}"
        );
    }
    let phone = Phone::scan(&pending.secret);
    browser.open("/enrol?step=code").await;
    let wrong = phone.wrong(server.now());
    let refused = browser
        .post("/api/enrolment/confirm", &[("code", &wrong)])
        .await;
    assert_eq!(refused.location(), "/enrol?step=code");
    assert!(refused.tells("code-wrong"), "{refused:?}");
    let code = phone.at(server.now());
    let confirmed = browser
        .post("/api/enrolment/confirm", &[("code", &code)])
        .await;
    assert_eq!((confirmed.status, confirmed.location()), (302, "/enrol"));
    let Enrolment::Save(sheet) = browser.enrolment().await else {
        panic!("no codes")
    };
    let codes = sheet.codes;
    let save = browser.open("/enrol").await;
    assert!(!save.text().contains("pour continuer"), "{save:?}");
    assert!(
        codes.iter().all(|code| save.text().contains(code)),
        "{save:?}"
    );
    // On paper and in the file.
    let whose = format!("{}, sur {}", lea.email, server.url);
    assert!(save.text().contains(&whose), "{save:?}");
    let whose = wire::path::encode(&whose);
    assert!(save.text().contains(&whose), "{whose}: {save:?}");
    assert!(
        save.text().contains("<p>Créés le 15\u{a0}janv. 2027<"),
        "{save:?}"
    );
    assert_eq!(browser.open("/me").await.location(), "/enrol?next=%2Fme");
    let finished = browser
        .post("/api/enrolment/finish", &[("saved", "on")])
        .await;
    assert_eq!(finished.location(), "/me");
    let me = browser.open("/me").await;
    assert_eq!(me.status, 200, "{me:?}");
    assert!(!codes.iter().any(|code| me.text().contains(code)), "{me:?}");
    assert!(
        me.text().contains("Votre 2FA est active et vos codes"),
        "{me:?}"
    );
}

#[tokio::test]
async fn a_volunteer_may_enrol_later_and_who_must_may_not() {
    let server = TestServer::new().await;
    let volunteer = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&volunteer).await;
    let page = own.open("/enrol?next=%2Fme").await.text();
    let later = "<a href=\"/me\" rel=\"external\" class=\"link\">Plus tard";
    assert!(page.contains(later), "{page}");
    // Where the applications are.
    let store = "https://play.google.com/store/apps/details?id=com.beemdevelopment.aegis";
    assert!(page.contains(store), "{page}");
    let must = server.person("Max Martin", REQUIRED).await;
    let page = server.signed_in(&must).await.open("/enrol").await.text();
    assert!(!page.contains("Plus tard"), "{page}");
    own.enrol().await;
    let page = own.open("/enrol").await.text();
    assert!(!page.contains("Plus tard"), "{page}");
}

#[tokio::test]
async fn who_must_activate_2fa_is_told_why_on_each_visit_and_a_volunteer_is_not() {
    const REQUIRED_HERE: &str = "rend la 2FA obligatoire pour ce compte";
    let server = TestServer::new().await;
    let must = server.person("Max Martin", REQUIRED).await;
    let mut browser = server.browser();
    browser.give_password(&must).await;
    for path in ["/enrol", "/enrol", "/me"] {
        let mut page = browser.open(path).await;
        if path != "/enrol" {
            page = browser.open(page.location()).await;
        }
        assert!(page.text().contains(REQUIRED_HERE), "{path}: {page:?}");
    }
    browser.post("/api/enrolment/begin", &[]).await;
    for step in ["/enrol?step=qr", "/enrol?step=code"] {
        let page = browser.open(step).await.text();
        assert!(page.contains(REQUIRED_HERE), "{step}: {page}");
    }
    let volunteer = server.person("Léa Roy", USER).await;
    let mut own = server.signed_in(&volunteer).await;
    let page = own.open("/enrol").await.text();
    assert!(!page.contains(REQUIRED_HERE), "{page}");
}

#[tokio::test]
async fn attack_05_with_a_factor_and_only_the_password_there_is_no_enrolment() {
    let server = TestServer::new().await;
    for kind in [USER, REQUIRED, ADMIN] {
        let name = format!("Lou {:?} {}", kind.role, kind.rule.is_some());
        let lou = server.person(&name, kind).await;
        let (phone, _) = server.signed_in(&lou).await.enrol().await;
        let mut thief = server.signed_in(&lou).await;
        let page = thief.open("/enrol").await;
        assert_eq!(page.location(), "/sign-in?step=code&next=%2Fenrol");
        let before = server.writes().await;
        let gate = AppError::Gate(Gate::SecondFactor);
        assert_eq!(thief.read("/api/enrolment").await.error(), gate);
        assert_eq!(thief.post("/api/enrolment/begin", &[]).await.error(), gate);
        let confirm = [("code", "123456")];
        assert_eq!(
            thief.post("/api/enrolment/confirm", &confirm).await.error(),
            gate
        );
        assert_eq!(
            thief
                .post("/api/enrolment/finish", &[("saved", "on")])
                .await
                .error(),
            gate
        );
        assert_eq!(
            thief
                .post("/api/me/recovery-codes", &[("code", "1")])
                .await
                .error(),
            gate
        );
        assert_eq!(server.writes().await, before);
        assert_eq!(
            thief.give_code(&phone).await.status,
            200,
            "the owner's phone still works"
        );
    }
}

#[tokio::test]
async fn attack_05_a_stolen_session_binds_no_second_phone_without_a_fresh_code() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.signed_in(&lea).await;
    client.enrol().await;
    server.advance(301);
    let stale = AppError::StepUp(Proof::Code);
    assert_eq!(
        client.post("/api/enrolment/begin", &[]).await.error(),
        stale
    );
    let confirm = client
        .post("/api/enrolment/confirm", &[("code", "123456")])
        .await;
    assert_eq!(confirm.error(), stale, "attack 23");
    assert_eq!(
        server
            .value::<i64>("SELECT count(*) FROM totp_factors")
            .await,
        1
    );
}

#[tokio::test]
async fn attack_06_a_secret_that_the_client_sends_counts_for_nothing() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut client = server.signed_in(&lea).await;
    let foreign = Phone::scan(FOREIGN);
    let secret = [
        ("secret", FOREIGN),
        ("sealed_secret", FOREIGN),
        ("url", "otpauth://x"),
    ];
    let unknown = AppError::Refused(Problem::Unknown);
    let answer = client.post("/api/enrolment/begin", &secret).await;
    assert_eq!(answer.error(), unknown);
    client.post("/api/enrolment/begin", &[]).await;
    let Enrolment::Confirm(pending) = client.enrolment().await else {
        panic!("no secret")
    };
    assert_ne!(pending.secret, FOREIGN);
    let code = foreign.at(server.now());
    let mut fields = vec![("code", code.as_str())];
    let answer = client.post("/api/enrolment/confirm", &fields).await;
    assert_eq!(answer.error(), AppError::Refused(Problem::CodeWrong));
    fields.extend(secret);
    let answer = client.post("/api/enrolment/confirm", &fields).await;
    assert_eq!(answer.error(), unknown);
    let confirmed: i64 = server
        .value("SELECT count(*) FROM factors WHERE confirmed_at IS NOT NULL")
        .await;
    assert_eq!(confirmed, 0);
    let own = Phone::scan(&pending.secret).at(server.now());
    assert_eq!(
        client
            .post("/api/enrolment/confirm", &[("code", &own)])
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_secret_that_another_session_began_is_not_shown_and_not_confirmed() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let phone = server.signed_in(&lea).await.scan().await;
    let mut other = server.signed_in(&lea).await;
    assert_eq!(other.enrolment().await, Enrolment::Begin);
    let code = phone.at(server.now());
    let answer = other
        .post("/api/enrolment/confirm", &[("code", &code)])
        .await;
    assert_eq!(answer.error(), AppError::Refused(Problem::EnrolmentGone));
}

#[tokio::test]
async fn the_codes_must_be_saved_before_the_gate_opens() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.signed_in(&lea).await;
    client.confirm().await;
    let answer = client.post("/api/enrolment/finish", &[]).await;
    assert_eq!(answer.error(), AppError::Refused(Problem::CodesNotSaved));
    assert_eq!(
        client.read("/api/me").await.error(),
        AppError::Gate(Gate::Enrolment)
    );
}

#[tokio::test]
async fn the_enrolment_cannot_be_read_from_another_page_by_get_arguments() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut client = server.signed_in(&lea).await;
    client.scan().await;
    let foreign = Ask::get("/api/enrolment?user=1&session=1&id=1");
    let answer = client.send(foreign).await;
    assert_eq!(answer.error(), AppError::Refused(Problem::Unknown));
    let answer = client.read("/api/enrolment").await;
    assert!(matches!(answer.json::<Enrolment>(), Enrolment::Confirm(_)));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn the_recovery_codes_on_paper_and_in_the_file_say_whose_they_are_for_what_and_of_when() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut client = server.signed_in(&lea).await;
    let (_, codes) = client.confirm().await;
    let page = client.open("/enrol").await.text();
    let (_, paper) = page.split_once("recovery__note").unwrap();
    let (paper, _) = paper.split_once("</div>").unwrap();
    let (_, file) = page.split_once("href=\"data:text/plain").unwrap();
    let (file, rest) = file.split_once('"').unwrap();
    let host = server.url.rsplit('/').next().unwrap();
    for (what, in_file) in [
        (lea.email.as_str(), lea.email.replace('@', "%40")),
        (host, host.replace(':', "%3A")),
        ("janv.", "janv.".to_owned()),
    ] {
        assert!(paper.contains(what), "{what}: {paper}");
        assert!(file.contains(&in_file), "{what}: {file}");
    }
    assert!(codes.iter().all(|code| file.contains(code)), "{file}");
    let name = "download=\"bouclier-codes-127.0.0.1-3000-2027-01-15.txt\"";
    assert!(rest.contains(name), "{rest}");
}

#[tokio::test]
async fn each_supported_app_leads_to_the_stores_from_which_it_comes() {
    let server = TestServer::new().await;
    let page = server.browser().open("/applications").await.text();
    let apps = page.matches("https://play.google.com/store/apps/details?id=");
    assert_eq!(apps.count(), 8, "{page}");
    assert!(page.contains("https://apps.apple.com/app/id"), "{page}");
}

#[tokio::test]
async fn without_script_an_enrolment_that_was_begun_on_another_device_says_so_on_the_page_that_comes()
 {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    let phone = browser.scan().await;
    browser.open("/enrol?step=code").await;
    server.signed_in(&lea).await.scan().await;
    let code = phone.at(server.now());
    let mut answer = browser
        .send(Ask::form("/api/enrolment/confirm", &[("code", &code)]))
        .await;
    while answer.status == 302 {
        let page = answer.location().to_owned();
        answer = browser.open(&page).await;
    }
    let page = answer.text();
    assert!(page.contains("role=\"alert\""), "{page}");
    let why = "Cette activation a été recommencée ailleurs.";
    assert!(page.contains(why), "{page}");
}

//! Signing in and out: cookies, tokens, and what a stranger can learn.

use crate::support::{ADMIN, Ask, Browser, INVITEE, MAX_AGE, PASSWORD, REQUIRED, TestServer, USER};
use app::error::AppError;
use domain::Gate;
use domain::problem::Problem;

const OTHER: &str = "cinq renards gris courent";
/// Seconds for which a device is known without a sign-in.
const DEVICE_AGE: i64 = 400 * 86_400;

#[tokio::test]
async fn with_script_the_answer_says_where_to_go() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let (_, mut admin) = server.ada().await;
    let mut client = server.client();
    assert_eq!(client.give_password(&lea).await.json::<String>(), "/me");
    assert_eq!(client.open("/me").await.status, 200);
    let again = admin.read("/api/viewer").await;
    assert!(again.text().contains("\"admin\""), "{again:?}");
}

#[tokio::test]
async fn without_script_the_sign_in_is_a_redirect() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.browser();
    let page = browser.open("/sign-in").await;
    assert!(page.text().contains("action=\"/api/sign-in\""), "{page:?}");
    let answer = browser.give_password(&lea).await;
    assert_eq!((answer.status, answer.location()), (302, "/me"));
    assert_eq!(browser.open("/me").await.status, 200);
}

#[tokio::test]
async fn on_this_machine_the_cookie_is_for_http_and_for_the_server_alone() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.client();
    let answer = client.give_password(&lea).await;
    let token = client.token();
    let device = client.cookies["bouclier-device-3000"].clone();
    let session =
        format!("bouclier-3000={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE}");
    let device_cookie = format!(
        "bouclier-device-3000={device}; Path=/; HttpOnly; SameSite=Lax; Max-Age={DEVICE_AGE}"
    );
    assert_eq!(answer.cookies(), [session, device_cookie]);
    assert_eq!((token.len(), device.len()), (43, 43));
}

#[tokio::test]
async fn on_https_every_cookie_is_secure_and_bound_to_the_host() {
    let server = TestServer::on_https().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.client();
    let answer = client.give_password(&lea).await;
    let token = client.token();
    let device = client.cookies["__Host-bouclier-device"].clone();
    let attributes = "Path=/; HttpOnly; SameSite=Lax";
    let session = format!("__Host-bouclier={token}; {attributes}; Max-Age={MAX_AGE}; Secure");
    let device_cookie =
        format!("__Host-bouclier-device={device}; {attributes}; Max-Age={DEVICE_AGE}; Secure");
    assert_eq!(answer.cookies(), [session, device_cookie]);
    let language = client.post("/api/language", &[("language", "en")]).await;
    assert!(
        language.cookie("lang").unwrap().ends_with("; Secure"),
        "{language:?}"
    );
    let out = client.post("/api/sign-out", &[]).await;
    let cleared = "__Host-bouclier=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure";
    assert_eq!(out.cookies(), [cleared]);
}

#[tokio::test]
async fn on_https_a_cookie_without_the_prefix_is_no_session() {
    let server = TestServer::on_https().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.client();
    client.give_password(&lea).await;
    let token = client.token();
    let ask = |cookie: &str| {
        let cookie = format!("{cookie}={token}");
        Ask::get("/api/viewer").with("cookie", &cookie)
    };
    assert_eq!(server.send(ask("__Host-bouclier")).await.status, 200);
    assert_eq!(server.send(ask("bouclier-3000")).await.status, 401);
}

async fn gate(browser: &mut Browser<'_>) -> Gate {
    let viewer: serde_json::Value = browser.read("/api/viewer").await.json();
    Gate::parse(viewer["gate"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn each_step_gives_a_new_token_and_makes_the_old_one_worthless() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", REQUIRED).await;
    let mut client = server.client();
    let mut tokens = Vec::new();
    client.give_password(&lea).await;
    tokens.push(client.token());
    let (phone, _) = client.confirm().await;
    tokens.push(client.token());
    client
        .post("/api/enrolment/finish", &[("saved", "on")])
        .await;
    tokens.push(client.token());
    assert_eq!(gate(&mut client).await, Gate::Open);
    client.give_password(&lea).await;
    tokens.push(client.token());
    assert_eq!(gate(&mut client).await, Gate::SecondFactor);
    assert_eq!(client.give_code(&phone).await.status, 200);
    tokens.push(client.token());
    assert_eq!(gate(&mut client).await, Gate::Open);
    for (index, token) in tokens.iter().enumerate() {
        assert!(!tokens[..index].contains(token), "step {index}");
        let known = client.with_token(token).is_known().await;
        assert_eq!(
            known,
            index == tokens.len() - 1,
            "the token of step {index}"
        );
    }
}

#[tokio::test]
async fn attack_09_a_planted_cookie_is_never_adopted() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let planted = "A".repeat(43);
    let mut client = server.client().with_token(&planted);
    assert_eq!(client.open("/me").await.location(), "/sign-in?next=%2Fme");
    assert_eq!(client.give_password(&lea).await.status, 200);
    assert_ne!(client.token(), planted);
    assert!(!client.with_token(&planted).is_known().await);
}

#[tokio::test]
async fn the_session_that_a_browser_held_before_ends_with_a_new_sign_in() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mallory = server.person("Mallory Mal", USER).await;
    let planted = server.signed_in(&mallory).await.token();
    let mut client = server.client().with_token(&planted);
    client.give_password(&lea).await;
    assert!(!client.with_token(&planted).is_known().await);
    assert!(client.read("/api/viewer").await.text().contains("Léa Roy"));
}

#[tokio::test]
async fn attack_09_a_token_that_is_cut_or_changed_opens_nothing() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let client = server.signed_in(&lea).await;
    let token = client.token();
    let first = if token.starts_with('A') { 'B' } else { 'A' };
    for other in [
        token[..42].to_owned(),
        token[..22].to_owned(),
        String::new(),
        format!("{token}A"),
        format!("{token}="),
        format!("{first}{}", &token[1..]),
        token.to_lowercase(),
        format!("\"{token}\""),
        format!("{token}' OR 1=1"),
    ] {
        assert!(!client.with_token(&other).is_known().await, "{other}");
    }
    assert!(client.with_token(&token).is_known().await);
}

#[tokio::test]
async fn attack_09_signing_out_ends_the_session_and_takes_the_cookie_away() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    let token = browser.token();
    let answer = browser.post("/api/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (302, "/sign-in"));
    assert_eq!(
        answer.cookies(),
        ["bouclier-3000=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"]
    );
    assert_eq!(answer.header("clear-site-data"), "\"storage\"");
    let mut again = browser.with_token(&token);
    assert!(!again.is_known().await);
    assert_eq!(again.open("/me").await.location(), "/sign-in?next=%2Fme");
}

#[tokio::test]
async fn attack_42_a_cookie_that_leads_to_no_session_is_taken_away_at_the_sign_in() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let gone = "bouclier-3000=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";
    for token in ["A".repeat(43), "nonsense".to_owned()] {
        let mut browser = server.browser().with_token(&token);
        let page = browser.open("/sign-in").await;
        assert_eq!(page.cookie("bouclier-3000"), Some(gone), "{token}");
    }
    assert_eq!(
        server
            .browser()
            .open("/sign-in")
            .await
            .cookie("bouclier-3000"),
        None
    );
    let mut known = server.signed_in(&lea).await;
    assert_eq!(known.open("/me").await.cookie("bouclier-3000"), None);
}

#[tokio::test]
async fn a_session_ends_after_an_hour_without_a_request() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.signed_in(&lea).await;
    server.advance(3_599);
    assert!(client.is_known().await);
    server.advance(3_600);
    assert!(!client.is_known().await);
}

/// Everything that a caller can see, except the time and
/// the typed address, which a form without script gets back.
fn seen(answer: &crate::support::Answer, typed: &str) -> String {
    let mut headers = answer.headers.clone();
    headers.remove("date");
    // Generated before anything is checked.
    headers.remove("x-request-id");
    let all = format!("{} {headers:?} {}", answer.status, answer.text());
    all.replace(&format!(".{};", wire::path::encode(typed)), ".;")
}

#[tokio::test]
async fn attack_14_an_unknown_address_and_a_wrong_password_get_the_same_answer_byte_for_byte() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let new = server.person("Noé Neuf", INVITEE).await;
    let gone = server.person("Guy Parti", USER).await;
    let (_, mut admin) = server.ada().await;
    let id = gone.id.to_string();
    let off = admin
        .post("/api/users/disabled", &[("id", &id), ("disabled", "true")])
        .await;
    assert_eq!(off.status, 200, "{off:?}");
    let factor = server.person("Flo Double", USER).await;
    server.signed_in(&factor).await.enrol().await;
    for mut stranger in [server.client(), server.browser()] {
        let mut answers = Vec::new();
        for (email, password) in [
            ("nobody@exemple.fr", OTHER),
            (&lea.email, OTHER),
            (&new.email, PASSWORD),
            (&gone.email, PASSWORD),
            (&factor.email, OTHER),
            ("not an address", OTHER),
        ] {
            let fields = [("email", email), ("password", password)];
            let answer = stranger.post("/api/sign-in", &fields).await;
            answers.push(seen(&answer, email));
        }
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
    }
    let fields = [("email", "nobody@exemple.fr"), ("password", OTHER)];
    let error = server.client().post("/api/sign-in", &fields).await.error();
    assert_eq!(error, AppError::Refused(Problem::Credentials));
}

#[tokio::test]
async fn the_address_that_was_typed_is_in_the_field_again_once_and_in_no_address() {
    let server = TestServer::new().await;
    let mut browser = server.browser();
    let typed = "lea+\"<b>@exemple.fr";
    let fields = [("email", typed), ("password", OTHER)];
    let answer = browser.post("/api/sign-in", &fields).await;
    assert!(!answer.location().contains("lea"), "{answer:?}");
    let kept = answer.cookies().join(" ");
    assert!(
        kept.contains("HttpOnly; SameSite=Strict; Max-Age=60") && !kept.contains(OTHER),
        "{kept}"
    );
    let page = browser.open(answer.location()).await.text();
    assert!(
        page.contains("value=\"lea+&quot;&lt;b&gt;@exemple.fr\""),
        "{page}"
    );
    let later = browser.open(answer.location()).await.text();
    assert!(!later.contains("lea+"), "{later}");
}

#[tokio::test]
async fn before_the_second_factor_the_page_does_not_tell_who_is_an_admin() {
    let server = TestServer::new().await;
    let mut fetched = Vec::new();
    for (name, role) in [("Flo Double", USER), ("Ida Admin", ADMIN)] {
        let person = server.person(name, role).await;
        server.signed_in(&person).await.enrol().await;
        let page = server
            .signed_in(&person)
            .await
            .open("/sign-in?step=code")
            .await;
        let html = page.text();
        let ahead = html.split("rel=\"prefetch\"").skip(1);
        let ahead = ahead.map(|link| link.split('>').next().unwrap().to_owned());
        fetched.push(ahead.collect::<Vec<_>>());
    }
    assert!(!fetched[0].is_empty());
    assert_eq!(fetched[0], fetched[1]);
}

#[tokio::test]
async fn a_wrong_code_and_a_used_one_are_refused_and_open_nothing() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.signed_in(&lea).await;
    let (phone, _) = client.enrol().await;
    let used = phone.at(server.now());
    client.give_password(&lea).await;
    let token = client.token();
    for (code, problem) in [
        (used, Problem::CodeUsed),
        (phone.wrong(server.now()), Problem::CodeWrong),
        ("12345".to_owned(), Problem::CodeForm),
        (String::new(), Problem::CodeForm),
    ] {
        let answer = client.post("/api/sign-in/code", &[("code", &code)]).await;
        assert_eq!(answer.error(), AppError::Refused(problem), "{code}");
        assert_eq!(answer.cookies(), Vec::<&str>::new());
    }
    assert_eq!(client.token(), token);
    assert_eq!(gate(&mut client).await, Gate::SecondFactor);
}

#[tokio::test]
async fn after_five_wrong_codes_the_answer_says_when_to_come_back() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.signed_in(&lea).await;
    let (phone, _) = client.enrol().await;
    client.give_password(&lea).await;
    server.advance(30);
    let wrong = phone.wrong(server.now());
    for _ in 0..5 {
        client.post("/api/sign-in/code", &[("code", &wrong)]).await;
    }
    let right = phone.at(server.now());
    let answer = client.post("/api/sign-in/code", &[("code", &right)]).await;
    assert_eq!(answer.error(), AppError::Throttled { retry_after: 30 });
    assert_eq!(answer.header("retry-after"), "30");
    assert_eq!(client.give_code(&phone).await.status, 200);
}

#[tokio::test]
async fn a_recovery_code_works_in_place_of_the_code_once() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut client = server.signed_in(&lea).await;
    let (_, codes) = client.enrol().await;
    for expected in [200, 422] {
        client.give_password(&lea).await;
        let answer = client
            .post("/api/sign-in/code", &[("code", &codes[3])])
            .await;
        assert_eq!(answer.status, expected, "{answer:?}");
    }
}

#[tokio::test]
async fn attack_03_the_sixth_wrong_password_gets_429_and_the_time_to_come_back_account_or_not() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    for email in [lea.email.as_str(), "nobody@exemple.fr"] {
        let wrong = [("email", email), ("password", OTHER)];
        for _ in 0..5 {
            let answer = server.client().post("/api/sign-in", &wrong).await;
            assert_eq!(answer.error(), AppError::Refused(Problem::Credentials));
        }
        let right = [("email", email), ("password", PASSWORD)];
        let answer = server.client().post("/api/sign-in", &right).await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, "30"));
        assert_eq!(answer.error(), AppError::Throttled { retry_after: 30 });
        assert_eq!(answer.cookies(), Vec::<&str>::new());
    }
    server.advance(30);
    assert_eq!(server.client().give_password(&lea).await.status, 200);
}

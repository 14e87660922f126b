//! No answer contains a secret (attack 16).

use crate::page_routes::PAGES;
use crate::routes::{Args, FUNCTIONS, Values, ask, page_path};
use crate::support::{ADMIN, Answer, Browser, PASSWORD, TestServer, USER};

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.concat()
}

/// Bytes as JSON writes a list of numbers.
fn numbers(bytes: &[u8]) -> String {
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    numbers.join(",")
}

/// Every secret of the installation in every form in which it might leak.
async fn secrets(server: &TestServer, known: &[String]) -> Vec<String> {
    let mut all = known.to_vec();
    all.push(PASSWORD.to_owned());
    let hashes: Vec<String> = server
        .column("SELECT password_hash FROM users WHERE password_hash IS NOT NULL")
        .await;
    assert!(hashes.len() >= 2);
    for hash in hashes {
        all.push(hash.rsplit('$').next().unwrap().to_owned());
        all.push(hash);
    }
    all.push("$argon2".to_owned());
    for query in [
        "SELECT token_hash FROM sessions",
        "SELECT sealed_secret FROM totp_factors",
        "SELECT token_hash FROM one_time_links",
    ] {
        for bytes in server.column::<Vec<u8>>(query).await {
            all.push(hex(&bytes));
            all.push(hex(&bytes).to_uppercase());
            all.push(numbers(&bytes));
        }
    }
    all
}

fn assert_silent(answer: &Answer, secrets: &[String], place: &str) {
    let text = format!("{:?} {}", answer.headers, answer.text());
    for secret in secrets {
        assert!(!text.contains(secret.as_str()), "{place} tells {secret}");
    }
}

async fn visit(server: &TestServer, browser: &mut Browser<'_>, known: &[String]) -> usize {
    let values = Values::new(server).await;
    let link = server
        .backend
        .invite(
            &crate::support::operator(),
            domain::UserId::new(values.victim),
        )
        .await
        .unwrap();
    let mut known = known.to_vec();
    known.push(link.url.rsplit('/').next().unwrap().to_owned());
    let secrets = secrets(server, &known).await;
    let mut answers = 0;
    for (pattern, _) in PAGES {
        let path = page_path(pattern, &values);
        assert_silent(&browser.open(&path).await, &secrets, &path);
        answers += 1;
    }
    for id in server.column::<i64>("SELECT id FROM users").await {
        for path in [
            format!("/account/users/{id}"),
            format!("/account/users/{id}?dialog=invite"),
        ] {
            assert_silent(&browser.open(&path).await, &secrets, &path);
            answers += 1;
        }
        let path = format!("/api/users/one?id={id}");
        assert_silent(&browser.read(&path).await, &secrets, &path);
        answers += 1;
    }
    for (path, args, _) in FUNCTIONS {
        if matches!(args, Args::Query(_) | Args::Json(_)) {
            let answer = browser.send(ask(path, *args, &values)).await;
            assert_silent(&answer, &secrets, path);
            answers += 1;
        }
    }
    answers
}

#[tokio::test]
async fn attack_16_no_answer_tells_a_secret_to_a_user_or_to_an_admin() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let ada = server.person("Ada Byron", ADMIN).await;
    let mut known = Vec::new();
    let mut browsers = Vec::new();
    for person in [&lea, &ada] {
        let mut browser = server.signed_in(person).await;
        let (phone, codes) = browser.enrol().await;
        known.push(phone.secret.clone());
        let groups: Vec<String> = phone
            .secret
            .as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect();
        known.push(groups.join(" "));
        known.push(groups.join("<!></span> <!><span>"));
        known.extend(codes.iter().map(|code| code.replace(['-', ' '], "")));
        known.extend(codes);
        known.push(browser.token());
        browsers.push(browser);
    }
    let mut answers = 0;
    for mut browser in browsers {
        answers += visit(&server, &mut browser, &known).await;
    }
    let told = server.exposition().await;
    for secret in secrets(&server, &known).await {
        assert!(!told.contains(&secret), "the metrics tell {secret}");
    }
    eprintln!("canary: {answers} answers searched");
    assert!(answers > 40, "{answers}");
}

#[tokio::test]
async fn what_a_refused_form_held_does_not_come_back() {
    let server = TestServer::new().await;
    let lea = server.person("Léa Roy", USER).await;
    let mut browser = server.signed_in(&lea).await.without_script();
    browser.open("/me").await;
    let canary = "canari jaune qui chante";
    for (path, fields) in [
        (
            "/api/sign-in",
            vec![("email", "lea@exemple.fr"), ("password", canary)],
        ),
        (
            "/api/me/password",
            vec![
                ("current", canary),
                ("password", canary),
                ("repeated", canary),
            ],
        ),
        ("/api/me/deactivate", vec![("code", "987654")]),
    ] {
        let answer = browser.post(path, &fields).await;
        assert_eq!(answer.status, 302, "{path}");
        let secrets = ["canari", "987654"].map(str::to_owned);
        assert_silent(&answer, &secrets, path);
        let location = answer.location().to_owned();
        let page = browser.open(&location).await;
        assert_silent(&page, &secrets, path);
    }
}

/// The log of a proxy is read by more people than the database.
#[tokio::test]
async fn attack_16_what_we_ship_for_nginx_logs_no_address_with_a_token() {
    let server = TestServer::new().await;
    let secret: Vec<String> = server
        .routes()
        .iter()
        .filter_map(|route| route.split_once(" /")?.1.strip_suffix("/{token}"))
        .map(str::to_owned)
        .collect::<std::collections::BTreeSet<String>>()
        .into_iter()
        .collect();
    assert!(secret.len() >= 3, "{secret:?}");
    let names = secret.join("|");
    let nginx = include_str!("../../../packaging/nginx/bouclier.conf");
    for rule in [
        format!("\"~^/(?<bouclier_link>{names})/\" /$bouclier_link/-;"),
        format!("location ~ ^/({names})/ {{"),
    ] {
        assert!(nginx.contains(&rule), "{rule} is not in {nginx}");
    }
    let others = [
        include_str!("../../../packaging/caddy/Caddyfile"),
        include_str!("../../../docs/DEPLOY.md"),
    ];
    for text in others {
        for name in &secret {
            assert!(text.contains(&format!("/{name}/")), "/{name}/ in {text}");
        }
    }
}

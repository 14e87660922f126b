//! Requests from other sites are refused (attack 13).

use crate::routes::{Args, FUNCTIONS, Values, ask};
use crate::support::{ADMIN, Ask, HTTPS_URL, PASSWORD, PUBLIC_URL, TestServer};

const FORM: &str = "application/x-www-form-urlencoded";

/// Headers that replace those of a request from the site's own page; an empty value removes the header.
type Headers = &'static [(&'static str, &'static str)];

const FOREIGN: &[Headers] = &[
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[
        ("sec-fetch-site", "cross-site"),
        ("content-type", "application/json"),
    ],
    &[("sec-fetch-site", "nonsense")],
    &[("sec-fetch-site", "")],
    &[("sec-fetch-site", "-"), ("origin", "https://evil.example")],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "http://127.0.0.1:3000.evil.example"),
    ],
    &[("sec-fetch-site", "-"), ("origin", "http://127.0.0.1:3001")],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "https://127.0.0.1:3000"),
    ],
    &[("sec-fetch-site", "-"), ("origin", "null")],
    &[("sec-fetch-site", "-"), ("origin", "")],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "null"),
        ("content-type", "application/json"),
    ],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "-"),
        ("content-type", FORM),
    ],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "-"),
        ("content-type", "multipart/form-data; boundary=x"),
    ],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "-"),
        ("content-type", "text/plain"),
    ],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "-"),
        ("content-type", "text/plain; application/json"),
    ],
    &[
        ("sec-fetch-site", "-"),
        ("origin", "-"),
        ("content-type", "-"),
    ],
];

/// Replaces headers; « - » removes one. Removed headers stay away because the server's own `send`,
/// which adds nothing, sends the request.
fn foreign(own: Ask, url: &str, cookie: &str, headers: Headers) -> Ask {
    let own = own
        .with("sec-fetch-site", "same-origin")
        .with("origin", url);
    let own = own.with("cookie", cookie).with("accept", "text/html");
    headers.iter().fold(own, |ask, (name, value)| match *value {
        "-" => ask.without(name),
        value => ask.with(name, value),
    })
}

#[tokio::test]
async fn attack_13_no_server_function_is_called_from_another_site() {
    let server = TestServer::new().await;
    let ada = server.person("Ada Byron", ADMIN).await;
    let mut requests = 0;
    for (path, args, _) in FUNCTIONS
        .iter()
        .filter(|(_, args, _)| !matches!(args, Args::Query(_)))
    {
        let cookie = format!("bouclier-3000={}", server.signed_in(&ada).await.token());
        let values = Values::new(&server).await;
        let before = server.writes().await;
        for headers in FOREIGN {
            let ask = foreign(ask(path, *args, &values), PUBLIC_URL, &cookie, headers);
            let answer = server.send(ask).await;
            let place = format!("{path} {headers:?}: {answer:?}");
            assert_eq!(answer.status, 403, "{place}");
            assert_eq!(
                answer.text(),
                "This request came from another site.\n",
                "{place}"
            );
            assert!(
                answer.cookies().is_empty() && answer.header("location").is_empty(),
                "{place}"
            );
            requests += 1;
        }
        assert_eq!(server.writes().await, before, "{path}");
        let own = foreign(ask(path, *args, &values), PUBLIC_URL, &cookie, &[]);
        assert_ne!(
            server.send(own).await.status,
            403,
            "the same request of a page of this site: {path}"
        );
    }
    eprintln!("cross-site: {requests} requests refused");
}

#[tokio::test]
async fn attack_13_a_browser_that_says_only_its_origin_is_believed_about_the_public_address() {
    let server = TestServer::on_https().await;
    let ada = server.person("Ada Byron", ADMIN).await;
    let fields = [("email", ada.email.as_str()), ("password", PASSWORD)];
    let from = |origin: &str| Ask::form("/api/sign-in", &fields).with("origin", origin);
    assert_eq!(server.send(from(HTTPS_URL)).await.status, 200);
    for origin in [
        "http://bouclier.example",
        "https://bouclier.example:8443",
        PUBLIC_URL,
    ] {
        assert_eq!(server.send(from(origin)).await.status, 403, "{origin}");
    }
}

#[tokio::test]
async fn attack_13_the_host_that_a_request_names_does_not_make_it_own() {
    let server = TestServer::new().await;
    let ada = server.person("Ada Byron", ADMIN).await;
    let fields = [("email", ada.email.as_str()), ("password", PASSWORD)];
    let ask = Ask::form("/api/sign-in", &fields)
        .with("host", "evil.example")
        .with("x-forwarded-host", "evil.example")
        .with("origin", "http://evil.example");
    assert_eq!(server.send(ask).await.status, 403);
    assert_eq!(
        server.value::<i64>("SELECT count(*) FROM sessions").await,
        0
    );
}

#[tokio::test]
async fn attack_13_other_methods_that_change_something_are_refused_from_elsewhere_too() {
    let server = TestServer::new().await;
    for method in ["PUT", "PATCH", "DELETE", "POST"] {
        for path in ["/me", "/nowhere", "/api/nowhere"] {
            let ask = Ask::new(method.parse().unwrap(), path).with("sec-fetch-site", "cross-site");
            assert_eq!(server.send(ask).await.status, 403, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_link_from_another_site_opens_a_page() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let ask = Ask::get("/account/users").with("sec-fetch-site", "cross-site");
    assert_eq!(
        admin.send(ask.with("accept", "text/html")).await.status,
        200
    );
}

#[tokio::test]
async fn attack_13_the_stream_of_events_takes_no_post_from_anywhere() {
    let server = TestServer::new().await;
    let ask = Ask::form("/events", &[("a", "b")]).with("sec-fetch-site", "cross-site");
    assert_eq!(server.send(ask).await.status, 405);
}

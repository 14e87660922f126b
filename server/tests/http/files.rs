//! Files for the browser, and the plain endpoints.

use crate::support::{Ask, PUBLIC_URL, TestServer};
use backend::access::Operator;
use backend::key_file::open_vault;
use backend::vault::Vault;
use backend::{Backend, Settings};

#[tokio::test]
async fn a_package_is_stored_forever_and_what_is_not_there_is_not() {
    let server = TestServer::new().await;
    let answer = server.send(Ask::get("/pkg/0a/bouclier.js")).await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (200, "export default 1;")
    );
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(
        answer.header("content-type").starts_with("text/javascript"),
        "{answer:?}"
    );
    let missing = server.send(Ask::get("/pkg/0b/bouclier.js")).await;
    assert_eq!((missing.status, missing.header("cache-control")), (404, ""));
}

#[tokio::test]
async fn every_file_that_a_page_names_is_there_and_is_stored_forever() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let mut seen = 0;
    for page in [
        admin.open("/account/users").await,
        server.browser().open("/sign-in").await,
    ] {
        let html = page.text();
        for named in html
            .split(['"', '\''])
            .filter(|part| part.starts_with("/pkg/"))
        {
            let answer = server.send(Ask::get(named)).await;
            assert_eq!(answer.status, 200, "{named}");
            let stored = answer.header("cache-control");
            assert_eq!(stored, "public, max-age=31536000, immutable", "{named}");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[tokio::test]
async fn what_takes_a_page_over_is_named_in_its_head_and_fetched_after_what_is_seen() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let html = admin.open("/account/users").await.text();
    let head = html.split("</head>").next().unwrap();
    let ahead = head
        .split("<link ")
        .filter(|link| link.contains("preload\""));
    let mut named = Vec::new();
    for link in ahead {
        assert!(link.contains("fetchpriority=\"low\""), "{link}");
        let address = link.split("href=\"/pkg/").nth(1).unwrap();
        named.push(address.split('"').next().unwrap());
    }
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "0a/bouclier.js",
            "0a/bouclier_bg.wasm",
            "0a/parts.js",
            "fr.0a.json"
        ]
    );
}

#[tokio::test]
async fn a_package_comes_compressed_to_browsers_that_accept_it() {
    let server = TestServer::new().await;
    let ask = Ask::get("/pkg/0a/bouclier_bg.wasm").with("accept-encoding", "br, gzip");
    let answer = server.send(ask).await;
    assert_eq!(
        (answer.header("content-encoding"), answer.text().as_str()),
        ("br", "brotli")
    );
    assert_eq!(answer.header("content-type"), "application/wasm");
    let plain = server.send(Ask::get("/pkg/0a/bouclier_bg.wasm")).await;
    assert_eq!(
        (plain.header("content-encoding"), &plain.bytes[..4]),
        ("", &b"\0asm"[..])
    );
}

#[tokio::test]
async fn files_beside_the_packages_are_not_served() {
    let server = TestServer::new().await;
    for path in [
        "/pkg/../private.txt",
        "/pkg/..%2fprivate.txt",
        "/pkg/%2e%2e/private.txt",
        "/pkg/..%5cprivate.txt",
        "/pkg//../private.txt",
        "/pkg/../../bouclier.sqlite",
        "/pkg/%2e%2e%2f%2e%2e%2fsecret.key",
        "/private.txt",
        "/../bouclier.sqlite",
    ] {
        let answer = server.send(Ask::get(path)).await;
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert!(!answer.text().contains("outside"), "{path}");
    }
}

#[tokio::test]
async fn a_page_comes_compressed_to_browsers_that_accept_it() {
    let server = TestServer::new().await;
    let answer = server
        .send(Ask::get("/sign-in").with("accept-encoding", "br"))
        .await;
    assert_eq!(
        (answer.status, answer.header("content-encoding")),
        (200, "br")
    );
}

#[tokio::test]
async fn supervisors_learn_that_the_process_lives_and_whether_it_can_serve() {
    let server = TestServer::new().await;
    for (path, text) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = server.send(Ask::get(path)).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, text));
    }
    server.backend.close().await.unwrap();
    assert_eq!(server.send(Ask::get("/healthz")).await.status, 200);
    let answer = server.send(Ask::get("/readyz")).await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (503, "no database\n")
    );
}

#[tokio::test]
async fn a_machine_without_the_key_of_the_last_rotation_is_not_ready_until_it_has_it() {
    let server = TestServer::new().await;
    let file = server.key_file();
    let db = server.db();
    open_vault(db, &file).await.unwrap();
    let elsewhere = file.with_extension("elsewhere");
    std::fs::copy(&file, &elsewhere).unwrap();
    let vault = Vault::open(&elsewhere).unwrap();
    let (clock, settings) = (server.clock.clone(), Settings::for_tests(PUBLIC_URL));
    let other = Backend::new(db.clone(), vault, clock, settings).unwrap();
    let operator = Operator::assume_command_line();
    other.rotate_keys(operator, false).await.unwrap();
    let answer = server.send(Ask::get("/readyz")).await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (503, "not the key\n")
    );
    std::fs::copy(&elsewhere, &file).unwrap();
    assert_eq!(server.send(Ask::get("/readyz")).await.status, 200);
}

/// Whether a text is just a reference to the log.
fn is_reference(text: &str) -> bool {
    text.len() >= 12
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

#[tokio::test]
async fn without_a_database_the_answer_has_a_reference_and_nothing_from_below() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    server.backend.close().await.unwrap();
    for path in ["/me", "/api/viewer", "/api/users/one?id=1"] {
        let answer = admin.read(path).await;
        let text = answer.text();
        assert_eq!(answer.status, 503, "{path}: {answer:?}");
        assert!(
            is_reference(text.trim_start_matches("Bouclier: ").trim_end()),
            "{path}: {text}"
        );
    }
    let fields = [("email", "x@y.fr"), ("password", "wrong")];
    let answer = server.client().post("/api/sign-in", &fields).await;
    let app::error::AppError::Internal { reference } = answer.error() else {
        panic!("{answer:?}")
    };
    assert!(is_reference(&reference), "{reference}");
    assert!(!answer.text().to_lowercase().contains("pool"), "{answer:?}");
}

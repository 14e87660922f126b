//! Mails over TLS: from the first byte on, and by STARTTLS. The machine must trust the certificate of the
//! mail server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use backend::Settings;
use backend::access::Origin;
use backend::clock::Clock;
use domain::Language;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use test_support::smtp::{MailServer, Speech};
use test_support::{
    ADDRESS, ADMIN, Instance, Kind, PASSWORD, PUBLIC_URL, Running, try_create, until,
};

/// The host in the addresses of mail servers.
const HOST: &str = "localhost";
/// A TLS mode and the address that selects it.
type Way = (fn(Arc<ServerConfig>) -> Speech, fn(u16) -> String);
const WAYS: [Way; 2] = [(Speech::Tls, smtps), (Speech::StartTls, starttls)];
/// Port 0: the system chooses a free one.
const ANYWHERE: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

/// The certificate of a mail server, and the file that makes a machine trust it.
fn certificate(folder: &Path, name: &str) -> Arc<ServerConfig> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([name.to_owned()]).unwrap();
    std::fs::write(folder.join("trusted.pem"), cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    Arc::new(config)
}

/// A place with a mail in its outbox.
async fn with_a_mail_to_send() -> Instance {
    let place = Instance::new(test_support::program!());
    let settings = Settings::for_tests(PUBLIC_URL);
    let backend = place.backend(Clock::System, settings).await;
    let english = Kind {
        language: Language::En,
        ..ADMIN
    };
    let lea = try_create(&backend, "lea@exemple.fr", "Léa Roy", english);
    let lea = lea.await.unwrap();
    for device in [
        "Firefox/140.0 (X11; Linux)",
        "Chrome/140.0 (Windows NT 10.0)",
    ] {
        let origin = Origin {
            address: ADDRESS.to_owned(),
            user_agent: device.to_owned(),
            ..Origin::default()
        };
        let signed_in = backend.sign_in(&lea.email, PASSWORD, &origin, None);
        signed_in.await.unwrap();
    }
    place
}

fn serve(place: &Instance, smtp: &str, trusted: &Path) -> Running {
    let mut command = place.serve();
    command
        .env("BOUCLIER_SMTP_URL", smtp)
        .env("SSL_CERT_FILE", trusted)
        .stderr(Stdio::null());
    Running::spawn(command)
}

async fn a_mail_comes(speech: fn(Arc<ServerConfig>) -> Speech, url: fn(u16) -> String) {
    let place = with_a_mail_to_send().await;
    let folder = tempfile::tempdir().unwrap();
    let post = MailServer::speaking(ANYWHERE.into(), speech(certificate(folder.path(), HOST)));
    let _console = serve(
        &place,
        &url(post.address().port()),
        &folder.path().join("trusted.pem"),
    );
    until(|| !post.mails().is_empty());
    let mail = post.mails().remove(0);
    assert_eq!(mail.from, "bouclier@localhost");
    assert_eq!(mail.to, ["lea@exemple.fr"]);
    assert!(
        mail.header("Subject").contains("new device"),
        "{}",
        mail.raw
    );
    assert!(mail.text().contains("Hello Léa Roy,"), "{}", mail.raw);
    assert_eq!(post.logins(), ["user:secret"]);
}

/// A mail server with a certificate for `name`, on a machine that trusts the one in `trusted`.
async fn no_mail_comes(
    speech: fn(Arc<ServerConfig>) -> Speech,
    url: fn(u16) -> String,
    (shown, trusted): (Arc<ServerConfig>, &Path),
) {
    let place = with_a_mail_to_send().await;
    let post = MailServer::speaking(ANYWHERE.into(), speech(shown));
    let _console = serve(
        &place,
        &url(post.address().port()),
        &trusted.join("trusted.pem"),
    );
    until(|| !post.refusals().is_empty());
    let refusal = post.refusals().remove(0);
    assert!(refusal.contains("fatal alert"), "{refusal}");
    assert!(post.mails().is_empty());
    assert!(post.logins().is_empty());
}

fn smtps(port: u16) -> String {
    format!("smtps://user:secret@{HOST}:{port}")
}

fn starttls(port: u16) -> String {
    format!("smtp://user:secret@{HOST}:{port}?tls=required")
}

#[tokio::test]
async fn a_mail_goes_under_tls_from_the_first_byte_on() {
    a_mail_comes(Speech::Tls, smtps).await;
}

#[tokio::test]
async fn a_mail_goes_under_tls_once_the_mail_server_offers_it() {
    a_mail_comes(Speech::StartTls, starttls).await;
}

#[tokio::test]
async fn a_mail_server_whose_certificate_is_not_trusted_gets_neither_mail_nor_password() {
    for (speech, url) in WAYS {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        certificate(other.path(), HOST);
        let shown = certificate(folder.path(), HOST);
        no_mail_comes(speech, url, (shown, other.path())).await;
    }
}

#[tokio::test]
async fn a_trusted_certificate_for_another_name_gets_neither_mail_nor_password() {
    for (speech, url) in WAYS {
        let folder = tempfile::tempdir().unwrap();
        let shown = certificate(folder.path(), "mail.example.org");
        no_mail_comes(speech, url, (shown, folder.path())).await;
    }
}

#[tokio::test]
async fn a_mail_server_that_no_longer_offers_tls_gets_neither_mail_nor_password() {
    let place = with_a_mail_to_send().await;
    let post = MailServer::start();
    let nothing = tempfile::NamedTempFile::new().unwrap();
    let _console = serve(&place, &starttls(post.address().port()), nothing.path());
    until(|| post.conversations() > 0);
    assert!(post.mails().is_empty());
    assert!(post.logins().is_empty());
}

//! Mails over TLS: from the first byte on, and once the mail server offers it. Its certificate has to
//! be one that the machine trusts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

#[path = "../http/support/smtp.rs"]
mod smtp;

use backend::access::{Operator, Origin};
use backend::clock::Clock;
use backend::key_file::open_vault;
use backend::users::NewUser;
use backend::{Backend, Settings};
use domain::{DisplayName, EmailAddress, Language, NewPassword, Role};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use smtp::{MailServer, Speech};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Db;
use tempfile::TempDir;
use test_database::TestDatabase;

/// After this long something hangs.
const PATIENCE: Duration = Duration::from_secs(20);
/// The host in the addresses of mail servers.
const HOST: &str = "localhost";
/// A way to speak and the address that asks for it.
type Way = (fn(Arc<ServerConfig>) -> Speech, fn(u16) -> String);
const WAYS: [Way; 2] = [(Speech::Tls, smtps), (Speech::StartTls, starttls)];
const PASSWORD: &str = "quatre chevaux verts dansent";
/// A port of its own.
const ANYWHERE: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

/// What a mail server shows, and the file that makes a machine trust it.
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

/// A console in whose outbox a mail waits; the process is killed when dropped.
struct Running {
    child: Option<Child>,
    dir: TempDir,
    // Dropped after the server.
    database: TestDatabase,
}

impl Running {
    async fn with_a_mail_to_send() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let running = Self {
            child: None,
            dir,
            database: TestDatabase::new(),
        };
        let db = Db::open(running.database.url()).await.unwrap();
        let key = running.dir.path().join("secret.key");
        let vault = open_vault(&db, &key).await.unwrap();
        let settings = Settings::for_tests("http://127.0.0.1:3000");
        let backend = Backend::new(db, vault, Clock::System, settings).unwrap();
        let new = NewUser {
            email: EmailAddress::parse("lea@exemple.fr").unwrap(),
            name: DisplayName::parse("Léa Roy").unwrap(),
            role: Role::Admin,
            language: Language::En,
            group: None,
            rule: None,
        };
        let password = NewPassword::parse(PASSWORD, &[]).unwrap();
        let operator = Operator::assume_command_line().into();
        backend
            .create_user(&operator, new, Some(&password))
            .await
            .unwrap();
        for device in [
            "Firefox/140.0 (X11; Linux)",
            "Chrome/140.0 (Windows NT 10.0)",
        ] {
            let origin = Origin {
                address: "192.0.2.7".to_owned(),
                user_agent: device.to_owned(),
            };
            let signed_in = backend.sign_in("lea@exemple.fr", PASSWORD, &origin, None);
            signed_in.await.unwrap();
        }
        running
    }

    fn serve(&mut self, smtp: &str, trusted: &Path) {
        let free = TcpListener::bind(SocketAddr::from(ANYWHERE)).unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new(env!("CARGO_BIN_EXE_bouclier"))
            .arg("serve")
            .env_clear()
            .env("BOUCLIER_DATA_DIR", self.dir.path())
            .env("BOUCLIER_DATABASE_URL", self.database.url())
            .env(
                "BOUCLIER_SITE_DIR",
                concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site"),
            )
            .env("BOUCLIER_LISTEN", address.to_string())
            .env("BOUCLIER_SMTP_URL", smtp)
            .env("SSL_CERT_FILE", trusted)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.child = Some(child);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn until(mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "it hangs");
        std::thread::yield_now();
    }
}

async fn a_mail_comes(speech: fn(Arc<ServerConfig>) -> Speech, url: fn(u16) -> String) {
    let mut console = Running::with_a_mail_to_send().await;
    let folder = tempfile::tempdir().unwrap();
    let post = MailServer::speaking(ANYWHERE.into(), speech(certificate(folder.path(), HOST)));
    console.serve(
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

/// With a certificate for `name`, of which the machine trusts the one in `trusted`.
async fn no_mail_comes(
    speech: fn(Arc<ServerConfig>) -> Speech,
    url: fn(u16) -> String,
    (shown, trusted): (Arc<ServerConfig>, &Path),
) {
    let mut console = Running::with_a_mail_to_send().await;
    let post = MailServer::speaking(ANYWHERE.into(), speech(shown));
    console.serve(&url(post.address().port()), &trusted.join("trusted.pem"));
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
    let mut console = Running::with_a_mail_to_send().await;
    let post = MailServer::start();
    let nothing = tempfile::NamedTempFile::new().unwrap();
    console.serve(&starttls(post.address().port()), nothing.path());
    until(|| post.conversations() > 0);
    assert!(post.mails().is_empty());
    assert!(post.logins().is_empty());
}

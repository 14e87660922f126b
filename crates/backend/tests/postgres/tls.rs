//! TLS between a process and its database, with a server certificate signed by a private authority.

use crate::open;
use crate::told::{Process, listening};
use sea_orm::ConnectionTrait;
use store::Db;
use test_support::sql::texts;

/// The address of the same database over the network, for a user with a password. `trusted` selects the authorities that the
/// client trusts: the server's too, or only the public ones.
async fn url(db: &Db, host: &str, trusted: Trusted) -> String {
    let setting = async |query| texts(db.read(), query).await.concat();
    let port = setting("SELECT current_setting('port')").await;
    let database = setting("SELECT current_database()::text").await;
    let authority = setting("SELECT current_setting('ssl_ca_file')").await;
    assert_ne!(authority, "", "the server has no authority of its own");
    // Roles belong to the server, not to the database.
    let role = format!(
        "DROP ROLE IF EXISTS {database}; CREATE ROLE {database} SUPERUSER LOGIN PASSWORD 'given'"
    );
    db.write().execute_unprepared(&role).await.unwrap();
    let root = match trusted {
        Trusted::Authority => format!("&sslrootcert={authority}"),
        Trusted::Everybodys => String::new(),
    };
    format!("postgres://{database}:given@{host}:{port}/{database}?sslmode=verify-full{root}")
}

enum Trusted {
    Authority,
    Everybodys,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_connection_is_encrypted_and_the_one_that_listens_too() {
    let (db, _database) = open().await;
    let url = url(&db, "localhost", Trusted::Authority).await;
    let process = Process::on(Db::open(&url).await.unwrap());
    process.follow();
    let listener = listening(&process.db, "").await;
    let all = "SELECT pid || CASE WHEN ssl THEN ' encrypted' ELSE ' plain' END \
        FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
        WHERE datname = current_database() AND client_addr IS NOT NULL";
    let all = texts(process.db.read(), all).await;
    assert!(all.contains(&format!("{listener} encrypted")), "{all:?}");
    assert!(all.iter().all(|one| one.ends_with("encrypted")), "{all:?}");
    // One that writes, one that reads, one that listens.
    assert!(all.len() >= 3, "{all:?}");
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_gets_no_password() {
    let (db, _database) = open().await;
    for (host, trusted) in [
        ("localhost", Trusted::Everybodys),
        ("127.0.0.1", Trusted::Authority),
    ] {
        let url = url(&db, host, trusted).await;
        let refused = Db::open(&url).await.unwrap_err().to_string();
        assert!(refused.contains("certificate"), "{host}: {refused}");
    }
}

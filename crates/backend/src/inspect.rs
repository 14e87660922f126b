//! Inspects a database and its key file without changing either: no migration runs, no key is created.

use crate::audit::{LogError, is_trusted};
use crate::error::Result;
use crate::key_file::{KeyError, Tables, compare};
use crate::vault::Vault;
use domain::EmailAddress;
use migrations::{Migrator, MigratorTrait};
use std::path::Path;
use store::inspect::{
    KeyedAddress, Privileges, Table, addresses_beyond_ascii, applied, clock, has_table, privileges,
};
use store::{Database, is_trusted_postgres, open_read_only};

pub use store::file;

/// The oldest supported PostgreSQL, in the form of the server's version number.
const OLDEST_POSTGRES: i32 = 140_000;

/// A connection that cannot write.
#[derive(Debug)]
pub struct Inspection {
    db: Database,
}

/// How a database's tables compare with this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// There are none yet.
    Empty,
    /// They match this program.
    Current,
    /// This many migrations will run at the next start.
    Behind(usize),
    /// A newer program has changed them: this one refuses to start. The first migration it does not know.
    Newer(String),
}

/// The privileges of the user of a PostgreSQL database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rights {
    /// Everything that is needed.
    Enough {
        /// The user.
        user: String,
    },
    /// The server is read-only: it is a copy of another one.
    Standby,
    /// The server's version is older than what is supported.
    TooOld(i32),
    /// The user may not create tables in the database.
    NoTables {
        /// The user.
        user: String,
    },
    /// The tables belong to another user, so this one could not migrate them.
    OthersTables {
        /// The user.
        user: String,
        /// The owner.
        owner: String,
    },
}

impl Inspection {
    /// Connects, without creating anything.
    pub async fn open(url: &str) -> Result<Self> {
        Ok(Self {
            db: open_read_only(url).await?,
        })
    }

    /// Closes the connection.
    pub async fn close(self) -> Result<()> {
        Ok(store::close(self.db).await?)
    }

    /// Compares the applied migrations with those of this program.
    pub async fn schema(&self) -> Result<Schema> {
        if !has_table(&self.db, Table::Applied).await? {
            return Ok(Schema::Empty);
        }
        Ok(compare_schema(&applied(&self.db).await?, &known()))
    }

    /// The privileges of the user; `None` on SQLite, where files have modes instead.
    pub async fn rights(&self) -> Result<Option<Rights>> {
        Ok(privileges(&self.db).await?.map(rights))
    }

    /// The clock of a PostgreSQL server, in seconds since the Unix epoch; `None` on SQLite.
    pub async fn clock(&self) -> Result<Option<i64>> {
        Ok(clock(&self.db).await?)
    }

    /// Opens the key file and tries it on what is sealed in the database. `None` where there is
    /// neither a key nor anything sealed: the first start creates one.
    pub async fn key(&self, path: &Path) -> Result<Option<Vault>, KeyError> {
        let has = self.tables().await.map_err(KeyError::from)?;
        compare(&self.db, has, path).await
    }

    /// Whether the audit log is older than what this machine has seen, another one, or ended by something other than Bouclier.
    pub async fn log(&self, vault: &Vault) -> Result<(), LogError> {
        is_trusted(&self.db, vault).await
    }

    /// The addresses under which nobody can sign in, because another account has the same address in another spelling. They were two
    /// addresses to a program that told the spellings of a domain apart.
    pub async fn twin_addresses(&self) -> Result<Vec<String>> {
        let all = addresses_beyond_ascii(&self.db).await?;
        let twins = all
            .into_iter()
            .filter(|KeyedAddress { key, .. }| EmailAddress::key_of(key) != *key);
        Ok(twins.map(|address| address.email).collect())
    }

    async fn tables(&self) -> Result<Tables> {
        Ok(if !has_table(&self.db, Table::KeyCheck).await? {
            Tables::None
        } else if has_table(&self.db, Table::Factors).await? {
            Tables::All
        } else {
            Tables::AllButFactors
        })
    }
}

/// Whether an address leads over a network to a PostgreSQL server that does not have to prove its
/// identity.
pub fn is_unproven(url: &str) -> bool {
    is_trusted_postgres(url).is_some_and(|proven| !proven)
}

/// The names of this program's migrations.
fn known() -> Vec<String> {
    Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect()
}

fn compare_schema(applied: &[String], known: &[String]) -> Schema {
    if let Some(unknown) = applied.iter().find(|name| !known.contains(name)) {
        return Schema::Newer(unknown.clone());
    }
    match known.iter().filter(|name| !applied.contains(name)).count() {
        0 => Schema::Current,
        _ if applied.is_empty() => Schema::Empty,
        missing => Schema::Behind(missing),
    }
}

fn rights(found: Privileges) -> Rights {
    let user = found.user;
    if found.standby {
        return Rights::Standby;
    }
    if found.version < OLDEST_POSTGRES {
        return Rights::TooOld(found.version / 10_000);
    }
    if let Some(owner) = found.owner.filter(|_| !found.may_use_tables) {
        return Rights::OthersTables { user, owner };
    }
    if found.may_make_tables {
        Rights::Enough { user }
    } else {
        Rights::NoTables { user }
    }
}

#[cfg(test)]
mod tests {
    use super::{Schema, compare_schema, file, is_unproven};
    use std::path::Path;

    fn compared(applied: &[&str]) -> Schema {
        let owned = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        compare_schema(&owned(applied), &owned(&["m1", "m2", "m3"]))
    }

    #[test]
    fn a_change_that_this_program_does_not_know_is_newer_whatever_else_is_missing() {
        assert_eq!(compared(&[]), Schema::Empty);
        assert_eq!(compared(&["m1"]), Schema::Behind(2));
        assert_eq!(compared(&["m1", "m2", "m3"]), Schema::Current);
        assert_eq!(
            compared(&["m1", "m2", "m3", "m4"]),
            Schema::Newer("m4".to_owned())
        );
        assert_eq!(compared(&["m1", "m4"]), Schema::Newer("m4".to_owned()));
    }

    #[test]
    fn the_file_of_an_address_is_found_whatever_letters_it_has() {
        let found = file("sqlite:///a b/50%25%231/b.sqlite").unwrap();
        assert_eq!(found, Path::new("/a b/50%#1/b.sqlite"));
        assert_eq!(file("postgres://u:p@db/b"), None);
    }

    #[test]
    fn a_server_on_another_machine_proves_itself_only_where_its_certificate_is_checked() {
        for (url, unproven) in [
            ("sqlite:///b.sqlite", false),
            ("postgres://u:p@127.0.0.1/b", false),
            ("postgres://u:p@localhost/b", false),
            ("postgres://u@localhost/b?host=/run/postgresql", false),
            ("postgres://u:p@db.example/b", true),
            ("postgres://u:p@db.example/b?sslmode=require", true),
            ("postgres://u:p@db.example/b?sslmode=verify-full", false),
        ] {
            assert_eq!(is_unproven(url), unproven, "{url}");
        }
    }
}

//! Inspects a database and its key file without changing either: no migration runs, no key is created.

use crate::audit::{LogError, is_trusted};
use crate::error::{Error, Result};
use crate::key_file::{KeyError, Tables, compare};
use crate::vault::Vault;
use migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityName, QueryResult, Statement};
use std::path::{Path, PathBuf};
use store::entity::{factor, key_check};
use store::{is_trusted_postgres, open_read_only};

/// The table that records the applied migrations.
const APPLIED: &str = "seaql_migrations";
/// The oldest supported PostgreSQL, in the form of the server's version number.
const OLDEST_POSTGRES: i32 = 140_000;

/// A connection that cannot write.
#[derive(Debug)]
pub struct Inspection {
    db: DatabaseConnection,
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
        Ok(self.db.close().await?)
    }

    /// Compares the applied migrations with those of this program.
    pub async fn schema(&self) -> Result<Schema> {
        if !self.has_table(APPLIED).await? {
            return Ok(Schema::Empty);
        }
        let statement = self.statement(&format!("SELECT version FROM {APPLIED} ORDER BY version"));
        let rows = self.db.query_all_raw(statement).await?;
        let applied: Vec<String> = rows
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect::<Result<_, _>>()?;
        Ok(compare_schema(&applied, &known()))
    }

    /// The privileges of the user; `None` on SQLite, where files have modes instead.
    pub async fn rights(&self) -> Result<Option<Rights>> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let statement = self.statement(
            "SELECT current_user::text, pg_is_in_recovery(), \
                    current_setting('server_version_num')::int4, \
                    COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false), \
                    tableowner::text, COALESCE(pg_has_role(tableowner, 'USAGE'), true) \
             FROM (SELECT 1) AS one LEFT JOIN pg_tables \
                  ON schemaname = current_schema() AND tablename = 'users'",
        );
        let row = self.db.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| Error::internal("asking for the rights", "no answer"))?;
        Ok(Some(rights(&row)?))
    }

    /// The clock of a PostgreSQL server, in seconds since the Unix epoch; `None` on SQLite.
    pub async fn clock(&self) -> Result<Option<i64>> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let statement = self.statement("SELECT floor(extract(epoch FROM clock_timestamp()))::int8");
        let row = self.db.query_one_raw(statement).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
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

    async fn tables(&self) -> Result<Tables> {
        Ok(if !self.has_table(key_check::Entity.table_name()).await? {
            Tables::None
        } else if self.has_table(factor::Entity.table_name()).await? {
            Tables::All
        } else {
            Tables::AllButFactors
        })
    }

    fn is_postgres(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    async fn has_table(&self, name: &str) -> Result<bool> {
        let sql = if self.is_postgres() {
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
        } else {
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
        };
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [name.into()]);
        let row = self.db.query_one_raw(statement).await?;
        let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(count.is_some_and(|count| count > 0))
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.db.get_database_backend(), sql)
    }
}

/// The file of a SQLite database.
pub fn file(url: &str) -> Option<PathBuf> {
    let options: SqliteConnectOptions = url.strip_prefix("sqlite:").and(url.parse().ok())?;
    Some(options.get_filename().to_owned())
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

fn rights(row: &QueryResult) -> Result<Rights> {
    let user: String = row.try_get_by_index(0)?;
    let owner: Option<String> = row.try_get_by_index(4)?;
    if row.try_get_by_index(1)? {
        return Ok(Rights::Standby);
    }
    let version: i32 = row.try_get_by_index(2)?;
    if version < OLDEST_POSTGRES {
        return Ok(Rights::TooOld(version / 10_000));
    }
    let may_use_tables: bool = row.try_get_by_index(5)?;
    if let Some(owner) = owner.filter(|_| !may_use_tables) {
        return Ok(Rights::OthersTables { user, owner });
    }
    let may_make_tables: bool = row.try_get_by_index(3)?;
    Ok(if may_make_tables {
        Rights::Enough { user }
    } else {
        Rights::NoTables { user }
    })
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

//! The database: whether it answers, which rights its user has, and whether its schema is that of this
//! program.

use super::finding::Finding;
use backend::inspect::{Inspection, Rights, Schema};
use backend::vault::Vault;

/// The rights found.
pub enum Access {
    /// SQLite: the modes of its files are all that matters.
    File,
    /// PostgreSQL.
    Server(Rights),
    /// The query failed.
    Silent(backend::Error),
}

/// The state of the schema found.
pub enum Tables {
    /// Its state relative to this program.
    Known(Schema),
    /// The query failed.
    Silent(backend::Error),
}

/// Asks for the rights.
pub async fn rights(database: &Inspection) -> Access {
    match database.rights().await {
        Ok(None) => Access::File,
        Ok(Some(rights)) => Access::Server(rights),
        Err(error) => Access::Silent(error),
    }
}

/// Asks for the migrations.
pub async fn schema(database: &Inspection) -> Tables {
    database
        .schema()
        .await
        .map_or_else(Tables::Silent, Tables::Known)
}

impl Tables {
    /// Whether they are those of this program.
    pub const fn is_current(&self) -> bool {
        matches!(self, Self::Known(Schema::Current))
    }
}

/// Compares the audit log with what this machine has seen of it.
pub async fn log(database: &Inspection, vault: &Vault) -> Finding {
    let about = "audit log";
    match database.log(vault).await {
        Ok(()) => Finding::ok(about, "it is not older than what this machine has seen"),
        Err(error) => Finding::problem(about, error.to_string()),
    }
}

/// How many addresses a finding names.
const NAMED: usize = 20;

/// Looks for accounts that nobody can sign in to, because their address is that of another one in another spelling.
pub async fn addresses(database: &Inspection) -> Finding {
    let about = "addresses";
    match database.twin_addresses().await {
        Ok(twins) if twins.is_empty() => Finding::ok(about, "each leads to one account"),
        Ok(twins) => {
            let more = if twins.len() > NAMED { ", …" } else { "" };
            let named: Vec<&str> = twins.iter().take(NAMED).map(String::as_str).collect();
            Finding::warning(
                about,
                format!(
                    "{} account(s) cannot sign in, because another one has the same address in another spelling: {}{more}; give them \
                     another address, or delete them",
                    twins.len(),
                    named.join(", ")
                ),
            )
        }
        Err(error) => Finding::problem(about, error.to_string()),
    }
}

/// No connection.
pub fn unreachable(error: &backend::Error) -> Finding {
    Finding::problem(
        "database",
        format!("{error}; is the server running, and is --database-url right?"),
    )
}

impl From<Access> for Finding {
    fn from(access: Access) -> Self {
        let about = "database";
        match access {
            Access::File => Self::ok(about, "the file opens"),
            Access::Silent(error) => unreachable(&error),
            Access::Server(Rights::Enough { user }) => {
                Self::ok(about, format!("the server answers the user {user}"))
            }
            Access::Server(Rights::Standby) => Self::problem(
                about,
                "the server is a copy that only reads: set --database-url to the one that writes",
            ),
            Access::Server(Rights::TooOld(version)) => Self::problem(
                about,
                format!("PostgreSQL {version} is too old: 14 or later is needed"),
            ),
            Access::Server(Rights::NoTables { user }) => Self::problem(
                about,
                format!(
                    "{user} may make no tables there: make {user} the owner of the database \
                     (ALTER DATABASE … OWNER TO {user})"
                ),
            ),
            Access::Server(Rights::OthersTables { user, owner }) => Self::problem(
                about,
                format!(
                    "its tables belong to {owner}, and this connects as {user}: connect as {owner}"
                ),
            ),
        }
    }
}

impl From<Tables> for Finding {
    fn from(tables: Tables) -> Self {
        let about = "migrations";
        match tables {
            Tables::Known(Schema::Current) => Self::ok(about, "all are applied"),
            Tables::Known(Schema::Empty) => Self::ok(
                about,
                "the database is empty: the first start creates the tables",
            ),
            Tables::Known(Schema::Behind(missing)) => Self::warning(
                about,
                format!("{missing} will run at the next start: back the database up before"),
            ),
            Tables::Known(Schema::Newer(name)) => Self::problem(
                about,
                format!(
                    "a newer bouclier has changed the database ({name}), and {} does not start on \
                     it: install the newer one again, or restore the backup from before the update",
                    env!("CARGO_PKG_VERSION")
                ),
            ),
            Tables::Silent(error) => Self::problem(about, error.to_string()),
        }
    }
}

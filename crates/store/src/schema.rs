//! What a database does by itself: its triggers, functions, indexes, views and rules, as they are and as this program makes them.
//!
//! The lists beside this file say what a new database has, a line each. A test compares them with the migrations.

use crate::error::{Error, Result};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};

const SQLITE: &str = include_str!("schema/sqlite.txt");
const POSTGRES: &str = include_str!("schema/postgres.txt");

/// Indexes without a text belong to a key of their table, and so do those of the search's own tables.
const SQLITE_OBJECTS: &str = "SELECT type, CASE type WHEN 'view' THEN NULL ELSE tbl_name END, name, sql \
    FROM sqlite_master WHERE type IN ('trigger', 'index', 'view') AND sql IS NOT NULL";

/// Of the current schema, without what extensions have brought. A trigger or rule that is switched off and an index that is not
/// valid are still there, so that is a part of the definition. The texts name tables and functions with their schema.
const POSTGRES_OBJECTS: &str = "WITH here AS (
        SELECT oid, quote_ident(nspname) || '.' AS prefix FROM pg_namespace WHERE nspname = current_schema()
    ), brought AS (
        SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
    ), tables AS (
        SELECT c.oid, c.relname::text AS name, c.relkind AS kind, prefix || quote_ident(c.relname) AS whole, quote_ident(c.relname) AS short
        FROM pg_class AS c JOIN here ON here.oid = c.relnamespace
        WHERE c.oid NOT IN (SELECT objid FROM brought WHERE classid = 'pg_class'::regclass)
    )
    SELECT 'trigger', t.name, g.tgname::text, g.tgenabled::text || ' ' || replace(pg_get_triggerdef(g.oid), t.whole, t.short)
    FROM pg_trigger AS g JOIN tables AS t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT 'rule', t.name, r.rulename::text, r.ev_enabled::text || ' ' || replace(pg_get_ruledef(r.oid), t.whole, t.short)
    FROM pg_rewrite AS r JOIN tables AS t ON t.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'index', t.name, o.relname::text, i.indisvalid::text || ' ' || replace(pg_get_indexdef(o.oid), t.whole, t.short)
    FROM pg_index AS i JOIN tables AS t ON t.oid = i.indrelid JOIN pg_class AS o ON o.oid = i.indexrelid
    UNION ALL
    SELECT 'view', NULL, t.name, pg_get_viewdef(t.oid) FROM tables AS t WHERE t.kind IN ('v', 'm')
    UNION ALL
    SELECT 'function', NULL, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
        CASE p.prokind WHEN 'a' THEN 'aggregate'
        ELSE replace(pg_get_functiondef(p.oid), prefix || quote_ident(p.proname) || '(', quote_ident(p.proname) || '(') END
    FROM pg_proc AS p JOIN here ON here.oid = p.pronamespace
    WHERE p.oid NOT IN (SELECT objid FROM brought WHERE classid = 'pg_proc'::regclass)";

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A function or procedure (PostgreSQL).
    Function,
    /// An index; on SQLite only what is not the key of a table.
    Index,
    /// A rule that rewrites statements on a table (PostgreSQL).
    Rule,
    /// A trigger.
    Trigger,
    /// A view.
    View,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Function,
        Self::Index,
        Self::Rule,
        Self::Trigger,
        Self::View,
    ];

    /// The name of the kind, as in the lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Index => "index",
            Self::Rule => "rule",
            Self::Trigger => "trigger",
            Self::View => "view",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What an object is called: no two have the same name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Its kind.
    pub kind: Kind,
    /// The table that it belongs to, if it does.
    pub table: Option<String>,
    /// Its own name; of a function with the types of its arguments in parentheses.
    pub name: String,
}

/// An object of the schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// What it is called.
    pub name: Name,
    /// SHA-256 of its definition in hexadecimal, whatever its white space and the name of the schema.
    pub fingerprint: String,
}

impl fmt::Display for Object {
    /// Its line in the list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Name { kind, table, name } = &self.name;
        let table = table.as_deref().unwrap_or("-");
        write!(f, "{} {table} {name} {}", kind.as_str(), self.fingerprint)
    }
}

/// The objects of the database, sorted.
pub async fn objects(db: &impl ConnectionTrait) -> Result<Vec<Object>> {
    let backend = db.get_database_backend();
    let query = match backend {
        DbBackend::Postgres => POSTGRES_OBJECTS,
        _ => SQLITE_OBJECTS,
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, query))
        .await?;
    let mut found = rows.iter().map(object).collect::<Result<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

/// What a database of this kind has when all migrations of this program have run and nobody has changed it, sorted.
pub fn expected(db: &impl ConnectionTrait) -> Vec<Object> {
    let list = match db.get_database_backend() {
        DbBackend::Postgres => POSTGRES,
        _ => SQLITE,
    };
    list.lines().filter_map(listed).collect()
}

/// The list of these objects, a line each.
pub fn list(objects: &[Object]) -> String {
    objects.iter().fold(String::new(), |mut list, object| {
        let _ = writeln!(list, "{object}");
        list
    })
}

/// Reads a line of a list.
fn listed(line: &str) -> Option<Object> {
    let (rest, fingerprint) = line.rsplit_once(' ')?;
    let mut parts = rest.splitn(3, ' ');
    let (kind, table, name) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Object {
        name: Name {
            kind: Kind::parse(kind)?,
            table: (table != "-").then(|| table.to_owned()),
            name: name.to_owned(),
        },
        fingerprint: fingerprint.to_owned(),
    })
}

fn object(row: &QueryResult) -> Result<Object> {
    let kind: String = row.try_get_by_index(0)?;
    let kind = Kind::parse(&kind);
    let definition: String = row.try_get_by_index(3)?;
    Ok(Object {
        name: Name {
            kind: kind.ok_or_else(|| Error::failed("reading the schema", "an unknown kind"))?,
            table: row.try_get_by_index(1)?,
            name: row.try_get_by_index(2)?,
        },
        fingerprint: fingerprint(&definition),
    })
}

/// White space counts only beside a comment, which ends with its line.
fn fingerprint(definition: &str) -> String {
    let words: Vec<&str> = definition.split_whitespace().collect();
    let folded = words.join(" ");
    let text = if folded.contains("--") {
        definition
    } else {
        &folded
    };
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_makes_no_difference_unless_it_ends_a_comment() {
        assert_eq!(fingerprint("a  b\n\tc "), fingerprint("a b c"));
        assert_ne!(fingerprint("a b c"), fingerprint("a b d"));
        assert_ne!(fingerprint("-- a\nb"), fingerprint("-- a b"));
    }

    #[test]
    fn each_line_of_the_lists_reads_back_and_they_are_sorted() {
        for text in [SQLITE, POSTGRES] {
            let mut objects: Vec<Object> = text.lines().filter_map(listed).collect();
            assert_eq!(list(&objects), text);
            objects.sort();
            assert_eq!(list(&objects), text);
        }
    }
}

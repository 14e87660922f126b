//! What a database does by itself: its triggers, functions, indexes, views, rules and policies, as they are and as this program makes
//! them.
//!
//! The lists beside this file say what a new database has, a line each. A test compares them with the migrations.

use crate::error::{Error, Result};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};

const SQLITE: &str = include_str!("schema/sqlite.txt");
const POSTGRES: &str = include_str!("schema/postgres.txt");

/// SQLite goes by the text of an object when it loads the schema, whatever its type says, so a type that does not fit is a part of the
/// definition. Indexes without a text belong to a key of their table, and so do those of the search's own tables.
const SQLITE_OBJECTS: &str = "SELECT CASE WHEN lower(type) IN ('index', 'view') THEN lower(type) ELSE 'trigger' END,
        CASE lower(type) WHEN 'view' THEN NULL ELSE tbl_name END, name,
        CASE WHEN type IN ('trigger', 'index', 'view') THEN sql ELSE type || ' ' || sql END, 0
    FROM sqlite_master
    WHERE sql IS NOT NULL
        AND NOT (type = 'table' AND (sql LIKE 'CREATE TABLE%' OR sql LIKE 'CREATE VIRTUAL TABLE%'))";

/// Of the current schema, without what extensions have brought; event triggers belong to no schema. A trigger or rule that is
/// switched off and an index that is not valid are still there, so that is a part of the definition, and the last column. The texts name
/// tables and functions with their schema. The triggers of foreign keys have numbers for names, and are listed by the name of the key
/// where they are switched off.
const POSTGRES_OBJECTS: &str = "WITH here AS (
        SELECT oid, quote_ident(nspname) || '.' AS prefix FROM pg_namespace WHERE nspname = current_schema()
    ), brought AS (
        SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
    ), tables AS (
        SELECT c.oid, c.relname::text AS name, c.relkind AS kind,
            c.relrowsecurity AS filtered, c.relforcerowsecurity AS filtered_for_owner, prefix || quote_ident(c.relname) AS whole, quote_ident(c.relname) AS short
        FROM pg_class AS c JOIN here ON here.oid = c.relnamespace
        WHERE c.oid NOT IN (SELECT objid FROM brought WHERE classid = 'pg_class'::regclass)
    )
    SELECT 'trigger', t.name, g.tgname::text, g.tgenabled::text || ' ' || replace(pg_get_triggerdef(g.oid), t.whole, t.short), g.tgenabled <> 'O'
    FROM pg_trigger AS g JOIN tables AS t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT 'rule', t.name, r.rulename::text, r.ev_enabled::text || ' ' || replace(pg_get_ruledef(r.oid), t.whole, t.short), r.ev_enabled <> 'O'
    FROM pg_rewrite AS r JOIN tables AS t ON t.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'index', t.name, o.relname::text, i.indisvalid::text || ' ' || replace(pg_get_indexdef(o.oid), t.whole, t.short), NOT i.indisvalid
    FROM pg_index AS i JOIN tables AS t ON t.oid = i.indrelid JOIN pg_class AS o ON o.oid = i.indexrelid
    UNION ALL
    SELECT 'view', NULL, t.name, pg_get_viewdef(t.oid), false FROM tables AS t WHERE t.kind IN ('v', 'm')
    UNION ALL
    SELECT 'function', NULL, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
        CASE p.prokind WHEN 'a' THEN 'aggregate'
        ELSE replace(pg_get_functiondef(p.oid), prefix || quote_ident(p.proname) || '(', quote_ident(p.proname) || '(') END, false
    FROM pg_proc AS p JOIN here ON here.oid = p.pronamespace
    WHERE p.oid NOT IN (SELECT objid FROM brought WHERE classid = 'pg_proc'::regclass)
    UNION ALL
    SELECT 'event-trigger', NULL, e.evtname::text, concat_ws(' ', e.evtenabled, e.evtevent, e.evttags, e.evtfoid::regproc), e.evtenabled <> 'O'
    FROM pg_event_trigger AS e WHERE e.oid NOT IN (SELECT objid FROM brought WHERE classid = 'pg_event_trigger'::regclass)
    UNION ALL
    SELECT 'row-security', t.name, CASE WHEN t.filtered THEN 'enabled' ELSE 'forced' END,
        concat_ws(' ', t.filtered, t.filtered_for_owner), false
    FROM tables AS t WHERE t.filtered OR t.filtered_for_owner
    UNION ALL
    SELECT 'policy', t.name, p.polname::text, concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[],
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)), false
    FROM pg_policy AS p JOIN tables AS t ON t.oid = p.polrelid
    UNION ALL
    SELECT 'disabled-key', t.name, k.conname::text, string_agg(g.tgenabled::text, ' '), true
    FROM pg_trigger AS g JOIN tables AS t ON t.oid = g.tgrelid JOIN pg_constraint AS k ON k.oid = g.tgconstraint
    WHERE g.tgisinternal AND g.tgenabled <> 'O' GROUP BY t.name, k.conname";

/// The version of PostgreSQL whose texts are in the list: each version may write the same definition in its own way.
const LISTED_VERSION: i32 = 15;

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A key of a table whose checks are switched off (PostgreSQL).
    DisabledKey,
    /// A trigger on changes of the schema (PostgreSQL).
    EventTrigger,
    /// A function or procedure (PostgreSQL).
    Function,
    /// An index; on SQLite only what is not the key of a table.
    Index,
    /// A condition on which rows of a table a role sees or changes (PostgreSQL).
    Policy,
    /// That policies hold on a table (PostgreSQL).
    RowSecurity,
    /// A rule that rewrites statements on a table (PostgreSQL).
    Rule,
    /// A trigger.
    Trigger,
    /// A view.
    View,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::DisabledKey,
        Self::EventTrigger,
        Self::Function,
        Self::Index,
        Self::Policy,
        Self::RowSecurity,
        Self::Rule,
        Self::Trigger,
        Self::View,
    ];

    /// The name of the kind, as in the lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DisabledKey => "disabled-key",
            Self::EventTrigger => "event-trigger",
            Self::Function => "function",
            Self::Index => "index",
            Self::Policy => "policy",
            Self::RowSecurity => "row-security",
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
    /// Whether it is there without effect: switched off, or an index that is not valid (PostgreSQL).
    pub is_off: bool,
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

/// Whether this database writes definitions as they are in the list, so that another text is another definition.
pub async fn writes_as_listed(db: &impl ConnectionTrait) -> Result<bool> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let version = "SELECT current_setting('server_version_num')::int";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, version))
        .await?;
    let row = row.ok_or_else(|| Error::failed("reading the version", "no row"))?;
    Ok(is_listed_version(row.try_get_by_index(0)?))
}

/// Of a number such as 150004, which is 15.4.
const fn is_listed_version(number: i32) -> bool {
    number / 10_000 == LISTED_VERSION
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
        is_off: false,
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
        is_off: is_off(row)?,
    })
}

/// SQLite has numbers for this, and switches nothing off.
fn is_off(row: &QueryResult) -> Result<bool> {
    match row.try_get_by_index(4) {
        Ok(is_off) => Ok(is_off),
        Err(_) => Ok(row.try_get_by_index::<i64>(4)? != 0),
    }
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
    fn the_texts_are_those_of_one_version_whatever_its_corrections() {
        for (number, expected) in [
            (150_000, true),
            (150_014, true),
            (149_999, false),
            (160_000, false),
            (180_001, false),
        ] {
            assert_eq!(is_listed_version(number), expected, "{number}");
        }
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

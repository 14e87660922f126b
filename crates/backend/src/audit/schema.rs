//! Verifies that the database does by itself what this program has it do, and nothing else.

use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use store::schema::{self, Name, Object};

/// What is wrong with an object of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deviation {
    /// It is not there.
    Missing,
    /// No migration of this program creates it.
    Foreign,
    /// It is there with another definition, or switched off.
    Changed,
}

/// An object of the schema that is not as this program makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is called.
    pub name: Name,
    /// What is wrong.
    pub deviation: Deviation,
}

impl fmt::Display for Difference {
    /// Names are quoted and escaped: others may have chosen them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Name { kind, table, name } = &self.name;
        write!(f, "{} {name:?}", kind.as_str())?;
        if let Some(table) = table {
            write!(f, " on {table:?}")?;
        }
        f.write_str(match self.deviation {
            Deviation::Missing => " is missing",
            Deviation::Foreign => " was not made by Bouclier",
            Deviation::Changed => " was changed",
        })
    }
}

impl Backend {
    /// Compares the triggers, functions, indexes, views and rules of the database with those that the migrations create; on
    /// PostgreSQL those of its current schema that no extension has brought.
    pub async fn verify_schema(&self, _manager: &Manager) -> Result<Vec<Difference>> {
        let found = schema::objects(self.db.read()).await?;
        Ok(differences(&schema::expected(self.db.read()), &found))
    }

    /// How many entries of the audit log are from before the chain: it holds them as they were found.
    pub async fn adopted_entries(&self, _manager: &Manager) -> Result<i64> {
        Ok(store::audit_head::read(self.db.read()).await?.adopted)
    }
}

fn differences(expected: &[Object], found: &[Object]) -> Vec<Difference> {
    let by_name = |all: &'_ [Object]| -> BTreeMap<Name, String> {
        let pairs = all.iter().cloned();
        pairs
            .map(|object| (object.name, object.fingerprint))
            .collect()
    };
    let (expected, found) = (by_name(expected), by_name(found));
    let names: BTreeSet<&Name> = expected.keys().chain(found.keys()).collect();
    let differs = |name: &Name| match (expected.get(name), found.get(name)) {
        (Some(_), None) => Some(Deviation::Missing),
        (None, _) => Some(Deviation::Foreign),
        (Some(one), Some(other)) => (one != other).then_some(Deviation::Changed),
    };
    let pairs = names
        .into_iter()
        .filter_map(|name| Some((name, differs(name)?)));
    pairs
        .map(|(name, deviation)| Difference {
            name: name.clone(),
            deviation,
        })
        .collect()
}

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
    /// Its definition has another text, on a version of PostgreSQL that may write the same definition otherwise.
    Unclear,
}

/// An object of the schema that is not as this program makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is called.
    pub name: Name,
    /// What is wrong.
    pub deviation: Deviation,
}

impl Difference {
    /// Whether somebody else has made it, and not perhaps the version of the database.
    pub fn is_certain(&self) -> bool {
        self.deviation != Deviation::Unclear
    }
}

impl fmt::Display for Difference {
    /// Names are quoted and escaped: others may have chosen them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Name { kind, table, name } = &self.name;
        write!(f, "{} {name:?}", kind.as_str().replace('-', " "))?;
        if let Some(table) = table {
            write!(f, " on {table:?}")?;
        }
        f.write_str(match self.deviation {
            Deviation::Missing => " is missing",
            Deviation::Foreign => " was not made by Bouclier",
            Deviation::Changed => " was changed",
            Deviation::Unclear => {
                " has another text than on PostgreSQL 15: it was changed, or this version writes it otherwise"
            }
        })
    }
}

impl Backend {
    /// Compares the triggers, functions, indexes, views, rules and policies of the database with those that the migrations create; on
    /// PostgreSQL those of its current schema that no extension has brought, with the event triggers, and with the keys that are
    /// switched off.
    pub async fn verify_schema(&self, _manager: &Manager) -> Result<Vec<Difference>> {
        let db = self.db.read();
        let found = schema::objects(db).await?;
        let is_listed = schema::writes_as_listed(db).await?;
        Ok(differences(&schema::expected(db), &found, is_listed))
    }

    /// How many entries of the audit log are from before the chain: it holds them as they were found.
    pub async fn adopted_entries(&self, _manager: &Manager) -> Result<i64> {
        Ok(store::audit_head::read(self.db.read()).await?.adopted)
    }
}

/// `is_listed`: whether another text is another definition.
fn differences(expected: &[Object], found: &[Object], is_listed: bool) -> Vec<Difference> {
    let (expected, found) = (by_name(expected), by_name(found));
    let names: BTreeSet<&Name> = expected.keys().chain(found.keys()).copied().collect();
    let differs = |name: &Name| match (expected.get(name), found.get(name)) {
        (Some(_), None) => Some(Deviation::Missing),
        (None, _) => Some(Deviation::Foreign),
        (Some(one), Some(other)) if one.fingerprint == other.fingerprint => None,
        (_, Some(other)) if is_listed || other.is_off => Some(Deviation::Changed),
        _ => Some(Deviation::Unclear),
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

fn by_name(objects: &[Object]) -> BTreeMap<&Name, &Object> {
    let pairs = objects.iter().map(|object| (&object.name, object));
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::schema::Kind;

    fn object(fingerprint: &str, is_off: bool) -> Object {
        Object {
            name: Name {
                kind: Kind::Trigger,
                table: Some("users".to_owned()),
                name: "count".to_owned(),
            },
            fingerprint: fingerprint.to_owned(),
            is_off,
        }
    }

    #[test]
    fn another_text_on_a_version_that_may_write_it_otherwise_is_no_alarm() {
        let listed = [object("a", false)];
        for (found, is_listed, expected) in [
            (vec![object("a", false)], false, None),
            (vec![object("b", false)], true, Some(Deviation::Changed)),
            (vec![object("b", false)], false, Some(Deviation::Unclear)),
            (vec![object("b", true)], false, Some(Deviation::Changed)),
            (vec![], false, Some(Deviation::Missing)),
        ] {
            let differences = differences(&listed, &found, is_listed);
            let deviation = differences.first().map(|difference| difference.deviation);
            assert_eq!(deviation, expected, "{found:?} {is_listed}");
            let is_certain = differences.iter().any(Difference::is_certain);
            assert_eq!(
                is_certain,
                !matches!(expected, None | Some(Deviation::Unclear))
            );
        }
        let foreign = differences(&[], &listed, false);
        assert_eq!(foreign[0].deviation, Deviation::Foreign);
    }
}

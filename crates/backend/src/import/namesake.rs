//! Rows whose name looks like an admin's. They are imported all the same: two people may have one name.

use super::column::Column;
use super::error::Excerpt;
use super::row::Candidate;
use crate::error::Result;
use domain::Role;
use domain::lookalike::looks;
use std::collections::HashMap;
use std::fmt;
use store::Connection;
use store::account::list_admin_names;

/// How many rows are kept; those after them are counted.
const KEPT: usize = 100;
/// How many admins rows are compared with.
const ADMINS: usize = 10_000;

/// A row with an account whose name may be taken for that of an admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    /// The line of the file on which the row starts, from 1.
    pub line: u64,
    /// The name.
    pub name: Excerpt,
    /// The admin's name.
    pub admin: Excerpt,
    /// The admin's address, which tells the two apart.
    pub email: Excerpt,
}

impl fmt::Display for Namesake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            name,
            admin,
            email,
        } = self;
        write!(
            f,
            "line {line}, column {}: {name} looks like the name of the admin {admin}, whose address is {email}",
            Column::Name
        )
    }
}

/// The rows of a file whose names look like those of admins.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Namesakes {
    /// The first hundred of them, in the order of the file.
    pub first: Vec<Namesake>,
    /// All of them.
    pub count: u64,
}

/// The admins whom rows are compared with: those that are there, and those of the file as far as it was read.
#[derive(Debug)]
pub(super) struct Admins {
    known: Vec<(String, String)>,
    /// By each of the two ways in which names look the same, the first admin in the list.
    by_looks: [HashMap<String, usize>; 2],
}

impl Admins {
    /// Those that are there.
    pub(super) async fn load(tx: &impl Connection) -> Result<Self> {
        let mut admins = Self {
            known: Vec::new(),
            by_looks: Default::default(),
        };
        for (name, email) in list_admin_names(tx, ADMINS as u64).await? {
            admins.add(looks(&name), &name, &email);
        }
        Ok(admins)
    }

    /// Compares the accounts that a chunk creates with the admins, first those of the chunk who are admins themselves.
    pub(super) fn compare(&mut self, created: &[Candidate], found: &mut Namesakes) {
        let is_admin = |candidate: &&Candidate| candidate.user.role == Role::Admin;
        let mut namesakes: Vec<Namesake> = Vec::new();
        for candidate in created.iter().filter(is_admin) {
            let looks = looks(candidate.user.name.as_str());
            namesakes.extend(self.namesake(candidate, &looks));
            let (name, email) = (&candidate.user.name, &candidate.user.email);
            self.add(looks, name.as_str(), email.as_str());
        }
        if !self.known.is_empty() {
            let others = created.iter().filter(|candidate| !is_admin(candidate));
            namesakes.extend(others.filter_map(|candidate| {
                self.namesake(candidate, &looks(candidate.user.name.as_str()))
            }));
        }
        namesakes.sort_by_key(|namesake| namesake.line);
        found.count += namesakes.len() as u64;
        let room = KEPT.saturating_sub(found.first.len());
        found.first.extend(namesakes.into_iter().take(room));
    }

    fn add(&mut self, looks: [String; 2], name: &str, email: &str) {
        let number = self.known.len();
        if number >= ADMINS {
            return;
        }
        self.known.push((name.to_owned(), email.to_owned()));
        for (by, look) in self.by_looks.iter_mut().zip(looks) {
            by.entry(look).or_insert(number);
        }
    }

    fn namesake(&self, candidate: &Candidate, looks: &[String; 2]) -> Option<Namesake> {
        let mut found = self.by_looks.iter().zip(looks);
        let number = found.find_map(|(by, look)| by.get(look))?;
        let (name, email) = self.known.get(*number)?;
        Some(Namesake {
            line: candidate.line,
            name: Excerpt::text(candidate.user.name.as_str()),
            admin: Excerpt::text(name),
            email: Excerpt::text(email),
        })
    }
}

//! Rows whose name looks like an admin's. They are imported all the same: two people may have one name. An account that exists
//! and gets another name is compared too.

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

/// A row that gives an account a name that may be taken for that of an admin.
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
    known: Vec<NamedAdmin>,
    /// By each of the two ways in which names look the same, the admins, by their place in the list.
    by_looks: [HashMap<String, Vec<usize>>; 2],
}

#[derive(Debug)]
struct NamedAdmin {
    name: String,
    email: String,
    key: String,
}

/// A name that an account gets by a row: a new account, or one that exists and has another name now.
#[derive(Debug, Clone, Copy)]
pub(super) struct GivenName<'a> {
    row: &'a Candidate,
    is_admin: bool,
}

impl<'a> GivenName<'a> {
    /// That of an account that is to be created.
    pub(super) fn of_new(row: &'a Candidate) -> Self {
        Self {
            row,
            is_admin: row.user.role == Role::Admin,
        }
    }

    /// That of an account that exists and has this role, which no row changes.
    pub(super) fn of_existing(row: &'a Candidate, role: Role) -> Self {
        Self {
            row,
            is_admin: role == Role::Admin,
        }
    }

    fn name(self) -> &'a str {
        self.row.user.name.as_str()
    }
}

impl Admins {
    /// Those that are there.
    pub(super) async fn load(tx: &impl Connection) -> Result<Self> {
        let mut admins = Self {
            known: Vec::new(),
            by_looks: Default::default(),
        };
        for (name, email, key) in list_admin_names(tx, ADMINS as u64).await? {
            let looks = looks(&name);
            admins.add(looks, NamedAdmin { name, email, key });
        }
        Ok(admins)
    }

    /// Compares the names that a chunk gives with those of the admins, first those that it gives to admins.
    pub(super) fn compare(&mut self, given: &[GivenName<'_>], found: &mut Namesakes) {
        let mut namesakes: Vec<Namesake> = Vec::new();
        for given in given.iter().filter(|given| given.is_admin) {
            let looks = looks(given.name());
            namesakes.extend(self.namesake(given.row, &looks));
            let known = NamedAdmin {
                name: given.name().to_owned(),
                email: given.row.user.email.as_str().to_owned(),
                key: given.row.key.clone(),
            };
            self.add(looks, known);
        }
        if !self.known.is_empty() {
            let others = given.iter().filter(|given| !given.is_admin);
            namesakes
                .extend(others.filter_map(|given| self.namesake(given.row, &looks(given.name()))));
        }
        namesakes.sort_by_key(|namesake| namesake.line);
        found.count += namesakes.len() as u64;
        let room = KEPT.saturating_sub(found.first.len());
        found.first.extend(namesakes.into_iter().take(room));
    }

    fn add(&mut self, looks: [String; 2], admin: NamedAdmin) {
        let number = self.known.len();
        if number >= ADMINS {
            return;
        }
        self.known.push(admin);
        for (by, look) in self.by_looks.iter_mut().zip(looks) {
            by.entry(look).or_default().push(number);
        }
    }

    /// The first admin whom a row's name may be taken for; nobody is taken for themselves.
    fn namesake(&self, row: &Candidate, looks: &[String; 2]) -> Option<Namesake> {
        let numbers = self.by_looks.iter().zip(looks);
        let mut found = numbers.filter_map(|(by, look)| by.get(look)).flatten();
        let admin = found.find_map(|number| {
            let admin = self.known.get(*number)?;
            (admin.key != row.key).then_some(admin)
        })?;
        Some(Namesake {
            line: row.line,
            name: Excerpt::text(row.user.name.as_str()),
            admin: Excerpt::text(&admin.name),
            email: Excerpt::text(&admin.email),
        })
    }
}

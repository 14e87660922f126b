//! Names and languages of accounts that exist, changed to what a file says. Nothing else of an account is: an import is no way
//! around the pages on which roles, rules and passwords are given.

use super::error::Excerpt;
use super::row::Candidate;
use crate::audit::{Done, UnitOfWork};
use crate::error::Result;
use domain::fold::{fold, search_key};
use domain::{AuditAction, AuditDetail, Change, Language, UserId};
use std::fmt;
use store::import::Account;
use store::profile::{self, Profile};
use store::user::find;

/// How many changes are kept; those after them are counted.
const KEPT: usize = 1_000;

/// Another name or language of an account that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChange {
    /// The line of the file on which the row starts, from 1.
    pub line: u64,
    /// The address of the account as in the file.
    pub email: Excerpt,
    /// The name, if it is another one.
    pub name: Option<Change<Excerpt>>,
    /// The language, if it is another one.
    pub language: Option<Change<Language>>,
}

impl fmt::Display for ProfileChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}:", self.line, self.email)?;
        if let Some(name) = &self.name {
            write!(f, " name {name}")?;
        }
        let comma = if self.name.is_some() { "," } else { "" };
        match &self.language {
            Some(language) => write!(f, "{comma} language {language}"),
            None => Ok(()),
        }
    }
}

/// The accounts whose name or language a file changes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ProfileChanges {
    /// The first thousand of them, in the order of the file.
    pub first: Vec<ProfileChange>,
    /// All of them.
    pub count: u64,
}

/// An account that is to be changed.
#[derive(Debug)]
pub(super) struct ToChange {
    id: UserId,
    name: String,
    language: Language,
}

impl ProfileChanges {
    /// The change that a row makes of an account, if it makes one; a file without languages says nothing about them.
    pub(super) fn add(
        &mut self,
        account: &Account,
        row: &Candidate,
        has_language: bool,
    ) -> Option<ToChange> {
        let present = Language::parse(&account.language).unwrap_or(row.user.language);
        let wanted = if has_language {
            row.user.language
        } else {
            present
        };
        let name = row.user.name.as_str();
        let change = ProfileChange {
            line: row.line,
            email: Excerpt::text(row.user.email.as_str()),
            name: Change::between(Excerpt::text(&account.name), Excerpt::text(name))
                .filter(|_| account.name != name),
            language: Change::between(present, wanted),
        };
        if account.name == name && change.language.is_none() {
            return None;
        }
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(change);
        }
        Some(ToChange {
            id: account.id,
            name: name.to_owned(),
            language: wanted,
        })
    }
}

/// Changes accounts, each with its entry in the audit log and its notice.
pub(super) async fn update(work: &UnitOfWork, changes: &[ToChange]) -> Result<()> {
    for change in changes {
        let user = find(work.tx(), change.id).await?;
        let profile = Profile {
            name: &change.name,
            name_key: fold(&change.name),
            search_key: search_key(&change.name, &user.email),
            language: change.language,
        };
        profile::save(work.tx(), change.id, profile).await?;
        let name = Change::between(user.name.clone(), change.name.clone());
        let language = Change::between(*user.language, change.language);
        let done = Done::to(AuditAction::UserEdited, &user);
        // As on the page: the other admins are told of another name alone.
        let done = if name.is_some() {
            done
        } else {
            done.for_its_user()
        };
        work.record(done.with(AuditDetail::Profile { name, language }))
            .await?;
    }
    Ok(())
}

//! Names and languages of accounts that exist, changed to what a file says, and groups that they join. Nothing else of an account is: an import is no way
//! around the pages on which roles, rules and passwords are given.

use super::error::Excerpt;
use super::row::Candidate;
use crate::audit::{Done, UnitOfWork};
use crate::error::Result;
use crate::membership::{KnownGroups, join};
use domain::fold::{fold, search_key};
use domain::{AuditAction, AuditDetail, Change, GroupName, Language, UserId};
use std::fmt;
use store::entity::user;
use store::import::Account;
use store::profile::{Profile, save};
use store::user::find;

/// How many changes are kept; those after them are counted.
const KEPT: usize = 1_000;

/// Another name or language of an account that exists, or groups that it joins.
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
    /// The groups that it joins; it leaves none.
    pub groups: Vec<Excerpt>,
}

impl fmt::Display for ProfileChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_ref().map(|name| format!("name {name}"));
        let language = self.language.as_ref();
        let language = language.map(|language| format!("language {language}"));
        let groups = self.groups.iter().map(|group| format!("group {group}"));
        let parts: Vec<String> = name.into_iter().chain(language).chain(groups).collect();
        write!(
            f,
            "line {}, {}: {}",
            self.line,
            self.email,
            parts.join(", ")
        )
    }
}

/// The accounts whose name, language or groups a file changes.
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
    groups: Vec<GroupName>,
}

impl ToChange {
    /// The groups that it joins.
    pub(super) fn groups(&self) -> &[GroupName] {
        &self.groups
    }
}

impl ProfileChanges {
    /// The change that a row makes of an account, if it makes one; a file without languages says nothing about them.
    pub(super) fn add(
        &mut self,
        account: &Account,
        row: &Candidate,
        has_language: bool,
        known: &KnownGroups,
    ) -> Option<ToChange> {
        let present = account.language;
        let wanted = if has_language {
            row.user.language
        } else {
            present
        };
        let name = row.user.name.as_str();
        let groups = row.user.groups.iter();
        let groups: Vec<GroupName> = groups
            .filter(|group| !is_in(account, group, known))
            .cloned()
            .collect();
        let change = ProfileChange {
            line: row.line,
            email: Excerpt::text(row.user.email.as_str()),
            name: Change::between(Excerpt::text(&account.name), Excerpt::text(name))
                .filter(|_| account.name != name),
            language: Change::between(present, wanted),
            groups: groups.iter().map(|g| Excerpt::text(g.as_str())).collect(),
        };
        if account.name == name && change.language.is_none() && groups.is_empty() {
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
            groups,
        })
    }
}

/// Changes accounts, each with its entries in the audit log and its notice.
pub(super) async fn update(
    work: &UnitOfWork,
    changes: &[ToChange],
    groups: &mut KnownGroups,
) -> Result<()> {
    for change in changes {
        let user = find(work.tx(), change.id).await?;
        profile(work, &user, change).await?;
        if change.groups.is_empty() {
            continue;
        }
        for joined in join(work, groups, &[(change.id, &change.groups)]).await? {
            let detail = AuditDetail::Group(joined.group);
            work.record(Done::to(AuditAction::MemberAdded, &user).with(detail))
                .await?;
        }
    }
    Ok(())
}

async fn profile(work: &UnitOfWork, user: &user::Model, change: &ToChange) -> Result<()> {
    let name = Change::between(user.name.clone(), change.name.clone());
    let language = Change::between(*user.language, change.language);
    if name.is_none() && language.is_none() {
        return Ok(());
    }
    let profile = Profile {
        name: &change.name,
        name_key: fold(&change.name),
        search_key: search_key(&change.name, &user.email),
        language: change.language,
    };
    save(work.tx(), change.id, profile).await?;
    let done = Done::to(AuditAction::UserEdited, user);
    // As on the page: the other admins are told of another name alone.
    let done = if name.is_some() {
        done
    } else {
        done.for_its_user()
    };
    work.record(done.with(AuditDetail::Profile { name, language }))
        .await
}

/// Whether the account is in this group.
pub(super) fn is_in(account: &Account, group: &GroupName, known: &KnownGroups) -> bool {
    account.groups.contains(&known.key_of(group))
}

//! Storing the accounts of a file.

use super::column::Column;
use super::header::Layout;
use super::namesake::{Admins, GivenName};
use super::row::Candidate;
use super::table::Chunk;
use super::update::{ToChange, is_in};
use super::{ImportOptions, ImportReport};
use crate::access::Actor;
use crate::audit::{Done, UnitOfWork};
use crate::error::Result;
use crate::membership::{Joined, KnownGroups, join};
use crate::users::NewUser;
use domain::deadline::Compliance;
use domain::{
    AuditAction, AuditDetail, ExemptionKind, GroupName, ImportId, Role, Rules, Timestamp, UserId,
};
use std::collections::HashMap;
use store::Connection;
use store::account::{Author, StoredRule};
use store::import::{Account, created as find_created, existing, ids_of, insert};

/// Members whom one entry of the audit log names.
const NAMED: usize = 50;

/// The shared values for new rows.
pub(super) struct RowValues<'a> {
    pub(super) rules: Rules,
    pub(super) by: Author<'a>,
    pub(super) at: Timestamp,
    /// The number of the import, of one in the browser.
    pub(super) import: Option<ImportId>,
}

/// What is asked of an import, and by whom.
pub(super) struct Asked {
    update: bool,
    /// Who imports: nobody changes their own name by a file.
    own: Option<UserId>,
    at: Timestamp,
}

impl Asked {
    /// What these options ask at a moment.
    pub(super) const fn of(actor: &Actor, options: &ImportOptions, at: Timestamp) -> Self {
        Self {
            update: options.update,
            own: actor.id,
            at,
        }
    }
}

/// What is known beside the accounts.
pub(super) struct ImportContext {
    /// The admins whom others could be taken for.
    admins: Admins,
    /// The groups.
    pub(super) groups: KnownGroups,
}

impl ImportContext {
    /// What is there.
    pub(super) async fn load(db: &impl Connection) -> Result<Self> {
        Ok(Self {
            admins: Admins::load(db).await?,
            groups: KnownGroups::load(db).await?,
        })
    }

    /// Notes the groups of a row; those that are new come into the report.
    fn note(&mut self, names: &[GroupName], report: &mut ImportReport) {
        for name in names {
            if self.groups.note(name) {
                report.groups.push(name.as_str().to_owned());
            }
        }
    }
}

/// What is to be done with the rows of a chunk.
pub(super) struct Judged {
    pub(super) created: Vec<Candidate>,
    pub(super) changes: Vec<ToChange>,
}

/// Compares a chunk with the accounts that exist, and counts.
pub(super) async fn judge(
    db: &impl Connection,
    layout: &Layout,
    chunk: Chunk,
    asked: &Asked,
    context: &mut ImportContext,
    report: &mut ImportReport,
) -> Result<Judged> {
    let accounts = accounts(db, &chunk.candidates).await?;
    let mut judged = Judged {
        created: Vec::new(),
        changes: Vec::new(),
    };
    let mut renamed = Vec::new();
    for mut row in chunk.candidates {
        let Some(account) = accounts.get(&row.key) else {
            context.note(&row.user.groups, report);
            report.ended += u64::from(row.drop_what_has_ended(asked.at));
            judged.created.push(row);
            continue;
        };
        report.already_there += 1;
        let changes = asked.update && asked.own != Some(account.id);
        if changes {
            let has_language = layout.has(Column::Language);
            let change = report
                .updated
                .add(account, &row, has_language, &context.groups);
            if let Some(change) = change {
                context.note(change.groups(), report);
                judged.changes.push(change);
            }
        }
        report.differing += u64::from(!agrees(account, &row.user, layout, changes, context));
        if changes && account.name != row.user.name.as_str() {
            renamed.push((row, account.role));
        }
    }
    let existing = renamed.iter();
    let mut given: Vec<_> = existing
        .map(|(row, role)| GivenName::of_existing(row, *role))
        .collect();
    given.extend(judged.created.iter().map(GivenName::of_new));
    context.admins.compare(&given, &mut report.namesakes);
    let has_rights = |candidate: &&Candidate| candidate.user.role != Role::User;
    report.created += judged.created.len() as u64;
    report.show(&judged.created);
    report.admins += judged.created.iter().filter(has_rights).count() as u64;
    report.deactivated += judged.created.iter().filter(|c| c.is_deactivated).count() as u64;
    report.refused.extend(chunk.refused);
    Ok(judged)
}

/// Creates accounts, and adds them to their groups.
pub(super) async fn store(
    work: &UnitOfWork,
    created: &[Candidate],
    context: &mut ImportContext,
    made: &RowValues<'_>,
) -> Result<()> {
    let rows: Vec<_> = created
        .iter()
        .map(|candidate| row(candidate, made))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    insert(work.tx(), rows).await?;
    record_deactivated(work, created).await?;
    let in_groups = |candidate: &&Candidate| !candidate.user.groups.is_empty();
    let joining: Vec<&Candidate> = created.iter().filter(in_groups).collect();
    if joining.is_empty() {
        return Ok(());
    }
    let keys: Vec<&str> = joining
        .iter()
        .map(|candidate| candidate.key.as_str())
        .collect();
    let ids = ids_of(work.tx(), &keys).await?;
    let members: Vec<(UserId, &[GroupName])> = joining
        .iter()
        .filter_map(|c| Some((*ids.get(&c.key)?, c.user.groups.as_slice())))
        .collect();
    let addresses: HashMap<UserId, &str> = joining
        .iter()
        .filter_map(|c| Some((*ids.get(&c.key)?, c.user.email.as_str())))
        .collect();
    for joined in join(work, &mut context.groups, &members).await? {
        record_members(work, &joined, &addresses).await?;
    }
    Ok(())
}

/// The row of an account, without password.
fn row<'a>(candidate: &'a Candidate, made: &RowValues<'a>) -> store::new_user::NewUser<'a> {
    let row = candidate.user.row(&made.rules, made.by, made.at);
    let kept = Compliance::default().exempted(candidate.until, false, made.at);
    store::new_user::NewUser {
        rule: row.rule.map(|rule| StoredRule {
            until: candidate.until,
            kind: rule.kind.map(|_| ExemptionKind::by_end(candidate.until)),
            ..rule
        }),
        comply_not_before: kept.not_before,
        disabled_at: candidate.is_deactivated.then_some(made.at),
        import_id: made.import,
        ..row
    }
}

/// Writes an entry for each deactivated account among new ones. The other admins are told of those with rights when they are created.
async fn record_deactivated(work: &UnitOfWork, created: &[Candidate]) -> Result<()> {
    let deactivated = created.iter().filter(|candidate| candidate.is_deactivated);
    let keys: Vec<&str> = deactivated.map(|row| row.key.as_str()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let users = find_created(work.tx(), &keys).await?;
    let done = |user| Done::to(AuditAction::UserDisabled, user).for_its_user();
    let done: Vec<Done> = users.iter().map(done).collect();
    work.record_all(&done).await
}

/// Writes the entries that name the members whom a file adds to a group. One for each of them would make a large import several times
/// slower: the log is a chain.
async fn record_members(
    work: &UnitOfWork,
    joined: &Joined,
    addresses: &HashMap<UserId, &str>,
) -> Result<()> {
    for users in joined.users.chunks(NAMED) {
        let members = users.iter().filter_map(|user| addresses.get(user));
        let detail = AuditDetail::Members {
            group: joined.group.clone(),
            members: members.map(|address| (*address).to_owned()).collect(),
        };
        work.record(Done::from(AuditAction::MembersImported).with(detail))
            .await?;
    }
    Ok(())
}

/// The existing accounts with one of these addresses.
async fn accounts(
    tx: &impl Connection,
    candidates: &[Candidate],
) -> Result<HashMap<String, Account>> {
    let keys: Vec<&str> = candidates.iter().map(|c| c.key.as_str()).collect();
    let accounts = existing(tx, &keys).await?.into_iter();
    Ok(accounts.map(|a| (a.email_key.clone(), a)).collect())
}

/// Whether the account has what the file says, once it was changed; a file says nothing about what it has no column for.
fn agrees(
    account: &Account,
    user: &NewUser,
    layout: &Layout,
    changes: bool,
    context: &ImportContext,
) -> bool {
    let says = |column| layout.has(column);
    let name = changes || account.name == user.name.as_str();
    let language = changes || !says(Column::Language) || account.language == user.language;
    let role = !says(Column::Role) || account.role == user.role;
    let mut groups = user.groups.iter();
    let groups = changes || groups.all(|group| is_in(account, group, &context.groups));
    name && language && role && groups
}

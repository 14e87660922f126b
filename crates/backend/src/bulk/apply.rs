//! Doing something to the users of whom it was judged that it is to be done, as a part of one unit of work: each has an entry.

use super::judge::{Judged, UserFacts};
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::Result;
use crate::membership::{admit, dismiss};
use crate::rules::keep_compliance_of_all;
use crate::session::ended;
use crate::users::{deactivate, extended, remind_in};
use domain::{AuditAction, AuditDetail, BulkAct, EndReason, UserId};
use store::account::{StoredRule, set_rules};
use store::entity::user;

/// Does it.
pub(super) async fn apply(
    backend: &Backend,
    work: &UnitOfWork,
    act: &BulkAct,
    judged: Vec<Judged<'_>>,
    facts: &UserFacts,
) -> Result<()> {
    let users: Vec<&user::Model> = judged.iter().map(|judged| judged.user).collect();
    if users.is_empty() {
        return Ok(());
    }
    match act {
        BulkAct::Require(_) | BulkAct::Lift | BulkAct::Exempt(_) => {
            change_rules(work, judged).await
        }
        BulkAct::Extend(_) => extend(work, judged).await,
        BulkAct::Remind => {
            for user in users {
                remind_in(work, user).await?;
            }
            Ok(())
        }
        BulkAct::Invite => {
            for user in users {
                backend.give_by_mail(work, user).await?;
            }
            Ok(())
        }
        BulkAct::Join(group) => {
            let group = store::group::find(work.tx(), *group).await?;
            admit(work, &group, &users, work.now()).await
        }
        BulkAct::Leave(group) => {
            let group = store::group::find(work.tx(), *group).await?;
            dismiss(work, &group, &users).await
        }
        BulkAct::EndSessions => end_sessions(work, &users, facts).await,
        BulkAct::Deactivate => {
            for user in users {
                deactivate(work, user).await?;
            }
            Ok(())
        }
    }
}

/// Users who get the same rule get it by one statement.
pub(super) async fn change_rules(work: &UnitOfWork, judged: Vec<Judged<'_>>) -> Result<()> {
    let mut rules: Vec<(Option<StoredRule<'_>>, Vec<UserId>)> = Vec::new();
    let mut entries = Vec::with_capacity(judged.len());
    let mut kept = Vec::with_capacity(judged.len());
    for Judged { user, change, .. } in judged {
        let Some(change) = change else { continue };
        let done = Done::to(change.action, user).with(change.detail);
        entries.push(if change.loosens {
            done
        } else {
            done.for_its_user()
        });
        kept.push((user, change.kept));
        match rules.iter_mut().find(|(made, _)| *made == change.made) {
            Some((_, users)) => users.push(*user.id),
            None => rules.push((change.made, vec![*user.id])),
        }
    }
    for (made, users) in rules {
        set_rules(work.tx(), &users, made.as_ref()).await?;
    }
    keep_compliance_of_all(work.tx(), &kept).await?;
    work.record_all(&entries).await
}

async fn extend(work: &UnitOfWork, judged: Vec<Judged<'_>>) -> Result<()> {
    let mut without_rule = Vec::new();
    let mut kept = Vec::with_capacity(judged.len());
    let mut entries = Vec::with_capacity(judged.len());
    for Judged {
        user, extension, ..
    } in judged
    {
        let Some(extension) = extension else { continue };
        if extension.ends_rule {
            without_rule.push(*user.id);
        }
        kept.push((user, extension.kept));
        entries.push(extended(user, &extension));
    }
    if !without_rule.is_empty() {
        set_rules(work.tx(), &without_rule, None).await?;
    }
    keep_compliance_of_all(work.tx(), &kept).await?;
    work.record_all(&entries).await
}

async fn end_sessions(work: &UnitOfWork, users: &[&user::Model], facts: &UserFacts) -> Result<()> {
    let ids: Vec<UserId> = users.iter().map(|user| *user.id).collect();
    let why = ended(work, EndReason::Admin);
    store::session::end_all_of_these(work.tx(), &ids, why).await?;
    let entries = users.iter().map(|user| {
        let count = facts.sessions.get(&*user.id).copied().unwrap_or_default();
        Done::to(AuditAction::SessionsEnded, user).with(AuditDetail::Count(count))
    });
    work.record_all(&entries.collect::<Vec<_>>()).await
}

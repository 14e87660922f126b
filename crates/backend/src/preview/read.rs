//! The change that an address or a form asks for.

use super::{AccountProposal, Proposal, UserProposal};
use crate::as_seen::AsSeen;
use crate::error::Result;
use crate::groups::{name_users, split_users};
use crate::policy::PolicyChange;
use crate::rules::load;
use crate::time_zone::named_or_own;
use crate::users::{RequirementInput, extension_asked, wanted};
use domain::problem::Problem;
use domain::{Grace, GraceInput, Timestamp, UserId};
use store::Connection;
use store::user::find;
use wire::{PreviewQuery, Previewed};

/// Reads it as the change itself would; refused where that would be.
pub(super) async fn read(
    db: &impl Connection,
    query: &PreviewQuery,
    now: Timestamp,
) -> Result<Proposal> {
    match query.change {
        None => Err(Problem::Unknown.into()),
        Some(Previewed::Group(id, rule)) => {
            Ok(Proposal::Group(id, rule, grace(db, query, now).await?))
        }
        Some(Previewed::Policy(policy)) => Ok(Proposal::Policy(PolicyChange {
            policy,
            end_sessions: query.end_sessions,
            end_exemptions: query.end_exemptions,
            keep_individual: query.keep_individual,
            grace: grace(db, query, now).await?,
            keep_announced: query.keep_announced,
        })),
        Some(Previewed::Join(id)) => Ok(Proposal::Join(id, users(db, query).await?)),
        Some(Previewed::Leave(id)) => Ok(Proposal::Leave(id, users(db, query).await?)),
        Some(Previewed::Requirement(id)) => {
            let user = find(db, id).await?;
            let rules = load(db).await?;
            let time = time(query);
            let asked = RequirementInput::from_form(
                query.required,
                &query.reason,
                &query.until,
                &query.zone,
                query.kind,
            );
            let asked = asked.with_time(time);
            let saving = query
                .below
                .map_or_else(|| asked.into(), |below| asked.seen_under(below));
            let wanted = wanted(db, &user, saving, (&rules, now)).await?;
            Ok(Proposal::User(id, UserProposal::Requirement(wanted)))
        }
        Some(Previewed::RuleEnd(id, rule)) => Ok(Proposal::User(id, UserProposal::RuleEnd(rule))),
        Some(Previewed::Deadline(id)) => {
            let user = find(db, id).await?;
            let rules = load(db).await?;
            let day = query.last_day.as_str();
            let seen = query.seen.as_deref();
            let form = seen.map_or_else(|| day.into(), |seen| AsSeen::by_form(day, seen));
            let asked = (&form, query.zone.as_str());
            let to = extension_asked(db, &user, asked, (&rules, now)).await?;
            Ok(Proposal::User(id, UserProposal::Deadline(to)))
        }
        Some(Previewed::Deactivation(id)) => {
            Ok(Proposal::Account(id, AccountProposal::Deactivation))
        }
        Some(Previewed::Deletion(id)) => Ok(Proposal::Account(id, AccountProposal::Deletion)),
        Some(Previewed::Role(id, role)) => Ok(Proposal::Account(id, AccountProposal::Role(role))),
    }
}

fn time(query: &PreviewQuery) -> GraceInput<'_> {
    GraceInput {
        kind: &query.time,
        days: &query.days,
        last_day: &query.last_day,
    }
}

async fn grace(db: &impl Connection, query: &PreviewQuery, now: Timestamp) -> Result<Grace> {
    let zone = named_or_own(db, &query.zone).await?;
    Ok(Grace::parse(time(query), now, |day| zone.end_of(day))?)
}

/// The accounts that are named; what names none is left out, as the change leaves it out.
async fn users(db: &impl Connection, query: &PreviewQuery) -> Result<Vec<UserId>> {
    let (named, _) = name_users(db, &split_users(&query.users)).await?;
    Ok(named.into_iter().map(|(user, _)| user).collect())
}

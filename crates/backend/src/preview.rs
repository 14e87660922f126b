//! What a change of a rule would do, before it is made: in figures, and for each user. Both are the rules themselves, applied to users as
//! they would be; a test compares them with what the change does (`crates/backend/tests/use_cases/preview.rs`).

use crate::access::Reader;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::groups::made_at;
use crate::policy::PolicyChange;
use crate::rules::{compliance_of, deadline_of, load, override_of, requirement_of};
use crate::time_zone::named_or_own;
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, Grace, GraceInput, GroupId, GroupRule, Outcome, Outlook, Override,
    Prospect, Requirement, Rules, Timestamp, UserId,
};
use store::Connection;
use store::account::list;
use store::entity::user;
use store::group::{counted, find};
use store::outlook::{AsIf, page, pending};
use store::segment::{Counted, KEY, kept};
use store::users_table::Segment;
use wire::{PreviewQuery, Previewed};

/// Users that are read at once: what an export holds in memory.
const STEP: u64 = 1_000;

/// A change of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposal {
    /// Of the policy.
    Policy(PolicyChange),
    /// Of what a group requires, with the time that it gives.
    Group(GroupId, GroupRule, Grace),
}

/// A user whom the change touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The account.
    pub id: UserId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// What the change leads to.
    pub outcome: Outcome,
}

/// Up to where a list has been read, and the moment of which it is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    now: Timestamp,
    after: UserId,
}

/// The rules before and after the change, and the users whom it may touch.
struct Foreseen {
    before: Rules,
    after: Rules,
    users: AsIf,
}

impl Backend {
    /// What a change would do, in figures. The cost is that of the users without a factor; of a group, that of its members.
    pub async fn preview(
        &self,
        _reader: impl Into<Reader<'_>>,
        proposal: &Proposal,
    ) -> Result<Outlook> {
        let (db, now) = (self.db.read(), self.now());
        let foreseen = foresee(db, proposal, now).await?;
        let mut outlook = settled(db, proposal, &foreseen, now).await?;
        let pending = pending(db, foreseen.users, (&foreseen.after, now)).await?;
        outlook.at_next_sign_in = pending.at_next_sign_in;
        outlook.in_time = pending.in_time;
        outlook.never_signed_in = pending.never_signed_in;
        Ok(outlook)
    }

    /// The next of the users whom a change would touch, in the order of their numbers, and the place where they end, unless they are the
    /// last. All of them are of the moment of the first.
    pub async fn preview_users(
        &self,
        _reader: impl Into<Reader<'_>>,
        proposal: &Proposal,
        after: Option<Place>,
    ) -> Result<(Vec<Touched>, Option<Place>)> {
        let db = self.db.read();
        let place = after.unwrap_or_else(|| Place {
            now: self.now(),
            after: UserId::new(0),
        });
        let now = place.now;
        let foreseen = foresee(db, proposal, now).await?;
        let users = page(
            db,
            foreseen.users,
            (&foreseen.before, now),
            place.after,
            STEP,
        )
        .await?;
        let more = users.len() as u64 == STEP;
        let next = users.last().filter(|_| more).map(|last| Place {
            now,
            after: *last.id,
        });
        let ids: Vec<UserId> = users.iter().map(|user| *user.id).collect();
        let present = list(db, &ids).await?;
        let required_now = |id: UserId| {
            let found = present.iter().find(|user| *user.id == id);
            found.is_some_and(|user| requirement_of(user, &foreseen.before, now).required)
        };
        let touched = users.into_iter().filter_map(|user| {
            let required = required_now(*user.id);
            let outcome = prospect(&user, required, &foreseen.after, now).outcome(now)?;
            Some(Touched {
                id: *user.id,
                email: user.email,
                name: user.name,
                outcome,
            })
        });
        Ok((touched.collect(), next))
    }

    /// The same of a preview as an address or a form asks for it.
    pub async fn preview_export(
        &self,
        reader: impl Into<Reader<'_>>,
        query: &PreviewQuery,
        after: Option<Place>,
    ) -> Result<(Vec<Touched>, Option<Place>)> {
        if query.rule.is_none() {
            return Ok((Vec::new(), None));
        }
        let now = after.map_or_else(|| self.now(), |place| place.now);
        let proposal = read(self.db.read(), query, now).await?;
        let after = after.or(Some(Place {
            now,
            after: UserId::new(0),
        }));
        self.preview_users(reader, &proposal, after).await
    }

    /// Records that somebody exports the users of a preview; `format` is a word for the entry's detail.
    pub async fn begin_preview_export(
        &self,
        reader: impl Into<Reader<'_>>,
        format: &'static str,
    ) -> Result<()> {
        let work = self.begin(reader.into().principal().actor()).await?;
        let exported = Done::from(AuditAction::UsersExported);
        let format = AuditDetail::Format(format.to_owned());
        work.commit(exported.with(format)).await
    }

    /// The change that an address or a form asks for.
    pub async fn read_proposal(
        &self,
        _reader: impl Into<Reader<'_>>,
        query: &PreviewQuery,
    ) -> Result<Proposal> {
        read(self.db.read(), query, self.now()).await
    }
}

async fn read(db: &impl Connection, query: &PreviewQuery, now: Timestamp) -> Result<Proposal> {
    let zone = named_or_own(db, &query.zone).await?;
    let input = GraceInput {
        kind: &query.time,
        days: &query.days,
        last_day: &query.last_day,
    };
    let grace = Grace::parse(input, now, |day| zone.end_of(day))?;
    match query.rule {
        None => Err(Problem::Unknown.into()),
        Some(Previewed::Group(id, rule)) => Ok(Proposal::Group(id, rule, grace)),
        Some(Previewed::Policy(policy)) => Ok(Proposal::Policy(PolicyChange {
            policy,
            end_sessions: query.end_sessions,
            end_exemptions: query.end_exemptions,
            keep_individual: query.keep_individual,
            grace,
            keep_announced: query.keep_announced,
        })),
    }
}

async fn foresee(db: &impl Connection, proposal: &Proposal, now: Timestamp) -> Result<Foreseen> {
    let before = load(db).await?;
    match proposal {
        Proposal::Policy(change) => Ok(Foreseen {
            before,
            after: change.after(before, now),
            users: AsIf::Everybody,
        }),
        Proposal::Group(id, rule, grace) => {
            let group = find(db, *id).await?;
            let made = made_at(&group, *rule, now).unwrap_or(Timestamp::from_unix(0));
            let required = (*rule == GroupRule::Required).then_some((*grace, made));
            Ok(Foreseen {
                before,
                after: before,
                users: AsIf::Members(*id, required),
            })
        }
    }
}

/// Those who have nothing to activate, by their segments.
async fn settled(
    db: &impl Connection,
    proposal: &Proposal,
    foreseen: &Foreseen,
    now: Timestamp,
) -> Result<Outlook> {
    let mut outlook = Outlook::default();
    let mut add = |before: &Segment, after: &Segment| {
        let prospect = Prospect {
            required_now: before.requirement.required,
            requirement: after.requirement,
            is_active: after.status.is_active(),
            deadline: None,
            has_signed_in: true,
            rule_until: after.rule_until(),
        };
        let is_pending = after.requirement.required && !prospect.is_active;
        if let Some(outcome) = prospect.outcome(now).filter(|_| !is_pending)
            && after.state.counts()
        {
            outlook.add(after.users, outcome);
        }
    };
    let (before, after) = (&foreseen.before, &foreseen.after);
    match proposal {
        Proposal::Policy(_) => {
            for counted in kept(db, KEY).await? {
                let present = Segment::of(counted.clone(), before, now)?;
                add(&present, &Segment::of(counted, after, now)?);
            }
        }
        Proposal::Group(id, rule, _) => {
            for (others, members) in counted(db, *id).await? {
                let (present, then) = in_group(members, others, *rule, (after, now))?;
                add(&present, &then);
            }
        }
    }
    Ok(outlook)
}

/// Members of a group as they are, and as they would be under this rule; `others`: another group requires 2FA of them.
fn in_group(
    members: Counted,
    others: bool,
    rule: GroupRule,
    (rules, now): (&Rules, Timestamp),
) -> Result<(Segment, Segment)> {
    let others = if others {
        GroupRule::Required
    } else {
        GroupRule::Nothing
    };
    let groups = GroupRule::together([rule, others]);
    let present = Segment::of(members.clone(), rules, now)?;
    Ok((present, Segment::in_groups(members, groups, rules, now)?))
}

/// A user as the row would be, under these rules.
fn prospect(user: &user::Model, required_now: bool, rules: &Rules, now: Timestamp) -> Prospect {
    let requirement: Requirement = requirement_of(user, rules, now);
    let stored: Option<Override> = override_of(user);
    Prospect {
        required_now,
        requirement,
        is_active: user.two_factor_since.is_some(),
        deadline: deadline_of(user, rules, now),
        has_signed_in: compliance_of(user).since.is_some(),
        rule_until: stored.and_then(|stored| stored.until),
    }
}

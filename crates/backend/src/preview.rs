//! What a change would do, before it is made: in figures, and for each user. Both are the rules themselves, applied to users as they would
//! be; a test compares them with what the change does (`crates/backend/tests/use_cases/preview.rs`).

mod foresee;
mod read;

use crate::access::Reader;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::policy::PolicyChange;
use crate::rules::{compliance_of, groups_of, override_of, requirement_of};
use crate::users::Wanted;
use domain::deadline::deadline;
use domain::requirement::resolve;
use domain::{
    AuditAction, AuditDetail, Compliance, Grace, GroupId, GroupRule, Outcome, Outlook, Override,
    OverrideRule, Prospect, Role, Rules, Timestamp, UserId,
};
pub(crate) use foresee::joined;
use foresee::{Foreseen, admins_after, foresee, settled};
use read::read;
use store::Connection;
use store::account::list;
use store::entity::user;
use store::outlook::{page, pending};
use wire::PreviewQuery;

/// Users that are read at once: what an export holds in memory.
const STEP: u64 = 1_000;

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// Of the policy.
    Policy(PolicyChange),
    /// Of what a group requires, with the time that it gives. One that is deleted requires nothing.
    Group(GroupId, GroupRule, Grace),
    /// These users join a group; at most five hundred.
    Join(GroupId, Vec<UserId>),
    /// These users leave a group; at most five hundred.
    Leave(GroupId, Vec<UserId>),
    /// Of the rule or the deadline of one user.
    User(UserId, UserProposal),
    /// Of an account, which touches no rule.
    Account(UserId, AccountProposal),
}

/// A change of an account that may take an admin away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountProposal {
    /// It is deactivated.
    Deactivation,
    /// It is deleted.
    Deletion,
    /// It gets this role.
    Role(Role),
}

/// A change of the rule or the deadline of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserProposal {
    /// 2FA is required of the user, or not.
    Requirement(Wanted),
    /// The individual rule ends, if it is of this kind.
    RuleEnd(OverrideRule),
    /// The user has time until a moment.
    Deadline(Timestamp),
}

/// What a change would do, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foretold {
    /// The users whom it touches.
    pub outlook: Outlook,
    /// Where it is about one user's rule or deadline: that user.
    pub user: Option<ForetoldUser>,
    /// How many admins can sign in after it, as the lock-out guard counts them; where it is about an account, besides that one.
    pub admins: u64,
    /// Whether it would be refused, since it takes the last of them away.
    pub is_refused: bool,
}

/// What a change would lead to for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForetoldUser {
    /// The name.
    pub name: String,
    /// Whether the account is deactivated: nothing follows before it is active again.
    pub is_deactivated: bool,
    /// What it leads to; none where nothing is required of the user, before or after.
    pub outcome: Option<Outcome>,
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
pub struct PreviewCursor {
    now: Timestamp,
    after: UserId,
}

impl PreviewCursor {
    const fn beginning(now: Timestamp) -> Self {
        Self {
            now,
            after: UserId::new(0),
        }
    }
}

impl Backend {
    /// What a change would do, in figures. The cost is that of the users without a factor; of a group, that of its members; else that of the
    /// users whom it is about.
    pub async fn preview(
        &self,
        _reader: impl Into<Reader<'_>>,
        proposal: &Proposal,
    ) -> Result<Foretold> {
        let (db, now) = (self.db.read(), self.now());
        let foreseen = foresee(db, proposal, now).await?;
        let admins = admins_after(db, proposal).await?;
        let mut user = None;
        let outlook = match proposal {
            Proposal::Policy(_) | Proposal::Group(..) => {
                let mut outlook = settled(db, proposal, &foreseen, now).await?;
                if let Some(users) = &foreseen.users {
                    let pending = pending(db, users, (&foreseen.after, now)).await?;
                    outlook.at_next_sign_in = pending.at_next_sign_in;
                    outlook.in_time = pending.in_time;
                    outlook.never_signed_in = pending.never_signed_in;
                }
                outlook
            }
            Proposal::Join(..)
            | Proposal::Leave(..)
            | Proposal::User(..)
            | Proposal::Account(..) => {
                let (touched, _) = touched(db, &foreseen, PreviewCursor::beginning(now)).await?;
                if let Proposal::User(id, _) = proposal {
                    let row = store::user::find(db, *id).await?;
                    user = Some(ForetoldUser {
                        name: row.name,
                        is_deactivated: row.disabled_at.is_some(),
                        outcome: touched.first().map(|user| user.outcome),
                    });
                }
                let mut outlook = Outlook::default();
                for user in touched {
                    outlook.add(1, user.outcome);
                }
                outlook
            }
        };
        Ok(Foretold {
            outlook,
            user,
            admins: admins.count,
            is_refused: admins.is_refused,
        })
    }

    /// The next of the users whom a change would touch, in the order of their numbers, and the place where they end, unless they are the
    /// last. All of them are of the moment of the first.
    pub async fn preview_users(
        &self,
        _reader: impl Into<Reader<'_>>,
        proposal: &Proposal,
        after: Option<PreviewCursor>,
    ) -> Result<(Vec<Touched>, Option<PreviewCursor>)> {
        let db = self.db.read();
        let cursor = after.unwrap_or_else(|| PreviewCursor::beginning(self.now()));
        let foreseen = foresee(db, proposal, cursor.now).await?;
        touched(db, &foreseen, cursor).await
    }

    /// The same of a preview as an address or a form asks for it.
    pub async fn preview_export(
        &self,
        reader: impl Into<Reader<'_>>,
        query: &PreviewQuery,
        after: Option<PreviewCursor>,
    ) -> Result<(Vec<Touched>, Option<PreviewCursor>)> {
        if query.change.is_none() {
            return Ok((Vec::new(), None));
        }
        let cursor = after.unwrap_or_else(|| PreviewCursor::beginning(self.now()));
        let proposal = read(self.db.read(), query, cursor.now).await?;
        self.preview_users(reader, &proposal, Some(cursor)).await
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

/// The next of the users whom a change touches, and the place where they end, unless they are the last.
async fn touched(
    db: &impl Connection,
    foreseen: &Foreseen,
    cursor: PreviewCursor,
) -> Result<(Vec<Touched>, Option<PreviewCursor>)> {
    let Some(users) = &foreseen.users else {
        return Ok((Vec::new(), None));
    };
    let now = cursor.now;
    let users = page(db, users, (&foreseen.before, now), cursor.after, STEP).await?;
    let more = users.len() as u64 == STEP;
    let next = users.last().filter(|_| more).map(|last| PreviewCursor {
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

/// A user as the row would be, under these rules.
pub(crate) fn prospect(
    user: &user::Model,
    required_now: bool,
    rules: &Rules,
    now: Timestamp,
) -> Prospect {
    let decided = (override_of(user), compliance_of(user));
    prospect_with(user, decided, required_now, (rules, now))
}

/// A user of whom something else would be decided: the rule, and what is kept for the deadline.
pub(crate) fn prospect_with(
    user: &user::Model,
    (stored, kept): (Option<Override>, Compliance),
    required_now: bool,
    (rules, now): (&Rules, Timestamp),
) -> Prospect {
    let groups = groups_of(user);
    let is_active = user.two_factor_since.is_some();
    let end = deadline(rules, stored.as_ref(), groups, &kept, now);
    Prospect {
        required_now,
        requirement: resolve(rules, stored.as_ref(), groups, now),
        is_active,
        deadline: end.filter(|_| !is_active),
        has_signed_in: kept.since.is_some(),
        rule_until: stored.and_then(|stored| stored.until),
    }
}

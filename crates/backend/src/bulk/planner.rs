//! What would come of an operation for its users, one after the other: by what judges them when it is carried out, and with what the rules
//! lead to for each of them then.

use super::Selected;
use super::judge::{Judge, Judged, UserFacts};
use crate::error::Result;
use crate::preview::{joined, prospect, prospect_with};
use crate::rules::{compliance_of, override_of, requirement_of, rule_in};
use crate::users::UsableAdmins;
use domain::{
    BulkAct, BulkKind, BulkOutcome, BulkRefusal, Compliance, Outcome, Override, Prospect, Role,
    Rules, Timestamp, UserId,
};
use std::collections::{BTreeMap, HashMap};
use store::Connection;
use store::account::Author;
use store::entity::{group, user};
use store::outlook::{AsIf, Decided, page};

/// Users who are read at once.
pub(super) const AT_ONCE: usize = 500;

/// An operation, as a plan takes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meant<'a> {
    /// What is done.
    pub(super) act: &'a BulkAct,
    /// To whom.
    pub(super) selected: &'a Selected,
    /// The account and the name of who acts.
    pub(super) by: (Option<UserId>, Author<'a>),
}

/// What would come of an operation for a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The account.
    pub user: UserId,
    /// Name and address; none where there is no such account any more.
    pub named: Option<(String, String)>,
    /// What would be done.
    pub outcome: BulkOutcome,
    /// What the rules would lead to for the user then, where it is about rules; none for a deactivated account, and for one that they do not touch.
    pub leads_to: Option<Outcome>,
    /// Whether it would take an admin away.
    pub(super) takes_admin: bool,
}

/// Judges the users of an operation in their order, as if it were carried out.
pub(super) struct Planner<'a> {
    kind: BulkKind,
    judge: Judge<'a>,
    selected: &'a Selected,
    rules: &'a Rules,
    now: Timestamp,
    /// The group that it is about, if there is one.
    group: Option<group::Model>,
    admins: UsableAdmins,
    last: UserId,
}

impl<'a> Planner<'a> {
    /// `taken` are the admins whom it would have taken away before.
    pub(super) async fn new(
        db: &impl Connection,
        meant: Meant<'a>,
        (rules, now): (&'a Rules, Timestamp),
        mails: bool,
        taken: &[UserId],
    ) -> Result<Self> {
        let mut admins = UsableAdmins::load(db).await?;
        for admin in taken {
            admins.take(*admin);
        }
        let group = match meant.act.group() {
            Some(group) => Some(store::group::find(db, group).await?),
            None => None,
        };
        Ok(Self {
            kind: meant.act.kind(),
            judge: Judge::new(meant.act, meant.by, (rules, now), mails),
            selected: meant.selected,
            rules,
            now,
            group,
            admins,
            last: store::bulk::last_user(db).await?,
        })
    }

    /// The numbers of the next users after this one.
    pub(super) async fn ids(
        &self,
        db: &impl Connection,
        after: UserId,
        limit: usize,
    ) -> Result<Vec<UserId>> {
        let at = (self.rules, self.now);
        self.selected.next(db, at, (after, self.last), limit).await
    }

    /// The next users after this one.
    pub(super) async fn next(
        &mut self,
        db: &impl Connection,
        after: UserId,
        limit: usize,
    ) -> Result<Vec<Planned>> {
        let ids = self.ids(db, after, limit).await?;
        let users = store::account::list(db, &ids).await?;
        let users: HashMap<UserId, &user::Model> =
            users.iter().map(|user| (*user.id, user)).collect();
        let facts: UserFacts = self.judge.know(db, &ids).await?;
        let mut judged = HashMap::with_capacity(ids.len());
        for id in &ids {
            if let Some(user) = users.get(id) {
                judged.insert(*id, self.judge.judge(user, &facts, &mut self.admins));
            }
        }
        let leads_to = self.leads_to(db, &judged).await?;
        let planned = ids.into_iter().map(|id| {
            let judged = judged.get(&id);
            let gone = BulkOutcome::Refused(BulkRefusal::Gone);
            let outcome = judged.map_or(gone, |judged| judged.outcome);
            let takes = outcome == BulkOutcome::Done && self.kind == BulkKind::Deactivate;
            Planned {
                user: id,
                named: judged.map(|one| (one.user.name.clone(), one.user.email.clone())),
                outcome,
                leads_to: leads_to.get(&id).copied(),
                takes_admin: takes && judged.is_some_and(|one| *one.user.role == Role::Admin),
            }
        });
        Ok(planned.collect())
    }

    /// What the rules lead to for each of these users once it is done.
    async fn leads_to(
        &self,
        db: &impl Connection,
        judged: &HashMap<UserId, Judged<'_>>,
    ) -> Result<HashMap<UserId, Outcome>> {
        if !self.kind.changes_rules() {
            return Ok(HashMap::new());
        }
        let moved = self.moved(db, judged).await?;
        let again = self.counted_again(db, judged).await?;
        let (rules, now) = (self.rules, self.now);
        let outcomes = judged.iter().filter_map(|(id, one)| {
            let user = one.user;
            if user.disabled_at.is_some() {
                return None;
            }
            let required_now = requirement_of(user, rules, now).required;
            let prospect: Prospect = if let Some(moved) = moved.get(id) {
                prospect(moved, required_now, rules, now)
            } else {
                let (rule, kept) = decided(one);
                let counted = again.get(id).map(|row| Compliance {
                    group: row.group_deadline.map(|at| *at),
                    group_days: row.group_grace_days,
                    ..kept
                });
                let decided = (rule, counted.unwrap_or(kept));
                prospect_with(user, decided, required_now, (rules, now))
            };
            Some((*id, prospect.outcome(now)?))
        });
        Ok(outcomes.collect())
    }

    /// The rows of those who join the group, or leave it, as they would be.
    async fn moved(
        &self,
        db: &impl Connection,
        judged: &HashMap<UserId, Judged<'_>>,
    ) -> Result<HashMap<UserId, user::Model>> {
        let Some(group) = &self.group else {
            return Ok(HashMap::new());
        };
        let done = judged.iter().filter(|(_, one)| is_done(one));
        let users: Vec<UserId> = done.map(|(id, _)| *id).collect();
        let as_if = if self.kind == BulkKind::Join {
            AsIf::Joining(*group.id, users, joined(group, self.now))
        } else {
            AsIf::Leaving(*group.id, users)
        };
        self.rows(db, &as_if).await
    }

    /// The rows of those whose groups give another deadline, as their time would count from another moment.
    async fn counted_again(
        &self,
        db: &impl Connection,
        judged: &HashMap<UserId, Judged<'_>>,
    ) -> Result<HashMap<UserId, user::Model>> {
        let mut from: BTreeMap<Option<Timestamp>, Vec<UserId>> = BTreeMap::new();
        for (id, one) in judged {
            let since = decided(one).1.since;
            if one.user.group_required_since.is_some() && since != compliance_of(one.user).since {
                from.entry(since).or_default().push(*id);
            }
        }
        let mut rows = HashMap::new();
        for (since, users) in from {
            let as_if = AsIf::Users(users, Decided::default().with_since(since));
            rows.extend(self.rows(db, &as_if).await?);
        }
        Ok(rows)
    }

    async fn rows(
        &self,
        db: &impl Connection,
        users: &AsIf,
    ) -> Result<HashMap<UserId, user::Model>> {
        let at = (self.rules, self.now);
        let rows = page(db, users, at, UserId::new(0), AT_ONCE as u64).await?;
        Ok(rows.into_iter().map(|row| (*row.id, row)).collect())
    }
}

fn is_done(one: &Judged<'_>) -> bool {
    one.outcome == BulkOutcome::Done
}

/// The rule on a user, and what is kept for the deadline, once it is done.
fn decided(one: &Judged<'_>) -> (Option<Override>, Compliance) {
    let user = one.user;
    match (&one.change, &one.extension) {
        (Some(change), _) if is_done(one) => (change.made.as_ref().map(rule_in), change.kept),
        (None, Some(extension)) if is_done(one) => {
            let rule = override_of(user).filter(|_| !extension.ends_rule);
            (rule, extension.kept)
        }
        _ => (override_of(user), compliance_of(user)),
    }
}

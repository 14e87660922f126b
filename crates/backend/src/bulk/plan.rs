//! What an operation would do, before it begins. It is looked at in parts, each of which one request can wait for; how far it has come is
//! kept with the operation.

use super::planner::{AT_ONCE, Meant, Planned, Planner};
use super::prepare::terms_of;
use super::{Selected, act_of, prepared_by};
use crate::access::{Principal, Reader};
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::rules::load;
use crate::users::UsableAdmins;
use domain::problem::Problem;
use domain::{
    BulkAct, BulkKind, BulkOutcome, BulkRefusal, OperationId, Outlook, Rules, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use store::Connection;
use store::entity::bulk_operation;

/// Users to whom nothing is done who are named.
pub(super) const NAMED: usize = 100;
/// Users at whom a page looks as it is opened.
const FIRST: usize = 5_000;
/// Users at whom each further request looks.
const FURTHER: usize = 20_000;
/// Seconds after its beginning for which a plan is gone on with.
const LIFETIME: i64 = 3_600;

/// A user to whom nothing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The account.
    pub user: UserId,
    /// Name and address; none where there is no such account any more.
    pub named: Option<(String, String)>,
    /// Why; none for what only a later version of the program knows.
    pub reason: Option<BulkRefusal>,
}

/// What an operation would do to the users who were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Users who were looked at.
    pub looked_at: u64,
    /// To how many of them it would be done.
    pub done: u64,
    /// Of how many of them it is so.
    pub already: u64,
    /// How many of them would be refused.
    pub refused: u64,
    /// The same for each reason.
    pub reasons: Vec<(BulkRefusal, u64)>,
    /// The first of these.
    pub first: Vec<Refused>,
    /// What the rules lead to for all of them then, where it is about rules.
    pub outlook: Option<Outlook>,
    /// How many admins can sign in then, as the lock-out guard counts them, where it is about rules or accounts.
    pub admins: Option<u64>,
    /// The last of them, where there are more after that one.
    pub next: Option<UserId>,
}

/// Up to where the list of a plan has been read.
#[derive(Debug, Clone)]
pub struct PlanPlace {
    /// The moment of which all of it is.
    at: Timestamp,
    /// The terms and the rules under which all of it is.
    under: String,
    after: UserId,
    /// The admins whom it would have taken away so far.
    taken: Vec<UserId>,
}

/// How far a plan has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Looked {
    /// The moment of which all of it is.
    at: Timestamp,
    /// The terms and the rules under which all of it is.
    under: String,
    /// The last user who was looked at.
    place: UserId,
    /// Whether there are users after that one.
    more: bool,
    /// The admins whom it would take away.
    taken: Vec<UserId>,
    /// How many users were looked at.
    users: u64,
    done: u64,
    already: u64,
    refused: BTreeMap<BulkRefusal, u64>,
    /// The first of whom nothing would be done.
    first: Vec<(UserId, BulkRefusal)>,
    outlook: Outlook,
}

impl Looked {
    /// Nobody was looked at yet.
    pub(super) fn beginning(at: Timestamp, under: String) -> Self {
        Self {
            at,
            under,
            place: UserId::new(0),
            more: true,
            taken: Vec::new(),
            users: 0,
            done: 0,
            already: 0,
            refused: BTreeMap::new(),
            first: Vec::new(),
            outlook: Outlook::default(),
        }
    }

    /// As it is kept; none of what another version of the program has kept.
    fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn write(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Error::internal("keeping a plan", e))
    }

    fn add(&mut self, planned: &Planned) {
        self.place = planned.user;
        self.users += 1;
        match planned.outcome {
            BulkOutcome::Done => self.done += 1,
            BulkOutcome::Already => self.already += 1,
            BulkOutcome::Refused(reason) => {
                *self.refused.entry(reason).or_default() += 1;
                if self.first.len() < NAMED {
                    self.first.push((planned.user, reason));
                }
            }
        }
        if planned.takes_admin {
            self.taken.push(planned.user);
        }
        if let Some(outcome) = planned.leads_to {
            self.outlook.add(1, outcome);
        }
    }

    /// The figures.
    async fn told(&self, db: &impl Connection, kind: BulkKind) -> Result<Plan> {
        let mut admins = UsableAdmins::load(db).await?;
        for admin in &self.taken {
            admins.take(*admin);
        }
        let ids: Vec<UserId> = self.first.iter().map(|(user, _)| *user).collect();
        let users = store::account::list(db, &ids).await?.into_iter();
        let mut names: HashMap<UserId, (String, String)> = users
            .map(|user| (*user.id, (user.name, user.email)))
            .collect();
        let first = self.first.iter().map(|(user, reason)| Refused {
            user: *user,
            named: names.remove(user),
            reason: Some(*reason),
        });
        let touches_rules = kind.changes_rules();
        Ok(Plan {
            looked_at: self.users,
            done: self.done,
            already: self.already,
            refused: self.refused.values().sum(),
            reasons: self.refused.iter().map(|(r, users)| (*r, *users)).collect(),
            first: first.collect(),
            outlook: touches_rules.then_some(self.outlook),
            admins: (touches_rules || kind == BulkKind::Deactivate).then(|| admins.count()),
            next: self.more.then_some(self.place),
        })
    }
}

impl Backend {
    /// The plan of an operation that somebody prepares, as far as one request looks: from the beginning, or on from the user with this
    /// number. Where another window has gone on from there, as far as that one has come.
    pub(super) async fn plan_of(
        &self,
        principal: &Principal,
        row: &bulk_operation::Model,
        (act, selected): (&BulkAct, &Selected),
        (rules, under): (&Rules, String),
        from: Option<UserId>,
    ) -> Result<Plan> {
        let (db, now) = (self.db.read(), self.now());
        let kept = row.plan.as_deref().and_then(Looked::read);
        let kept = kept.filter(|kept| kept.under == under && now < kept.at.plus(LIFETIME));
        let (begun, most) = match (from, kept) {
            (Some(from), Some(kept)) if kept.more && kept.place == from => (kept, FURTHER),
            (Some(_), Some(kept)) => return kept.told(db, act.kind()).await,
            _ => (Looked::beginning(now, under), FIRST),
        };
        let goes_on = begun.users > 0;
        let meant = Meant {
            act,
            selected,
            by: (Some(principal.user()), principal.author()),
        };
        let looked = self.look(db, meant, rules, (begun, most)).await?;
        if looked.more || row.plan.is_some() {
            let before = row.plan.as_deref().filter(|_| goes_on);
            let text = looked.write()?;
            store::bulk::keep_plan(self.db.write(), *row.id, before, &text).await?;
        }
        looked.told(db, act.kind()).await
    }

    /// The plan of an operation, for all of its users.
    pub(super) async fn whole_plan(&self, meant: Meant<'_>) -> Result<Plan> {
        let db = self.db.read();
        let rules = load(db).await?;
        let begun = Looked::beginning(self.now(), String::new());
        let looked = self.look(db, meant, &rules, (begun, usize::MAX)).await?;
        looked.told(db, meant.act.kind()).await
    }

    /// Looks at the next users, at most `most` of them.
    async fn look(
        &self,
        db: &impl Connection,
        meant: Meant<'_>,
        rules: &Rules,
        (mut looked, most): (Looked, usize),
    ) -> Result<Looked> {
        let at = (rules, looked.at);
        let mut planner = Planner::new(db, meant, at, self.settings.mails, &looked.taken).await?;
        let mut left = most;
        while left > 0 {
            let part = planner.next(db, looked.place, left.min(AT_ONCE)).await?;
            if part.is_empty() {
                break;
            }
            left = left.saturating_sub(part.len());
            for planned in &part {
                looked.add(planned);
            }
        }
        looked.more = !planner.ids(db, looked.place, 1).await?.is_empty();
        Ok(looked)
    }

    /// Records that the list of a plan is taken as a file; `format` is a word for the entry's detail.
    pub async fn begin_plan_export(
        &self,
        reader: Reader<'_>,
        id: OperationId,
        format: &'static str,
    ) -> Result<()> {
        let row = prepared_by(self.db.read(), reader.principal().user(), id).await?;
        act_of(&row).ok_or(Problem::Unknown)?;
        self.begin_users_export(reader, format).await
    }

    /// The next of the users of an operation that is prepared, in the order of their numbers, with what would come of it for each, and
    /// the place where they end, unless they are the last. All of them are of the moment of the first; refused once the terms or the
    /// rules are others than at that moment.
    pub async fn planned_users(
        &self,
        reader: Reader<'_>,
        id: OperationId,
        after: Option<PlanPlace>,
    ) -> Result<(Vec<Planned>, Option<PlanPlace>)> {
        let (db, principal) = (self.db.read(), reader.principal());
        let row = prepared_by(db, principal.user(), id).await?;
        let act = act_of(&row).ok_or(Problem::Unknown)?;
        let selected = Selected::read(&row.selection)?;
        let rules = load(db).await?;
        let under = terms_of(&row, &rules, &store::group::list(db).await?);
        let mut place = after.unwrap_or_else(|| PlanPlace {
            at: self.now(),
            under: under.clone(),
            after: UserId::new(0),
            taken: Vec::new(),
        });
        if place.under != under {
            return Err(Problem::ChangedMeanwhile.into());
        }
        let meant = Meant {
            act: &act,
            selected: &selected,
            by: (Some(principal.user()), principal.author()),
        };
        let at = (&rules, place.at);
        let mut planner = Planner::new(db, meant, at, self.settings.mails, &place.taken).await?;
        let part = planner.next(db, place.after, AT_ONCE).await?;
        let Some(last) = part.last().filter(|_| part.len() == AT_ONCE) else {
            return Ok((part, None));
        };
        place.after = last.user;
        let taken = part.iter().filter(|planned| planned.takes_admin);
        place.taken.extend(taken.map(|planned| planned.user));
        Ok((part, Some(place)))
    }
}

//! What happens to somebody, day by day, and what is told of the deadline.

use crate::support::{Phone, TestApp};
use backend::access::Principal;
use backend::bulk::{Asked, Selected, Terms};
use backend::groups::GroupRuleChange;
use backend::policy::PolicyChange;
use backend::users::RequirementInput;
use domain::grace::DAY;
use domain::{
    BulkKind, Deadline, DeadlineBy, Grace, GraceInput, GroupId, GroupRule, Policy, ResetFallback,
    Timestamp,
};
use test_support::Person;
use wire::{RequirementFilter, UserQuery};

/// What happens, each at the beginning of a day of December.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// The policy requires 2FA; what was announced is kept.
    ForAll(Time),
    /// The same, announced anew.
    ForAllAnew(Time),
    /// The policy is lifted.
    Optional,
    /// A group, whose rule is made.
    Group(Time),
    Joins,
    Leaves,
    /// Is exempt until the beginning of this day, or for good.
    Exempt(Option<i64>),
    ExemptionEnds,
    /// Need not use 2FA, as the box without an end says.
    NotRequired,
    /// All exemptions end, with the policy made again.
    AllExemptionsEnd(Time),
    /// Is required alone.
    Required(Time),
    SignsIn,
    Activates,
    RemovesFactor,
    IsReset,
    IsDeactivated,
    IsActiveAgain,
    /// Is deactivated together with others, which is taken back at once.
    DeactivationIsUndone,
    /// Has time until the beginning of this day.
    Extended(i64),
}

/// The time that a rule gives.
#[derive(Debug, Clone, Copy)]
pub enum Time {
    No,
    Days(i64),
    /// Until the beginning of this day.
    Before(i64),
}

/// What is told of the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is this day.
    Day(i64),
    /// This many days after the first sign-in.
    AfterFirstSignIn(i64),
    /// Enrolment is forced.
    Over,
    /// Nothing has to be activated.
    Nothing,
}

use Step::{
    Activates, AllExemptionsEnd, DeactivationIsUndone, Exempt, ExemptionEnds, Extended, ForAll,
    ForAllAnew, Group, IsActiveAgain, IsDeactivated, IsReset, Joins, Leaves, NotRequired, Optional,
    RemovesFactor, Required, SignsIn,
};
use Time::{Before, Days, No};
use Told::{AfterFirstSignIn, Day, Nothing, Over};

pub struct Story {
    pub app: TestApp,
    pub admin: Person,
    pub phone: Phone,
    pub person: Person,
    pub group: Option<GroupId>,
    pub own_phone: Option<Phone>,
    pub begin: Timestamp,
}

pub fn text_of(day: Timestamp) -> String {
    day.to_day()
}

impl Story {
    pub async fn begin() -> Self {
        let app = TestApp::new().await;
        let admin = app.add_admin("Léa Bernard").await;
        let phone = app.enrol(&admin).await.phone;
        Self::of(app, admin, phone).await
    }

    /// The next story, in the same installation: nobody and no rule of this one are there any more.
    pub async fn next(self) -> Self {
        for statement in [
            "DELETE FROM users WHERE role = 'user'",
            "DELETE FROM \"groups\"",
            "UPDATE policies SET policy = 'optional', grace_days = NULL, grace_until = NULL, announced_at = 0, lifted_at = 0, \
             made_at = 0, exemptions_ended_at = 0",
        ] {
            self.app.sql(statement).await;
        }
        Self::of(self.app, self.admin, self.phone).await
    }

    async fn of(app: TestApp, admin: Person, phone: Phone) -> Self {
        let person = app.user("Ann Martin").await;
        // The first day begins at midnight.
        let begin = app.now().unix().div_euclid(DAY) * DAY + DAY;
        app.advance(begin - app.now().unix());
        Self {
            admin,
            phone,
            person,
            group: None,
            own_phone: None,
            begin: Timestamp::from_unix(begin),
            app,
        }
    }

    pub fn day(&self, number: i64) -> Timestamp {
        self.begin.plus((number - 1) * DAY)
    }

    pub fn until(&self, day: i64) {
        let left = self.day(day).since(self.app.now());
        assert!(left >= 0, "time goes on");
        self.app.advance(left);
    }

    pub async fn right(&self) -> Principal {
        self.app.open_with(&self.admin, &self.phone).await
    }

    pub fn input(&self, time: Time, last: &mut String) -> (&'static str, String) {
        match time {
            No => ("none", String::new()),
            Days(days) => ("days", days.to_string()),
            Before(day) => {
                *last = text_of(self.day(day - 1));
                ("date", String::new())
            }
        }
    }

    pub fn grace(&self, time: Time) -> Grace {
        match time {
            No => Grace::None,
            Days(days) => Grace::Days(days),
            Before(day) => Grace::Until(self.day(day)),
        }
    }

    pub async fn for_all(&self, policy: Policy, time: Time, keep_announced: bool) {
        let admin = self.right().await;
        let right = admin.fresh_admin().unwrap();
        let shown = self.app.backend.policy(admin.admin().unwrap()).await;
        if policy == Policy::Required && shown.unwrap() == policy {
            let changed = self.app.backend.change_policy_time(right, self.grace(time));
            assert!(changed.await.unwrap());
            return;
        }
        let change = PolicyChange {
            grace: self.grace(time),
            keep_announced,
            ..PolicyChange::to(policy)
        };
        assert!(self.app.backend.change_policy(right, change).await.unwrap());
    }

    pub async fn group(&mut self, time: Time) {
        let manager = TestApp::operator();
        let id = if let Some(id) = self.group {
            id
        } else {
            let made = self.app.backend.create_group(&manager, "Ventes").await;
            made.unwrap()
        };
        self.group = Some(id);
        let change = GroupRuleChange {
            rule: GroupRule::Required,
            end_sessions: false,
            grace: self.grace(time),
        };
        let made = self.app.backend.set_group_rule(&manager, id, change).await;
        assert!(made.unwrap().is_some());
    }

    pub async fn save(&self, input: RequirementInput<'_>) {
        let admin = self.right().await;
        let right = admin.fresh_admin().unwrap();
        let saved = self
            .app
            .backend
            .save_requirement(right, self.person.id, input);
        assert!(saved.await.unwrap().changed);
    }

    pub async fn happen(&mut self, step: Step) {
        let (app, id) = (&self.app, self.person.id);
        let manager = TestApp::operator();
        match step {
            ForAll(time) => self.for_all(Policy::Required, time, true).await,
            ForAllAnew(time) => self.for_all(Policy::Required, time, false).await,
            Optional => self.for_all(Policy::Optional, No, false).await,
            AllExemptionsEnd(time) => {
                let admin = self.right().await;
                let change = PolicyChange {
                    grace: self.grace(time),
                    keep_announced: true,
                    end_exemptions: true,
                    ..PolicyChange::to(Policy::Required)
                };
                let right = admin.fresh_admin().unwrap();
                assert!(app.backend.change_policy(right, change).await.unwrap());
            }
            Group(time) => self.group(time).await,
            Joins => {
                let group = self.group.unwrap();
                let members = [id.to_string()];
                let added = app.backend.add_members(&manager, group, &members);
                assert_eq!(added.await.unwrap().added, 1);
            }
            Leaves => {
                let left = app.backend.remove_member(&manager, self.group.unwrap(), id);
                assert!(left.await.unwrap());
            }
            Exempt(end) => {
                let last = end.map(|day| text_of(self.day(day - 1)));
                let last = last.unwrap_or_default();
                self.save(RequirementInput::from_form(
                    false, "congé", &last, "UTC", None,
                ))
                .await;
            }
            NotRequired => {
                let input = RequirementInput::from_form(false, "", "", "UTC", None);
                self.save(input).await;
            }
            ExemptionEnds => {
                let admin = self.right().await;
                let right = admin.fresh_admin().unwrap();
                let ended = app
                    .backend
                    .end_rule(right, id, domain::OverrideRule::Exempt);
                assert!(ended.await.unwrap().is_some());
            }
            Required(time) => {
                let mut last = String::new();
                let (kind, days) = self.input(time, &mut last);
                let time = GraceInput {
                    kind,
                    days: &days,
                    last_day: &last,
                };
                let input = RequirementInput::from_form(true, "", "", "UTC", None);
                self.save(input.with_time(time)).await;
            }
            SignsIn => {
                app.password(&self.person).await;
            }
            Activates => {
                let enrolled = app.enrol(&self.person).await;
                self.own_phone = Some(enrolled.phone);
            }
            RemovesFactor => {
                let phone = self.own_phone.take().unwrap();
                let own = app.open_with(&self.person, &phone).await;
                app.advance(60);
                let code = phone.at(app.now());
                let member = own.member().unwrap();
                app.backend
                    .deactivate_two_factor(member, &code)
                    .await
                    .unwrap();
            }
            IsReset => {
                let admin = self.right().await;
                let right = admin.fresh_admin().unwrap();
                let reset = app
                    .backend
                    .reset_two_factor(right, id, "perdu", ResetFallback::Code);
                reset.await.unwrap();
            }
            IsDeactivated | IsActiveAgain => {
                let admin = self.right().await;
                let right = admin.fresh_admin().unwrap();
                let off = matches!(step, IsDeactivated);
                app.backend.set_disabled(right, id, off).await.unwrap();
            }
            DeactivationIsUndone => {
                let asked = Asked {
                    kind: BulkKind::Deactivate,
                    terms: Terms::default(),
                    selected: &Selected::Listed(vec![id]),
                };
                let backend = &app.backend;
                let (kept, _) = backend
                    .run_operation(&manager, asked, |_, _| {})
                    .await
                    .unwrap();
                assert_eq!(kept.done, 1);
                let admin = self.right().await;
                let right = admin.fresh_admin().unwrap();
                backend.undo_operation(right, kept.id).await.unwrap();
                backend.carry_out_operations().await.unwrap();
            }
            Extended(day) => {
                let admin = self.right().await;
                let right = admin.fresh_admin().unwrap();
                let last = text_of(self.day(day - 1));
                let to = app.backend.extend_deadline(right, id, &last, "UTC").await;
                assert_eq!(to.unwrap(), self.day(day));
            }
        }
    }

    /// What the user's row says, and whether the table agrees.
    pub async fn told(&self) -> (Told, Option<DeadlineBy>) {
        let admin = self.right().await;
        let row = self.app.row(&admin, self.person.id).await;
        let now = self.app.now();
        let told = match row.deadline {
            None => (Nothing, None),
            Some(deadline) if deadline.is_over(now) => (Over, None),
            Some(Deadline::At(at, by)) => {
                let days = at.since(self.begin).div_euclid(DAY) + 1;
                // A minute or so may have passed on the day from which days count.
                assert!(at.since(self.day(days)) < 3_600, "{at:?}");
                (Day(days), Some(by))
            }
            Some(Deadline::AfterFirstSignIn(days, by)) => (AfterFirstSignIn(days), Some(by)),
        };
        let listed = [
            (RequirementFilter::Overdue, told.0 == Over),
            (RequirementFilter::InTime, !matches!(told.0, Over | Nothing)),
        ];
        for (filter, expected) in listed {
            assert_eq!(self.is_listed(&admin, filter).await, expected, "{filter}");
        }
        told
    }

    pub async fn is_listed(&self, admin: &Principal, filter: RequirementFilter) -> bool {
        let query = UserQuery {
            requirement: Some(filter),
            ..UserQuery::default()
        };
        let right = admin.admin().unwrap();
        let list = self.app.backend.list_users(right, &query).await.unwrap();
        list.rows.iter().any(|row| row.id == self.person.id)
    }
}

//! What is done to many at random: as the plan foretells it, and as it comes out.

use super::changes::{Stored, day};
use super::{GROUPS, Organisation, organisation, prospect, read, write};
use crate::support::TestApp;
use backend::access::Principal;
use backend::bulk::{Planned, Reported, ReportedOutcome, Selected, Start, Terms};
use domain::{
    BulkKind, BulkOutcome, BulkRefusal, BulkState, GraceInput, OperationId, Outcome, Outlook,
    UserId,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use wire::UserQuery;

/// What comes of it for a user: what is done, and what the rules lead to then.
type Fate = (BulkOutcome, Option<Outcome>);

/// What is done, and to whom: users by their places, or everybody.
#[derive(Debug, Clone)]
struct Many {
    kind: BulkKind,
    places: Option<Vec<usize>>,
    group: usize,
    until: String,
    time: &'static str,
    days: i64,
    last_day: String,
}

fn many() -> impl Strategy<Value = Many> {
    let kinds = BulkKind::ALL.iter().copied();
    let kinds: Vec<BulkKind> = kinds
        .filter(|kind| kind.changes_rules() || *kind == BulkKind::Deactivate)
        .collect();
    let until = prop_oneof![1 => Just(String::new()), 2 => day()];
    let time = (select(&["", "days", "date"]), 0..4_i64, day());
    let places = proptest::option::of(vec(0..40_usize, 1..30));
    (select(kinds), places, 0..GROUPS, until, time).prop_map(
        |(kind, places, group, until, (time, days, last_day))| Many {
            kind,
            places,
            group,
            until,
            time,
            days,
            last_day,
        },
    )
}

impl Many {
    fn selected(&self, stored: &Stored) -> Selected {
        match &self.places {
            Some(places) => Selected::Listed(stored.some(places)),
            None => Selected::Matching(UserQuery::default()),
        }
    }
}

async fn planned(app: &TestApp, admin: &Principal, id: OperationId) -> Vec<Planned> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let part = app
            .backend
            .planned_users(admin.reader().unwrap(), id, after);
        let (users, next) = part.await.unwrap();
        all.extend(users);
        match next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

async fn reported(app: &TestApp, admin: &Principal, id: OperationId) -> Vec<Reported> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let reader = admin.reader().unwrap();
        let part = app.backend.operation_report(reader, id, after).await;
        let (users, next) = part.unwrap();
        all.extend(users);
        match next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

fn outcome(reported: &ReportedOutcome) -> BulkOutcome {
    match reported {
        ReportedOutcome::Done => BulkOutcome::Done,
        ReportedOutcome::Already => BulkOutcome::Already,
        ReportedOutcome::Refused(reason) => {
            BulkOutcome::Refused(BulkRefusal::parse(reason).unwrap())
        }
    }
}

async fn check(
    app: &TestApp,
    admin: &Principal,
    (made, many): (Organisation, Many),
) -> Result<(), TestCaseError> {
    let (groups, users) = write(app, &made).await;
    let stored = Stored { groups, users };
    let selected = many.selected(&stored);
    if matches!(&selected, Selected::Listed(users) if users.is_empty()) {
        return Ok(());
    }
    let (right, now) = (admin.admin().unwrap(), app.now());
    let id = app.prepared(admin, many.kind, &selected).await;
    let days = many.days.to_string();
    let terms = Terms {
        group: Some(stored.groups[many.group]),
        exempt: None,
        reason: "Congé",
        last_day: &many.until,
        time: GraceInput {
            kind: many.time,
            days: &days,
            last_day: &many.last_day,
        },
        zone: "",
    };
    if app.backend.choose_terms(right, id, terms).await.is_err() {
        return Ok(());
    }
    let (rules, before) = read(app).await;
    let required_now: BTreeMap<UserId, bool> = before
        .iter()
        .map(|user| {
            let required = prospect(user, false, &rules, now).requirement.required;
            (*user.id, required)
        })
        .collect();
    let shown = app.backend.operation(right, id).await.unwrap();
    let plan = shown.plan.unwrap();
    prop_assert_eq!(plan.next, None);
    let foretold = planned(app, admin, id).await.into_iter();
    let foretold: BTreeMap<UserId, Fate> = foretold
        .map(|one| (one.user, (one.outcome, one.leads_to)))
        .collect();
    let fresh = admin.fresh_admin().unwrap();
    let begun = app.backend.start_operation(fresh, id, &shown.seen).await;
    prop_assert_eq!(begun.unwrap(), Start::Begun);
    app.backend.carry_out_operations().await.unwrap();
    let kept = app.stands(admin, id).await;
    prop_assert_eq!(kept.state, BulkState::Done);
    let (rules, after) = read(app).await;
    let leads_to = |id: UserId| {
        let user = after.iter().find(|user| *user.id == id)?;
        let is_told = many.kind.changes_rules() && user.disabled_at.is_none();
        let outcome = prospect(user, required_now[&id], &rules, now).outcome(now);
        outcome.filter(|_| is_told)
    };
    let came = reported(app, admin, id).await.into_iter();
    let came: BTreeMap<UserId, Fate> = came
        .map(|one| (one.user, (outcome(&one.outcome), leads_to(one.user))))
        .collect();
    prop_assert_eq!(&foretold, &came);
    prop_assert_eq!(
        (plan.looked_at, plan.done, plan.already, plan.refused),
        (kept.total, kept.done, kept.already, kept.refused)
    );
    let (mut outlook, mut reasons) = (Outlook::default(), BTreeMap::new());
    for (done, leads_to) in came.into_values() {
        if let BulkOutcome::Refused(reason) = done {
            *reasons.entry(reason).or_insert(0_u64) += 1;
        }
        if let Some(leads_to) = leads_to {
            outlook.add(1, leads_to);
        }
    }
    let told = many.kind.changes_rules().then_some(outlook);
    prop_assert_eq!(plan.outlook, told);
    prop_assert_eq!(plan.reasons, reasons.into_iter().collect::<Vec<_>>());
    Ok(())
}

#[test]
fn what_the_plan_foretells_of_many_for_each_and_in_figures_is_what_the_operation_does() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::new());
    let admin = runtime.block_on(app.admin_with_factor());
    let config = ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let agrees = |made| runtime.block_on(check(&app, &admin, made));
    TestRunner::new(config)
        .run(&(organisation(), many()), agrees)
        .unwrap();
}

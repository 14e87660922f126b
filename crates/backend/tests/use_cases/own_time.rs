//! No admin gives their own account time that others may not have one day (attack 25).

use crate::admins::colleague;
use crate::support::{TestApp, problem};
use backend::bulk::{Selected, Terms};
use backend::users::RequirementInput;
use domain::problem::Problem;
use domain::{BulkKind, BulkRefusal, GraceInput, Policy};

const YEAR: GraceInput<'static> = GraceInput {
    kind: "date",
    days: "",
    last_day: "2027-06-30",
};
const AT_ONCE: GraceInput<'static> = GraceInput {
    kind: "days",
    days: "0",
    last_day: "",
};

fn with(time: GraceInput<'static>) -> Terms<'static> {
    Terms {
        time,
        ..Terms::default()
    }
}

#[tokio::test]
async fn attack_25_no_admin_requires_2fa_of_the_own_account_with_time_and_each_may_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    let save = async |user, time| {
        let asked = RequirementInput::from_form(true, "", "", "", None).with_time(time);
        app.backend.save_requirement(right, user, asked).await
    };
    let refused = save(admin.user(), YEAR).await.map(drop);
    assert_eq!(problem(refused), Problem::OwnExemption);
    let max = app.add_admin("Max Durand").await;
    assert!(save(max.id, YEAR).await.unwrap().changed);
    assert!(save(admin.user(), AT_ONCE).await.unwrap().changed);
}

#[tokio::test]
async fn attack_25_an_act_on_many_that_gives_time_spares_the_own_account() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let max = app.add_admin("Max Durand").await;
    let both = Selected::Listed(vec![admin.user(), max.id]);
    let by = admin.fresh_admin().unwrap().into();
    let (plan, kept, refused) = app.ran(&by, BulkKind::Require, with(YEAR), &both).await;
    assert_eq!((plan.done, plan.refused), (1, 1));
    assert_eq!((kept.done, kept.refused), (1, 1));
    let refused: Vec<_> = refused.iter().map(|one| (one.user, one.reason)).collect();
    assert_eq!(refused, [(admin.user(), Some(BulkRefusal::OwnAccount))]);
    let (_, kept, _) = app.ran(&by, BulkKind::Require, with(AT_ONCE), &both).await;
    assert_eq!((kept.done, kept.refused), (1, 0), "at once");
}

#[tokio::test]
async fn attack_25_taking_back_a_requirement_gives_the_own_account_no_more_time() {
    let app = TestApp::new().await;
    app.admin_with_factor().await;
    let (max, zoe) = (
        app.add_admin("Max Durand").await,
        app.add_admin("Zoé Roy").await,
    );
    let (_, colleague) = colleague(&app, "Eve Petit").await;
    let both = Selected::Listed(vec![max.id, zoe.id]);
    let by = colleague.fresh_admin().unwrap().into();
    let (_, done, _) = app.ran(&by, BulkKind::Require, with(AT_ONCE), &both).await;
    assert_eq!(done.done, 2);
    app.set_policy(&colleague, Policy::Required).await;
    app.sql("UPDATE policies SET grace_days = 90").await;
    let own = app.proven(max.id).await;
    let undone = app.undone(&own, done.id).await;
    assert_eq!((undone.done, undone.refused), (1, 1));
    let refused = app.refused_of(&own, undone.id).await;
    let refused: Vec<_> = refused.iter().map(|one| (one.user, one.reason)).collect();
    assert_eq!(refused, [(max.id, Some(BulkRefusal::OwnAccount))]);
}

//! Time to comply for many users of whom 2FA is required: what one would get.

use crate::support::{TestApp, problem};
use backend::bulk::{Asked, Selected, Start, Terms};
use backend::users::RequirementInput;
use domain::problem::Problem;
use domain::{AuditAction, BulkKind, BulkState, GraceInput};

/// All that a requirement with time writes on a user, but for the number.
const WRITTEN: &str = "SELECT count(DISTINCT coalesce(override_rule, '') || '.' || override_generation || '.' || override_at || '.' \
    || coalesce(own_deadline, 0) || '.' || coalesce(own_grace_days, 0)) FROM users WHERE override_rule IS NOT NULL";

fn with(kind: &'static str, days: &'static str, last_day: &'static str) -> Terms<'static> {
    Terms {
        time: GraceInput {
            kind,
            days,
            last_day,
        },
        zone: "UTC",
        ..Terms::default()
    }
}

#[tokio::test]
async fn many_get_the_time_that_one_would_get_and_the_preview_says_the_same() {
    for terms in [
        with("", "", ""),
        with("days", "14", ""),
        with("days", "0", ""),
        with("date", "", "2027-06-30"),
    ] {
        let app = TestApp::new().await;
        let admin = app.admin_with_factor().await;
        let lea = app.user("Léa Lefèvre").await;
        let max = app.user("Max Martin").await;
        let zoe = app.user("Zoé Petit").await;
        // Days count from the first sign-in.
        app.begin(&lea).await;
        app.begin(&zoe).await;
        let right = admin.fresh_admin().unwrap();
        let alone = RequirementInput::from_form(true, "", "", "UTC", None).with_time(terms.time);
        let saved = app.backend.save_requirement(right, lea.id, alone).await;
        assert!(saved.unwrap().changed);
        let listed = Selected::Listed(vec![lea.id, max.id, zoe.id]);
        let by = right.into();
        let (plan, kept, _) = app.ran(&by, BulkKind::Require, terms, &listed).await;
        assert_eq!((plan.done, plan.already, plan.refused), (2, 1, 0));
        assert_eq!((kept.done, kept.already, kept.refused), (2, 1, 0));
        let deadline = async |person| app.row(&admin, person).await.deadline;
        assert_eq!(deadline(zoe.id).await, deadline(lea.id).await);
        let of = |id| format!("{WRITTEN} AND id IN ({}, {id})", lea.id);
        assert_eq!(app.number(&of(zoe.id)).await, 1, "{terms:?}");
        let details =
            "SELECT count(DISTINCT detail) FROM audit_entries WHERE action = 'user-required'";
        assert_eq!(app.number(details).await, 1);
        assert_eq!(app.entries_of(AuditAction::UserRequired).await, 3);
        let begun = "SELECT count(*) FROM audit_entries WHERE action = 'bulk-begun' \
            AND detail LIKE '%\"grace\"%'";
        let gives = i64::from(terms.time.days == "14" || terms.time.kind == "date");
        assert_eq!(app.number(begun).await, gives, "{terms:?}");
    }
}

#[tokio::test]
async fn what_begins_gives_the_time_that_was_seen_and_none_that_is_over() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    let listed = Selected::Listed(vec![lea.id]);
    let right = || admin.admin().unwrap();
    let id = app.prepared(&admin, BulkKind::Require, &listed).await;
    let seen = async || app.backend.operation(right(), id).await.unwrap().seen;
    let start = async |seen: &str| {
        let right = admin.fresh_admin().unwrap();
        app.backend.start_operation(right, id, seen).await
    };
    let without = seen().await;
    let tomorrow = app.now().plus(86_400).to_day();
    let date = Terms {
        time: GraceInput {
            kind: "date",
            days: "",
            last_day: &tomorrow,
        },
        zone: "UTC",
        ..Terms::default()
    };
    for terms in [with("days", "14", ""), date] {
        let before = seen().await;
        let chosen = app.backend.choose_terms(right(), id, terms).await;
        chosen.unwrap();
        assert_eq!(start(&before).await.unwrap(), Start::Changed);
    }
    assert_eq!(start(&without).await.unwrap(), Start::Changed);
    app.advance(2 * 86_400);
    let seen = seen().await;
    assert_eq!(problem(start(&seen).await), Problem::DeadlinePast);
    for (wrong, expected) in [
        (with("days", "181", ""), Problem::GraceDays),
        (with("date", "", "2001-01-01"), Problem::DeadlinePast),
        (with("date", "", "2099-01-01"), Problem::DeadlineFar),
    ] {
        let asked = Asked {
            kind: BulkKind::Require,
            terms: wrong,
            selected: &listed,
        };
        let operator = TestApp::operator();
        let refused = app.backend.plan_operation(&operator, asked);
        assert_eq!(problem(refused.await), expected);
    }
}

#[tokio::test]
async fn one_whose_day_is_over_before_its_last_user_stops() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.users_of_file(600).await;
    let id = app
        .prepared(&admin, BulkKind::Require, &crate::bulk::everybody())
        .await;
    let tomorrow = app.now().plus(86_400).to_day();
    let terms = Terms {
        time: GraceInput {
            kind: "date",
            days: "",
            last_day: &tomorrow,
        },
        zone: "UTC",
        ..Terms::default()
    };
    let right = || admin.admin().unwrap();
    app.backend.choose_terms(right(), id, terms).await.unwrap();
    let seen = app.backend.operation(right(), id).await.unwrap().seen;
    let fresh = admin.fresh_admin().unwrap();
    let begun = app.backend.start_operation(fresh, id, &seen).await;
    assert_eq!(begun.unwrap(), Start::Begun);
    assert!(app.backend.carry_out_users(id).await.unwrap());
    app.advance(2 * 86_400);
    assert!(!app.backend.carry_out_users(id).await.unwrap());
    let kept = app.stands(&admin, id).await;
    // Who began it is spared.
    let of_the_first_step = (kept.done, kept.refused);
    assert_eq!(
        (kept.state, of_the_first_step),
        (BulkState::Stopped, (249, 1))
    );
}

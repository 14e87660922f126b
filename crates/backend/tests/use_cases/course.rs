//! The figures of each day.

use crate::support::TestApp;
use backend::users::RequirementInput;
use domain::course::Forecast;
use domain::{ExemptionKind, OverrideRule, Policy, Timestamp};

const DAY: i64 = 86_400;

#[tokio::test]
async fn each_day_keeps_the_figures_that_it_ended_with_where_the_organisation_is() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    app.sql("UPDATE organisations SET time_zone = 'Pacific/Auckland'")
        .await;
    // 08:00 in UTC is evening there, so four hours later it is another day.
    app.backend.keep_daily_figures().await.unwrap();
    app.user_with("Léa Lefèvre", OverrideRule::Required).await;
    app.backend.keep_daily_figures().await.unwrap();
    app.advance(4 * 3_600);
    app.user("Max Martin").await;
    let robot = app.user("Sauvegarde").await;
    let kind = Some(ExemptionKind::ServiceAccount);
    let asked = RequirementInput::from_form(false, "robot", "", "", kind);
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, robot.id, asked).await;
    assert!(saved.unwrap().changed);
    app.backend.keep_daily_figures().await.unwrap();
    let days = app
        .backend
        .course(admin.admin().unwrap())
        .await
        .unwrap()
        .days;
    let figures: Vec<(u64, u64, u64)> = days
        .iter()
        .map(|day| day.distribution)
        .map(|all| (all.voluntary, all.pending, all.inactive))
        .collect();
    assert_eq!(figures, [(1, 1, 0), (1, 1, 1)]);
    let apart = days.iter().map(|day| day.service_accounts);
    assert_eq!(apart.collect::<Vec<_>>(), [Some(0), Some(1)]);
    assert_eq!(days[1].day.since(days[0].day), DAY);
    let begin: Vec<i64> = days.iter().map(|day| day.day.unix() % DAY).collect();
    assert_eq!(begin, [0, 0]);
}

#[tokio::test]
async fn the_forecast_goes_by_the_rule_in_force() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    for name in ["Léa Lefèvre", "Max Martin", "Zoé Petit"] {
        app.user(name).await;
    }
    let forecast = async || {
        let course = app.backend.course(admin.admin().unwrap()).await.unwrap();
        course.forecast
    };
    assert_eq!(forecast().await, Forecast::Unknown);
    let row = "INSERT INTO daily_figures (day, protected, voluntary, pending, inactive)";
    let today = app.now().unix() / DAY * DAY;
    app.sql(&format!("{row} VALUES ({}, 0, 1, 0, 4)", today - 10 * DAY))
        .await;
    app.sql(&format!("{row} VALUES ({today}, 0, 2, 0, 3)"))
        .await;
    let on = |days: i64| Forecast::On(Timestamp::from_unix(today + days * DAY));
    assert_eq!(forecast().await, on(30));
    app.set_policy(&admin, Policy::Required).await;
    assert_eq!(forecast().await, Forecast::Reached, "the others are exempt");
}

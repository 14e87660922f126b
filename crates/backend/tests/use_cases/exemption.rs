//! Reason and end of an exemption.

use crate::support::{Person, TestApp, problem};
use backend::Result;
use backend::access::Principal;
use backend::organisation::OrganisationInput;
use backend::users::{RequirementInput, RequirementSaved};
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, ExemptionKind, Gate, OverrideRule, Policy, Timestamp, TwoFactorStatus,
};
use wire::exemption_query::ExemptionQuery;

/// The last day of the tests' exemption, the day after they begin, and its end.
const LAST_DAY: &str = "2027-01-16";
const END: Timestamp = Timestamp::from_unix(1_800_144_000);

/// An admin with a session that stays open, and a user, while 2FA is required for all.
async fn required() -> (TestApp, Principal, Person) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    app.set_policy(&admin, Policy::Required).await;
    (app, admin, lea)
}

async fn exempt(
    app: &TestApp,
    admin: &Principal,
    lea: &Person,
    reason: &str,
    last_day: &str,
) -> Result<RequirementSaved> {
    exempt_in(app, admin, lea, [reason, last_day, ""]).await
}

/// Reason, last day and its time zone.
async fn exempt_in(
    app: &TestApp,
    admin: &Principal,
    lea: &Person,
    [reason, last_day, zone]: [&str; 3],
) -> Result<RequirementSaved> {
    let right = admin.fresh_admin().unwrap();
    let asked = RequirementInput::NotRequired {
        reason,
        last_day,
        zone,
        kind: None,
    };
    app.backend.save_requirement(right, lea.id, asked).await
}

#[tokio::test]
async fn reason_and_end_are_kept_shown_and_written_to_the_log() {
    let (app, admin, lea) = required().await;
    let saved = exempt(&app, &admin, &lea, " congé parental ", LAST_DAY).await;
    assert!(saved.unwrap().changed);
    let row = app.row(&admin, lea.id).await;
    assert_eq!(row.status, TwoFactorStatus::Inactive);
    assert_eq!(row.rule_reason.as_deref(), Some("congé parental"));
    assert_eq!(row.rule_until, Some(END));
    let entry = app.entries(&admin, lea.id).await.remove(0);
    assert_eq!(entry.action, AuditAction::UserExempted);
    assert_eq!(entry.detail.to_string(), "2027-01-16 · congé parental");
}

#[tokio::test]
async fn when_the_last_day_is_over_2fa_is_required_again_and_forced_a_day_later() {
    let (app, admin, lea) = required().await;
    exempt(&app, &admin, &lea, "congé", LAST_DAY).await.unwrap();
    app.advance(END.since(app.now()) - 1);
    assert_eq!(app.password(&lea).await.gate, Gate::Open);
    app.advance(1);
    assert_eq!(
        app.row(&admin, lea.id).await.status,
        TwoFactorStatus::Pending
    );
    app.advance(86_400 - 1);
    assert_eq!(app.password(&lea).await.gate, Gate::Open);
    app.advance(1);
    assert_eq!(app.password(&lea).await.gate, Gate::Enrolment);
    let row = app.row(&admin, lea.id).await;
    assert_eq!(row.status, TwoFactorStatus::Pending);
    assert_eq!((row.rule_reason, row.rule_until), (None, None));
}

#[tokio::test]
async fn a_change_of_reason_or_end_alone_is_a_change() {
    let (app, admin, lea) = required().await;
    let before = app.entry_count().await;
    for (reason, last_day, changed) in [
        ("congé", "", true),
        ("congé", "", false),
        (" congé ", "", false),
        ("congé parental", "", true),
        ("congé parental", LAST_DAY, true),
        ("congé parental", LAST_DAY, false),
        ("congé parental", "2027-01-17", true),
        ("congé", "", true),
        ("congé", "", false),
    ] {
        let saved = exempt(&app, &admin, &lea, reason, last_day).await.unwrap();
        assert_eq!(saved.changed, changed, "{reason} {last_day}");
        assert_eq!(saved.status, TwoFactorStatus::Inactive);
    }
    assert_eq!(app.entry_count().await, before + 5);
    let row = app.row(&admin, lea.id).await;
    assert_eq!(
        (row.rule_reason.as_deref(), row.rule_until),
        (Some("congé"), None)
    );
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_says_why() {
    let (app, admin, lea) = required().await;
    let before = app.entry_count().await;
    let long = "é".repeat(301);
    for (reason, last_day, expected) in [
        (long.as_str(), "", Problem::ReasonTooLong),
        ("a\nb", "", Problem::Unknown),
        ("congé", "2027-01-14", Problem::DatePast),
        ("congé", "2027-02-30", Problem::DateForm),
        (" ", "", Problem::ReasonMissing),
        ("", LAST_DAY, Problem::ReasonMissing),
    ] {
        let refused = exempt(&app, &admin, &lea, reason, last_day).await;
        assert_eq!(problem(refused), expected, "{last_day}");
    }
    assert_eq!(app.entry_count().await, before);
    let row = app.row(&admin, lea.id).await;
    assert_eq!(row.status, TwoFactorStatus::Pending);
}

/// Sets the organisation's time zone.
async fn settle(app: &TestApp, admin: &Principal, time_zone: &str) {
    let input = OrganisationInput {
        name: "",
        contact: "",
        sentence: "",
        time_zone,
    };
    let right = admin.fresh_admin().unwrap();
    let changed = app.backend.change_organisation(right, input).await;
    assert!(changed.unwrap());
}

#[tokio::test]
async fn today_lasts_to_its_end_where_the_admin_is() {
    // The tests begin at 08:00 UTC on 15 January.
    for (zone, later, today, end) in [
        ("America/New_York", 20 * 3_600, "2027-01-15", 1_800_075_600),
        ("Asia/Tokyo", 20 * 3_600, "2027-01-16", 1_800_111_600),
        ("UTC", 0, "2027-01-15", 1_800_057_600),
    ] {
        let app = TestApp::new().await;
        app.advance(later);
        let admin = app.admin().await;
        let lea = app.user("Léa Lefèvre").await;
        app.set_policy(&admin, Policy::Required).await;
        let over = Timestamp::parse_day(today).unwrap().plus(-1).to_day();
        let refused = exempt_in(&app, &admin, &lea, ["congé", &over, zone]).await;
        assert_eq!(problem(refused), Problem::DatePast, "{zone}");
        let saved = exempt_in(&app, &admin, &lea, ["congé", today, zone]).await;
        assert!(saved.unwrap().changed, "{zone}");
        let until = app.row(&admin, lea.id).await.rule_until;
        assert_eq!(until, Some(Timestamp::from_unix(end)), "{zone}");
    }
}

#[tokio::test]
async fn without_a_zone_that_is_known_the_day_is_the_organisations() {
    let (app, admin, lea) = required().await;
    settle(&app, &admin, "Europe/Paris").await;
    for (reason, zone) in [("congé", ""), ("chantier", "Europe/Nowhere")] {
        exempt_in(&app, &admin, &lea, [reason, LAST_DAY, zone])
            .await
            .unwrap();
        let until = app.row(&admin, lea.id).await.rule_until;
        assert_eq!(until, Some(END.plus(-3_600)), "{zone}");
    }
    let entry = app.entries(&admin, lea.id).await.remove(0);
    assert_eq!(entry.detail.to_string(), "2027-01-16T23:00:00Z · chantier");
}

#[tokio::test]
async fn the_day_that_another_admin_sees_elsewhere_is_no_change() {
    let (app, admin, lea) = required().await;
    let paris = ["congé", LAST_DAY, "Europe/Paris"];
    let saved = exempt_in(&app, &admin, &lea, paris).await.unwrap();
    assert!(saved.changed);
    for (day, zone, changed) in [
        (LAST_DAY, "America/New_York", false),
        ("2027-01-17", "Asia/Tokyo", false),
        ("2027-01-18", "Asia/Tokyo", true),
        ("", "Asia/Tokyo", true),
    ] {
        let saved = exempt_in(&app, &admin, &lea, ["congé", day, zone]).await;
        assert_eq!(saved.unwrap().changed, changed, "{day} {zone}");
    }
}

#[tokio::test]
async fn requiring_2fa_again_takes_reason_and_end_away() {
    let (app, admin, lea) = required().await;
    exempt(&app, &admin, &lea, "congé", LAST_DAY).await.unwrap();
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, lea.id, true).await;
    assert!(saved.unwrap().changed);
    let kept = "SELECT count(*) FROM users WHERE override_reason IS NOT NULL OR override_until > 0";
    assert_eq!(app.number(kept).await, 0);
    assert_eq!(
        app.entries(&admin, lea.id).await[0].detail,
        AuditDetail::Nothing
    );
}

#[tokio::test]
async fn ahead_of_a_requirement_a_described_exemption_is_stored_and_the_box_alone_changes_nothing()
{
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, lea.id, false).await;
    assert!(!saved.unwrap().changed);
    for (reason, last_day, expected) in [
        ("", LAST_DAY, Problem::ReasonMissing),
        ("a\nb", "", Problem::Unknown),
        ("imprimante", "yesterday", Problem::DateForm),
    ] {
        let refused = exempt(&app, &admin, &lea, reason, last_day).await;
        assert_eq!(problem(refused), expected, "{last_day}");
    }
    let kind = Some(ExemptionKind::ServiceAccount);
    let asked = RequirementInput::from_form(false, "imprimante", "", "", kind);
    for changed in [true, false] {
        let saved = app.backend.save_requirement(right, lea.id, asked).await;
        let saved = saved.unwrap();
        assert_eq!(
            (saved.changed, saved.status),
            (changed, TwoFactorStatus::Inactive)
        );
    }
    let saved = app.backend.save_requirement(right, lea.id, false).await;
    assert!(!saved.unwrap().changed);
    let reader = admin.reader().unwrap();
    let listed = app.backend.exemptions(reader, ExemptionQuery::default());
    let listed = listed.await.unwrap().rows;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].reason.as_deref(), Some("imprimante"));
    let entry = app.entries(&admin, lea.id).await.remove(0);
    assert_eq!(entry.action, AuditAction::UserExempted);

    let overview = app.backend.security_overview(reader).await.unwrap();
    assert_eq!(overview.consequences.exempt, 1);
    app.set_policy(&admin, Policy::Required).await;
    let row = app.row(&admin, lea.id).await;
    assert_eq!(row.status, TwoFactorStatus::Inactive);
    assert_eq!(app.password(&lea).await.gate, Gate::Open);
    let ended = app.backend.end_rule(right, lea.id, OverrideRule::Exempt);
    assert_eq!(ended.await.unwrap(), Some(true));
}

#[tokio::test]
async fn a_described_exemption_takes_the_place_of_an_individual_requirement_and_the_box_alone_lifts_it()
 {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let right = admin.fresh_admin().unwrap();
    for (reason, exempted) in [("bornes", true), ("", false)] {
        let lea = app.user(&format!("Léa {exempted}")).await;
        let saved = app.backend.save_requirement(right, lea.id, true).await;
        assert!(saved.unwrap().changed);
        let saved = exempt(&app, &admin, &lea, reason, "").await;
        assert!(saved.unwrap().changed);
        let row = app.row(&admin, lea.id).await;
        assert_eq!(row.rule_reason.is_some(), exempted);
        app.set_policy(&admin, Policy::Required).await;
        let row = app.row(&admin, lea.id).await;
        assert_eq!(row.status.is_required(), !exempted);
        app.set_policy(&admin, Policy::Optional).await;
    }
}

#[tokio::test]
async fn the_kind_is_kept_shown_and_written_to_the_log_and_a_change_of_it_is_one() {
    let (app, admin, lea) = required().await;
    let right = admin.fresh_admin().unwrap();
    for (kind, last_day, expected) in [
        (None, LAST_DAY, ExemptionKind::ForATime),
        (None, "", ExemptionKind::ForGood),
        (
            Some(ExemptionKind::ServiceAccount),
            "",
            ExemptionKind::ServiceAccount,
        ),
    ] {
        let asked = RequirementInput::from_form(false, "sauvegarde", last_day, "", kind);
        let saved = app.backend.save_requirement(right, lea.id, asked).await;
        assert!(saved.unwrap().changed, "{expected}");
        let detail = app.backend.user_detail(admin.admin().unwrap(), lea.id);
        assert_eq!(detail.await.unwrap().exempt_kind, Some(expected));
        let entry = app.entries(&admin, lea.id).await.remove(0);
        assert!(
            matches!(entry.detail, AuditDetail::Exemption { kind: Some(kind), .. } if kind == expected),
            "{entry:?}"
        );
    }
    for (kind, last_day, expected) in [
        (ExemptionKind::ForATime, "", Problem::EndOfKind),
        (ExemptionKind::ForGood, LAST_DAY, Problem::EndOfKind),
    ] {
        let asked = RequirementInput::from_form(false, "sauvegarde", last_day, "", Some(kind));
        let refused = app.backend.save_requirement(right, lea.id, asked).await;
        assert_eq!(problem(refused), expected);
    }
}

#[tokio::test]
async fn service_accounts_stand_apart_in_the_figures_and_people_who_are_exempt_do_not() {
    let (app, admin, lea) = required().await;
    let max = app.user("Max Martin").await;
    let right = admin.fresh_admin().unwrap();
    let of = async || {
        let overview = app.backend.security_overview(admin.admin().unwrap());
        overview.await.unwrap()
    };
    let before = of().await;
    for (id, kind) in [
        (lea.id, ExemptionKind::ServiceAccount),
        (max.id, ExemptionKind::ForGood),
    ] {
        let asked = RequirementInput::from_form(false, "sauvegarde", "", "", Some(kind));
        let saved = app.backend.save_requirement(right, id, asked).await;
        assert!(saved.unwrap().changed);
    }
    let after = of().await;
    assert_eq!((before.service_accounts, after.service_accounts), (0, 1));
    let (people, all) = (after.distribution, before.distribution);
    assert_eq!(people.total(), all.total() - 1);
    assert_eq!(people.inactive, 1);
    assert_eq!(after.consequences.exempt, 2);
    app.backend.set_disabled(right, lea.id, true).await.unwrap();
    let after = of().await;
    assert_eq!(
        (after.service_accounts, after.distribution.deactivated),
        (0, 1)
    );
}

//! Groups: their names, and what they require of their members.

use crate::support::{START, TestApp, problem};
use backend::Error;
use backend::access::Principal;
use backend::groups::{GroupEffect, GroupRuleChange};
use backend::users::RequirementInput;
use domain::problem::Problem;
use domain::{
    AuditAction, EndReason, Gate, GroupId, GroupRule, OverrideRule, Policy, Rule, TwoFactorStatus,
    UserId,
};
use test_support::Person;

pub const REQUIRE: GroupRuleChange = GroupRuleChange {
    rule: GroupRule::Required,
    end_sessions: false,
    grace: domain::Grace::None,
};
pub const LIFT: GroupRuleChange = GroupRuleChange {
    rule: GroupRule::Nothing,
    end_sessions: false,
    grace: domain::Grace::None,
};

impl TestApp {
    pub async fn group_of(&self, name: &str, members: &[UserId]) -> GroupId {
        let by = Self::operator();
        let id = self.backend.create_group(&by, name).await.unwrap();
        let members: Vec<String> = members.iter().map(ToString::to_string).collect();
        self.backend.add_members(&by, id, &members).await.unwrap();
        id
    }

    pub async fn rule_of_group(&self, id: GroupId, change: GroupRuleChange) {
        let by = Self::operator();
        let changed = self.backend.set_group_rule(&by, id, change).await;
        assert!(changed.unwrap().is_some());
    }

    /// The shield and the rule of a user.
    pub async fn ruled(&self, admin: &Principal, person: &Person) -> (TwoFactorStatus, Rule) {
        let row = self.row(admin, person.id).await;
        (row.status, row.rule)
    }
}

const OPTIONAL: (TwoFactorStatus, Rule) =
    (TwoFactorStatus::Inactive, Rule::Policy(Policy::Optional));
const BY_GROUP: (TwoFactorStatus, Rule) = (TwoFactorStatus::Pending, Rule::Group);

#[tokio::test]
async fn a_group_requires_2fa_of_its_members_from_the_moment_of_its_rule() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let id = app.group_of("Ventes", &[lea.id]).await;
    assert_eq!(app.ruled(&admin, &lea).await, OPTIONAL);
    app.advance(5);
    let right = admin.fresh_admin().unwrap().into();
    let done = app
        .backend
        .set_group_rule(&right, id, REQUIRE)
        .await
        .unwrap();
    assert_eq!(done.map(|effect| effect.to_activate), Some(1));
    assert_eq!(app.ruled(&admin, &lea).await, BY_GROUP);
    assert_eq!(app.ruled(&admin, &max).await, OPTIONAL);
    let row = app.row(&admin, lea.id).await;
    assert_eq!((row.rule_since, row.rule_by), (Some(START.plus(5)), None));
    let again = app.backend.set_group_rule(&right, id, REQUIRE).await;
    assert_eq!(again.unwrap(), None);
    let principal = app.begin(&lea).await;
    assert_eq!(principal.gate(), Gate::Enrolment);
    app.rule_of_group(id, LIFT).await;
    assert_eq!(app.ruled(&admin, &lea).await, OPTIONAL);
}

#[tokio::test]
async fn one_of_several_groups_is_enough_and_the_first_says_since_when() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let first = app.group_of("Ventes", &[lea.id]).await;
    let second = app.group_of("Nord", &[lea.id]).await;
    app.rule_of_group(first, REQUIRE).await;
    app.advance(5);
    app.rule_of_group(second, REQUIRE).await;
    app.backend
        .delete_group(&TestApp::operator(), first)
        .await
        .unwrap();
    assert_eq!(app.ruled(&admin, &lea).await, BY_GROUP);
    assert_eq!(app.row(&admin, lea.id).await.rule_since, Some(START));
    let by = TestApp::operator();
    assert!(
        app.backend
            .remove_member(&by, second, lea.id)
            .await
            .unwrap()
    );
    assert_eq!(app.ruled(&admin, &lea).await, OPTIONAL);
    assert!(
        !app.backend
            .remove_member(&by, second, lea.id)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_group_never_exempts_and_an_exemption_beats_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (lea, max) = (
        app.user("Léa Lefèvre").await,
        app.user_with("Max Martin", OverrideRule::Exempt).await,
    );
    let id = app.group_of("Ventes", &[lea.id, max.id]).await;
    app.rule_of_group(id, REQUIRE).await;
    let exempt = (
        TwoFactorStatus::Inactive,
        Rule::Override(OverrideRule::Exempt),
    );
    assert_eq!(app.ruled(&admin, &max).await, exempt);
    app.set_policy(&admin, Policy::Required).await;
    app.rule_of_group(id, LIFT).await;
    let for_all = (TwoFactorStatus::Pending, Rule::Policy(Policy::Required));
    assert_eq!(app.ruled(&admin, &lea).await, for_all);
}

#[tokio::test]
async fn the_checkbox_makes_an_exception_from_a_group_and_takes_it_back() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let id = app.group_of("Ventes", &[lea.id]).await;
    app.rule_of_group(id, REQUIRE).await;
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, lea.id, true).await;
    assert!(!saved.unwrap().changed);
    let excused = RequirementInput::from_form(false, "congé", "", "", None);
    app.backend
        .save_requirement(right, lea.id, excused)
        .await
        .unwrap();
    let exempt = (
        TwoFactorStatus::Inactive,
        Rule::Override(OverrideRule::Exempt),
    );
    assert_eq!(app.ruled(&admin, &lea).await, exempt);
    app.backend
        .save_requirement(right, lea.id, true)
        .await
        .unwrap();
    assert_eq!(app.ruled(&admin, &lea).await, BY_GROUP);
    let actions = app.actions(&admin, lea.id).await;
    assert_eq!(
        actions[..2],
        [AuditAction::UserFollowsPolicy, AuditAction::UserExempted]
    );
}

#[tokio::test]
async fn a_form_from_before_the_rule_of_a_group_is_refused() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let id = app.group_of("Ventes", &[lea.id]).await;
    app.rule_of_group(id, REQUIRE).await;
    let right = admin.fresh_admin().unwrap();
    let unchecked = RequirementInput::from_form(false, "congé", "", "", None);
    let stale = unchecked.seen_under(Policy::Optional);
    let refused = app.backend.save_requirement(right, lea.id, stale).await;
    assert_eq!(problem(refused), Problem::PolicyChanged);
}

#[tokio::test]
async fn what_a_rule_would_do_is_what_it_does() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (lea, max, zoe) = (
        app.user("Léa Lefèvre").await,
        app.user_with("Max Martin", OverrideRule::Exempt).await,
        app.user("Zoé Petit").await,
    );
    app.enrol(&zoe).await;
    let gone = app.user("Ugo Roux").await;
    let right = admin.fresh_admin().unwrap();
    app.backend
        .set_disabled(right, gone.id, true)
        .await
        .unwrap();
    let id = app
        .group_of("Ventes", &[lea.id, max.id, zoe.id, gone.id])
        .await;
    let other = app.group_of("Nord", &[zoe.id]).await;
    let would = |rule| app.backend.group_effect(admin.admin().unwrap(), id, rule);
    let expected = GroupEffect {
        active: 1,
        to_activate: 1,
        exempt: 1,
        released: 0,
    };
    assert_eq!(would(GroupRule::Required).await.unwrap(), expected);
    let manager = right.into();
    let done = app.backend.set_group_rule(&manager, id, REQUIRE).await;
    assert_eq!(done.unwrap(), Some(expected));
    app.rule_of_group(other, REQUIRE).await;
    // Of Zoé the other group still requires it.
    let expected = GroupEffect {
        active: 1,
        to_activate: 0,
        exempt: 1,
        released: 1,
    };
    assert_eq!(would(GroupRule::Nothing).await.unwrap(), expected);
    let done = app.backend.set_group_rule(&manager, id, LIFT).await;
    assert_eq!(done.unwrap(), Some(expected));
    assert_eq!(
        app.ruled(&admin, &zoe).await,
        (TwoFactorStatus::Protected, Rule::Group)
    );
}

#[tokio::test]
async fn open_sessions_of_members_without_a_factor_end_only_where_the_admin_says_so() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let (of_lea, of_max) = (
        app.password(&lea).await.token,
        app.password(&max).await.token,
    );
    let enrolled = app.enrol(&app.user("Zoé Petit").await).await;
    let id = app.group_of("Ventes", &[lea.id]).await;
    app.rule_of_group(id, REQUIRE).await;
    assert!(app.find(&of_lea).await.is_some());
    app.rule_of_group(id, LIFT).await;
    let right = admin.fresh_admin().unwrap().into();
    let change = GroupRuleChange {
        end_sessions: true,
        ..REQUIRE
    };
    app.backend
        .set_group_rule(&right, id, change)
        .await
        .unwrap();
    assert!(app.find(&of_lea).await.is_none());
    let why = app.backend.end_reason(&of_lea).await.unwrap();
    assert_eq!(why, Some(EndReason::Required));
    assert!(app.find(&of_max).await.is_some());
    assert!(app.find(&enrolled.token).await.is_some());
}

#[tokio::test]
async fn only_an_admin_with_a_factor_requires_one_of_a_group() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = app.group_of("Ventes", &[]).await;
    let right = admin.fresh_admin().unwrap().into();
    let refused = app.backend.set_group_rule(&right, id, REQUIRE).await;
    assert_eq!(problem(refused), Problem::OwnFactorMissing);
}

#[tokio::test]
async fn attack_39_no_group_has_a_name_that_a_reader_takes_for_anothers() {
    let app = TestApp::new().await;
    let by = TestApp::operator();
    let id = app
        .backend
        .create_group(&by, " Comptabilité ")
        .await
        .unwrap();
    let other = app.backend.create_group(&by, "Epa").await.unwrap();
    for name in ["COMPTABILITE", "Ера"] {
        let refused = app.backend.create_group(&by, name).await;
        assert_eq!(problem(refused), Problem::GroupTaken, "{name}");
        let renamed = app.backend.rename_group(&by, other, name).await;
        assert_eq!(renamed.is_err(), name == "COMPTABILITE", "{name}");
    }
    for name in ["", "a|b", "a\u{200B}b"] {
        let refused = app.backend.create_group(&by, name).await;
        assert_eq!(problem(refused), Problem::GroupName, "{name:?}");
    }
    assert!(
        app.backend
            .rename_group(&by, id, "comptabilité")
            .await
            .unwrap()
    );
    assert!(
        !app.backend
            .rename_group(&by, id, "comptabilité")
            .await
            .unwrap()
    );
    let gone = app.backend.rename_group(&by, GroupId::new(99), "x").await;
    assert!(matches!(gone, Err(Error::NotFound)));
}

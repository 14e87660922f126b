//! The kept counts of users agree with a recount, whatever happens.

use crate::support::{Dice, Person, TestApp, asked, problem};
use backend::access::Principal;
use backend::import::ImportOptions;
use backend::users::RequirementInput;
use domain::problem::Problem;
use domain::requirement::resolve;
use domain::{
    Distribution, GroupId, GroupRule, Override, OverrideRule, Policy, ResetFallback, Role, Rules,
    Timestamp, TwoFactorStatus, UserId,
};
use sea_orm::EntityTrait;
use store::entity::user;

/// The rules as stored.
async fn rules(app: &TestApp) -> Rules {
    let row = store::entity::policy::Entity::find_by_id(1)
        .one(app.db().read())
        .await
        .unwrap()
        .unwrap();
    Rules {
        policy: *row.policy,
        required_generation: row.required_generation,
        exempt_generation: row.exempt_generation,
        time: domain::PolicyTime::NEVER,
    }
}

/// Counts every user by hand.
async fn by_hand(app: &TestApp, rules: &Rules, now: Timestamp) -> Distribution {
    let mut counts = Distribution::default();
    for user in user::Entity::find().all(app.db().read()).await.unwrap() {
        let stored = user.override_rule.map(|rule| Override {
            rule: *rule,
            generation: user.override_generation.unwrap(),
            until: user.override_until.map(|at| *at),
            suspended: user.suspended_generation,
        });
        let groups = GroupRule::kept(user.group_required_since.map(|at| *at));
        let required = resolve(rules, stored.as_ref(), groups, now).required;
        if user.disabled_at.is_some() {
            counts.deactivated += 1;
        } else {
            let status = TwoFactorStatus::of(user.two_factor_since.is_some(), required);
            counts.add(status, 1);
        }
    }
    counts
}

async fn assert_counts(app: &TestApp, admin: &Principal, after: &str) {
    let rules = rules(app).await;
    let expected = by_hand(app, &rules, app.now()).await;
    let overview = app
        .backend
        .security_overview(admin.admin().unwrap())
        .await
        .unwrap();
    assert_eq!(overview.distribution, expected, "after {after}");
    let enforced = by_hand(
        app,
        &rules.require_for_all(domain::Made::default(), app.now()),
        app.now(),
    )
    .await;
    let found = (
        overview.consequences.to_activate,
        overview.consequences.first_to_activate.len(),
    );
    let named = usize::try_from(enforced.pending.min(10)).unwrap();
    assert_eq!(found, (enforced.pending, named), "after {after}");
    let wrong = app
        .backend
        .recount_users(&TestApp::operator(), false)
        .await
        .unwrap();
    assert_eq!(wrong, [], "after {after}");
}

/// Changes a user; returns a description.
async fn change(app: &TestApp, admin: &Principal, id: UserId, dice: &mut Dice) -> &'static str {
    let right = admin.fresh_admin().unwrap();
    let exempt = RequirementInput::NotRequired {
        reason: "congé",
        last_day: "2027-01-16",
        zone: "",
        kind: None,
    };
    match dice.roll(15) {
        0 => {
            app.backend.save_requirement(right, id, true).await.unwrap();
            "requiring"
        }
        1 => {
            app.backend
                .save_requirement(right, id, asked(false))
                .await
                .unwrap();
            "not requiring"
        }
        2 => {
            app.backend
                .save_requirement(right, id, exempt)
                .await
                .unwrap();
            "exempting until a day"
        }
        3 => {
            app.backend
                .change_role(right, id, Role::Admin)
                .await
                .unwrap();
            "promoting"
        }
        4 => {
            app.backend
                .change_role(right, id, Role::User)
                .await
                .unwrap();
            "demoting"
        }
        5 => {
            app.sql(&format!(
                "UPDATE users SET two_factor_since = {} WHERE id = {id}",
                app.now().unix()
            ))
            .await;
            "activating"
        }
        6 => {
            let deactivate = dice.roll(2) == 0;
            app.backend
                .set_disabled(right, id, deactivate)
                .await
                .unwrap();
            "deactivating or activating again"
        }
        7 => {
            let hash = ["NULL", "'$argon2id$'"][dice.roll(2)];
            app.sql(&format!(
                "UPDATE users SET password_hash = {hash} WHERE id = {id}"
            ))
            .await;
            "choosing or losing a password"
        }
        8 => {
            let reset = app
                .backend
                .reset_two_factor(right, id, "lost phone", ResetFallback::Code);
            match reset.await {
                Ok(_) => "resetting",
                // An admin without a password, or one who was given a code within a day.
                Err(backend::Error::SecondMeans { .. }) => "refusing to reset",
                refused => {
                    assert_eq!(problem(refused), Problem::ResetOfAdmin);
                    "refusing to reset"
                }
            }
        }
        9..=13 => group(app, id, dice).await,
        _ => {
            let rules = rules(app).await;
            let other = match rules.policy {
                Policy::Optional => Policy::Required,
                Policy::Required => Policy::Optional,
            };
            let change = backend::policy::PolicyChange {
                policy: other,
                end_sessions: true,
                end_exemptions: dice.roll(2) == 0,
                keep_individual: false,
                grace: domain::Grace::None,
                keep_announced: false,
            };
            app.backend.change_policy(right, change).await.unwrap();
            "changing the policy"
        }
    }
}

/// Changes a group, or whether the user is in it.
async fn group(app: &TestApp, user: UserId, dice: &mut Dice) -> &'static str {
    let by = TestApp::operator();
    let groups = app.backend.list_groups(&by).await.unwrap();
    let id: Option<GroupId> = groups.first().map(|group| group.id);
    let Some(id) = id.filter(|_| groups.len() > 1) else {
        let name = format!("Group {}", dice.roll(1_000_000));
        app.backend.create_group(&by, &name).await.unwrap();
        return "creating a group";
    };
    match dice.roll(6) {
        0 => {
            app.backend.delete_group(&by, id).await.unwrap();
            "deleting a group"
        }
        1 | 2 => {
            let other = match groups[0].requires {
                GroupRule::Nothing => GroupRule::Required,
                GroupRule::Required => GroupRule::Nothing,
            };
            let change = backend::groups::GroupRuleChange {
                rule: other,
                end_sessions: dice.roll(2) == 0,
                grace: domain::Grace::None,
            };
            app.backend.set_group_rule(&by, id, change).await.unwrap();
            "changing what a group requires"
        }
        3 => {
            app.backend.remove_member(&by, id, user).await.unwrap();
            "removing a member"
        }
        _ => {
            let id = groups[dice.roll(groups.len())].id;
            let users = [user.to_string()];
            app.backend.add_members(&by, id, &users).await.unwrap();
            "adding a member"
        }
    }
}

#[tokio::test]
async fn the_kept_counts_agree_with_counting_by_hand_after_any_change_and_at_any_time() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let mut people: Vec<Person> = Vec::new();
    for number in 0..12 {
        people.push(app.invitee(&format!("Person {number}")).await);
    }
    let mut dice = Dice::new(7);
    for _ in 0..250 {
        let id = people[dice.roll(people.len())].id;
        let what = change(&app, &admin, id, &mut dice).await;
        assert_counts(&app, &admin, what).await;
    }
    // The exemptions end on the way: the second before, the second itself, the second after.
    let end = Timestamp::from_unix(1_800_144_000);
    for second in [-1, 0, 1] {
        app.advance(end.since(app.now()) + second);
        assert_counts(&app, &admin, "waiting").await;
    }
    let file = "email,name,role,language,required,group\n\
                a@b.fr,A,admin,fr,yes,A|B\nb@b.fr,B,user,en,exempt,A\nc@b.fr,C,user,fr,no,\n";
    app.backend
        .import_users(
            &TestApp::operator(),
            file.as_bytes(),
            &ImportOptions::default(),
            |_| (),
        )
        .await
        .unwrap();
    assert_counts(&app, &admin, "importing").await;
    for person in people {
        app.backend
            .delete_user(&TestApp::operator(), person.id)
            .await
            .unwrap();
        assert_counts(&app, &admin, "deleting").await;
    }
    app.sql("DELETE FROM users").await;
    let left = "SELECT coalesce(sum(members + active), 0) FROM \"groups\"";
    assert_eq!(app.number(left).await, 0);
    assert_eq!(app.number("SELECT count(*) FROM user_counts").await, 0);
}

#[tokio::test]
async fn a_wrong_count_is_named_and_put_right_on_demand() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.user_with("Léa Lefèvre", OverrideRule::Exempt).await;
    app.sql("UPDATE user_counts SET users = 5 WHERE override_rule = 'exempt'")
        .await;
    app.sql("DELETE FROM user_counts WHERE role = 'admin'")
        .await;
    let operator = TestApp::operator();
    for repair in [false, true] {
        let wrong = app.backend.recount_users(&operator, repair).await.unwrap();
        let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "role admin, without a factor, no rule: 0 kept, 1 counted",
                "role user, without a factor, rule exempt of generation 0: 5 kept, 1 counted",
            ]
        );
    }
    assert_counts(&app, &admin, "repairing").await;
}

#[tokio::test]
async fn a_wrong_count_of_members_is_named_and_put_right_on_demand() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    app.group_of("Ventes", &[lea.id]).await;
    app.sql("UPDATE \"groups\" SET members = 7, active = 3")
        .await;
    let operator = TestApp::operator();
    for repair in [false, true] {
        let wrong = app.backend.recount_users(&operator, repair).await.unwrap();
        let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "members of the group \"Ventes\": 7 kept, 1 counted",
                "members of the group \"Ventes\" with a factor: 3 kept, 0 counted",
            ]
        );
    }
    assert_counts(&app, &admin, "repairing").await;
}

#[tokio::test]
async fn members_of_before_are_counted_when_the_counts_come() {
    use migrations::{Migrator, MigratorTrait};
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let gone = app.user("Ugo Roux").await;
    let id = app.group_of("Ventes", &[lea.id, max.id, gone.id]).await;
    app.sql(&format!(
        "UPDATE users SET two_factor_since = 7 WHERE id = {}",
        lea.id
    ))
    .await;
    app.sql(&format!(
        "UPDATE users SET disabled_at = 7 WHERE id = {}",
        gone.id
    ))
    .await;
    let all = Migrator::migrations();
    let from = all.iter().position(|m| m.name() == "m0077_count_members");
    let later = u32::try_from(all.len() - from.unwrap()).unwrap();
    Migrator::down(app.db().write().connection(), Some(later))
        .await
        .unwrap();
    Migrator::up(app.db().write().connection(), None)
        .await
        .unwrap();
    let kept = format!("SELECT members * 10 + active FROM \"groups\" WHERE id = {id}");
    assert_eq!(app.number(&kept).await, 21);
}

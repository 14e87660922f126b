//! Whatever admins do to each other, in whatever order: one who can sign in remains, and no admin alone gives another a link and a
//! code within a day.

mod rules;
mod steps;

use crate::groups::REQUIRE;
use crate::support::{PASSWORD, Person, TestApp, origin, token_in};
use backend::access::Principal;
use backend::policy::PolicyChange;
use backend::users::ProfileInput;
use backend::{Error, Result};
use domain::problem::Problem;
use domain::{GroupId, Means, Role, Timestamp, UserId};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::TestRunner;
use sea_orm::EntityTrait;
use steps::{ALL_AT_ONCE, Act, Step, steps};
use store::entity::user;

const DAY: i64 = 86_400;
const NAMES: [&str; 4] = ["Ada Byron", "Bob Martin", "Eve Petit", "Max Durand"];

/// Somebody, with what was last given.
struct Someone {
    person: Person,
    link: Option<String>,
    code: Option<(String, Timestamp)>,
}

/// What has happened, as far as the rule is about it.
#[derive(Debug, Clone, Copy)]
enum Past {
    Gave(Means),
    Demoted,
}

struct World {
    app: TestApp,
    people: Vec<Someone>,
    past: Vec<(UserId, UserId, Past, Timestamp)>,
    /// A group that requires 2FA.
    group: GroupId,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let group = app.group_of("Ventes", &[]).await;
        app.rule_of_group(group, REQUIRE).await;
        let mut world = Self {
            app,
            people: Vec::new(),
            past: Vec::new(),
            group,
        };
        for name in &NAMES[..3] {
            let person = world.app.add_admin(name).await;
            world.app.enrol(&person).await;
            world.meet(person);
        }
        world
    }

    fn meet(&mut self, person: Person) {
        let (link, code) = (None, None);
        self.people.push(Someone { person, link, code });
    }

    async fn row(&self, id: UserId) -> Option<user::Model> {
        let found = user::Entity::find_by_id(id);
        found.one(self.app.db().read()).await.unwrap()
    }

    /// A fresh session of an admin who can sign in with password and phone; none of anybody else.
    async fn admin(&self, who: usize) -> Option<Principal> {
        let row = self.row(self.people.get(who)?.person.id).await?;
        let able = *row.role == Role::Admin
            && row.disabled_at.is_none()
            && row.password_hash.is_some()
            && row.two_factor_since.is_some();
        if !able {
            return None;
        }
        Some(self.app.proven(*row.id).await)
    }

    fn within_a_day(&self, giver: UserId, user: UserId, what: impl Fn(Past) -> bool) -> bool {
        self.past.iter().any(|(by, on, past, at)| {
            *by == giver && *on == user && what(*past) && at.plus(DAY) > self.app.now()
        })
    }

    /// Whether a giver alone may not open the account: of a user with a role, or from whom the giver took one within a day.
    fn guarded(&self, giver: UserId, user: &user::Model) -> bool {
        *user.role != Role::User
            || self.within_a_day(giver, *user.id, |past| matches!(past, Past::Demoted))
    }

    /// Whether the rule forbids this.
    fn forbidden(&self, giver: UserId, user: &user::Model, means: Means) -> bool {
        let other = |past| matches!(past, Past::Gave(given) if given == means.other());
        self.guarded(giver, user) && self.within_a_day(giver, *user.id, other)
    }

    fn happened(&mut self, giver: UserId, user: UserId, past: Past) {
        let now = self.app.now();
        self.past.push((giver, user, past, now));
    }

    /// Compares an answer with the rule; what was given is kept.
    fn judge<T>(
        &mut self,
        by: UserId,
        to: &user::Model,
        means: Means,
        answer: Result<T>,
    ) -> Option<T> {
        let forbidden = self.forbidden(by, to, means);
        match answer {
            Ok(given) => {
                assert!(!forbidden, "{by} gave {} both: {means:?}", *to.id);
                self.happened(by, *to.id, Past::Gave(means));
                Some(given)
            }
            Err(Error::SecondMeans { .. }) => {
                assert!(forbidden, "refused for nothing: {means:?}");
                None
            }
            Err(Error::Refused(Problem::OwnAccount | Problem::NoFactor)) => None,
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn act(&mut self, (who, act, whom): Step) {
        match act {
            Act::Pass(seconds) => return self.app.advance(seconds),
            Act::Create => return self.create().await,
            Act::UseLink => return self.use_link(whom).await,
            Act::UseCode => return self.use_code(whom).await,
            _ => {}
        }
        let Some(admin) = self.admin(who).await else {
            return;
        };
        let Some(someone) = self.people.get(whom) else {
            return;
        };
        let Some(row) = self.row(someone.person.id).await else {
            return;
        };
        self.manage(&admin, act, whom, &row).await;
    }

    async fn manage(&mut self, admin: &Principal, act: Act, whom: usize, row: &user::Model) {
        let (right, by, id) = (admin.fresh_admin().unwrap(), admin.user(), *row.id);
        let backend = self.app.backend.clone();
        match act {
            Act::Invite => {
                let made = backend.invite(&right.into(), id).await;
                if let Some(link) = self.judge(by, row, Means::Link, made) {
                    self.people[whom].link = Some(token_in(&link.url));
                }
            }
            Act::Code => {
                let made = backend.give_access_code(right, id).await;
                if let Some(given) = self.judge(by, row, Means::AccessCode, made) {
                    self.people[whom].code = Some((given.code, given.expires));
                    self.no_kept_link(by, row).await;
                }
            }
            Act::Address => {
                let other = row.email.strip_prefix('x').map(str::to_owned);
                let email = other.unwrap_or_else(|| format!("x{}", row.email));
                let input = ProfileInput {
                    name: &row.name,
                    email: &email,
                    language: *row.language,
                };
                let moved = backend.edit_user(right, id, input).await;
                if self.judge(by, row, Means::Link, moved).is_some() {
                    self.people[whom].person.email = email;
                    (self.people[whom].link, self.people[whom].code) = (None, None);
                }
            }
            Act::Reset(fallback) => {
                let reset = backend.reset_two_factor(right, id, "perdu", fallback);
                self.judge_reset(by, row, whom, reset.await).await;
            }
            Act::Role(role) => {
                guarded(backend.change_role(right, id, role).await, || {
                    let takes = ![Role::Admin, *row.role].contains(&role);
                    if takes && *row.role != Role::User {
                        self.happened(by, id, Past::Demoted);
                    }
                });
            }
            Act::Disabled(disabled) => {
                guarded(backend.set_disabled(right, id, disabled).await, || {});
            }
            Act::Delete => {
                guarded(backend.delete_user(&right.into(), id).await, || {});
            }
            Act::Require(_) | Act::EndRule(_) | Act::Extend | Act::Join | Act::Leave => {
                self.change_rule(admin, act, id).await;
            }
            Act::Policy(policy) => {
                let change = PolicyChange {
                    policy,
                    ..ALL_AT_ONCE
                };
                backend.change_policy(right, change).await.unwrap();
            }
            Act::UseLink | Act::UseCode | Act::Create | Act::Pass(_) => {}
        }
    }

    async fn judge_reset(
        &mut self,
        by: UserId,
        row: &user::Model,
        whom: usize,
        answer: Result<backend::users::ResetHandedOver>,
    ) {
        let is_guarded = self.guarded(by, row);
        let given = match answer {
            Ok(given) => given,
            Err(Error::SecondMeans { .. }) => {
                let forbidden =
                    [Means::Link, Means::AccessCode].map(|means| self.forbidden(by, row, means));
                assert!(forbidden.contains(&true), "refused for nothing");
                return;
            }
            Err(Error::Refused(Problem::ResetOfAdmin)) => {
                assert!(is_guarded, "refused for nothing");
                return;
            }
            Err(Error::Refused(Problem::OwnAccount)) => return,
            Err(other) => panic!("{other:?}"),
        };
        if is_guarded {
            let both = given.code.is_some() && given.link.is_some();
            assert!(!both, "both at once");
            let after = self.row(*row.id).await.unwrap();
            assert_eq!(
                after.reset_proof.map(|proof| proof.to_string()),
                Some("code".into())
            );
        }
        if let Some(code) = given.code {
            let code = self.judge(by, row, Means::AccessCode, Ok(code));
            self.people[whom].code = code.map(|code| (code.code, code.expires));
        }
        if let Some(link) = given.link {
            let link = if is_guarded {
                self.judge(by, row, Means::Link, Ok(link))
            } else {
                self.happened(by, *row.id, Past::Gave(Means::Link));
                Some(link)
            };
            self.people[whom].link = link.map(|link| token_in(&link.url));
        }
    }

    /// An admin who has just given another one a code has kept no link to the account.
    async fn no_kept_link(&self, by: UserId, row: &user::Model) {
        if self.guarded(by, row) {
            let kept = format!(
                "SELECT count(*) FROM one_time_links WHERE user_id = {} AND used_at IS NULL",
                *row.id
            );
            assert_eq!(self.app.number(&kept).await, 0);
        }
    }

    async fn create(&mut self) {
        if self.people.len() == NAMES.len() {
            return;
        }
        let person = self.app.invitee(NAMES[3]).await;
        self.app
            .sql(&format!(
                "UPDATE users SET role = 'admin' WHERE id = {}",
                person.id
            ))
            .await;
        self.meet(person);
    }

    async fn use_link(&mut self, whom: usize) {
        let link = self.people.get_mut(whom).and_then(|one| one.link.take());
        if let Some(link) = link {
            let from = origin();
            let chosen = self
                .app
                .backend
                .accept_invitation(&link, PASSWORD, PASSWORD, &from);
            match chosen.await {
                Ok(()) | Err(Error::Refused(Problem::LinkGone)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    async fn use_code(&mut self, whom: usize) {
        let Some(someone) = self.people.get_mut(whom) else {
            return;
        };
        let (person, code) = (someone.person.clone(), someone.code.take());
        let stands = format!(
            "SELECT count(*) FROM access_codes c JOIN users u ON u.id = c.user_id \
             WHERE u.id = {} AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL",
            person.id
        );
        if let Some((code, expires)) = code
            && expires > self.app.now()
            && self.app.number(&stands).await == 1
        {
            self.app.come_back(&person, &code).await;
        }
    }

    /// How many admins can sign in, as far as the database says.
    async fn admins_left(&self) -> i64 {
        self.app
            .number(
                "SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL \
                 AND password_hash IS NOT NULL AND reset_proof IS NULL",
            )
            .await
    }

    /// Somebody is there who signs in and is an admin then.
    async fn somebody_can_sign_in(&self) {
        for someone in &self.people {
            let Some(row) = self.row(someone.person.id).await else {
                continue;
            };
            if *row.role != Role::Admin || row.reset_proof.is_some() {
                continue;
            }
            let from = origin();
            let signed_in = self
                .app
                .backend
                .sign_in(&row.email, PASSWORD, &from, None)
                .await;
            if let Ok(signed_in) = signed_in {
                assert_eq!(signed_in.role, Role::Admin);
                return;
            }
        }
        panic!("nobody is left");
    }
}

/// A change that the lock-out guard may refuse.
fn guarded(answer: Result<()>, done: impl FnOnce()) {
    match answer {
        Ok(()) => done(),
        Err(Error::Refused(Problem::LastAdmin)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

async fn check(steps: Vec<Step>) {
    let mut world = World::new().await;
    for step in steps {
        world.act(step).await;
        assert!(world.admins_left().await > 0, "{step:?}");
    }
    world.somebody_can_sign_in().await;
}

#[test]
fn attack_25_whatever_admins_do_to_each_other_one_can_sign_in_and_none_gives_both_means() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig {
        cases: 32,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    };
    let holds = |steps| {
        runtime.block_on(check(steps));
        Ok(())
    };
    TestRunner::new(config).run(&steps(), holds).unwrap();
}

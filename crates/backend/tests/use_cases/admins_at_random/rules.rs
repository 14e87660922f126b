//! What admins change of the rules on each other.

use super::steps::Act;
use super::{DAY, World};
use crate::support::asked;
use backend::access::Principal;
use backend::{Error, Result};
use domain::UserId;
use domain::problem::Problem;

impl World {
    /// Makes or ends a rule on somebody, gives time, or changes the membership of the group that requires 2FA.
    pub async fn change_rule(&self, admin: &Principal, act: Act, id: UserId) {
        let (right, by) = (admin.fresh_admin().unwrap(), admin.user());
        let (backend, manager) = (&self.app.backend, right.into());
        let answer = match act {
            Act::Require(required) => {
                let saved = backend.save_requirement(right, id, asked(required));
                saved.await.map(|_| ())
            }
            Act::EndRule(rule) => backend.end_rule(right, id, rule).await.map(|_| ()),
            Act::Extend => {
                let day = self.app.now().plus(30 * DAY).to_day();
                let extended = backend.extend_deadline(right, id, day.as_str(), "");
                extended.await.map(|_| ())
            }
            Act::Join => {
                let member = [id.to_string()];
                let added = backend.add_members(&manager, self.group, &member);
                added.await.map(|_| ())
            }
            _ => {
                let left = backend.remove_member(&manager, self.group, id);
                left.await.map(|_| ())
            }
        };
        judge(by, id, answer);
    }
}

/// Nobody frees their own account from 2FA, and everybody frees those of others.
fn judge(by: UserId, id: UserId, answer: Result<()>) {
    match answer {
        Ok(()) | Err(Error::Refused(Problem::NoDeadline)) => {}
        Err(Error::Refused(Problem::OwnExemption)) => assert_eq!(by, id),
        Err(other) => panic!("{other:?}"),
    }
}

//! Sign-ins, and second factors that come and go.

use super::acts::done;
use super::snapshot::Snapshot;
use super::steps::{Act, Step};
use super::{World, person};
use domain::{ResetFallback, UserId};

impl World {
    pub(super) async fn sign_in(&mut self, step: &Step, before: &Snapshot, whom: UserId) {
        let row = &before.users[&whom];
        let (id, active) = (person(row), row.two_factor_since.is_some());
        if let Act::Reset(fallback) = step.act {
            return self.reset(step, before, (whom, fallback)).await;
        }
        if row.disabled_at.is_some() || row.password_hash.is_none() {
            return;
        }
        match step.act {
            Act::Enrol if !active && row.reset_proof.is_none() => {
                let enrolled = self.app.enrol(&id).await;
                self.phones.insert(whom, enrolled.phone);
            }
            Act::Enrol if !active => {
                let stands = format!("SELECT count(*) FROM access_codes WHERE user_id = {whom}");
                let code = self.codes.remove(&whom);
                if let Some((code, expires)) = code
                    && expires > self.app.now()
                    && self.app.number(&stands).await == 1
                {
                    self.app.come_back(&id, &code).await;
                    self.phones.remove(&whom);
                }
            }
            Act::RemoveFactor if active && !before.requirement(whom).required => {
                let Some(phone) = self.phones.remove(&whom) else {
                    return;
                };
                let own = self.app.open_with(&id, &phone).await;
                self.app.advance(60);
                let code = phone.at(self.app.now());
                let member = own.member().unwrap();
                let removed = self.app.backend.deactivate_two_factor(member, &code).await;
                if done(removed).is_none() {
                    self.phones.insert(whom, phone);
                }
            }
            Act::SignIn => {
                self.app.password(&id).await;
            }
            _ => {}
        }
    }

    async fn reset(&mut self, step: &Step, before: &Snapshot, reset: (UserId, ResetFallback)) {
        let (whom, fallback) = reset;
        let Some(admin) = self.admin(before, step.who).await else {
            return;
        };
        let right = admin.fresh_admin().unwrap();
        let backend = self.app.backend.clone();
        let answer = backend
            .reset_two_factor(right, whom, "perdu", fallback)
            .await;
        if let Some(given) = done(answer) {
            self.phones.remove(&whom);
            self.codes.remove(&whom);
            if let Some(code) = given.code {
                self.codes.insert(whom, (code.code, code.expires));
            }
        }
    }
}

//! Undoing the last change of the policy.

use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{last_change, load_row, policy_author, rules_of};
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, OverrideRule, Policy, Rules};
use store::Transaction;
use store::policy::{change, move_rules};

impl Backend {
    /// Puts back the policy, and the individual rules that its last change has ended. `number` is that of the change: it is refused if the
    /// rules have changed again since, or ten minutes have passed. What was decided about single users since stays as it was decided;
    /// sessions that the change has ended stay ended. Returns the policy that holds again.
    pub async fn undo_policy(&self, admin: FreshAdmin<'_>, number: i64) -> Result<Policy> {
        let work = self.begin(admin.actor()).await?;
        let (tx, now) = (work.tx(), work.now());
        let row = load_row(tx).await?;
        let last = last_change(&row).ok_or(Problem::PolicyChanged)?;
        let (present, before) = (rules_of(&row), last.undo(number, now)?);
        if before.policy == Policy::Required {
            admin.has_own_factor()?;
        }
        keep_rules_made_since(tx, &present, &before).await?;
        change(tx, &before, None, work.actor().author(), now).await?;
        let detail = AuditDetail::UndonePolicy {
            policy: present.policy,
            at: last.at,
            by: policy_author(&row)
                .and_then(|by| by.shown())
                .unwrap_or_default(),
        };
        let done = Done::from(AuditAction::PolicyUndone).with(detail);
        work.commit(done).await?;
        Ok(before.policy)
    }
}

/// A rule that was made since the change has a generation that is gone with it: it gets the one that holds again.
async fn keep_rules_made_since(tx: &Transaction, present: &Rules, before: &Rules) -> Result<()> {
    for rule in OverrideRule::ALL {
        let (from, to) = (present.generation(*rule), before.generation(*rule));
        if from != to {
            move_rules(tx, *rule, from, to).await?;
        }
    }
    Ok(())
}

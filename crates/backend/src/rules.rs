//! The rules as stored.

use crate::error::{Error, Result};
use domain::deadline::{deadline, settled};
use domain::exemption::COMMAND_LINE;
use domain::requirement::resolve;
use domain::undo::LastChange;
use domain::{
    AccountState, Compliance, Deadline, Grace, GroupRule, Named, Override, OverrideRule,
    PolicyTime, Requirement, ResetProof, Rules, Situation, Timestamp, TwoFactorStatus, UserId,
};
use store::Connection;
use store::account::{Author, StoredRule, Suspended};
use store::entity::{policy, user};
use store::group::{Who, keep_deadline};

/// The single row of the policy.
pub(crate) async fn load_row(db: &impl Connection) -> Result<policy::Model> {
    store::policy::find(db)
        .await?
        .ok_or_else(|| Error::internal("reading the policy", "its row is gone"))
}

/// The rules from a row.
pub(crate) fn rules_of(row: &policy::Model) -> Rules {
    Rules {
        policy: *row.policy,
        required_generation: row.required_generation,
        exempt_generation: row.exempt_generation,
        time: PolicyTime {
            grace: Grace::kept(row.grace_days, row.grace_until.map(|at| *at)),
            announced: *row.announced_at,
            lifted: *row.lifted_at,
            made: *row.made_at,
            exemptions_ended: *row.exemptions_ended_at,
        },
    }
}

/// The last change of the rules, as long as what was before it is kept.
pub(crate) fn last_change(row: &policy::Model) -> Option<LastChange> {
    Some(LastChange {
        number: row.changes,
        at: *row.changed_at?,
        before: Rules {
            policy: *row.before_policy?,
            required_generation: row.before_required_generation?,
            exempt_generation: row.before_exempt_generation?,
            time: PolicyTime {
                grace: Grace::kept(row.before_grace_days, row.before_grace_until.map(|at| *at)),
                announced: *row.before_announced_at,
                lifted: *row.before_lifted_at,
                made: *row.before_made_at,
                exemptions_ended: *row.before_exemptions_ended_at,
            },
        },
    })
}

/// The rules.
pub(crate) async fn load(db: &impl Connection) -> Result<Rules> {
    Ok(rules_of(&load_row(db).await?))
}

/// The override on a user, as stored; it may have ended.
pub(crate) fn override_of(user: &user::Model) -> Option<Override> {
    Some(Override {
        rule: *user.override_rule?,
        generation: user.override_generation?,
        until: user.override_until.map(|at| *at),
        suspended: user.suspended_generation,
    })
}

/// The rule on a user with its terms, as stored; it may have ended.
pub(crate) fn stored_rule_of(user: &user::Model) -> Option<StoredRule<'_>> {
    Some(StoredRule {
        rule: *user.override_rule?,
        generation: user.override_generation?,
        at: user.override_at.map_or(Timestamp::from_unix(0), |at| *at),
        by: override_author(user).unwrap_or(Author::NOBODY),
        until: user.override_until.map(|at| *at),
        reason: user.override_reason.as_deref(),
        kind: user.override_kind.map(|kind| *kind),
        suspended: suspended_by(user),
    })
}

/// What the resolver takes of a rule.
pub(crate) fn rule_in(stored: &StoredRule<'_>) -> Override {
    Override {
        rule: stored.rule,
        generation: stored.generation,
        until: stored.until,
        suspended: stored.suspended.map(|suspended| suspended.generation),
    }
}

/// Who made the rule on a user.
pub(crate) fn override_author(user: &user::Model) -> Option<Author<'_>> {
    author(
        user.override_by.as_deref(),
        user.override_by_email.as_deref(),
    )
}

/// Somebody as kept in two columns.
fn author<'a>(name: Option<&'a str>, email: Option<&'a str>) -> Option<Author<'a>> {
    name.map(|name| Author { name, email })
}

/// Who made a rule, for the reader.
pub(crate) fn named(by: Author<'_>) -> Named {
    let email = match by.name {
        COMMAND_LINE => Some(""),
        _ => by.email,
    };
    Named {
        name: by.name.to_owned(),
        email: email.map(str::to_owned),
    }
}

/// Who changed the rule for all last.
pub(crate) fn policy_author(policy: &policy::Model) -> Option<Named> {
    author(
        policy.changed_by.as_deref(),
        policy.changed_by_email.as_deref(),
    )
    .map(named)
}

/// The requirement that an exemption of the user suspends, lifted by now or not.
pub(crate) fn suspended_by(user: &user::Model) -> Option<Suspended<'_>> {
    Some(Suspended {
        generation: user.suspended_generation?,
        at: *user.suspended_at?,
        by: author(
            user.suspended_by.as_deref(),
            user.suspended_by_email.as_deref(),
        ),
    })
}

/// The individual requirement of the user that applies, or that an exemption suspends.
pub(crate) fn individual_requirement<'a>(
    user: &'a user::Model,
    rules: &Rules,
    now: Timestamp,
) -> Option<Suspended<'a>> {
    let stored = override_of(user)?;
    let own = || {
        let required = stored.rule == OverrideRule::Required && stored.holds(rules, now);
        required.then_some(Suspended {
            generation: stored.generation,
            at: *user.override_at?,
            by: override_author(user),
        })
    };
    suspended_by(user)
        .filter(|suspended| suspended.generation == rules.required_generation)
        .or_else(own)
}

/// The names of the groups of a user that require 2FA, by name.
pub(crate) async fn requiring_groups(db: &impl Connection, id: UserId) -> Result<Vec<String>> {
    let groups = store::group::of_user(db, id).await?.into_iter();
    let requiring = groups.filter(|group| *group.requires == GroupRule::Required);
    Ok(requiring.map(|group| group.name).collect())
}

/// What the groups of a user ask together, as kept on the user's row.
pub(crate) fn groups_of(user: &user::Model) -> GroupRule {
    GroupRule::kept(user.group_required_since.map(|at| *at))
}

/// Whether there is something to remind a user of: 2FA is required, there is none, and the user can sign in with a password and activate
/// it. After a reset an admin's help is needed, so a mail would not say what is true. The twin in SQL is in `store::reminder_round`.
pub(crate) fn can_be_reminded(user: &user::Model, rules: &Rules, now: Timestamp) -> bool {
    situation_of(user, rules, now).asks_for_activation()
}

/// Whether somebody can sign in to the account.
pub(crate) fn account_state_of(user: &user::Model) -> AccountState {
    AccountState::of(
        user.disabled_at.is_some(),
        user.password_hash.is_some(),
        user.invited_at.is_some(),
    )
}

/// What is so of the user's sign-in.
pub(crate) fn situation_of(user: &user::Model, rules: &Rules, now: Timestamp) -> Situation {
    let reset = user.reset_proof.map(|proof| *proof);
    situation(user, account_state_of(user), reset, (rules, now))
}

/// The same once the user has chosen a password with a link: a reset may ask for nothing else.
pub(crate) fn situation_with_password(
    user: &user::Model,
    rules: &Rules,
    now: Timestamp,
) -> Situation {
    let state = match account_state_of(user) {
        AccountState::Deactivated => AccountState::Deactivated,
        AccountState::Usable | AccountState::NeverInvited | AccountState::Invited => {
            AccountState::Usable
        }
    };
    let reset = user.reset_proof.map(|proof| *proof);
    let reset = reset.filter(|proof| *proof == ResetProof::Code);
    situation(user, state, reset, (rules, now))
}

fn situation(
    user: &user::Model,
    state: AccountState,
    reset: Option<ResetProof>,
    (rules, now): (&Rules, Timestamp),
) -> Situation {
    let required = requirement_of(user, rules, now).required;
    let status = TwoFactorStatus::of(user.two_factor_since.is_some(), required);
    let deadline = deadline_of(user, rules, now);
    let in_time = deadline.is_some_and(|deadline| !deadline.is_over(now));
    Situation::of(state, reset, status, in_time)
}

/// Whether 2FA is required of the user, and by which rule.
pub(crate) fn requirement_of(user: &user::Model, rules: &Rules, now: Timestamp) -> Requirement {
    resolve(rules, override_of(user).as_ref(), groups_of(user), now)
}

/// The end of an exemption that applies to the user.
pub(crate) fn exempt_until(user: &user::Model, rules: &Rules, now: Timestamp) -> Option<Timestamp> {
    let stored = override_of(user)?;
    let exempt = stored.rule == OverrideRule::Exempt && stored.holds(rules, now);
    stored.until.filter(|_| exempt)
}

/// What is kept of the user for the deadline.
pub(crate) fn compliance_of(user: &user::Model) -> Compliance {
    Compliance {
        since: user.comply_since.map(|at| *at),
        not_before: user.comply_not_before.map(|at| *at),
        used_up: user.grace_used_up_at.map(|at| *at),
        own: user.own_deadline.map(|at| *at),
        own_days: user.own_grace_days,
        group: user.group_deadline.map(|at| *at),
        group_days: user.group_grace_days,
    }
}

/// The same before another rule takes the place of the stored one: an exemption that was ended together with all others says nothing
/// of that any more.
pub(crate) fn settled_compliance_of(user: &user::Model, rules: &Rules) -> Compliance {
    settled(rules, override_of(user).as_ref(), compliance_of(user))
}

/// Keeps what has become of it, and with it what the user's groups give.
pub(crate) async fn keep_compliance(
    tx: &impl Connection,
    user: &user::Model,
    kept: Compliance,
) -> Result<()> {
    keep_compliance_of_all(tx, &[(user, kept)]).await
}

/// The same of several users, at most a thousand: those of whom the same is kept by one statement.
pub(crate) async fn keep_compliance_of_all(
    tx: &impl Connection,
    users: &[(&user::Model, Compliance)],
) -> Result<()> {
    let changed = users
        .iter()
        .filter(|(user, kept)| *kept != compliance_of(user));
    let mut alike: Vec<(Compliance, Vec<UserId>)> = Vec::new();
    let mut in_groups = Vec::new();
    for (user, kept) in changed {
        match alike.iter_mut().find(|(other, _)| other == kept) {
            Some((_, users)) => users.push(*user.id),
            None => alike.push((*kept, vec![*user.id])),
        }
        if user.group_required_since.is_some() {
            in_groups.push(*user.id);
        }
    }
    for (kept, users) in alike {
        store::deadline::keep(tx, &users, &kept).await?;
    }
    if !in_groups.is_empty() {
        keep_deadline(tx, Who::Users(&in_groups)).await?;
    }
    Ok(())
}

/// The deadline of the user: none for somebody who has a factor or need not have one.
pub(crate) fn deadline_of(user: &user::Model, rules: &Rules, now: Timestamp) -> Option<Deadline> {
    if user.two_factor_since.is_some() {
        return None;
    }
    let stored = override_of(user);
    let kept = compliance_of(user);
    deadline(rules, stored.as_ref(), groups_of(user), &kept, now)
}

/// Whether the user would have more time to activate 2FA by this rule and by this kept for the deadline.
pub(crate) fn gives_more_time(
    user: &user::Model,
    (rule, kept): (Option<&Override>, &Compliance),
    (rules, now): (&Rules, Timestamp),
) -> bool {
    let present = deadline_of(user, rules, now);
    let then = deadline(rules, rule, groups_of(user), kept, now);
    present
        .zip(then)
        .is_some_and(|(present, then)| then.may_be_after(present))
}

/// Whether enrolment is forced on the user: 2FA is required, there is no factor, and no time is left.
pub(crate) fn must_enrol(user: &user::Model, rules: &Rules, now: Timestamp) -> bool {
    deadline_of(user, rules, now).is_some_and(|deadline| deadline.is_over(now))
}

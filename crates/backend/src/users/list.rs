//! The table of users.

use super::selection::{Selection, total};
use crate::access::Staff;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{
    account_state_of, deadline_of, load_row, named, override_author, policy_author, requirement_of,
    rules_of, suspended_by,
};
use domain::{Deadline, DeadlineBy, Rule, Rules, Timestamp, TwoFactorStatus, UserId};
use std::collections::HashMap;
use store::Connection;
use store::account::list;
use store::entity::{policy, user};
use store::group::{first_of, strictest};
use store::users_table::ends;
use wire::table_look::TableColumn;
use wire::view::{GROUPS_NAMED, RowGroups, UserList, UserRow};
use wire::{Cursor, UserQuery};

impl Backend {
    /// One page of the table.
    pub async fn list_users(
        &self,
        staff: impl Into<Staff<'_>>,
        query: &UserQuery,
    ) -> Result<UserList> {
        let staff = staff.into();
        let db = self.db.read();
        let now = self.now();
        let policy = load_row(db).await?;
        let rules = rules_of(&policy);
        let selection = Selection::new(db, query, (&rules, now)).await?;
        let (counts, mut ids) = selection.page(db).await?;
        if ids.is_empty()
            && let Some(nearest) = nearest(query, total(query, &counts))
        {
            let selection = Selection::new(db, &nearest, (&rules, now)).await?;
            (_, ids) = selection.page(db).await?;
        }
        let models = load(db, &ids).await?;
        let mut rows: Vec<UserRow> = models
            .iter()
            .map(|user| seen_by(staff, row(user, &policy, &rules, now)))
            .collect();
        if !query.hidden.has(TableColumn::Groups) {
            name_groups(db, &ids, &mut rows).await?;
        }
        name_requiring(db, &mut rows).await?;
        Ok(UserList {
            total: total(query, &counts),
            counts,
            ends: ends(query.sort, &models, &rows)?,
            rows,
            now,
            group: None,
            saved: Vec::new(),
        })
    }
}

/// What somebody sees of a row: the helpdesk does not see who made a rule on a user, nor the reason, which may be about their health.
pub(super) fn seen_by(staff: Staff<'_>, row: UserRow) -> UserRow {
    match row.rule {
        Rule::Override(_) if !staff.principal().role().reads_everything() => UserRow {
            rule_by: None,
            rule_reason: None,
            ..row
        },
        _ => row,
    }
}

/// Names the groups of the users on a page, by one query.
async fn name_groups(db: &impl Connection, ids: &[UserId], rows: &mut [UserRow]) -> Result<()> {
    let mut found = first_of(db, ids, GROUPS_NAMED).await?;
    for row in rows {
        let (named, all) = found.remove(&row.id).unwrap_or_default();
        let others = all.saturating_sub(named.len() as u64);
        row.groups = Some(RowGroups { named, others });
    }
    Ok(())
}

/// Names the group that decides about a user on a page, by one query; where none does, by none.
async fn name_requiring(db: &impl Connection, rows: &mut [UserRow]) -> Result<()> {
    let decides = |row: &UserRow| {
        let by = row.deadline.map(Deadline::by);
        row.rule == Rule::Group || by == Some(DeadlineBy::Group)
    };
    let ids: Vec<UserId> = rows
        .iter()
        .filter(|row| decides(row))
        .map(|row| row.id)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut found = strictest(db, &ids).await?;
    for row in rows.iter_mut() {
        if let Some((name, others)) = found.remove(&row.id) {
            let named = vec![name];
            row.requiring = RowGroups { named, others };
        }
    }
    Ok(())
}

/// The page that there is, in place of one that is beyond the rows: users may have gone since it was linked to.
fn nearest(query: &UserQuery, total: u64) -> Option<UserQuery> {
    let pages = total.div_ceil(query.size.rows());
    match query.cursor {
        _ if pages == 0 => None,
        Some(Cursor::Before(_)) => Some(query.on_page(1)),
        _ => Some(query.at(pages, Cursor::End)),
    }
}

/// The users with these numbers, in this order. Users deleted meanwhile are left out.
pub(crate) async fn load(db: &impl Connection, ids: &[UserId]) -> Result<Vec<user::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut users: HashMap<UserId, user::Model> = list(db, ids)
        .await?
        .into_iter()
        .map(|user| (*user.id, user))
        .collect();
    Ok(ids.iter().filter_map(|id| users.remove(id)).collect())
}

/// A row from the user and the rules.
pub(crate) fn row(
    user: &user::Model,
    policy: &policy::Model,
    rules: &Rules,
    now: Timestamp,
) -> UserRow {
    let requirement = requirement_of(user, rules, now);
    // A requirement that an exemption has suspended is the one from before.
    let own = match requirement.rule {
        Rule::Override(rule) => user
            .override_rule
            .filter(|stored| **stored == rule)
            .map(|_| user),
        Rule::Group | Rule::Policy(_) => None,
    };
    let suspended = || suspended_by(user).and_then(|rule| rule.by);
    let (since, by) = match (requirement.rule, own) {
        (Rule::Override(_), Some(user)) => (user.override_at, override_author(user).map(named)),
        (Rule::Override(_), None) => (user.suspended_at, suspended().map(named)),
        (Rule::Group, _) => (user.group_required_since, None),
        (Rule::Policy(_), _) => (policy.changed_at, policy_author(policy)),
    };
    UserRow {
        id: *user.id,
        name: user.name.clone(),
        email: user.email.clone(),
        role: *user.role,
        language: *user.language,
        last_sign_in: user.last_sign_in_at.map(|at| *at),
        state: account_state_of(user),
        reset: user.reset_proof.map(|proof| *proof),
        status: TwoFactorStatus::of(user.two_factor_since.is_some(), requirement.required),
        rule: requirement.rule,
        requiring: RowGroups::default(),
        rule_since: since.map(|at| *at),
        rule_by: by,
        rule_reason: own.and_then(|u| u.override_reason.clone()),
        rule_until: own.and_then(|u| u.override_until.map(|at| *at)),
        active_since: user.two_factor_since.map(|at| *at),
        deadline: deadline_of(user, rules, now),
        groups: None,
    }
}

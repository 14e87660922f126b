//! The page of one user.

use super::end_rule::rule_after;
use super::invite::can_be_mailed;
use super::invited::last_invitation;
use super::list::{row, seen_by};
use crate::access::{Manager, Staff};
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{can_be_reminded, load_row, rules_of};
use domain::lookalike::resembles;
use domain::{GroupRule, UserId};
use store::Connection;
use store::account::list_other_admins;
use store::entity::user;
use store::group::of_user;
use store::user::find;
use wire::view::{MemberGroup, Namesake, RowGroups, UserDetail};

impl Backend {
    /// The page of one user.
    pub async fn user_detail(&self, staff: impl Into<Staff<'_>>, id: UserId) -> Result<UserDetail> {
        let db = self.db.read();
        let now = self.now();
        let user = find(db, id).await?;
        let namesake = namesake(db, &user).await?;
        let policy = load_row(db).await?;
        let rules = rules_of(&policy);
        let groups = of_user(db, id).await?;
        let groups = groups.into_iter().map(|group| MemberGroup {
            id: *group.id,
            name: group.name,
            requires: *group.requires,
        });
        let groups: Vec<MemberGroup> = groups.collect();
        let mut row = seen_by(staff.into(), row(&user, &policy, &rules, now));
        row.requiring = requiring(&groups);
        Ok(UserDetail {
            can_be_mailed: self.settings.mails && can_be_mailed(&user),
            can_be_reminded: self.settings.mails && can_be_reminded(&user, &rules, now),
            reminded: user.reminded_at.map(|at| *at),
            undeliverable_since: user.undeliverable_since.map(|at| *at),
            invitation: last_invitation(db, &user, now).await?,
            namesake,
            row,
            after_rule: rule_after(&user, &rules, now),
            exempt_kind: user.override_kind.map(|kind| *kind),
            created: *user.created_at,
            has_password: user.password_hash.is_some(),
            disabled_since: user.disabled_at.map(|at| *at),
            groups,
            policy: rules.policy,
            factor: self.factor_of(id).await?,
            now,
        })
    }

    /// The first admin whom this user could be taken for by the name.
    pub async fn namesake(&self, _manager: &Manager, id: UserId) -> Result<Option<Namesake>> {
        let db = self.db.read();
        namesake(db, &find(db, id).await?).await
    }
}

/// The names of the groups that require 2FA.
fn requiring(groups: &[MemberGroup]) -> RowGroups {
    let requiring = groups
        .iter()
        .filter(|group| group.requires == GroupRule::Required);
    RowGroups {
        named: requiring.map(|group| group.name.clone()).collect(),
        others: 0,
    }
}

/// The first admin whom this user could be taken for by the name.
async fn namesake(db: &impl Connection, user: &user::Model) -> Result<Option<Namesake>> {
    let admins = list_other_admins(db, *user.id).await?;
    let like = admins
        .into_iter()
        .find(|admin| resembles(&admin.name, &user.name));
    Ok(like.map(|admin| Namesake {
        id: *admin.id,
        name: admin.name,
        email: admin.email,
    }))
}

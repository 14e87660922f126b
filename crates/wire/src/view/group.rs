//! The groups, and the page of one.

use super::users::UserList;
use domain::{Grace, GroupId, GroupRule, Timestamp};
use serde::{Deserialize, Serialize};

/// A group, with how many of its members have activated 2FA.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupRow {
    /// The group.
    pub id: GroupId,
    /// The name.
    pub name: String,
    /// What it requires of its members.
    pub requires: GroupRule,
    /// The number of members whose accounts are not deactivated.
    pub members: u64,
    /// Those among them who have a factor.
    pub active: u64,
}

impl GroupRow {
    /// The share of active members, in tenths of a percent, rounded.
    pub fn active_per_mille(&self) -> u64 {
        let rounded = self.active * 1_000 + self.members / 2;
        rounded.checked_div(self.members).unwrap_or(0)
    }
}

/// What a rule of a group does to its members, deactivated accounts apart. Everybody is in one of these numbers, or is not touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEffect {
    /// Those of whom 2FA is required then, and who have activated it.
    pub active: u64,
    /// Those of whom it is required then, and who have to activate it at their next sign-in.
    pub to_activate: u64,
    /// Those who stay exempt.
    pub exempt: u64,
    /// Those of whom it is required now, and then no longer.
    pub released: u64,
}

/// The page of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDetail {
    /// The group.
    pub group: GroupRow,
    /// A page of its members.
    pub members: UserList,
    /// What the other rule would do: to require 2FA where the group does not, and to require nothing where it does.
    pub effect: GroupEffect,
    /// The time that its rule gives, where it requires 2FA.
    pub grace: Grace,
    /// Since when it requires 2FA.
    pub required_since: Option<Timestamp>,
    /// Whether the admin has a factor.
    pub own_factor: bool,
}

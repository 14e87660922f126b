//! Groups of users.

#![allow(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its function"
)]

#[cfg(feature = "ssr")]
pub mod markup;

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::{GroupId, GroupRule, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};
use wire::UserQuery;

/// What the address of a page of groups asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupsAsked {
    /// The group; none for the page of all of them.
    pub id: Option<GroupId>,
    /// The search among its members, and their page.
    pub members: UserQuery,
    /// The search for users who could be added.
    pub find: String,
    /// The open dialog; empty for none.
    pub dialog: String,
}

/// What the page of groups, or of one, shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsShown {
    /// The name of the group; empty on the page of all of them.
    pub name: String,
    /// Markup that the server alone makes: the browser would have to load the code for it.
    pub html: String,
}

/// The name under which the addresses without an account are kept for the page that asks for members again.
const UNKNOWN: &str = "unknown-members";
/// Addresses without an account that are kept: what a cookie has room for.
const KEPT: usize = 20;

/// The name under which the name of a group, or of a new one, is kept for the page that returns with an error.
fn name_form(group: Option<GroupId>) -> String {
    group.map_or_else(
        || "new-group".to_owned(),
        |group| format!("group-name-{group}"),
    )
}

/// What the page of groups shows, or of one. It only reads, but by POST, so that search terms do not get into logs of URLs.
#[server(prefix = "/api", endpoint = "groups", input = Json, output = Answer)]
pub async fn read_groups(asked: GroupsAsked) -> Result<GroupsShown, AppError> {
    crate::ssr::run(async move |backend, me| {
        let reader = me.reader()?;
        let Some(id) = asked.id else {
            return Ok(markup::of_all(&backend.groups(reader).await?));
        };
        let group = backend.group(reader, id, &asked.members).await?;
        // Bounded like every other search.
        let found = UserQuery::from_params(|name| (name == "q").then(|| asked.find.clone()));
        let found = if found.search.is_empty() {
            None
        } else {
            Some(backend.users_beside_group(reader, id, &found).await?)
        };
        let unknown = crate::ssr::kept_form(UNKNOWN);
        let lifting =
            group.group.requires == GroupRule::Required && markup::is_about_lifting(&asked.dialog);
        let without_rule = if lifting {
            use backend::preview::Proposal;
            let lifted = Proposal::Group(id, GroupRule::Nothing, domain::Grace::None);
            Some(backend.preview(reader, &lifted).await?.outlook)
        } else {
            None
        };
        let found = found.as_deref();
        let lifted = without_rule.as_ref();
        Ok(markup::of_one(&asked, &group, found, &unknown, lifted))
    })
    .await
}

impl Question for ReadGroups {
    type Shown = GroupsShown;

    fn arguments(&self) -> Arguments {
        Arguments::json(self)
    }
}

/// Creates a group; leads to its page.
#[server(prefix = "/api", endpoint = "groups/create", output = Answer)]
pub async fn create_group(name: String) -> Result<String, AppError> {
    let typed = name.clone();
    crate::ssr::run(async move |backend, me| {
        let manager = me.fresh_admin()?.into();
        let id = backend.create_group(&manager, &name).await?;
        let page = wire::path::group(id);
        Ok(crate::ssr::redirect_or_return_to(
            &page,
            crate::flash::Flash::GroupCreated,
        ))
    })
    .await
    .inspect_err(|_| crate::host::keep_form(&name_form(None), &[&typed]))
}

/// Gives a group another name; `seen` is the one that the form showed.
#[server(prefix = "/api", endpoint = "groups/rename", output = Answer)]
pub async fn rename_group(id: GroupId, name: String, seen: String) -> Result<String, AppError> {
    let typed = name.clone();
    crate::ssr::run(async move |backend, me| {
        let manager = me.fresh_admin()?.into();
        let name = backend::as_seen::AsSeen::by_form(name.as_str(), &seen);
        let changed = backend.rename_group(&manager, id, name).await?;
        let flash = crate::flash::Flash::GroupSaved.if_changed(changed);
        Ok(crate::ssr::redirect_or_return(flash).as_str().to_owned())
    })
    .await
    .inspect_err(|_| crate::host::keep_form(&name_form(Some(id)), &[&typed]))
}

/// Changes what a group requires of its members; `seen` is the rule that the form showed.
#[server(prefix = "/api", endpoint = "groups/rule", output = Answer)]
pub async fn change_group_rule(
    id: GroupId,
    rule: GroupRule,
    seen: String,
    #[server(default)] end_sessions: Option<String>,
    #[server(default)] time: String,
    #[server(default)] days: String,
    #[server(default)] last_day: String,
    #[server(default)] zone: String,
) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let admin = me.fresh_admin()?;
        let input = domain::GraceInput {
            kind: &time,
            days: &days,
            last_day: &last_day,
        };
        let manager = admin.into();
        let grace = backend.read_grace(&manager, input, &zone).await;
        let grace = grace.inspect_err(|_| crate::grace::fields::keep_time(input))?;
        let change = backend::groups::GroupRuleChange {
            rule,
            end_sessions: end_sessions.is_some(),
            grace,
        };
        let change = backend::as_seen::AsSeen::by_form(change, &seen);
        let changed = backend.set_group_rule(&manager, id, change).await;
        let changed = changed.inspect_err(|_| crate::grace::fields::keep_time(input))?;
        let flash = crate::flash::Flash::GroupSaved.if_changed(changed.is_some());
        Ok(crate::ssr::redirect_or_return(flash).as_str().to_owned())
    })
    .await
}

/// Deletes a group.
#[server(prefix = "/api", endpoint = "groups/delete", output = Answer)]
pub async fn delete_group(id: GroupId) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let manager = me.fresh_admin()?.into();
        backend.delete_group(&manager, id).await?;
        let flash = crate::flash::Flash::GroupDeleted;
        Ok(crate::ssr::redirect_or_return_to(wire::path::GROUPS, flash))
    })
    .await
}

/// Adds users to a group: numbers or addresses of accounts, with spaces, commas or semicolons between them. Those without an account come
/// back into the form on the page of the group, which is loaded for that.
#[server(prefix = "/api", endpoint = "groups/add", output = Answer)]
pub async fn add_members(id: GroupId, users: String) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let manager = me.fresh_admin()?.into();
        let users = backend::groups::split_users(&users);
        let added = backend.add_members(&manager, id, &users).await?;
        if !added.unknown.is_empty() {
            let unknown = added.unknown.iter().take(KEPT).map(String::as_str);
            crate::ssr::keep_for_page(UNKNOWN, &unknown.collect::<Vec<_>>());
            let flash = crate::flash::Flash::GroupSaved.if_changed(added.added > 0);
            return Ok(crate::ssr::redirect_or_return_to(
                &wire::path::group(id),
                flash,
            ));
        }
        let flash = crate::flash::Flash::GroupSaved.if_changed(added.added > 0);
        Ok(crate::ssr::redirect_or_return(flash).as_str().to_owned())
    })
    .await
}

/// Removes a user from a group.
#[server(prefix = "/api", endpoint = "groups/remove", output = Answer)]
pub async fn remove_member(id: GroupId, user: UserId) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let manager = me.fresh_admin()?.into();
        let removed = backend.remove_member(&manager, id, user).await?;
        let flash = crate::flash::Flash::GroupSaved.if_changed(removed);
        Ok(crate::ssr::redirect_or_return(flash).as_str().to_owned())
    })
    .await
}

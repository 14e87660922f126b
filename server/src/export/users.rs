//! The table of users as a file.

use super::{Exported, Format, unexpected};
use axum::response::{IntoResponse, Redirect, Response};
use backend::access::Reader;
use backend::bulk::MOST_LISTED;
use backend::users::ExportedUser;
use backend::{Backend, Result};
use domain::csv_cell::{Separator, separated_line};
use domain::group::cell;
use domain::{OverrideRule, Rule, Timestamp, TwoFactorStatus, UserId};
use wire::UserQuery;
use wire::cursor::RowKey;
use wire::path;
use wire::view::UserRow;

/// The field of a ticked user.
const USER: &str = "user";
/// Ticked users who are read at once.
const STEP: usize = 1_000;

/// The users that match the filters, in the order of the table.
#[derive(Debug)]
pub enum Users {}

impl Exported for Users {
    type Query = UserQuery;
    type Row = ExportedUser;
    type Cursor = RowKey;

    const PAGE: &'static str = path::USERS;
    const FIELDS: &'static [&'static str] = &UserQuery::NAMES;
    const DEFAULTS: &'static [(&'static str, &'static str)] =
        &[("sort", "name"), ("dir", "asc"), ("page", "1")];
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "email",
        "name",
        "role",
        "language",
        "status",
        "rule",
        "rule_until",
        "active_since",
        "last_sign_in",
        "disabled",
        "group",
        "account",
    ];

    fn query(get: &dyn Fn(&str) -> Option<String>) -> UserQuery {
        UserQuery::from_params(get).on_page(1)
    }

    fn fields(query: &UserQuery) -> Vec<(&'static str, String)> {
        query.params()
    }

    async fn begin(
        backend: &Backend,
        reader: Reader<'_>,
        _query: &Self::Query,
        format: Format,
    ) -> Result<()> {
        backend.begin_users_export(reader, format.extension()).await
    }

    async fn part(
        backend: &Backend,
        reader: Reader<'_>,
        query: &UserQuery,
        after: Option<RowKey>,
    ) -> Result<(Vec<ExportedUser>, Option<RowKey>)> {
        backend.users_export(reader, query, after).await
    }

    fn csv(user: &ExportedUser, by: Separator) -> String {
        csv(user, by)
    }

    fn json(user: &ExportedUser) -> serde_json::Value {
        json(user)
    }
}

/// The users whose boxes are ticked: the fields are those of the bar of the table.
#[derive(Debug)]
pub enum TickedUsers {}

impl Exported for TickedUsers {
    type Query = Vec<UserId>;
    type Row = ExportedUser;
    type Cursor = usize;

    const PAGE: &'static str = path::BULK;
    const FIELDS: &'static [&'static str] = &[USER];
    const COLUMNS: &'static [&'static str] = Users::COLUMNS;

    fn query(_get: &dyn Fn(&str) -> Option<String>) -> Vec<UserId> {
        Vec::new()
    }

    /// Filters and action of the bar mean nothing here.
    fn read(fields: &[(String, String)]) -> Result<Vec<UserId>, Box<Response>> {
        let known = |name: &str| name == "kind" || UserQuery::NAMES.contains(&name);
        let (users, others): (Vec<_>, Vec<_>) = fields.iter().partition(|(name, _)| name == USER);
        let ids: Option<Vec<UserId>> = users.iter().map(|(_, id)| id.parse().ok()).collect();
        match ids {
            Some(ids) if others.iter().all(|(name, _)| known(name)) && ids.len() <= MOST_LISTED => {
                if ids.is_empty() {
                    let (name, value) = (app::BULK_TOLD, app::BULK_NOBODY);
                    let page = path::with(path::BULK, name, value);
                    return Err(Box::new(Redirect::to(&page).into_response()));
                }
                Ok(ids)
            }
            _ => Err(Box::new(unexpected())),
        }
    }

    fn fields(_query: &Vec<UserId>) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    async fn begin(
        backend: &Backend,
        reader: Reader<'_>,
        _query: &Self::Query,
        format: Format,
    ) -> Result<()> {
        backend.begin_users_export(reader, format.extension()).await
    }

    async fn part(
        backend: &Backend,
        reader: Reader<'_>,
        users: &Vec<UserId>,
        after: Option<usize>,
    ) -> Result<(Vec<ExportedUser>, Option<usize>)> {
        let begin = after.unwrap_or(0);
        let end = users.len().min(begin + STEP);
        let part = users.get(begin..end).unwrap_or_default();
        let rows = backend.export_of_users(reader, part).await?;
        Ok((rows, Some(end).filter(|end| *end < users.len())))
    }

    fn csv(user: &ExportedUser, by: Separator) -> String {
        csv(user, by)
    }

    fn json(user: &ExportedUser) -> serde_json::Value {
        json(user)
    }
}

/// The word for the rule that decides: the policy, a group, or a rule on the user.
const fn rule(row: &UserRow) -> &'static str {
    match row.rule {
        Rule::Policy(_) => "policy",
        Rule::Group => "group",
        Rule::Override(OverrideRule::Required) => "required",
        Rule::Override(OverrideRule::Exempt) => "exempt",
    }
}

fn csv(ExportedUser { row, groups }: &ExportedUser, by: Separator) -> String {
    let moment = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339).unwrap_or_default();
    separated_line(
        by,
        &[
            &row.id.to_string(),
            &row.email,
            &row.name,
            row.role.as_str(),
            row.language.as_str(),
            row.shown_status().map_or("", TwoFactorStatus::as_str),
            rule(row),
            &moment(row.rule_until),
            &moment(row.active_since),
            &moment(row.last_sign_in),
            if row.is_deactivated() { "yes" } else { "no" },
            &cell(groups.iter().map(String::as_str)),
            row.state.as_str(),
        ],
    )
}

fn json(ExportedUser { row, groups }: &ExportedUser) -> serde_json::Value {
    let moment = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
    serde_json::json!({
        "id": row.id,
        "email": row.email,
        "name": row.name,
        "role": row.role,
        "language": row.language,
        "status": row.shown_status(),
        "rule": rule(row),
        "rule_until": moment(row.rule_until),
        "active_since": moment(row.active_since),
        "last_sign_in": moment(row.last_sign_in),
        "disabled": row.is_deactivated(),
        "groups": groups,
        "account": row.state.as_str(),
    })
}

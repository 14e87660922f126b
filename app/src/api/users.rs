//! The table of users, and the page of one.

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::flash::Flash;
use crate::listing::Listing;
use crate::reading::Question;
use domain::{SessionId, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use serde::{Deserialize, Serialize};
use wire::UserQuery;
use wire::view::{AttemptSum, Entry, Neighbours, SessionView, UserDetail, UserList};

/// Everything that the page of a user shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCard {
    /// The user.
    pub user: UserDetail,
    /// The open sessions; this and what follows is empty for those who do not read everything.
    pub sessions: Vec<SessionView>,
    /// The latest entries of the audit log, newest first.
    pub entries: Vec<Entry>,
    /// What speaks of an attack within seven days, by kind.
    pub attempts: Vec<AttemptSum>,
    /// The groups, with the forms by which the user joins and leaves them: markup that the server alone makes.
    pub groups: String,
    /// The fields about the time to comply, for where 2FA is required of this user alone: markup that the server alone makes.
    pub time_fields: String,
    /// Whether the account is the viewer's own.
    pub own: bool,
    /// Whether that one has a second factor, without which nobody resets or gives one.
    pub own_factor: bool,
}

/// One page of the table. It only reads, but by POST, so that search terms do not get into logs of URLs.
#[server(prefix = "/api", endpoint = "users", input = Json, output = Answer)]
pub async fn list_users(query: UserQuery) -> Result<UserList, AppError> {
    crate::ssr::run(async move |backend, me| {
        let staff = me.staff()?;
        let mut list = backend.list_users(staff, &query).await?;
        list.saved = backend.saved_filters(staff).await?;
        if let Some(group) = query.group {
            list.group = backend.group_name(staff, group).await?;
        }
        Ok(list)
    })
    .await
}

/// Chooses how the table looks, as its address would say it, and keeps that for the user; leads to the table with the same filters.
#[server(prefix = "/api", endpoint = "users/look", output = Answer)]
pub async fn choose_look(query: String, look: String) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let looking = UserQuery::read(&look);
        backend.keep_table_look(me.staff()?, &looking).await?;
        let query = UserQuery::read(&query).on_page(1).looking_like(&looking);
        Ok(crate::ssr::redirect_or_return_path(query.href()))
    })
    .await
}

impl Question for ListUsers {
    type Shown = Listing;

    fn arguments(&self) -> Arguments {
        Arguments::json(self)
    }
}

/// The page of one user.
#[server(prefix = "/api", endpoint = "users/one", input = GetUrl, output = Answer)]
pub async fn read_user_card(id: UserId) -> Result<UserCard, AppError> {
    crate::ssr::run(async move |backend, me| {
        let user = backend.user_detail(me.staff()?, id).await?;
        let (mut sessions, mut entries, mut attempts) = (Vec::new(), Vec::new(), Vec::new());
        // The helpdesk sees the account, and not what its user does.
        if let Ok(reader) = me.reader() {
            sessions = backend.sessions_of(reader, id).await?;
            entries = backend.audit_of(reader, id, 20).await?;
            attempts = backend.attempts_of(reader, id).await?;
        }
        let groups = match me.admin() {
            Ok(admin) => super::groups::markup::user::of_user(&user, &backend.groups(admin).await?),
            Err(_) => String::new(),
        };
        Ok(UserCard {
            groups,
            time_fields: crate::grace::fields::grace_fields(domain::Grace::None).into_text(),
            user,
            sessions,
            entries,
            attempts,
            own: me.user() == id,
            own_factor: me.is_active(),
        })
    })
    .await
}

impl Question for ReadUserCard {
    type Shown = UserCard;

    fn arguments(&self) -> Arguments {
        Arguments::Query(format!("id={}", self.id))
    }
}

/// The users before and after one in the table. By POST, as the table.
#[server(prefix = "/api", endpoint = "users/neighbours", input = Json, output = Answer)]
pub async fn read_neighbours(id: UserId, query: UserQuery) -> Result<Neighbours, AppError> {
    crate::ssr::run(async move |backend, me| backend.neighbours(me.staff()?, id, &query).await)
        .await
}

impl Question for ReadNeighbours {
    type Shown = Neighbours;

    fn arguments(&self) -> Arguments {
        Arguments::json(self)
    }
}

/// Ends one session of the user, or all of them if `session` is missing; never the caller's own.
#[server(prefix = "/api", endpoint = "users/end-sessions", output = Answer)]
pub async fn end_sessions(
    id: UserId,
    #[server(default)] session: Option<SessionId>,
) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend
            .end_sessions_of(me.fresh_admin()?, id, session)
            .await?;
        Ok(crate::ssr::redirect_or_return(match session {
            Some(_) => Flash::SessionEnded,
            None => Flash::SessionsEnded,
        }))
    })
    .await
}

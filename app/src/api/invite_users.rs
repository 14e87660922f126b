//! Inviting all users who have no password.

use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use wire::view::Uninvited;

/// How many users there are to be invited, and whether that is under way.
#[server(prefix = "/api", endpoint = "users/uninvited", input = GetUrl, output = Answer)]
pub async fn read_uninvited() -> Result<Uninvited, AppError> {
    crate::ssr::run(async |backend, me| backend.uninvited(me.admin()?).await).await
}

impl Question for ReadUninvited {
    type Shown = Uninvited;
}

/// Begins to invite them; answers with where to go.
#[server(prefix = "/api", endpoint = "users/invite-all", output = Answer)]
pub async fn invite_all() -> Result<String, AppError> {
    crate::ssr::run(async |backend, me| {
        backend.invite_all(me.fresh_admin()?).await?;
        let page = wire::path::INVITE_USERS.to_owned();
        Ok(crate::ssr::redirect_or_return_path(page))
    })
    .await
}

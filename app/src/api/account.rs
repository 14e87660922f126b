//! What admins do with an account.

use crate::error::AppError;
use crate::notice::Notice;
use domain::{Role, Timestamp, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// An invitation link, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLink {
    /// The link.
    pub url: String,
    /// Until when it works.
    pub expires: Timestamp,
}

impl std::fmt::Debug for InvitationLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitationLink(…)")
    }
}

/// Saves the checkbox: 2FA is required of the user, or not.
#[server(prefix = "/api", endpoint = "users/requirement")]
pub async fn save_requirement(
    id: UserId,
    #[server(default)] required: Option<String>,
) -> Result<Notice, AppError> {
    crate::ssr::run(async move |backend, me| {
        let required = required.is_some();
        let saved = backend.save_requirement(me.admin()?, id, required).await?;
        Ok(crate::ssr::done(match (saved.changed, required) {
            (false, _) => Notice::Unchanged,
            (true, true) => Notice::Required,
            (true, false) => Notice::NotRequired,
        }))
    })
    .await
}

/// Removes the user's factors.
#[server(prefix = "/api", endpoint = "users/reset")]
pub async fn reset_two_factor(id: UserId, reason: String) -> Result<Notice, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.reset_two_factor(me.admin()?, id, &reason).await?;
        Ok(crate::ssr::done(Notice::FactorsReset))
    })
    .await
}

/// Changes the user's role.
#[server(prefix = "/api", endpoint = "users/role")]
pub async fn change_role(id: UserId, role: Role) -> Result<Notice, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.change_role(me.admin()?, id, role).await?;
        Ok(crate::ssr::done(Notice::RoleChanged))
    })
    .await
}

/// Deactivates the account, or activates it again.
#[server(prefix = "/api", endpoint = "users/disabled")]
pub async fn set_disabled(id: UserId, disabled: bool) -> Result<Notice, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.set_disabled(me.admin()?, id, disabled).await?;
        Ok(crate::ssr::done(if disabled {
            Notice::Disabled
        } else {
            Notice::Enabled
        }))
    })
    .await
}

/// Deletes the account; answers with where to go.
#[server(prefix = "/api", endpoint = "users/delete")]
pub async fn delete_user(id: UserId) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.delete_user(&me.admin()?.into(), id).await?;
        Ok(crate::ssr::done_on("/account/users", Notice::Deleted))
    })
    .await
}

/// Makes an invitation link. Without script it is shown once by the page that sent the form.
#[server(prefix = "/api", endpoint = "users/invite")]
pub async fn invite(id: UserId) -> Result<InvitationLink, AppError> {
    crate::ssr::run(async move |backend, me| {
        let link = backend.invite(&me.admin()?.into(), id).await?;
        Ok(crate::ssr::show_once(InvitationLink {
            url: link.url,
            expires: link.expires,
        }))
    })
    .await
}

/// The invitation link that a form without script has left for the next page, once. To be asked
/// while the page is drawn: for admins, like the link itself.
#[server(prefix = "/api", endpoint = "users/invite/once")]
pub async fn invitation_shown_once() -> Result<Option<InvitationLink>, AppError> {
    crate::ssr::run(async |_, me| me.admin().map(|_| crate::ssr::shown_once())).await
}

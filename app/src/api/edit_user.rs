//! Changing the profile of a user.

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::{Language, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use wire::view::UserProfile;

/// The form for a user's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileForm {
    /// The user.
    pub id: UserId,
    /// The name as it is.
    pub name: String,
    /// What the fields begin with: the profile, or what was typed where a form without script was refused.
    pub fields: UserProfile,
    /// The profile as it is, where the fields begin with something else.
    pub saved: Option<String>,
    /// The profile as it is, as a word: see [`domain::seen`].
    pub seen: String,
    /// Whether it is the admin's own account.
    pub own: bool,
}

/// The name under which the fields are kept for the page that returns with an error.
fn form(id: UserId) -> String {
    format!("edit-user-{id}")
}

fn kept(id: UserId) -> Option<UserProfile> {
    let kept = crate::host::kept_form(&form(id));
    Some(UserProfile {
        name: kept.first()?.clone(),
        email: kept.get(1)?.clone(),
        language: Language::parse(kept.get(2)?)?,
    })
}

/// The form for a user's profile.
#[server(prefix = "/api", endpoint = "users/profile", input = GetUrl, output = Answer)]
pub async fn read_profile(id: UserId) -> Result<ProfileForm, AppError> {
    crate::ssr::run(async move |backend, me| {
        let profile = backend.user_profile(me.admin()?, id).await?;
        let kept = kept(id);
        let saved = kept
            .as_ref()
            .filter(|kept| **kept != profile)
            .map(|_| tr!(edit_user::SAVED, email = profile.email, name = profile.name));
        Ok(ProfileForm {
            id,
            saved,
            own: me.user() == id,
            name: profile.name.clone(),
            seen: domain::seen::profile(&profile.name, &profile.email, profile.language),
            fields: kept.unwrap_or(profile),
        })
    })
    .await
}

impl Question for ReadProfile {
    type Shown = ProfileForm;

    fn arguments(&self) -> Arguments {
        Arguments::Query(format!("id={}", self.id))
    }
}

/// Changes the profile, which the form showed as `seen`; answers with where to go.
#[server(prefix = "/api", endpoint = "users/edit", output = Answer)]
pub async fn edit_user(
    id: UserId,
    name: String,
    email: String,
    language: Language,
    seen: String,
) -> Result<String, AppError> {
    use crate::flash::Flash;

    let typed = [name.clone(), email.clone()];
    crate::ssr::run(async move |backend, me| {
        let input = backend::users::ProfileInput {
            name: &name,
            email: &email,
            language,
        };
        let input = backend::as_seen::AsSeen::by_form(input, &seen);
        let changed = backend.edit_user(me.fresh_admin()?, id, input).await?;
        Ok(crate::ssr::redirect_or_return_to(
            &wire::path::user(id),
            Flash::Edited.if_changed(changed),
        ))
    })
    .await
    .inspect_err(|_| {
        let [name, email] = &typed;
        crate::host::keep_form(&form(id), &[name, email, language.as_str()]);
    })
}

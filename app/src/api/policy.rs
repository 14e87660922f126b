//! The security page.

#![allow(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its function"
)]

#[cfg(feature = "ssr")]
pub mod markup;

use crate::codec::Answer;
use crate::error::AppError;
use crate::flash::Flash;
use crate::reading::Question;
use domain::Policy;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use wire::view::Overview;

/// The distribution, the policy, and the effect of changing it.
#[server(prefix = "/api", endpoint = "policy", input = GetUrl, output = Answer)]
pub async fn security_overview() -> Result<Overview, AppError> {
    crate::ssr::run(async |backend, me| {
        let mut overview = backend.security_overview(me.reader()?).await?;
        overview.time_fields = markup::time::fields(&overview);
        Ok(overview)
    })
    .await
}

impl Question for SecurityOverview {
    type Shown = Overview;
}

/// How far the organisation is, and each group, and how the figures have changed from day to day, as markup that the server alone makes: the
/// browser would have to load the code for it.
#[server(prefix = "/api", endpoint = "policy/course", input = GetUrl, output = Answer)]
pub async fn security_course() -> Result<String, AppError> {
    crate::ssr::run(async |backend, me| {
        use markup::{course::card, progress::cards};
        let reader = me.reader()?;
        let progress = cards(&backend.progress(reader).await?);
        Ok(progress + &card(&backend.course(reader).await?))
    })
    .await
}

impl Question for SecurityCourse {
    type Shown = String;
}

/// Requires 2FA of everybody, or makes it optional; with `only_time`, changes the time that the policy gives, which the form showed as
/// `seen`.
#[server(prefix = "/api", endpoint = "policy/change", output = Answer)]
pub async fn change_policy(
    policy: Policy,
    #[server(default)] end_sessions: Option<String>,
    #[server(default)] end_exemptions: Option<String>,
    #[server(default)] keep_individual: Option<String>,
    #[server(default)] keep_announced: Option<String>,
    #[server(default)] time: String,
    #[server(default)] days: String,
    #[server(default)] last_day: String,
    #[server(default)] zone: String,
    #[server(default)] only_time: Option<String>,
    #[server(default)] seen: String,
) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        let admin = me.fresh_admin()?;
        let input = domain::GraceInput {
            kind: &time,
            days: &days,
            last_day: &last_day,
        };
        let grace = backend.read_grace(&admin.into(), input, &zone).await;
        let grace = grace.inspect_err(|_| crate::grace::fields::keep_time(input))?;
        if only_time.is_some() {
            let grace = backend::as_seen::AsSeen::by_form(grace, &seen);
            let changed = backend.change_policy_time(admin, grace).await;
            changed.inspect_err(|_| crate::grace::fields::keep_time(input))?;
            return Ok(crate::ssr::redirect_or_return(Flash::PolicyTimeChanged));
        }
        let change = backend::policy::PolicyChange {
            policy,
            end_sessions: end_sessions.is_some(),
            end_exemptions: end_exemptions.is_some(),
            keep_individual: keep_individual.is_some(),
            grace,
            keep_announced: keep_announced.is_some(),
        };
        backend.change_policy(admin, change).await?;
        Ok(crate::ssr::redirect_or_return(match policy {
            Policy::Required => Flash::PolicyRequired,
            Policy::Optional => Flash::PolicyOptional,
        }))
    })
    .await
}

/// Undoes the last change of the policy, which has this number.
#[server(prefix = "/api", endpoint = "policy/undo", output = Answer)]
pub async fn undo_policy(number: i64) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.undo_policy(me.fresh_admin()?, number).await?;
        Ok(crate::ssr::redirect_or_return(Flash::PolicyUndone))
    })
    .await
}

//! The actions of admins, and of the helpdesk, on an account.

#![allow(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its function"
)]

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::flash::Flash;
use crate::hand_over::HandedOver;
use crate::reading::Question;
use domain::{ExemptionKind, FirstLink, OverrideRule, Policy, ResetFallback, Role, UserId};
use leptos::prelude::*;

/// The name under which the fields of an exemption are kept for the page that returns with an error.
pub fn exemption_form(id: UserId) -> String {
    format!("exemption-{id}")
}

/// The same of a reset. What it hands over is kept for its dialog, under another name.
pub fn reset_form(id: UserId) -> String {
    format!("reset-typed-{id}")
}

/// The same of a deadline.
pub fn deadline_form(id: UserId) -> String {
    format!("deadline-{id}")
}

/// Saves the checkbox that requires 2FA of the user. `reason`, which is asked for then, `kind` and `until`, the last day as
/// `YYYY-MM-DD` in the time zone `zone` (the organisation's if it is empty), count only when the user becomes exempt; `policy` is what
/// policy and groups asked together when the form was rendered.
#[server(prefix = "/api", endpoint = "users/requirement", output = Answer)]
pub async fn save_requirement(
    id: UserId,
    #[server(default)] required: Option<String>,
    #[server(default)] reason: String,
    #[server(default)] until: String,
    #[server(default)] zone: String,
    policy: Policy,
    #[server(default)] kind: Option<ExemptionKind>,
    #[server(default)] time: String,
    #[server(default)] days: String,
    #[server(default)] last_day: String,
) -> Result<Flash, AppError> {
    let required = required.is_some();
    let typed = [
        kind.map(ExemptionKind::as_str)
            .unwrap_or_default()
            .to_owned(),
        reason.clone(),
        until.clone(),
    ];
    crate::ssr::run(async move |backend, me| {
        let time = domain::GraceInput {
            kind: &time,
            days: &days,
            last_day: &last_day,
        };
        let asked =
            backend::users::RequirementInput::from_form(required, &reason, &until, &zone, kind);
        let asked = asked.with_time(time).seen_under(policy);
        let saved = backend.save_requirement(me.fresh_admin()?, id, asked).await;
        // An answer keeps one form: the box decides which of the two counts.
        let saved = saved.inspect_err(|_| {
            if required {
                crate::grace::fields::keep_time(time);
            }
        })?;
        Ok(crate::ssr::redirect_or_return(
            match (saved.changed, required) {
                (false, _) => Flash::Unchanged,
                (true, true) => Flash::Required,
                (true, false) => Flash::NotRequired,
            },
        ))
    })
    .await
    .inspect_err(|_| {
        if !required {
            let typed = typed.each_ref().map(String::as_str);
            crate::host::keep_form(&exemption_form(id), &typed);
        }
    })
}

/// Gives a user who has to activate 2FA time until the end of a day; `seen` is the deadline that the form showed.
#[server(prefix = "/api", endpoint = "users/deadline", output = Answer)]
pub async fn extend_deadline(
    id: UserId,
    last_day: String,
    seen: String,
    #[server(default)] zone: String,
) -> Result<Flash, AppError> {
    let typed = last_day.clone();
    crate::ssr::run(async move |backend, me| {
        let admin = me.fresh_admin()?;
        let asked = backend::as_seen::AsSeen::by_form(last_day.as_str(), &seen);
        backend.extend_deadline(admin, id, asked, &zone).await?;
        Ok(crate::ssr::redirect_or_return(Flash::DeadlineSet))
    })
    .await
    .inspect_err(|_| crate::host::keep_form(&deadline_form(id), &[&typed]))
}

/// Ends the exemption of the user, or lifts the individual requirement: `rule` says which of them the page showed.
#[server(prefix = "/api", endpoint = "users/end-rule", output = Answer)]
pub async fn end_rule(id: UserId, rule: OverrideRule) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        let required = backend.end_rule(me.fresh_admin()?, id, rule).await?;
        Ok(crate::ssr::redirect_or_return(match (rule, required) {
            (_, None) => Flash::Unchanged,
            (OverrideRule::Exempt, Some(false)) => Flash::ExemptionEnded,
            (OverrideRule::Exempt, Some(true)) => Flash::ExemptionEndedRequired,
            (OverrideRule::Required, Some(false)) => Flash::RequirementLifted,
            (OverrideRule::Required, Some(true)) => Flash::RequirementLiftedForAll,
        }))
    })
    .await
}

/// Removes the user's factors, and makes what the admin hands over: by default an access code. Without script, the page that sent
/// the form shows it once.
#[server(prefix = "/api", endpoint = "users/reset", output = Answer)]
pub async fn reset_two_factor(
    id: UserId,
    reason: String,
    #[server(default)] fallback: Option<ResetFallback>,
) -> Result<Vec<HandedOver>, AppError> {
    let fallback = fallback.unwrap_or(ResetFallback::Code);
    let typed = reason.clone();
    crate::ssr::run(async move |backend, me| {
        let made = backend
            .reset_two_factor(me.fresh_helper()?, id, &reason, fallback)
            .await?;
        let code = made.code.map(|given| (given.code, given.expires));
        let link = made.link.map(|link| (link.url, link.expires));
        let secrets = code.into_iter().chain(link);
        let secrets = secrets.map(|(text, expires)| HandedOver { text, expires });
        let secrets: Vec<HandedOver> = secrets.collect();
        if secrets.is_empty() {
            crate::ssr::redirect_or_return(Flash::FactorsReset);
            return Ok(secrets);
        }
        Ok(crate::ssr::redirect_or_show("reset", secrets))
    })
    .await
    .inspect_err(|_| crate::host::keep_form(&reset_form(id), &[&typed, fallback.as_str()]))
}

/// Changes the user's role.
#[server(prefix = "/api", endpoint = "users/role", output = Answer)]
pub async fn change_role(id: UserId, role: Role) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.change_role(me.fresh_admin()?, id, role).await?;
        Ok(crate::ssr::redirect_or_return(Flash::RoleChanged))
    })
    .await
}

/// Deactivates the account, or activates it again.
#[server(prefix = "/api", endpoint = "users/disabled", output = Answer)]
pub async fn set_disabled(id: UserId, disabled: bool) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend
            .set_disabled(me.fresh_admin()?, id, disabled)
            .await?;
        Ok(crate::ssr::redirect_or_return(if disabled {
            Flash::Disabled
        } else {
            Flash::Enabled
        }))
    })
    .await
}

/// Deletes the account; answers with where to go. `_sure` is the confirmation checkbox of the form.
#[server(prefix = "/api", endpoint = "users/delete", output = Answer)]
pub async fn delete_user(
    id: UserId,
    #[server(default)]
    #[server(rename = "sure")]
    _sure: Option<String>,
) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.delete_user(&me.fresh_admin()?.into(), id).await?;
        Ok(crate::ssr::redirect_or_return_to(
            wire::path::USERS,
            Flash::Deleted,
        ))
    })
    .await
}

/// Makes an invitation link, which is mailed or shown. Without script, the page that sent the form shows it once.
#[server(prefix = "/api", endpoint = "users/invite", output = Answer)]
pub async fn invite(
    id: UserId,
    #[server(default)] link: Option<FirstLink>,
) -> Result<Vec<HandedOver>, AppError> {
    crate::ssr::run(async move |backend, me| {
        if link == Some(FirstLink::Mailed) {
            backend.mail_invitation(me.fresh_helper()?, id).await?;
            crate::ssr::redirect_or_return(Flash::InvitationMailed);
            return Ok(Vec::new());
        }
        let link = backend.help_by_invitation(me.fresh_helper()?, id).await?;
        let (text, expires) = (link.url, link.expires);
        Ok(crate::ssr::redirect_or_show(
            "invite",
            vec![HandedOver { text, expires }],
        ))
    })
    .await
}

/// Makes a one-time access code. Without script, the page that sent the form shows it once.
#[server(prefix = "/api", endpoint = "users/access-code", output = Answer)]
pub async fn give_access_code(id: UserId) -> Result<Vec<HandedOver>, AppError> {
    crate::ssr::run(async move |backend, me| {
        let given = backend.give_access_code(me.fresh_helper()?, id).await?;
        let (text, expires) = (given.code, given.expires);
        Ok(crate::ssr::redirect_or_show(
            "access-code",
            vec![HandedOver { text, expires }],
        ))
    })
    .await
}

/// The secrets that a form without script has left for this dialog of the next page; readable once.
/// Call it while the page is rendered. For those who see the users; the secrets are made by some of them.
#[server(prefix = "/api", endpoint = "users/shown-once", output = Answer)]
pub async fn shown_once(dialog: String) -> Result<Vec<HandedOver>, AppError> {
    crate::ssr::run(async move |_, me| me.staff().map(|_| crate::ssr::shown_once(&dialog))).await
}

impl Question for ShownOnce {
    type Shown = Vec<HandedOver>;

    fn arguments(&self) -> Arguments {
        Arguments::field("dialog", &self.dialog)
    }
}

//! The mails: what each kind looks like, and reminders.

#[cfg(feature = "ssr")]
pub mod markup;

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::{Language, NoticeKind, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// The name under which days are kept that were refused.
#[cfg(feature = "ssr")]
const DAYS_FORM: &str = "reminder-days";

/// What the page of the mails shows, or that of the reminders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailsShown {
    /// The title.
    pub title: String,
    /// Markup that the server alone makes: the browser would have to load the code for it.
    pub html: String,
}

/// What the page of the mails shows of this kind and language, or of the first ones where there are none such; without a kind what the page
/// of the reminders shows.
#[server(prefix = "/api", endpoint = "mails", input = GetUrl, output = Answer)]
pub async fn read_mails(
    #[server(default)] kind: Option<String>,
    #[server(default)] language: String,
) -> Result<MailsShown, AppError> {
    crate::ssr::run(async move |backend, me| {
        let (reader, changes) = (me.reader()?, me.admin().is_ok());
        let Some(kind) = kind else {
            let unreached = backend.undelivered(reader).await?.count;
            return Ok(markup::reminders(
                backend.unreminded(reader).await?,
                unreached,
                changes,
            ));
        };
        let shown = NoticeKind::parse(&kind).filter(|kind| *kind != NoticeKind::MailSample);
        let language = Language::parse(&language)
            .filter(|language| domain::Locale::of(*language).is_some())
            .unwrap_or_else(|| crate::ssr::locale().language());
        let mails = crate::ssr::mails();
        let saved = backend.reminder_days(reader).await?.to_string();
        // What was typed, and the days that the form had shown: as for the organisation.
        let kept: Option<[String; 2]> = crate::ssr::kept_form(DAYS_FORM).try_into().ok();
        let [days, seen] = kept.unwrap_or([saved.clone(), saved]);
        let days = markup::DaysField {
            shown: &days,
            seen: &seen,
        };
        Ok(markup::samples(
            shown.unwrap_or(NoticeKind::Reminder),
            language,
            changes.then_some(mails),
            days,
        ))
    })
    .await
}

impl Question for ReadMails {
    type Shown = MailsShown;

    fn arguments(&self) -> Arguments {
        let Some(kind) = &self.kind else {
            return Arguments::None;
        };
        // An empty value would be read as none.
        let kind = if kind.is_empty() { "-" } else { kind };
        let (kind, language) = (wire::path::encode(kind), wire::path::encode(&self.language));
        Arguments::Query(format!("kind={kind}&language={language}"))
    }
}

/// Mails the admin a sample of the mail of this kind.
#[server(prefix = "/api", endpoint = "mails/sample", output = Answer)]
pub async fn send_mail_sample(kind: NoticeKind, language: Language) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend
            .send_mail_sample(me.fresh_admin()?, kind, language)
            .await?;
        let page = wire::path::mail(kind.as_str(), language.as_str());
        Ok(crate::ssr::redirect_or_return_to(
            &page,
            crate::flash::Flash::SampleMailed,
        ))
    })
    .await
}

/// Changes how many days before a deadline users are reminded; `seen` are the days that the form showed as saved.
#[server(prefix = "/api", endpoint = "mails/reminder-days", output = Answer)]
pub async fn change_reminder_days(
    #[server(default)] days: String,
    seen: String,
) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let form = backend::as_seen::AsSeen::by_form(days.as_str(), &seen);
        let changed = backend.change_reminder_days(me.fresh_admin()?, form).await;
        let changed = changed.inspect_err(|_| crate::ssr::keep_form(DAYS_FORM, &[&days, &seen]))?;
        let flash = if changed {
            crate::flash::Flash::OrganisationSaved
        } else {
            crate::flash::Flash::Unchanged
        };
        let page = wire::path::MAILS;
        Ok(crate::ssr::redirect_or_return_to(page, flash))
    })
    .await
}

/// Begins to remind everybody who must activate 2FA; answers with where to go.
#[server(prefix = "/api", endpoint = "users/remind-all", output = Answer)]
pub async fn remind_all() -> Result<String, AppError> {
    crate::ssr::run(async |backend, me| {
        backend.remind_all(me.fresh_admin()?).await?;
        let page = wire::path::REMIND_USERS.to_owned();
        Ok(crate::ssr::redirect_or_return_path(page))
    })
    .await
}

/// Reminds one user.
#[server(prefix = "/api", endpoint = "users/remind", output = Answer)]
pub async fn remind_user(id: UserId) -> Result<crate::flash::Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.remind(me.fresh_admin()?, id).await?;
        Ok(crate::ssr::redirect_or_return(
            crate::flash::Flash::Reminded,
        ))
    })
    .await
}

//! The account of the signed-in user.

use crate::codec::Answer;
use crate::error::AppError;
use crate::flash::Flash;
use crate::reading::Question;
use domain::{Deadline, DeviceId, Language, NoticeId, Requirement, SessionId, Timestamp, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use wire::view::{AccountNotice, KnownDevice, OwnFactor, SessionView};

/// Everything that the page « My account » shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccount {
    /// The number.
    pub id: UserId,
    /// The name, or what was typed where a form was refused.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language, or the one that was chosen in a refused form.
    pub language: Language,
    /// What 2FA asks of the user.
    pub requirement: Requirement,
    /// The names of the groups that require it, where their rule decides.
    pub requiring: Vec<String>,
    /// Until when there is time to activate it, where it is required.
    pub deadline: Option<Deadline>,
    /// The second factor, if there is one.
    pub factor: Option<OwnFactor>,
    /// The open sessions.
    pub sessions: Vec<SessionView>,
    /// The browsers that the user has signed in with.
    pub devices: Vec<KnownDevice>,
    /// The latest activity of the account, newest first.
    pub activity: Vec<AccountNotice>,
    /// The numbers of those that are unread.
    pub unread: Vec<NoticeId>,
    /// The moment at which all this was read.
    pub now: Timestamp,
}

/// The account of the signed-in user.
#[server(prefix = "/api", endpoint = "me", input = GetUrl, output = Answer)]
pub async fn read_own_account() -> Result<OwnAccount, AppError> {
    crate::ssr::run(async |backend, me| {
        let member = me.member()?;
        let (name, language) =
            kept_profile().unwrap_or_else(|| (me.name().to_owned(), me.language()));
        Ok(OwnAccount {
            now: backend.now(),
            unread: backend.own_unread(member).await?,
            factor: backend.own_factor(member).await?,
            sessions: backend.own_sessions(member).await?,
            devices: backend.own_devices(member).await?,
            activity: backend.own_activity(member).await?,
            id: me.user(),
            requirement: me.requirement(),
            requiring: backend.own_requiring_groups(member).await?,
            deadline: me
                .deadline()
                .filter(|deadline| !deadline.is_over(backend.now())),
            language,
            name,
            email: me.email().to_owned(),
        })
    })
    .await
}

impl Question for ReadOwnAccount {
    type Shown = OwnAccount;
}

/// The name under which name and language are kept for the page that returns with an error.
const PROFILE_FORM: &str = "own-profile";

fn kept_profile() -> Option<(String, Language)> {
    let mut kept = crate::host::kept_form(PROFILE_FORM).into_iter();
    Some((kept.next()?, Language::parse(&kept.next()?)?))
}

/// Saves name and language. The form is always sent without script, because the language of the whole
/// page may change.
#[server(prefix = "/api", endpoint = "me/profile", output = Answer)]
pub async fn save_profile(name: String, language: Language) -> Result<(), AppError> {
    let typed = name.clone();
    crate::ssr::run(async move |backend, me| {
        backend.save_profile(me.member()?, &name, language).await?;
        crate::ssr::redirect_back(Some(Flash::ProfileSaved));
        Ok(())
    })
    .await
    .inspect_err(|_| crate::host::keep_form(PROFILE_FORM, &[&typed, language.as_str()]))
}

/// Changes the user's own password.
#[server(prefix = "/api", endpoint = "me/password", output = Answer)]
pub async fn change_password(
    current: String,
    password: String,
    repeated: String,
    #[server(default)] forget_devices: Option<String>,
) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        let token = backend
            .change_password(
                me.member()?,
                &current,
                (&password, &repeated),
                forget_devices.is_some(),
            )
            .await?;
        crate::ssr::set_session(&token);
        Ok(crate::ssr::redirect_or_return(Flash::PasswordChanged))
    })
    .await
}

/// Removes the user's own factor.
#[server(prefix = "/api", endpoint = "me/deactivate", output = Answer)]
pub async fn deactivate_two_factor(code: String) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.deactivate_two_factor(me.member()?, &code).await?;
        Ok(crate::ssr::redirect_or_return(Flash::Deactivated))
    })
    .await
}

/// Generates new recovery codes; answers with where they are shown.
#[server(prefix = "/api", endpoint = "me/recovery-codes", output = Answer)]
pub async fn renew_recovery_codes(code: String) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let token = backend.renew_recovery_codes(me.member()?, &code).await?;
        crate::ssr::set_session(&token);
        Ok(crate::ssr::redirect_or_return_path(
            crate::access::with_next(
                wire::path::ENROL,
                wire::return_to::ReturnTo::parse(wire::path::ME).as_ref(),
            ),
        ))
    })
    .await
}

/// Ends one of the user's own sessions.
#[server(prefix = "/api", endpoint = "me/end-session", output = Answer)]
pub async fn end_own_session(id: SessionId) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.end_own_session(me.member()?, id).await?;
        Ok(crate::ssr::redirect_or_return(Flash::SessionEnded))
    })
    .await
}

/// Ends all of the user's own sessions but this one.
#[server(prefix = "/api", endpoint = "me/end-other-sessions", output = Answer)]
pub async fn end_other_sessions() -> Result<Flash, AppError> {
    crate::ssr::run(async |backend, me| {
        backend.end_own_other_sessions(me.member()?).await?;
        Ok(crate::ssr::redirect_or_return(Flash::SessionsEnded))
    })
    .await
}

/// Forgets one of the user's own devices.
#[server(prefix = "/api", endpoint = "me/forget-device", output = Answer)]
pub async fn forget_own_device(id: DeviceId) -> Result<Flash, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.forget_own_device(me.member()?, id).await?;
        Ok(crate::ssr::redirect_or_return(Flash::DeviceForgotten))
    })
    .await
}

//! Signing in and out.

use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::{EventId, Gate, Proof, Role, SessionId, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// The signed-in user, as the frame of every page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The account.
    pub user: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// How the table of users looks to the user, as in its address.
    pub table_look: String,
    /// The gate that the session has reached.
    pub gate: Gate,
    /// The proof that step-up asks for.
    pub proof: Proof,
    /// Whether the session began with an access code, to enrol a new factor.
    pub replacing: bool,
    /// The session: its tabs share one stream of events.
    pub session: SessionId,
    /// The newest event before the page was rendered.
    pub position: EventId,
}

/// Reads the signed-in user; at every gate. Before the second factor the answer is the same for every account but for its number, name and
/// address: a stolen password must not tell whose right it opens.
#[server(prefix = "/api", endpoint = "viewer", input = GetUrl, output = Answer)]
pub async fn read_viewer() -> Result<Viewer, AppError> {
    crate::ssr::run(async |_, me| {
        let is_known = me.gate() != Gate::SecondFactor;
        let position = crate::ssr::caller().position.filter(|_| is_known);
        Ok(Viewer {
            user: me.user(),
            table_look: if is_known { me.table_look() } else { "" }.to_owned(),
            name: me.name().to_owned(),
            email: me.email().to_owned(),
            role: if is_known { me.role() } else { Role::User },
            gate: me.gate(),
            proof: Proof::of(me.is_active()),
            replacing: me.is_replacing(),
            session: me.session(),
            position: position.unwrap_or(EventId::new(0)),
        })
    })
    .await
}

impl Question for ReadViewer {
    type Shown = Viewer;
}

/// Checks address and password; answers with where to go. For everybody.
#[server(prefix = "/api", endpoint = "sign-in", output = Answer)]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let typed = email.clone();
    crate::ssr::run_anonymous(async move |backend, caller| {
        let previous = caller.token.as_ref();
        let done = backend
            .sign_in(&email, &password, &caller.origin, previous)
            .await?;
        crate::ssr::set_session(&done.token);
        crate::ssr::keep_device(&done.device);
        let page = crate::ssr::enrolment::after_password(&done, &next);
        Ok(crate::ssr::redirect_or_return_path(page))
    })
    .await
    .inspect_err(|_| crate::ssr::keep_typed(&typed))
}

/// Checks the code, after the password was accepted; answers with where to go.
#[server(prefix = "/api", endpoint = "sign-in/code", output = Answer)]
pub async fn give_code(code: String, #[server(default)] next: String) -> Result<String, AppError> {
    let (gate, role) = crate::ssr::run_renewing(
        async move |backend, me| {
            let done = backend.give_code(me.claimant()?, &code).await?;
            crate::ssr::set_session(&done.token);
            crate::ssr::keep_device(&done.device);
            Ok((done.gate, done.role))
        },
        |me| (me.gate(), me.role()),
    )
    .await?;
    let page = crate::access::after(gate, role, Some(&next));
    Ok(crate::ssr::redirect_or_return_path(page))
}

/// Signs out; at every gate, without effect if the caller is not signed in.
#[server(prefix = "/api", endpoint = "sign-out", output = Answer)]
pub async fn sign_out() -> Result<(), AppError> {
    crate::ssr::run_anonymous(async |backend, caller| {
        if let Some(me) = &caller.principal {
            backend.sign_out(me).await?;
        }
        crate::ssr::clear_session();
        crate::ssr::clear_storage();
        leptos_axum::redirect(wire::path::SIGN_IN);
        Ok(())
    })
    .await
}

/// Chooses the interface's language before the sign-in. For everybody.
#[server(prefix = "/api", endpoint = "language", output = Answer)]
pub async fn choose_language(language: String) -> Result<(), AppError> {
    crate::ssr::run_anonymous(async move |_, _| {
        let locale = domain::Locale::parse(&language).ok_or(domain::problem::Problem::Unknown)?;
        crate::ssr::set_language(locale);
        crate::ssr::redirect_back(None);
        Ok(())
    })
    .await
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{ReadViewer, Viewer};
    use crate::error::AppError;
    use crate::reading::Reply;
    use domain::problem::Problem;
    use domain::{EventId, Gate, Proof, Role, SessionId, UserId};
    use std::str::FromStr;

    fn viewer() -> Viewer {
        Viewer {
            user: UserId::new(7),
            name: "Zoé « ! »".to_owned(),
            email: "zoe@example.org".to_owned(),
            role: Role::Admin,
            table_look: "hide=role&rows=25".to_owned(),
            replacing: false,
            gate: Gate::Open,
            proof: Proof::Code,
            session: SessionId::new(8),
            position: EventId::new(3),
        }
    }

    #[test]
    fn what_the_server_draws_with_the_browser_reads() {
        let rendered = Reply::rendered(Ok(viewer()));
        assert_eq!(rendered.read::<ReadViewer>(), Ok(viewer()));
        let taken = Reply::from_str(&rendered.to_string()).unwrap();
        assert_eq!(taken.read::<ReadViewer>(), Ok(viewer()));
    }

    #[test]
    fn why_there_is_nothing_to_draw_the_browser_reads_too() {
        let error = AppError::Refused(Problem::LinkGone);
        let rendered = Reply::rendered::<Viewer>(Err(error.clone()));
        assert_eq!(rendered.to_string(), "!refused:link-gone");
        let taken = Reply::from_str(&rendered.to_string()).unwrap();
        assert_eq!(taken.read::<ReadViewer>(), Err(error));
    }

    #[test]
    fn what_cannot_be_read_is_no_answer() {
        for text in ["", "{}", "!", "!nothing"] {
            let taken = Reply::from_str(text).unwrap();
            assert_eq!(
                taken.read::<ReadViewer>(),
                Err(AppError::Transport),
                "{text}"
            );
        }
    }
}

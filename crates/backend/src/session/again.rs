//! The same form a second time, as by a second click: the first one has renewed the session, and its answer never came. The process that
//! answered it may be another one, so the second gets the session's token from what was sent and the key file alone.

use super::RENEWED_KEPT;
use crate::access::{Origin, Principal, SentForm};
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::token::Token;
use store::entity::session;

/// The purpose for which tokens are derived from forms.
const PURPOSE: &str = "renewed session";

impl Backend {
    /// The token that the session of this caller gets: a random one, or that of the form.
    pub(super) fn renewed_token(&self, origin: &Origin) -> Result<Token> {
        match &origin.form {
            None => Token::generate(),
            Some(form) => self.token_of(form),
        }
    }

    fn token_of(&self, form: &SentForm) -> Result<Token> {
        let bytes = self.vault.derive(PURPOSE, form.digest())?;
        Ok(Token::of(bytes))
    }

    /// The session that this very form has renewed within some seconds, with its token.
    pub async fn renewed_by(&self, origin: &Origin) -> Result<Option<(Token, Principal)>> {
        let Some(form) = &origin.form else {
            return Ok(None);
        };
        let token = self.token_of(form)?;
        let Some((session, principal)) = self.look_up(&token, origin.clone()).await? else {
            return Ok(None);
        };
        let now = principal.end().now;
        let moments = [
            session.factor_proven_at,
            session.password_proven_at,
            session.replacing_since,
            session.opened_at,
        ];
        let renewed = moments.into_iter().flatten().map(|at| *at).max();
        let is_new = renewed.is_some_and(|at| (0..RENEWED_KEPT).contains(&now.since(at)));
        Ok(is_new.then_some((token, principal)))
    }

    /// An error if this very form has renewed the session since it was read: nothing more comes of a second click.
    pub(crate) fn refuse_again(
        &self,
        origin: &Origin,
        session: Option<&session::Model>,
    ) -> Result<()> {
        let (Some(form), Some(session)) = (&origin.form, session) else {
            return Ok(());
        };
        if self.token_of(form)?.hash() == session.token_hash {
            return Err(Error::Unauthenticated);
        }
        Ok(())
    }
}

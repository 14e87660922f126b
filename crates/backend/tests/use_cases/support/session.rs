//! Sessions that were not begun by a sign-in.

use super::TestApp;
use backend::access::Principal;
use backend::token::Token;
use domain::UserId;

impl TestApp {
    /// An open session of somebody with a factor, which was proven right now.
    pub async fn proven(&self, user: UserId) -> Principal {
        let token = Token::generate().unwrap();
        let new = store::session::New {
            token_hash: token.hash(),
            user,
            at: self.now(),
            opened: true,
            user_agent: "",
            address: "",
            device: None,
        };
        let db = self.db().write();
        let session = store::session::insert(db, new).await.unwrap();
        let now = self.now().unix();
        self.sql(&format!(
            "UPDATE sessions SET factor_proven_at = {now} WHERE id = {session}"
        ))
        .await;
        self.load(&token).await
    }
}

//! The second factor of a user, for display.

use crate::context::Backend;
use crate::error::Result;
use domain::UserId;
use store::factor::count_unused_recovery_codes;
use store::totp::confirmed;
use wire::view::OwnFactor;

impl Backend {
    /// The confirmed factor of a user, if there is one.
    pub(crate) async fn factor_of(&self, user: UserId) -> Result<Option<OwnFactor>> {
        let db = self.db.read();
        let Some(factor) = confirmed(db, user).await? else {
            return Ok(None);
        };
        Ok(Some(OwnFactor {
            since: factor.since,
            last_used: factor.last_used,
            recovery_left: count_unused_recovery_codes(db, user).await?,
        }))
    }
}

//! The second factor of a user as it is shown.

use crate::context::Backend;
use crate::error::Result;
use domain::view::OwnFactor;
use domain::{Timestamp, UserId};
use store::factor::{confirmed, count_unused_recovery_codes};

impl Backend {
    /// The confirmed factor of a user, if there is one.
    pub(crate) async fn factor_of(&self, user: UserId) -> Result<Option<OwnFactor>> {
        let db = self.db.read();
        let Some(factor) = confirmed(db, user).await? else {
            return Ok(None);
        };
        Ok(Some(OwnFactor {
            since: Timestamp::from_unix(factor.confirmed_at.unwrap_or(factor.created_at)),
            last_used: factor.last_used_at.map(Timestamp::from_unix),
            recovery_left: count_unused_recovery_codes(db, user).await?,
        }))
    }
}

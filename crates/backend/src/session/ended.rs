//! Why a session ended, for the browser that had it.

use crate::audit::UnitOfWork;
use crate::context::Backend;
use crate::error::Result;
use crate::token::Token;
use domain::EndReason;
use store::session::{Ended, reason_of};

/// Seconds for which it is known why a session ended. A browser keeps its cookie that much longer.
pub const ENDED_KEPT: i64 = 86_400;
/// Of how many sessions that is known, the newest.
pub(crate) const ENDED_MOST: u64 = 100_000;

/// The sessions that a change ends, end for this reason.
pub(crate) fn ended(work: &UnitOfWork, reason: EndReason) -> Ended {
    Ended {
        reason,
        at: work.now(),
    }
}

impl Backend {
    /// Why the session of this token has ended, if that is known: only who has had the session has its token.
    pub async fn end_reason(&self, token: &Token) -> Result<Option<EndReason>> {
        Ok(reason_of(self.db.read(), token.hash()).await?)
    }
}

//! The time to comply, as a form or a command asks for it.

use crate::access::Manager;
use crate::context::Backend;
use crate::error::Result;
use crate::time_zone::named_or_own;
use domain::{Grace, GraceInput};

impl Backend {
    /// Reads the fields. `zone` is the time zone of a day (IANA), as a browser calls its own; empty: that of the organisation.
    pub async fn read_grace(
        &self,
        _manager: &Manager,
        input: GraceInput<'_>,
        zone: &str,
    ) -> Result<Grace> {
        let zone = named_or_own(self.db.read(), zone).await?;
        Ok(Grace::parse(input, self.now(), |day| zone.end_of(day))?)
    }
}

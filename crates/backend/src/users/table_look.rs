//! How the table of users looks, as each of those who see it has chosen last. It changes nobody: no entry tells of it, and no proof is
//! asked for.

use crate::access::Staff;
use crate::context::Backend;
use crate::error::Result;
use store::account::set_table_look;
use wire::UserQuery;

impl Backend {
    /// Keeps how a table looks, for the user of the session.
    pub async fn keep_table_look(&self, staff: Staff<'_>, table: &UserQuery) -> Result<()> {
        let look = table.look();
        let look = (!look.is_empty()).then_some(look.as_str());
        let work = self.begin(staff.principal().actor()).await?;
        set_table_look(work.tx(), staff.principal().user(), look).await?;
        work.commit_unrecorded().await
    }
}

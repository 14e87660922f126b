//! The list of exemptions.

use crate::exemption_query::ExemptionCursor;
use domain::{ExemptionKind, Named, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// An exemption that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExemptionRow {
    /// Whose it is.
    pub user: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// Who is exempt.
    pub kind: Option<ExemptionKind>,
    /// Why; none for one from before reasons were asked for.
    pub reason: Option<String>,
    /// Who made it.
    pub by: Option<Named>,
    /// When it was made.
    pub since: Option<Timestamp>,
    /// The moment from which it no longer applies, if it ends by itself.
    pub until: Option<Timestamp>,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExemptionList {
    /// How many there are, of the kind that is asked for.
    pub total: u64,
    /// Those that end soon first, then by beginning.
    pub rows: Vec<ExemptionRow>,
    /// After which one the next page begins, if there is one.
    pub next: Option<ExemptionCursor>,
}

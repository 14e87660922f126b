//! The organisation.

use serde::{Deserialize, Serialize};

/// The organisation, as far as anything is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// The name; empty if it has none.
    pub name: String,
    /// Whom users ask who cannot sign in; empty if nobody is named.
    pub contact: String,
    /// A sentence of its own for mails and the sign-in; empty if it has none.
    pub sentence: String,
    /// The time zone (IANA), e.g. `Europe/Paris`.
    pub time_zone: String,
}

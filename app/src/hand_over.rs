//! A secret to hand over.

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A secret that an admin sees once, to hand it over: an invitation link or an access code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// The link or the code.
    pub text: String,
    /// Until when it is valid.
    pub expires: Timestamp,
}

impl HandedOver {
    /// Whether it is a link; else a code, which is read out.
    pub fn is_link(&self) -> bool {
        self.text.contains("://")
    }
}

impl fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandedOver(…)")
    }
}

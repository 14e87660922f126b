//! What goes on beside requests: an import, or an operation on many users.

use serde::{Deserialize, Serialize};

/// The part of the address that names the first row of a long list.
pub const FROM: &str = "from";

/// What the page of such tasks, or of one, shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskShown {
    /// Markup that the server alone makes: the browser would have to load the code for it.
    pub html: String,
    /// Whether it changes by itself.
    pub runs: bool,
}

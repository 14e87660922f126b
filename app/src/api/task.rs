//! What goes on beside requests: an import, or an operation on many users.

use serde::{Deserialize, Serialize};

/// The part of the address that names the first row of a long list, or the user after whom a plan goes on.
pub const FROM: &str = "from";

/// What the page of such tasks, or of one, shows: markup that the server alone makes, as the browser would have to load the code for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskShown {
    /// All of it, but what follows.
    pub html: String,
    /// Whether it changes by itself.
    pub runs: bool,
    /// The plan of what was not begun, as far as it goes.
    pub plan: String,
    /// The form that begins it.
    pub start: String,
    /// The user after whom the plan goes on; 0 where it does not.
    pub next: u64,
}

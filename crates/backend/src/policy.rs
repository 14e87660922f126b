//! The organisation's rule, and what the chart on the security page shows.

mod change;
mod overview;

pub use change::PolicyChange;
pub use wire::view::{Consequences, Overview};

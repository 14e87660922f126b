//! The organisation's policy, and the data of the chart on the security page.

mod change;
mod course;
mod overview;
mod progress;
mod time;
mod undo;

pub use change::PolicyChange;
pub use course::Course;
pub use progress::Progress;
pub use wire::view::{Consequences, Overview, UndoableChange};

//! The parts of the security page that the server alone writes.

pub mod course;
pub mod progress;
pub mod time;

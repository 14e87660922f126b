//! Live: what one window changes shows in the others.
//!
//! The transaction that changes something writes an [`domain::Event`] beside it. One task in each
//! process ([`Backend::follow_events`](crate::Backend::follow_events)) reads the new ones, whoever
//! wrote them, and hands them to all streams of the process. What shall be told is decided by each
//! [`Subscription`]; whether its session is still open, by the task.

mod expiry;
mod follow;
mod listen;
mod read;
mod subscribe;

pub use crate::hub::{Change, Hub};
pub use subscribe::{Subscription, Told};

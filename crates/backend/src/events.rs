//! Live updates: a change made in one window shows in the others.
//!
//! The transaction that changes something writes an [`domain::Event`] beside it. One task in each
//! process ([`Backend::follow_events`](crate::Backend::follow_events)) reads the new ones, from
//! whichever process, and hands them to all streams of its process. Each [`Subscription`] decides
//! which events are sent; the task decides whether its session is still open.

mod expiry;
mod follow;
mod listen;
mod read;
mod subscribe;

pub use crate::hub::{Change, Hub};
pub use subscribe::{StreamMessage, Subscription};

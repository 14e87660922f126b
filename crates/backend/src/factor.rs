//! Second factors: authenticator apps (TOTP) and the recovery codes that stand in for them.

pub(crate) mod recovery;
pub(crate) mod store;
pub mod totp;
mod verify;

pub(crate) use verify::Accepted;

//! Second factors: authenticator apps (TOTP) and the recovery codes that replace them.

pub(crate) mod access_code;
mod of_user;
pub(crate) mod recovery;
pub mod totp;
mod verify;

pub use access_code::{GivenCode, LIFETIME as ACCESS_CODE_LIFETIME};

//! The value that tells whether a key belongs to the database: sealed at the first start and at each rotation.

use super::Vault;
use crate::error::Result;
use domain::UserId;

const PURPOSE: &str = "check";
/// It belongs to no user.
const NOBODY: UserId = UserId::new(0);

impl Vault {
    /// The value, sealed with the current key.
    pub(crate) fn seal_check(&self) -> Result<Vec<u8>> {
        self.seal(PURPOSE, NOBODY, PURPOSE.as_bytes())
    }

    /// Whether this key file opens the value: it has the key of the last rotation.
    pub(crate) fn opens_check(&self, sealed: &[u8]) -> bool {
        self.unseal(PURPOSE, NOBODY, sealed).is_ok()
    }
}

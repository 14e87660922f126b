//! Values that the key file makes of a message.

use super::Vault;
use crate::error::{Error, Result};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

impl Vault {
    /// What the current key makes of a message for a purpose: the same each time, and nobody can guess it without the key
    /// (HMAC-SHA256, RFC 2104, under a key of its own for each purpose).
    pub(crate) fn derive(&self, purpose: &str, message: &[u8]) -> Result<[u8; 32]> {
        let keys = self.todays_keys();
        let key = keys
            .first()
            .ok_or_else(|| Error::internal("deriving", "no key"))?;
        let own = Zeroizing::new(hmac(key.bytes.as_slice(), purpose.as_bytes())?);
        hmac(own.as_slice(), message)
    }
}

/// HMAC-SHA256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> Result<[u8; 32]> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).map_err(|e| Error::internal("deriving", e))?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        (folder, vault)
    }

    #[test]
    fn the_first_test_vector_of_rfc_4231_comes_out() {
        let made = hmac(&[0x0b; 20], b"Hi There").unwrap();
        let made: Vec<String> = made.iter().map(|byte| format!("{byte:02x}")).collect();
        let made = made.concat();
        assert_eq!(
            made,
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
    }

    #[test]
    fn what_is_derived_is_the_same_for_one_purpose_message_and_key_alone() {
        let (_folder, one_vault) = vault();
        let (_other_folder, other) = vault();
        let one = one_vault.derive("a", b"form").unwrap();
        assert_eq!(one_vault.derive("a", b"form").unwrap(), one);
        for different in [
            one_vault.derive("b", b"form").unwrap(),
            one_vault.derive("a", b"from").unwrap(),
            other.derive("a", b"form").unwrap(),
        ] {
            assert_ne!(different, one);
        }
    }
}

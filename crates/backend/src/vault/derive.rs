//! Values that the key file makes of a message.

use super::Vault;
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

impl Vault {
    /// What the current key makes of a message for a purpose: the same each time, and nobody can guess it without the key
    /// (HMAC-SHA256, RFC 2104, under a key of its own for each purpose).
    pub(crate) fn derive(&self, purpose: &str, message: &[u8]) -> Result<[u8; 32]> {
        let keys = self.todays_keys();
        let key = keys
            .first()
            .ok_or_else(|| Error::internal("deriving", "no key"))?;
        let own = Zeroizing::new(hmac(&key.bytes, purpose.as_bytes()));
        Ok(hmac(&own, message))
    }
}

/// HMAC-SHA256 (RFC 2104).
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| {
        let mut block = Zeroizing::new([pad; 64]);
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let inner = Sha256::new()
        .chain_update(padded(0x36).as_slice())
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(padded(0x5c).as_slice())
        .chain_update(inner)
        .finalize()
        .into()
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
    fn the_test_vector_of_rfc_4231_with_a_key_of_32_bytes_comes_out() {
        // RFC 4231 §4.2: a shorter key is filled up with zeros.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let made = hmac(&key, b"Hi There");
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

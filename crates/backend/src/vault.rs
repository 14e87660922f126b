//! Secrets at rest: XChaCha20-Poly1305 under a key that lies outside the database.

use crate::error::{Error, Result};
use crate::token::random;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::UserId;
use std::fmt;
use std::io::Write;
use std::path::Path;
use zeroize::Zeroizing;

const KEY_ID: usize = 8;
const NONCE: usize = 24;

/// The keys: the first seals, all of them open.
///
/// The file has one key a line: its id (8 letters of hexadecimal) and 32 bytes in base64.
pub struct Vault {
    keys: Vec<Key>,
}

struct Key {
    id: [u8; KEY_ID],
    bytes: Zeroizing<[u8; 32]>,
}

/// Why the key file cannot be used. The text is for the administrator of the machine.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It cannot be read or made.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A line is not an id and a key.
    #[error("line {0} is not a key (8 hexadecimal letters, a space, 32 bytes in base64)")]
    Form(usize),
    /// There is no key in it.
    #[error("there is no key in it")]
    Empty,
    /// No random bytes to be had.
    #[error("no random bytes: {0}")]
    Random(String),
}

impl Vault {
    /// Reads the key file.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        let text = Zeroizing::new(std::fs::read_to_string(path)?);
        let keys = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(index, line)| Key::parse(line).ok_or(KeyFileError::Form(index + 1)))
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            Err(KeyFileError::Empty)
        } else {
            Ok(Self { keys })
        }
    }

    /// Makes a key file of mode 0600 with one new key; fails if there is a file already.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |e: Error| KeyFileError::Random(e.to_string());
        let id = hex(random::<4>().map_err(failed)?);
        let bytes = Zeroizing::new(random::<32>().map_err(failed)?);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        let line = Zeroizing::new(format!(
            "{} {}\n",
            String::from_utf8_lossy(&id),
            STANDARD.encode(bytes.as_slice())
        ));
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        Ok(Self {
            keys: vec![Key { id, bytes }],
        })
    }

    /// Seals a secret of a user; it opens only for the same user and purpose.
    pub fn seal(&self, purpose: &str, user: UserId, secret: &[u8]) -> Result<Vec<u8>> {
        let key = self
            .keys
            .first()
            .ok_or_else(|| Error::internal("sealing", "no key"))?;
        let nonce = random::<NONCE>()?;
        let aad = associated(purpose, user);
        let sealed = key
            .cipher()
            .encrypt(
                XNonce::from_slice(&nonce),
                Payload {
                    msg: secret,
                    aad: &aad,
                },
            )
            .map_err(|e| Error::internal("sealing", e))?;
        Ok([key.id.as_slice(), nonce.as_slice(), &sealed].concat())
    }

    /// Opens a sealed secret.
    pub fn unseal(&self, purpose: &str, user: UserId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let failed = || Error::internal("unsealing", "unknown key, wrong user or damaged data");
        let (id, rest) = sealed.split_at_checked(KEY_ID).ok_or_else(failed)?;
        let (nonce, data) = rest.split_at_checked(NONCE).ok_or_else(failed)?;
        let key = self.keys.iter().find(|k| k.id == id).ok_or_else(failed)?;
        let aad = associated(purpose, user);
        key.cipher()
            .decrypt(
                XNonce::from_slice(nonce),
                Payload {
                    msg: data,
                    aad: &aad,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| failed())
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.keys.len())
    }
}

impl Key {
    fn parse(line: &str) -> Option<Self> {
        let (id, key) = line.trim().split_once(' ')?;
        let bytes = Zeroizing::new(STANDARD.decode(key.trim()).ok()?);
        Some(Self {
            id: id.as_bytes().try_into().ok()?,
            bytes: Zeroizing::new(bytes.as_slice().try_into().ok()?),
        })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes.as_slice().into())
    }
}

fn associated(purpose: &str, user: UserId) -> Vec<u8> {
    format!("{purpose}:{user}").into_bytes()
}

fn hex(bytes: [u8; 4]) -> [u8; KEY_ID] {
    let text = format!("{:08x}", u32::from_be_bytes(bytes));
    text.as_bytes().try_into().unwrap_or([b'0'; KEY_ID])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEA: UserId = UserId::new(1);

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::create(&folder.path().join("key")).unwrap();
        (folder, vault)
    }

    #[test]
    fn a_secret_opens_for_its_user_and_purpose_only() {
        let (_folder, vault) = vault();
        let sealed = vault.seal("totp", LEA, b"secret").unwrap();
        assert_eq!(
            vault.unseal("totp", LEA, &sealed).unwrap().as_slice(),
            b"secret"
        );
        assert!(vault.unseal("totp", UserId::new(2), &sealed).is_err());
        assert!(vault.unseal("recovery", LEA, &sealed).is_err());
        assert!(!sealed.windows(6).any(|w| w == b"secret"));
    }

    #[test]
    fn damaged_or_short_data_is_an_error() {
        let (_folder, vault) = vault();
        let mut sealed = vault.seal("totp", LEA, b"secret").unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        assert!(vault.unseal("totp", LEA, &sealed).is_err());
        assert!(vault.unseal("totp", LEA, &sealed[..10]).is_err());
        assert!(vault.unseal("totp", LEA, &[]).is_err());
    }

    #[test]
    fn the_key_file_is_private_reads_back_and_is_never_overwritten() {
        let (folder, vault) = vault();
        let path = folder.path().join("key");
        let sealed = vault.seal("totp", LEA, b"secret").unwrap();
        let again = Vault::open(&path).unwrap();
        assert_eq!(
            again.unseal("totp", LEA, &sealed).unwrap().as_slice(),
            b"secret"
        );
        assert!(Vault::create(&path).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn another_key_cannot_open_and_an_added_one_can() {
        let (folder, old) = vault();
        let sealed = old.seal("totp", LEA, b"secret").unwrap();
        let path = folder.path().join("new");
        let new = Vault::create(&path).unwrap();
        assert!(new.unseal("totp", LEA, &sealed).is_err());
        let both = [
            std::fs::read_to_string(&path).unwrap(),
            std::fs::read_to_string(folder.path().join("key")).unwrap(),
        ];
        std::fs::write(&path, both.concat()).unwrap();
        let rotated = Vault::open(&path).unwrap();
        assert_eq!(
            rotated.unseal("totp", LEA, &sealed).unwrap().as_slice(),
            b"secret"
        );
    }

    #[test]
    fn a_key_file_that_cannot_be_used_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(Vault::open(&path), Err(KeyFileError::Io(_))));
        std::fs::write(&path, "\n").unwrap();
        assert!(matches!(Vault::open(&path), Err(KeyFileError::Empty)));
        std::fs::write(&path, "\n12345678 short\n").unwrap();
        assert!(matches!(Vault::open(&path), Err(KeyFileError::Form(2))));
    }
}

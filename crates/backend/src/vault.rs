//! Secrets at rest: XChaCha20-Poly1305 under a key that is kept outside the database.

mod beside;
mod check;
mod derive;
mod file;

pub use file::KeyFileError;

use crate::error::{Error, Result, with_causes};
use crate::token::random;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::UserId;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;
use zeroize::Zeroizing;

/// Length in bytes of a key's id, the prefix of everything that the key has sealed.
pub(crate) const KEY_ID: usize = 8;
const NONCE: usize = 24;
/// The number of keys that stay when old ones are removed.
const KEPT: usize = 2;

/// The keys: the first one seals, all of them open. They are read again when the file has changed,
/// so that a server that runs during a rotation seals and opens with the current keys.
pub struct Vault {
    path: PathBuf,
    loaded: RwLock<Loaded>,
}

/// The keys as of one state of the file.
struct Loaded {
    keys: Arc<Vec<Key>>,
    stamp: Stamp,
}

/// Tells one state of the file from another: each change replaces the file.
type Stamp = (SystemTime, u64);

struct Key {
    id: [u8; KEY_ID],
    bytes: Zeroizing<[u8; 32]>,
}

impl Vault {
    /// Reads the key file.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        file::refuse_exposed(path)?;
        Ok(Self {
            path: path.to_owned(),
            loaded: RwLock::new(load(path)?),
        })
    }

    /// Creates a key file of mode 0600 with one new key; fails if the file exists.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        file::write_new(path, &new_line()?)?;
        Self::open(path)
    }

    /// Puts a new key before the others: from now on it seals, and all of them open.
    pub fn add_key(&self) -> Result<(), KeyFileError> {
        let text = Zeroizing::new(std::fs::read_to_string(&self.path)?);
        let text = Zeroizing::new(format!("{}{}", *new_line()?, *text));
        file::replace(&self.path, &text)?;
        self.reload()
    }

    /// Keeps the key that seals and the one before it, which may just have sealed something that is
    /// still on its way to the database, and removes the others: what they sealed can no longer be
    /// opened, not even from a backup. Returns how many were removed.
    pub fn remove_old_keys(&self) -> Result<usize, KeyFileError> {
        let text = Zeroizing::new(std::fs::read_to_string(&self.path)?);
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let kept = lines.clone().take(KEPT);
        let kept = kept.fold(String::new(), |text, line| text + line + "\n");
        file::replace(&self.path, &Zeroizing::new(kept))?;
        self.reload()?;
        Ok(lines.count().saturating_sub(KEPT))
    }

    /// Keeps other processes from changing the key file as long as the value lives. An error if
    /// another process is changing it.
    pub fn lock(&self) -> Result<std::fs::File, KeyFileError> {
        Ok(file::lock(&self.path)?)
    }

    /// Whether a sealed secret was sealed with the current key.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        self.keys()
            .first()
            .is_some_and(|key| sealed.starts_with(&key.id))
    }

    /// Whether something was sealed with one of the keys.
    pub(crate) fn knows(&self, sealed: &[u8]) -> bool {
        let knows = |keys: &[Key]| keys.iter().any(|key| sealed.starts_with(&key.id));
        knows(&self.keys()) || knows(&self.todays_keys())
    }

    fn keys(&self) -> Arc<Vec<Key>> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&loaded.keys)
    }

    fn reload(&self) -> Result<(), KeyFileError> {
        let fresh = load(&self.path)?;
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// The current keys. If the file can no longer be read, the known ones stay in use.
    fn todays_keys(&self) -> Arc<Vec<Key>> {
        let known = {
            let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
            loaded.stamp
        };
        if file::stamp(&self.path).is_ok_and(|stamp| stamp != known)
            && let Err(error) = self.reload()
        {
            tracing::error!(
                error.cause = with_causes(&error),
                "the key file cannot be read again"
            );
        }
        self.keys()
    }

    /// Seals a secret of a user; it opens only for the same user and purpose.
    pub fn seal(&self, purpose: &str, user: UserId, secret: &[u8]) -> Result<Vec<u8>> {
        let keys = self.todays_keys();
        let key = keys
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
            .map_err(|e| Error::internal("sealing", e.to_string()))?;
        Ok([key.id.as_slice(), nonce.as_slice(), &sealed].concat())
    }

    /// Opens a sealed secret.
    pub fn unseal(&self, purpose: &str, user: UserId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let failed = || Error::internal("unsealing", "unknown key, wrong user or damaged data");
        let (id, rest) = sealed.split_at_checked(KEY_ID).ok_or_else(failed)?;
        let (nonce, data) = rest.split_at_checked(NONCE).ok_or_else(failed)?;
        let mut keys = self.keys();
        if !keys.iter().any(|key| key.id == id) {
            keys = self.todays_keys();
        }
        let key = keys.iter().find(|k| k.id == id).ok_or_else(failed)?;
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
        write!(f, "Vault({} keys)", self.keys().len())
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

fn load(path: &Path) -> Result<Loaded, KeyFileError> {
    let stamp = file::stamp(path)?;
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    let keys = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| Key::parse(line).ok_or(KeyFileError::Form(index + 1)))
        .collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        return Err(KeyFileError::Empty);
    }
    let keys = Arc::new(keys);
    Ok(Loaded { keys, stamp })
}

/// A new key as a line of the file.
fn new_line() -> Result<Zeroizing<String>, KeyFileError> {
    let failed = |e: Error| KeyFileError::Random(e.to_string());
    let id = hex(random::<4>().map_err(failed)?);
    let bytes = Zeroizing::new(random::<32>().map_err(failed)?);
    Ok(Zeroizing::new(format!(
        "{} {}\n",
        String::from_utf8_lossy(&id),
        STANDARD.encode(bytes.as_slice())
    )))
}

fn associated(purpose: &str, user: UserId) -> Vec<u8> {
    format!("{purpose}:{user}").into_bytes()
}

fn hex(bytes: [u8; 4]) -> [u8; KEY_ID] {
    let text = format!("{:08x}", u32::from_be_bytes(bytes));
    text.as_bytes().try_into().unwrap_or([b'0'; KEY_ID])
}

/// Writes this text to a key file, for tests.
#[cfg(test)]
pub(crate) fn write_key_file(path: &Path, text: &str) {
    let _ = std::fs::remove_file(path);
    file::write_new(path, text).unwrap();
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

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_everybody_may_read_or_change_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, _vault) = vault();
        let path = folder.path().join("key");
        let open_with = |mode| {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            Vault::open(&path)
        };
        for mode in [0o604, 0o602, 0o644, 0o666] {
            let refused = open_with(mode);
            assert!(matches!(refused, Err(KeyFileError::Exposed)), "{mode:o}");
        }
        for mode in [0o600, 0o400, 0o640] {
            assert!(open_with(mode).is_ok(), "{mode:o}");
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
    fn an_added_key_seals_and_the_old_one_still_opens_until_it_is_removed() {
        let (folder, vault) = vault();
        let path = folder.path().join("key");
        let other = Vault::open(&path).unwrap();
        let sealed = vault.seal("totp", LEA, b"secret").unwrap();
        vault.add_key().unwrap();
        assert!(!vault.is_current(&sealed));
        assert_eq!(
            vault.unseal("totp", LEA, &sealed).unwrap().as_slice(),
            b"secret"
        );
        let anew = vault.seal("totp", LEA, b"secret").unwrap();
        assert!(vault.is_current(&anew));
        assert_eq!(
            other.unseal("totp", LEA, &anew).unwrap().as_slice(),
            b"secret",
            "a server that runs meanwhile"
        );
        assert!(vault.is_current(&other.seal("totp", LEA, b"x").unwrap()));
        assert_eq!(vault.remove_old_keys().unwrap(), 0, "the one before stays");
        assert!(vault.unseal("totp", LEA, &sealed).is_ok());
        vault.add_key().unwrap();
        assert_eq!(vault.remove_old_keys().unwrap(), 1);
        assert!(vault.unseal("totp", LEA, &sealed).is_err());
        assert!(vault.unseal("totp", LEA, &anew).is_ok());
        let held = vault.lock().unwrap();
        assert!(other.lock().is_err(), "one rotation at a time");
        drop(held);
        assert!(other.lock().is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_file_that_cannot_be_used_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(Vault::open(&path), Err(KeyFileError::Io(_))));
        write_key_file(&path, "\n");
        assert!(matches!(Vault::open(&path), Err(KeyFileError::Empty)));
        write_key_file(&path, "\n12345678 short\n");
        assert!(matches!(Vault::open(&path), Err(KeyFileError::Form(2))));
    }
}

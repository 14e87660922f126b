//! A challenge that only a process with the same key can answer: whether a URL leads to this
//! installation and not to another one.

use crate::context::Backend;
use crate::error::{Error, Result};
use crate::token::random;
use crate::vault::Vault;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Timestamp, UserId};

const PURPOSE: &str = "knock";
/// It belongs to no user.
const NOBODY: UserId = UserId::new(0);
/// Seconds for which it is valid: clocks may differ, and nobody should be able to collect
/// challenges.
const VALID: i64 = 300;

/// The challenge and its expected answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knock {
    /// To be sent.
    pub question: String,
    /// To be compared with the response.
    pub answer: String,
}

impl Knock {
    /// A new challenge.
    pub fn new(vault: &Vault, now: Timestamp) -> Result<Self> {
        let answer = URL_SAFE_NO_PAD.encode(random::<16>()?);
        let text = format!("{} {answer}", now.unix());
        let question = URL_SAFE_NO_PAD.encode(vault.seal(PURPOSE, NOBODY, text.as_bytes())?);
        Ok(Self { question, answer })
    }
}

impl Backend {
    /// The answer to a challenge from a process that has the key.
    pub fn understand(&self, question: &str) -> Option<String> {
        understand(&self.vault, question, self.now()).ok()
    }
}

fn understand(vault: &Vault, question: &str, now: Timestamp) -> Result<String> {
    let failed = || Error::internal("reading a knock", "not ours");
    let sealed = URL_SAFE_NO_PAD.decode(question).map_err(|_| failed())?;
    let text = vault.unseal(PURPOSE, NOBODY, &sealed)?;
    let text = std::str::from_utf8(&text).map_err(|_| failed())?;
    let (made, answer) = text.split_once(' ').ok_or_else(failed)?;
    let made = Timestamp::from_unix(made.parse().map_err(|_| failed())?);
    if now.since(made).abs() <= VALID {
        Ok(answer.to_owned())
    } else {
        Err(failed())
    }
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
    fn a_question_is_understood_with_the_same_key_and_soon() {
        let (_own_folder, own) = vault();
        let (_other_folder, other) = vault();
        let now = Timestamp::from_unix(1_000_000);
        let knock = Knock::new(&own, now).unwrap();
        let later = Timestamp::from_unix(1_000_000 + VALID);
        assert_eq!(
            understand(&own, &knock.question, later).unwrap(),
            knock.answer
        );
        let too_late = Timestamp::from_unix(1_000_001 + VALID);
        assert!(understand(&own, &knock.question, too_late).is_err());
        assert!(understand(&other, &knock.question, now).is_err());
        assert!(understand(&own, "nonsense", now).is_err());
        assert!(understand(&own, &knock.answer, now).is_err());
    }
}

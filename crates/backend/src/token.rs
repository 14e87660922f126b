//! Random tokens: 256 bits that authorise their holder; only the hash is stored.

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;

/// A token as its holder has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// A new token from the operating system's generator.
    pub fn generate() -> Result<Self> {
        Ok(Self(random()?))
    }

    /// The token of these bytes, which nobody can guess.
    pub(crate) const fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the text form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The text form, 43 letters of base64url, for the cookie or the link.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The stored form: SHA-256. A token of 256 random bits needs no slower hash.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::internal("reading random bytes", e.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_reads_back_and_prints_nothing() {
        let token = Token::generate().unwrap();
        let text = token.reveal();
        assert_eq!(text.len(), 43);
        assert_eq!(Token::parse(&text), Some(token.clone()));
        assert!(!format!("{token:?}").contains(&text));
        assert_ne!(Token::generate().unwrap(), token);
    }

    #[test]
    fn a_truncated_or_lengthened_token_is_none() {
        let text = Token::generate().unwrap().reveal();
        assert_eq!(Token::parse(&text[..42]), None);
        assert_eq!(Token::parse(&format!("{text}A")), None);
        assert_eq!(Token::parse(""), None);
    }
}

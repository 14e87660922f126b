//! An authenticator app, independent of the code under test.

use domain::Timestamp;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// A phone that has scanned a secret (RFC 6238: SHA-1, six digits, 30 seconds).
#[derive(Debug)]
pub struct Phone {
    totp: Totp,
    /// The secret as a user copies it, in base32 (RFC 4648).
    pub secret: String,
}

impl Phone {
    /// Reads the secret as a user copies it.
    pub fn scan(secret: &str) -> Self {
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_secret(Secret::try_from_base32(secret).unwrap())
            .with_account_name("phone")
            .build()
            .unwrap();
        Self {
            totp,
            secret: secret.to_owned(),
        }
    }

    /// The code that the phone shows at a moment.
    pub fn at(&self, moment: Timestamp) -> String {
        self.totp.generate(moment.unix().unsigned_abs()).to_string()
    }

    /// A code that the phone does not show within ten minutes of a moment.
    pub fn wrong(&self, moment: Timestamp) -> String {
        let near: Vec<String> = (-20..=20).map(|n| self.at(moment.plus(n * 30))).collect();
        (0..1_000)
            .map(|number| format!("{number:06}"))
            .find(|code| !near.contains(code))
            .unwrap()
    }
}

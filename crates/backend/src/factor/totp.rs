//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds.

use crate::error::{Error, Result};
use domain::{OneTimeCode, Timestamp};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// The purpose under which secrets of authenticator apps are sealed.
pub(crate) const PURPOSE: &str = "totp";

/// Seconds of one time step.
pub const STEP: i64 = 30;
/// By how many steps a clock may be off for the user to be told the difference.
const HINT_STEPS: i64 = 10;
/// Bytes of a secret: 160 bits (RFC 4226 R6).
pub const SECRET_LENGTH: usize = 20;

/// The result of checking a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// The code of the current or the previous time step, which is given.
    Step(i64),
    /// The code of this other step, which is right for a clock that is off: refused.
    Near {
        /// The step.
        step: i64,
        /// Seconds by which that clock is ahead; negative: behind.
        seconds: i64,
    },
    /// Wrong.
    Wrong,
}

/// The generator for a secret.
pub fn totp(secret: &[u8]) -> Result<Totp> {
    generator(secret, None, "")
}

/// The `otpauth` URI of a secret: the issuer (see [`domain::organisation::issuer`]) and the account are what the authenticator app
/// shows.
pub fn address(secret: &[u8], issuer: &str, account: &str) -> Result<String> {
    generator(secret, Some(issuer), &account.replace(':', " "))?
        .to_url()
        .map_err(|e| Error::internal("otpauth address", e))
}

fn generator(secret: &[u8], issuer: Option<&str>, account: &str) -> Result<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(0)
        .with_step_duration(STEP.unsigned_abs())
        .with_secret(Secret::from(secret.to_vec()))
        .with_issuer(issuer)
        .with_account_name(account.to_owned())
        .build()
        .map_err(|e| Error::internal("building a TOTP", e))
}

/// Compares a code with those of the time steps around `now`. Whether the step was used before is
/// decided by the statement that consumes it.
pub fn check(totp: &Totp, code: &OneTimeCode, now: Timestamp) -> Match {
    let at = |offset: i64| {
        let time = u64::try_from(now.unix() + offset * STEP).ok()?;
        totp.check(code.as_str(), time)
            .and_then(|step| i64::try_from(step).ok())
    };
    if let Some(step) = at(0).or_else(|| at(-1)) {
        return Match::Step(step);
    }
    (1..=HINT_STEPS)
        .flat_map(|distance| [distance, -distance])
        .find_map(|offset| {
            let seconds = offset * STEP;
            at(offset).map(|step| Match::Near { step, seconds })
        })
        .unwrap_or(Match::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"12345678901234567890";

    fn code_at(time: u64) -> OneTimeCode {
        OneTimeCode::parse(&totp(KEY).unwrap().generate(time).to_string()).unwrap()
    }

    fn check_at(code: &OneTimeCode, now: i64) -> Match {
        check(&totp(KEY).unwrap(), code, Timestamp::from_unix(now))
    }

    fn seconds_off(code: &OneTimeCode, now: i64) -> Option<i64> {
        match check_at(code, now) {
            Match::Near { step, seconds } => {
                assert_eq!(step, 33_333_334, "the step of the code");
                Some(seconds)
            }
            Match::Step(_) | Match::Wrong => None,
        }
    }

    #[test]
    fn the_test_vectors_of_rfc_6238_come_out() {
        let vectors = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        let eight = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(8)
            .with_secret(Secret::from(KEY.to_vec()))
            .with_account_name("lea")
            .build()
            .unwrap();
        for (time, code) in vectors {
            assert_eq!(eight.generate(time).to_string(), code);
            assert_eq!(
                code_at(time).as_str(),
                &code[2..],
                "six digits are the last six of eight"
            );
        }
    }

    #[test]
    fn the_present_and_the_previous_step_are_accepted() {
        let code = code_at(1_000_000_020);
        assert_eq!(check_at(&code, 1_000_000_020), Match::Step(33_333_334));
        assert_eq!(check_at(&code, 1_000_000_050 + 29), Match::Step(33_333_334));
    }

    #[test]
    fn the_next_step_and_older_ones_are_refused_with_the_clocks_distance() {
        let code = code_at(1_000_000_020);
        assert_eq!(seconds_off(&code, 1_000_000_020 - 30), Some(30));
        assert_eq!(seconds_off(&code, 1_000_000_020 - 300), Some(300));
        assert_eq!(seconds_off(&code, 1_000_000_020 + 60), Some(-60));
        assert_eq!(seconds_off(&code, 1_000_000_020 + 300), Some(-300));
        assert_eq!(check_at(&code, 1_000_000_020 + 330), Match::Wrong);
        assert_eq!(check_at(&code, 1_000_000_020 - 330), Match::Wrong);
    }

    #[test]
    fn near_the_epoch_nothing_overflows() {
        assert_eq!(check_at(&code_at(1_000_000_020), 0), Match::Wrong);
    }

    #[test]
    fn the_address_in_the_app_names_the_issuer_and_the_account() {
        let url = address(KEY, "Mairie de Lille", "lea:x@exemple.fr").unwrap();
        assert!(
            url.starts_with("otpauth://totp/Mairie%20de%20Lille:lea%20x%40exemple.fr?"),
            "{url}"
        );
        assert!(url.contains("issuer=Mairie%20de%20Lille"), "{url}");
        assert!(
            url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "{url}"
        );
    }
}

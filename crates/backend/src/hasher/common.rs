//! Common passwords, whatever their length (NIST SP 800-63B-4 §3.1.1.2, ASVS 5.0 V6.2.4).
//!
//! The crate `zxcvbn` has the lists of common passwords, words and names, and recognises
//! repetition, sequences, runs on the keyboard and letters written as digits.

use domain::fold::fold;
use zxcvbn::zxcvbn;

/// A password that takes fewer guesses is common.
const GUESSES: u64 = 100_000_000;

/// Whether an attacker who knows the usual passwords finds this one within a hundred million
/// guesses. Takes milliseconds: not for an async thread.
pub fn is_common(password: &str) -> bool {
    let folded = fold(password);
    let keys: String = folded.chars().map(same_key).collect();
    [folded, keys]
        .iter()
        .any(|text| zxcvbn(text, &[]).guesses() < GUESSES)
}

/// The key of the American keyboard at the position of this French one: the lists know only runs on
/// the former.
const fn same_key(azerty: char) -> char {
    match azerty {
        'a' => 'q',
        'q' => 'a',
        'z' => 'w',
        'w' => 'z',
        'm' => ';',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::is_common;

    #[test]
    fn a_common_password_is_found_however_it_is_drawn_out() {
        for text in [
            "passwordpassword",
            "PasswordPassword1",
            "motdepassemotdepasse",
            "MotDePasseMotDePasse",
            "123456789012345",
            "1234567890123456",
            "aaaaaaaaaaaaaaa",
            "ééééééééééééééé",
            "azertyuiopqsdfg",
            "azertyuiopqsdfghjklm",
            "qwertyuiopasdfgh",
            "abcdefghijklmnop",
            "p@ssw0rdp@ssw0rd",
            "iloveyouiloveyou",
            "abc123abc123abc123",
            "jetaimejetaimejetaime",
            "wxcvbnqsdfghjklm",
        ] {
            assert!(is_common(text), "{text}");
        }
    }

    #[test]
    fn a_phrase_of_ones_own_is_not_common() {
        for text in [
            "une phrase très longue",
            "le chat dort sous la pluie",
            "correct horse battery staple",
            "🔑 pass phrase ok 42",
            "kX9-vq7.Ltm2_wz",
        ] {
            assert!(!is_common(text), "{text}");
        }
    }
}

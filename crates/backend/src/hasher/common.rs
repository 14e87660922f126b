//! Common passwords, whatever their length (NIST SP 800-63B-4 §3.1.1.2, ASVS 5.0 V6.2.4).
//!
//! The crate `zxcvbn` has the lists of common passwords, words and names, and recognises
//! repetition, sequences, runs on the keyboard and letters written as digits.

mod words;

use domain::fold::fold;
use domain::password::MAX_LENGTH;
use words::is_word;
use zxcvbn::zxcvbn;

/// A password that takes fewer guesses is common.
const GUESSES: u64 = 100_000_000;
/// How many characters are estimated at once. The time that an estimate takes grows with the square of them and more: 128
/// characters that stand for letters take over a second, 24 a tenth.
const STRETCH: usize = 24;

/// Whether an attacker who knows the usual passwords finds this one within a hundred million guesses, or it is one common word
/// with digits and signs around or in it. Takes milliseconds: not for an async thread.
pub fn is_common(password: &str) -> bool {
    // Folding makes some signs longer.
    let folded: String = fold(password).chars().take(MAX_LENGTH).collect();
    let keys: String = folded.chars().map(same_key).collect();
    is_drawn_out_word(&folded) || is_guessed(&folded) || is_guessed(&keys)
}

/// Whether a text takes few guesses.
fn is_guessed(text: &str) -> bool {
    each_stretch(text, |stretch| zxcvbn(stretch, &[]).guesses() < GUESSES)
}

/// Whether each stretch of a text takes few guesses: a long text is as strong as its strongest stretch at least. What a text
/// repeats counts once.
fn each_stretch(text: &str, takes_few: impl Fn(&str) -> bool) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let whole = if characters.len() > STRETCH {
        once(&characters)
    } else {
        &characters
    };
    whole.chunks(STRETCH).all(|stretch| {
        let stretch: String = stretch.iter().collect();
        takes_few(&stretch)
    })
}

/// Whether one common word, or the same one repeated, is left of a folded text without its digits and signs. Digits and signs
/// in it and at its ends may also stand for letters.
fn is_drawn_out_word(folded: &str) -> bool {
    let characters: Vec<char> = folded.chars().collect();
    let is_letter = |c: &char| c.is_alphabetic();
    let Some(first) = characters.iter().position(is_letter) else {
        return false;
    };
    let end = characters
        .iter()
        .rposition(is_letter)
        .map_or(0, |last| last + 1);
    let begins = [first, first.saturating_sub(1)];
    let ends = [end, (end + 1).min(characters.len())];
    let read = begins
        .into_iter()
        .flat_map(|begin| ends.map(|end| characters.get(begin..end).unwrap_or_default()))
        .map(|word| letters(word.iter().copied().map(letter_for)));
    let mut left = read.chain([letters(characters.iter().copied())]);
    left.any(|left| is_word(&once(&left).iter().collect::<String>()))
}

fn letters(text: impl Iterator<Item = char>) -> Vec<char> {
    text.filter(|c| c.is_alphabetic()).collect()
}

/// The shortest beginning that a text has at least twice, the last time perhaps not to its end; else all of it.
fn once(text: &[char]) -> &[char] {
    let repeats = |period: &usize| {
        text.iter()
            .zip(text.iter().skip(*period))
            .all(|(a, b)| a == b)
    };
    let period = (1..=text.len() / 2).find(repeats).unwrap_or(text.len());
    text.get(..period).unwrap_or(text)
}

/// The letter for which a digit or sign is usually written.
const fn letter_for(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        other => other,
    }
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
    use super::{each_stretch, is_common};
    use std::cell::RefCell;

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
    fn attack_43_a_common_word_with_digits_and_signs_is_common() {
        for text in [
            "Password123456789!",
            "MotDePasse12345!",
            "Bienvenue2026!!",
            "!!2026-Printemps-2026!!",
            "Été-2026-été-2026",
            "Welcome-902101337",
            "P4ssw0rd-8429173",
            "@zerty#8429173650",
            "B1envenue#84291736",
            "SoleilSoleil8429",
            "s.o.l.e.i.l.8429",
            "Test-842917365018",
            "Vacances849173652",
        ] {
            assert!(is_common(text), "{text}");
        }
    }

    #[test]
    fn attack_31_no_password_takes_long_to_estimate() {
        let signs: Vec<char> = "4@8({[<369!1|7$5+%2".chars().collect();
        // What is repeated would count once.
        let shifted = (0..domain::password::MAX_LENGTH).map(|n| signs[(n + n / 19 * 7) % 19]);
        let longest: String = shifted.collect();
        let estimated = RefCell::new(Vec::new());
        let takes_few = |stretch: &str| {
            estimated.borrow_mut().push(stretch.chars().count());
            true
        };
        assert!(each_stretch(&longest, takes_few));
        assert_eq!(estimated.into_inner(), [24, 24, 24, 24, 24, 8]);
        assert!(!is_common(&longest));
    }

    #[test]
    fn a_long_password_is_common_if_each_part_of_it_is() {
        assert!(is_common(&"1234567890".repeat(12)));
        assert!(is_common(&"motdepasse".repeat(12)));
        let tail = format!("{}kX9-vq7.Ltm2_wz", "a".repeat(48));
        assert!(!is_common(&tail));
    }

    #[test]
    fn a_phrase_of_ones_own_is_not_common() {
        for text in [
            "une phrase très longue",
            "le chat dort sous la pluie",
            "correct horse battery staple",
            "🔑 pass phrase ok 42",
            "kX9-vq7.Ltm2_wz",
            "bleu vélo rapide",
            "Cloporte-8-Brandon",
            "842917365018273",
        ] {
            assert!(!is_common(text), "{text}");
        }
    }
}

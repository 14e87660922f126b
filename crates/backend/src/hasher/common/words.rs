//! The common words of each language of the pages (`words/README.md`).

use domain::Locale;
use zxcvbn::zxcvbn;

/// A word that takes fewer guesses is one of the commonest passwords.
const GUESSES: u64 = 20_000;

/// The most letters of a word.
const LONGEST: usize = 24;

/// Whether a folded text is a common word, or a common password of letters alone.
pub fn is_word(text: &str) -> bool {
    let letters = text.chars().count();
    (1..=LONGEST).contains(&letters) && (zxcvbn(text, &[]).guesses() < GUESSES || is_listed(text))
}

fn is_listed(text: &str) -> bool {
    let languages = Locale::ALL.iter().copied();
    languages
        .map(of)
        .any(|words| words.lines().any(|word| word == text))
}

/// The words of a language, a line each.
const fn of(language: Locale) -> &'static str {
    match language {
        Locale::Fr => include_str!("words/fr.txt"),
        Locale::En => include_str!("words/en.txt"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::fold::fold;

    #[test]
    fn each_language_has_ten_thousand_folded_words() {
        for language in Locale::ALL {
            let words: Vec<&str> = of(*language).lines().collect();
            assert_eq!(words.len(), 10_000);
            assert!(
                words
                    .iter()
                    .all(|word| fold(word) == *word && word.len() >= 4)
            );
            assert!(
                words
                    .iter()
                    .all(|word| word.chars().all(char::is_alphabetic))
            );
        }
    }

    #[test]
    fn words_of_each_language_are_found() {
        for word in [
            "bienvenue",
            "printemps",
            "entreprise",
            "welcome",
            "password",
            "motdepasse",
        ] {
            assert!(is_word(word), "{word}");
        }
        assert!(!is_word(""));
        assert!(!is_word("kxvqltmwz"));
    }
}

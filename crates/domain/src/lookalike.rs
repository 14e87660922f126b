//! Texts that look like another one (Unicode Technical Standard #39).

use unicode_script::{Script, UnicodeScript};
use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;

/// Whether a word mixes letters of scripts that do not belong together (§5.1), or is written in the letters of another script
/// and looks like a word of ASCII (§4).
pub fn is_lookalike(word: &str) -> bool {
    !word.is_single_script() || (is_foreign(word) && skeleton(word).all(|c| c.is_ascii()))
}

/// Whether a word has letters that are neither Latin nor common to all scripts.
fn is_foreign(word: &str) -> bool {
    word.chars().any(|c| {
        !matches!(
            c.script(),
            Script::Latin | Script::Common | Script::Inherited
        )
    })
}

#[cfg(test)]
mod tests {
    use super::is_lookalike;

    #[test]
    fn a_word_that_mixes_scripts_or_passes_for_latin_is_a_lookalike() {
        for word in ["pаypal", "аррӏе", "ада1", "ера"] {
            let passes = word != "ада1";
            assert_eq!(is_lookalike(word), passes, "{word}");
        }
    }

    #[test]
    fn words_of_one_script_are_none() {
        for word in [
            "ada",
            "lefèvre",
            "иван",
            "δοκιμή",
            "やまだ太郎",
            "☕",
            "naïve-1",
            "",
        ] {
            assert!(!is_lookalike(word), "{word}");
        }
    }
}

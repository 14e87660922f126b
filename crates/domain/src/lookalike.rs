//! Texts that look like another one (Unicode Technical Standard #39).

use unicode_script::{Script, UnicodeScript};
use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;

/// Whether a word has letters of scripts that do not belong together (§5.1).
pub fn mixes_scripts(word: &str) -> bool {
    !word.is_single_script()
}

/// Whether all of a text looks like ASCII though it is written in the letters of another script than Latin (§4).
pub fn passes_for_ascii(text: &str) -> bool {
    is_foreign(text) && skeleton(text).all(|c| c.is_ascii())
}

fn is_foreign(text: &str) -> bool {
    text.chars().any(|c| {
        !matches!(
            c.script(),
            Script::Latin | Script::Common | Script::Inherited
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_one_script_mixes_none() {
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
            assert!(!mixes_scripts(word), "{word}");
        }
        for word in ["pаypal", "ада1x"] {
            assert!(mixes_scripts(word), "{word}");
        }
    }

    #[test]
    fn a_text_passes_for_ascii_if_all_of_it_does() {
        for text in ["аррӏе", "ера", "ехамрӏе.срб"] {
            let passes = text != "ехамрӏе.срб";
            assert_eq!(passes_for_ascii(text), passes, "{text}");
        }
        for text in ["apple", "пример.бг", "иван", "ада1", "", "lefèvre"] {
            assert!(!passes_for_ascii(text), "{text}");
        }
    }
}

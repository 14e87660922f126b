//! Texts that look like another one (Unicode Technical Standard #39).

use crate::fold::fold;
use unicode_script::{Script, UnicodeScript};
use unicode_security::confusable_detection::skeleton;
use unicode_security::{GeneralSecurityProfile, MixedScript};

/// Whether a word has letters of scripts that do not belong together (§5.1).
pub fn mixes_scripts(word: &str) -> bool {
    !word.is_single_script()
}

/// Whether all of a text looks like ASCII though it is written in the letters of another script than Latin (§4).
pub fn passes_for_ascii(text: &str) -> bool {
    is_foreign(text) && skeleton(text).all(|c| c.is_ascii())
}

/// Whether a word has a letter that no identifier needs (§3.1), or a Latin one that looks like letters of ASCII, such as the i without
/// its dot. Letters with accents and strokes do not.
pub fn has_stand_in(word: &str) -> bool {
    word.chars()
        .filter(|c| !c.is_ascii() && c.is_alphabetic())
        .any(|c| !c.identifier_allowed() || looks_like_ascii(c))
}

/// Whether a Latin letter beyond ASCII has the shape of ASCII; not the thorn of Icelandic and the ligatures of French and Danish, which their readers
/// know.
fn looks_like_ascii(c: char) -> bool {
    let latin = c.script() == Script::Latin && !matches!(c, 'æ' | 'œ' | 'þ');
    latin && skeleton(c.encode_utf8(&mut [0; 4])).all(|c| c.is_ascii())
}

/// What a reader may take a name for, in two ways: the shape of its letters, case and accents aside before shapes are compared, or
/// after that (§4).
pub fn shapes(name: &str) -> [String; 2] {
    let shape_of_folded: String = skeleton(&fold(name)).collect();
    let folded_shape = fold(&skeleton(name).collect::<String>());
    [shape_of_folded, folded_shape]
}

/// The same without spaces and signs between the letters.
pub fn looks(name: &str) -> [String; 2] {
    shapes(name).map(|key| letters(&key))
}

/// Whether two names may be taken for each other: in one of the two ways they look the same. Two people may have one name: this is to
/// tell them apart, not to refuse one.
pub fn resembles(name: &str, other: &str) -> bool {
    let pairs = looks(name).into_iter().zip(looks(other));
    pairs.into_iter().any(|(one, other)| one == other)
}

fn letters(key: &str) -> String {
    key.chars().filter(|c| c.is_alphanumeric()).collect()
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
    fn attack_39_a_name_resembles_what_a_reader_would_take_it_for() {
        let name = "Ada Byron";
        for other in [
            "Ada Byron",
            "ADA  BYRON",
            "Adà Bÿron",
            "Аdа Вуrоn",
            "Ada-Byron.",
            "Ada \u{300}Byron",
        ] {
            assert!(resembles(name, other), "{other}");
            assert!(resembles(other, name), "{other}");
        }
        assert!(resembles("Ian Miller", "lan MiIler"));
        assert!(resembles("Iris Petit", "IRIS PETIT"));
        for other in ["Ada Byrone", "Byron Ada", "Ida Byron", "Ada"] {
            assert!(!resembles(name, other), "{other}");
        }
    }

    #[test]
    fn attack_39_a_letter_of_latin_script_that_stands_in_for_one_of_ascii_is_found() {
        for word in ["ɑdɑ", "ıan", "ɡuy", "ꞵeta", "aꜱ", "ſ"] {
            assert!(has_stand_in(word), "{word}");
        }
        for word in [
            "süß",
            "léa",
            "niño",
            "søren",
            "łukasz",
            "đorđe",
            "þór",
            "œuvre",
            "æble",
            "ščř",
            "ğüneş",
            "ħobż",
            "nguyễn",
            "иван",
            "аррӏе",
            "δοκιμή",
            "山田",
            "שלום",
            "☕",
            "1-a",
        ] {
            assert!(!has_stand_in(word), "{word}");
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

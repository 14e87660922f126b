//! Which characters a line of text from outside may hold.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Why a character cannot be part of a name or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCharacter {
    /// A control character, e.g. a line break.
    Control(char),
    /// An invisible character that changes what a reader sees: a direction override, a zero-width
    /// space or a byte order mark.
    Invisible(char),
}

impl BadCharacter {
    /// The character.
    pub const fn char(self) -> char {
        match self {
            Self::Control(c) | Self::Invisible(c) => c,
        }
    }
}

/// The first character that is not allowed in a line of text, if any.
///
/// The joiners U+200C and U+200D are allowed between letters of a script that needs them, or signs such as emoji.
pub fn bad_character(text: &str) -> Option<BadCharacter> {
    let characters: Vec<char> = text.chars().collect();
    let around = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        before.zip(characters.get(at + 1))
    };
    characters.iter().enumerate().find_map(|(at, &c)| match c {
        _ if c.is_control() => Some(BadCharacter::Control(c)),
        '\u{2028}' | '\u{2029}' => Some(BadCharacter::Control(c)),
        '\u{200C}' | '\u{200D}' if around(at).is_some_and(|(a, b)| joins(*a) && joins(*b)) => None,
        _ if is_ignorable(c) => Some(BadCharacter::Invisible(c)),
        _ => None,
    })
}

/// Whether a joiner beside this character may change how it is written.
fn joins(c: char) -> bool {
    let never_joins = matches!(
        c.script(),
        Script::Latin
            | Script::Greek
            | Script::Cyrillic
            | Script::Armenian
            | Script::Georgian
            | Script::Hebrew
            | Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Hangul
    );
    !c.is_ascii() && !c.is_whitespace() && !never_joins && !is_ignorable(c)
}

/// Whether a character is displayed as nothing where it is not supported (`Default_Ignorable_Code_Point` of Unicode 16), or
/// marks an annotation.
pub const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Whether a reader sees something of a text.
pub fn is_visible(text: &str) -> bool {
    let blank =
        |c: char| c.is_whitespace() || is_ignorable(c) || is_combining_mark(c) || c == '\u{2800}';
    !text.chars().all(blank)
}

#[cfg(test)]
mod tests {
    use super::{BadCharacter, bad_character, is_visible};

    #[test]
    fn direction_overrides_zero_width_spaces_and_line_breaks_are_found() {
        for c in ['\u{202E}', '\u{2066}', '\u{200B}', '\u{FEFF}'] {
            assert_eq!(
                bad_character(&format!("a{c}b")),
                Some(BadCharacter::Invisible(c))
            );
        }
        for c in ['\n', '\0', '\u{85}', '\u{2028}'] {
            assert_eq!(
                bad_character(&format!("a{c}b")),
                Some(BadCharacter::Control(c))
            );
            assert_eq!(
                bad_character(&c.to_string()).map(BadCharacter::char),
                Some(c)
            );
        }
    }

    #[test]
    fn attack_39_a_joiner_is_allowed_where_a_script_needs_it_and_nowhere_else() {
        for text in ["می\u{200C}خواهم", "क्\u{200D}ष", "👩\u{200D}💻"] {
            assert_eq!(bad_character(text), None, "{text}");
        }
        for text in [
            "\u{200D}",
            "Ada\u{200D}",
            "\u{200C}می",
            "A\u{200D}da",
            "é\u{200C}é",
            "Ева\u{200D}Ева",
            "👩\u{200D}\u{200D}💻",
            "می \u{200C}خ",
        ] {
            assert!(bad_character(text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn attack_39_what_does_not_show_is_found() {
        for c in [
            '\u{34F}',
            '\u{17B4}',
            '\u{180B}',
            '\u{FE0E}',
            '\u{1D173}',
            '\u{E0100}',
        ] {
            let found = bad_character(&format!("a{c}b"));
            assert_eq!(found, Some(BadCharacter::Invisible(c)));
        }
    }

    #[test]
    fn a_text_is_visible_if_one_sign_of_it_is() {
        for text in ["", " ", "\u{2800}", "\u{301}", "\u{3164}\u{2800}\u{200D}"] {
            assert!(!is_visible(text), "{text:?}");
        }
        for text in ["-", "a\u{301}", "👩", "\u{2800}x"] {
            assert!(is_visible(text), "{text:?}");
        }
    }

    #[test]
    fn names_of_many_scripts_and_names_that_look_like_code_are_text() {
        for text in [
            "Nguyễn",
            "محمد علی",
            "می\u{200C}خواهم",
            "<script>",
            "=1+1",
            "O'Brien; --",
        ] {
            assert_eq!(bad_character(text), None, "{text}");
        }
    }
}

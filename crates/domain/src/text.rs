//! Which characters a line of text from outside may hold.

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
/// The joiners U+200C and U+200D are allowed: several scripts need them.
pub fn bad_character(text: &str) -> Option<BadCharacter> {
    text.chars().find_map(|c| match c {
        _ if c.is_control() => Some(BadCharacter::Control(c)),
        '\u{2028}' | '\u{2029}' => Some(BadCharacter::Control(c)),
        '\u{00AD}'
        | '\u{061C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => Some(BadCharacter::Invisible(c)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{BadCharacter, bad_character};

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

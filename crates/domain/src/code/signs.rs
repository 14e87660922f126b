//! The letters and digits of a code as somebody typed or pasted it.

use crate::text::is_ignorable;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The letters and digits of a code in upper-case ASCII. Signs that part groups or do not show are left out; digits of every script
/// and letters of every width are read as what they mean. What cannot be part of a code stays.
pub(super) fn signs(text: &str) -> String {
    text.nfkc()
        .filter(|c| !is_between(*c))
        .map(|c| digit(c).unwrap_or_else(|| c.to_ascii_uppercase()))
        .collect()
}

/// Whether a sign only parts the groups of a code, or does not show: spaces, dashes and what keyboards and programs put in
/// their place.
fn is_between(c: char) -> bool {
    use GeneralCategory as Is;
    matches!(
        c.general_category(),
        Is::DashPunctuation | Is::ConnectorPunctuation | Is::Control | Is::Format
    ) || c.is_whitespace()
        || is_ignorable(c)
        || matches!(c, '.' | ',' | '·' | '•' | '−' | 'ー')
}

/// The digit that a decimal digit of a script means. Those of one script follow each other from zero to nine, and where several
/// rows of them meet (Unicode 4.6) each has ten.
fn digit(c: char) -> Option<char> {
    if !is_decimal(c) {
        return None;
    }
    let before = (1..).map_while(|distance| char::from_u32(u32::from(c).checked_sub(distance)?));
    let value = before.take_while(|c| is_decimal(*c)).count() % 10;
    char::from_digit(u32::try_from(value).ok()?, 10)
}

fn is_decimal(c: char) -> bool {
    c.general_category() == GeneralCategory::DecimalNumber
}

#[cfg(test)]
mod tests {
    use super::signs;

    #[test]
    fn what_does_not_show_or_parts_groups_is_left_out() {
        for text in [
            "\u{200E}189329",
            "\u{FEFF}189 329\u{200B}",
            "189-329",
            "189\u{2013}329",
            "189\u{2212}329",
            "189\u{a0}329",
            "189\u{202F}329",
            "189.329",
            "189_329",
            "18\u{AD}93\u{2060}29\r\n",
        ] {
            assert_eq!(signs(text), "189329", "{text:?}");
        }
    }

    #[test]
    fn each_decimal_digit_of_unicode_is_read_as_its_digit() {
        let digits = (0..=0x10_FFFF)
            .filter_map(char::from_u32)
            .filter(|c| super::is_decimal(*c));
        let mut all = 0;
        for (place, c) in digits.enumerate() {
            // Mathematical digits are ASCII ones to NFKC before.
            assert_eq!(signs(&c.to_string()), (place % 10).to_string(), "{c:?}");
            all += 1;
        }
        assert!(all >= 660, "{all}");
        for text in ["１８９３２９", "١٨٩٣٢٩", "۱۸۹۳۲۹", "१८९३२९", "𝟙𝟠𝟡𝟛𝟚𝟡"]
        {
            assert_eq!(signs(text), "189329", "{text}");
        }
    }

    #[test]
    fn what_cannot_be_part_of_a_code_stays() {
        assert_eq!(signs("a1è/+①②"), "A1è/+12");
    }
}

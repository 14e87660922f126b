//! Texts that an attacker who looks for gaps would send.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Characters that some parser treats in its own way, or that change when they are normalised.
const TRICKY: &[char] = &[
    ' ', '\t', '\r', '\n', '\0', '\u{85}', '\u{a0}', '\u{ad}', '\u{200b}', '\u{202e}', '\u{2003}',
    '\u{2028}', '\u{3000}', '\u{feff}', '\u{301}', '\u{308}', '\u{345}', '/', '\\', '?', '#', '&',
    '=', '%', '+', '-', '@', '.', ',', ';', ':', '\'', '"', '`', '<', '>', '_', '!', '~', '|', '0',
    '2', '5', '7', '9', 'a', 'A', 'f', 'z', 'é', 'ß', 'İ', 'ı', 'ﬁ', 'Ǆ', '＠', '＝', '．', '％',
    '¨', '´', '℀', '٣', '１', 'K', '🔑',
];

/// Any text, with the tricky characters far more frequent than by chance.
pub fn text() -> impl Strategy<Value = String> {
    text_of(0..40)
}

/// Any text of this many characters.
pub fn text_of(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let one = prop_oneof![6 => select(TRICKY), 1 => any::<char>()];
    vec(one, length).prop_map(String::from_iter)
}

/// Any of the values.
pub fn one_of<T: Clone + std::fmt::Debug>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

/// Every character of the Basic Multilingual Plane, which has everything that normalises to an ASCII sign.
pub fn every_char() -> impl Iterator<Item = char> {
    '\0'..='\u{ffff}'
}

//! The columns of a file.

use domain::text::is_ignorable;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A possible column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The address of the account.
    Email,
    /// The name as shown.
    Name,
    /// [`domain::Role`].
    Role,
    /// [`domain::Language`].
    Language,
    /// `yes`, `no` or `exempt`; may be missing.
    Required,
    /// The group; may be missing.
    Group,
}

impl Column {
    /// Every column, in the order in which flaws count.
    pub const ALL: [Self; 6] = [
        Self::Email,
        Self::Name,
        Self::Role,
        Self::Language,
        Self::Required,
        Self::Group,
    ];

    /// The name in the header line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::Role => "role",
            Self::Language => "language",
            Self::Required => "required",
            Self::Group => "group",
        }
    }
}

/// A text in the form in which words are compared: lower case, without what does not show around it.
pub(super) fn bare(text: &str) -> String {
    let text: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let blank = |c: char| c.is_whitespace() || is_ignorable(c);
    text.trim_matches(blank).to_owned()
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

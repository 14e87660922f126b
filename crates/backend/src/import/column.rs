//! The columns of a file.

use std::fmt;

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
    /// Every column, the mandatory ones first.
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

    /// Whether a file without it is refused.
    pub(super) const fn is_mandatory(self) -> bool {
        !matches!(self, Self::Required | Self::Group)
    }

    /// The column with this name.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|column| column.as_str() == text.trim())
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! Keyset pagination of the table of users: a page begins or ends at a row that the reader has
//! seen, so that no page skips or repeats a user when rows are added or removed.

use crate::order::UserSort;
use domain::ids::UserId;
use domain::language::Language;
use domain::role::Role;
use domain::status::TwoFactorStatus;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The text of the cursor to the last page.
const END: &str = "end";
/// The maximum length of a key that is read, in bytes: more than any name or address has.
const MAX_TEXT: usize = 1_500;

/// The value of a row in the sorted column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortValue {
    /// The name, which is in every key.
    Name,
    /// The address, in place of the name.
    Email,
    /// The role.
    Role(Role),
    /// The language.
    Language(Language),
    /// The last sign-in in seconds since the Unix epoch; -1 for none.
    LastSignIn(i64),
    /// The status.
    Status(TwoFactorStatus),
}

/// The sort key of a row in an order of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RowKey {
    /// The sorted column.
    pub value: SortValue,
    /// The folded name, or the form of the address by which accounts are unique.
    pub text: String,
    /// The user, for equal names.
    pub id: UserId,
}

/// The position from which a page is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Cursor {
    /// The rows after this one.
    After(RowKey),
    /// The rows before this one.
    Before(RowKey),
    /// The last rows of all.
    End,
}

/// A text that is neither a key nor a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACursor;

impl fmt::Display for NotACursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a place in the table")
    }
}

impl SortValue {
    /// The column.
    pub const fn sort(self) -> UserSort {
        match self {
            Self::Name => UserSort::Name,
            Self::Email => UserSort::Email,
            Self::Role(_) => UserSort::Role,
            Self::Language(_) => UserSort::Language,
            Self::LastSignIn(_) => UserSort::LastSignIn,
            Self::Status(_) => UserSort::Status,
        }
    }

    fn word(self) -> String {
        match self {
            Self::Name | Self::Email => String::new(),
            Self::Role(role) => role.as_str().to_owned(),
            Self::Language(language) => language.as_str().to_owned(),
            Self::LastSignIn(at) => at.to_string(),
            Self::Status(status) => status.as_str().to_owned(),
        }
    }

    fn parse(sort: &str, word: &str) -> Option<Self> {
        Some(match UserSort::parse(sort)? {
            UserSort::Name => Self::Name,
            UserSort::Email => Self::Email,
            UserSort::Role => Self::Role(Role::parse(word)?),
            UserSort::Language => Self::Language(Language::parse(word)?),
            UserSort::LastSignIn => Self::LastSignIn(word.parse().ok()?),
            UserSort::Status => Self::Status(TwoFactorStatus::parse(word)?),
        })
    }
}

impl Cursor {
    /// Whether it is a position in this order.
    pub fn fits(&self, sort: UserSort) -> bool {
        match self {
            Self::After(key) | Self::Before(key) => key.value.sort() == sort,
            Self::End => true,
        }
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sort, word) = (self.value.sort(), self.value.word());
        write!(f, "{}.{sort}.{word}.{}", self.id, self.text)
    }
}

impl FromStr for RowKey {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let mut parts = text.splitn(4, '.');
        let mut part = || parts.next().ok_or(NotACursor);
        let id = part()?.parse().map_err(|_| NotACursor)?;
        let value = SortValue::parse(part()?, part()?).ok_or(NotACursor)?;
        let text = part()?;
        if text.len() > MAX_TEXT || text.chars().any(char::is_control) {
            return Err(NotACursor);
        }
        Ok(Self {
            value,
            text: text.to_owned(),
            id: UserId::new(id),
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(key) => write!(f, "after.{key}"),
            Self::Before(key) => write!(f, "before.{key}"),
            Self::End => f.write_str(END),
        }
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        match text.split_once('.') {
            Some(("after", key)) => Ok(Self::After(key.parse()?)),
            Some(("before", key)) => Ok(Self::Before(key.parse()?)),
            None if text == END => Ok(Self::End),
            _ => Err(NotACursor),
        }
    }
}

macro_rules! as_text {
    ($($type:ty),+) => {
        $(impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }

        impl TryFrom<String> for $type {
            type Error = NotACursor;

            fn try_from(text: String) -> Result<Self, NotACursor> {
                text.parse()
            }
        })+
    };
}
as_text!(RowKey, Cursor);

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [SortValue; 6] = [
        SortValue::Name,
        SortValue::Email,
        SortValue::Role(Role::Admin),
        SortValue::Language(Language::De),
        SortValue::LastSignIn(-1),
        SortValue::Status(TwoFactorStatus::Pending),
    ];

    fn key(value: SortValue) -> RowKey {
        RowKey {
            value,
            text: "m. o'brien.x@exemple.fr".to_owned(),
            id: UserId::new(17),
        }
    }

    #[test]
    fn a_cursor_of_each_order_reads_back_from_its_text_and_fits_that_order_alone() {
        for value in VALUES {
            for cursor in [Cursor::After(key(value)), Cursor::Before(key(value))] {
                assert_eq!(cursor.to_string().parse(), Ok(cursor.clone()));
                assert_eq!(String::from(cursor.clone()), cursor.to_string());
                assert_eq!(Cursor::try_from(cursor.to_string()), Ok(cursor.clone()));
                let fitting: Vec<_> = UserSort::ALL.iter().filter(|s| cursor.fits(**s)).collect();
                assert_eq!(fitting, [&value.sort()]);
            }
        }
        assert_eq!("end".parse(), Ok(Cursor::End));
        assert_eq!(Cursor::End.to_string(), "end");
        assert!(UserSort::ALL.iter().all(|sort| Cursor::End.fits(*sort)));
    }

    #[test]
    fn a_text_that_no_row_gave_is_no_cursor() {
        let long = format!("after.1.name..{}", "x".repeat(MAX_TEXT + 1));
        let texts = [
            "",
            "after",
            "end.1",
            "after.",
            "after.x.name..a",
            "after.1.name.a",
            "after.1.size..a",
            "after.1.role.root.a",
            "after.1.language.xx.a",
            "after.1.last-sign-in.never.a",
            "after.1.status.green.a",
            "beside.1.name..a",
            "after.1.name..a\0b",
            &long,
        ];
        for text in texts {
            let error = text.parse::<Cursor>().unwrap_err();
            assert_eq!(
                error.to_string(),
                "this is not a place in the table",
                "{text}"
            );
        }
    }
}

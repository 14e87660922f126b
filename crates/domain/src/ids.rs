//! Identifiers, one type each, so that they cannot be confused.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Wraps the number from the database.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number in the database and in URLs.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id! {
    /// A user.
    UserId
}
id! {
    /// A group of users.
    GroupId
}
id! {
    /// An import of a file.
    ImportId
}
id! {
    /// An operation on many users.
    OperationId
}
id! {
    /// A link with a token that works once.
    LinkId
}
id! {
    /// A filter of the table of users that somebody has saved.
    SavedFilterId
}
id! {
    /// A session: one browser that signed in.
    SessionId
}
id! {
    /// A second factor of a user.
    FactorId
}
id! {
    /// A browser that a user has signed in with: it holds one of the user's device cookies.
    DeviceId
}
id! {
    /// An entry of the audit log.
    EntryId
}
id! {
    /// An event: later events have greater numbers.
    EventId
}
id! {
    /// A notice to a user.
    NoticeId
}

//! The orders of the table of users.

use domain::text_enum;

text_enum! {
    /// The column by which the table is sorted.
    UserSort {
        /// By name, without regard to case and accents.
        Name = "name",
        /// By address.
        Email = "email",
        /// By role.
        Role = "role",
        /// By language.
        Language = "language",
        /// By the last sign-in.
        LastSignIn = "last-sign-in",
        /// By the 2FA status.
        Status = "status",
    }
}

text_enum! {
    /// The direction of the order.
    Direction {
        /// Smallest first.
        Ascending = "asc",
        /// Largest first.
        Descending = "desc",
    }
}

impl Direction {
    /// The other direction.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

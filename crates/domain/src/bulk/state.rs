//! How far an operation on many users is.

use crate::text_enum::text_enum;

text_enum! {
    /// How far an operation is.
    BulkState {
        /// Its preview is shown to who prepares it.
        Chosen = "chosen",
        /// It is being carried out.
        Running = "running",
        /// Every user was looked at.
        Done = "done",
        /// An admin has ended it before its last user.
        Cancelled = "cancelled",
        /// It ended before its last user: its admin may not do it any more, or somebody else may have begun it.
        Stopped = "stopped",
    }
}

impl BulkState {
    /// Whether nothing more is done.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Chosen | Self::Running => false,
            Self::Done | Self::Cancelled | Self::Stopped => true,
        }
    }
}

//! The groups of pages (`crate::parts`), as those below it name them.

/// The group whose code and texts are fetched first: where admins land. It is in the main part of the program.
pub const FIRST: &str = "console";

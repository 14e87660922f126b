//! The groups of pages (`crate::parts`), as those below it name them.

/// The group whose code and texts are fetched first: where admins land. `tools/site/build.mjs` knows it by this name.
pub const FIRST: &str = "console";

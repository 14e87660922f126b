//! How a new user gets the link to a first password.

use crate::text_enum::text_enum;

text_enum! {
    /// How a new user gets the link to a first password.
    FirstLink {
        /// It is mailed to the user's address.
        Mailed = "mail",
        /// It is shown to the admin, who hands it over.
        Shown = "link",
        /// Not yet.
        Later = "none",
    }
}

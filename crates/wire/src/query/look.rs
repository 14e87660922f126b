//! How the table looks, as a part of its query.

use super::UserQuery;
use crate::table_look::{PageSize, TableColumn};

/// The URL parameters that say how the table looks.
pub(super) const NAMES: [&str; 3] = ["hide", "show", "rows"];

impl UserQuery {
    /// Reads the query of the page of the table. Where its address does not say how the table looks, it looks as its user has chosen last:
    /// `kept`, as [`Self::look`] has written it.
    pub fn in_table(get: impl Fn(&str) -> Option<String>, kept: &str) -> Self {
        let says = NAMES.iter().any(|name| get(name).is_some());
        let query = Self::from_params(get);
        if says {
            query
        } else {
            query.looking_like(&Self::read(kept))
        }
    }

    /// The same filters, order and page in a table that looks like another one.
    #[must_use]
    pub fn looking_like(&self, other: &Self) -> Self {
        Self {
            hidden: other.hidden,
            size: other.size,
            ..self.clone()
        }
    }

    /// How the table looks, as a text that is kept; empty for the usual look.
    pub fn look(&self) -> String {
        Self::default().looking_like(self).written()
    }

    /// The same filters with other columns.
    #[must_use]
    pub fn toggling(&self, column: TableColumn) -> Self {
        Self {
            hidden: self.hidden.toggled(column),
            ..self.clone()
        }
    }

    /// The same filters with pages of another size, from the first on.
    #[must_use]
    pub fn of_size(&self, size: PageSize) -> Self {
        Self {
            size,
            ..self.on_page(1)
        }
    }
}

//! How the table of users looks: how many users are on a page, and which columns are hidden.

use domain::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Users on one page.
    PageSize {
        /// Twenty-five.
        TwentyFive = "25",
        /// Fifty, unless another size is asked for.
        Fifty = "50",
        /// A hundred.
        Hundred = "100",
        /// Two hundred.
        TwoHundred = "200",
    }
}

impl PageSize {
    /// The number.
    pub const fn rows(self) -> u64 {
        match self {
            Self::TwentyFive => 25,
            Self::Fifty => 50,
            Self::Hundred => 100,
            Self::TwoHundred => 200,
        }
    }
}

#[allow(clippy::derivable_impls, reason = "a macro makes the type")]
impl Default for PageSize {
    fn default() -> Self {
        Self::Fifty
    }
}

text_enum! {
    /// A column that can be hidden. Who it is and the shield are always there.
    TableColumn {
        /// The address.
        Email = "email",
        /// The role.
        Role = "role",
        /// The language.
        Language = "language",
        /// The last sign-in.
        LastSignIn = "seen",
    }
}

/// Between the columns in an address.
const SEPARATOR: char = '.';

/// The columns that are hidden.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(u8);

impl Hidden {
    const fn bit(column: TableColumn) -> u8 {
        1 << column as u8
    }

    /// Reads the columns of an address; what is no column is left out.
    pub fn parse(text: &str) -> Self {
        let columns = text.split(SEPARATOR).filter_map(TableColumn::parse);
        columns.fold(Self(0), |hidden, column| Self(hidden.0 | Self::bit(column)))
    }

    /// Whether a column is hidden.
    pub const fn has(self, column: TableColumn) -> bool {
        self.0 & Self::bit(column) != 0
    }

    /// The same, but for one column, which is shown if it was hidden.
    #[must_use]
    pub const fn toggled(self, column: TableColumn) -> Self {
        Self(self.0 ^ Self::bit(column))
    }

    /// The columns, with `between` between them; empty if none is hidden.
    pub fn text(self, between: &str) -> String {
        let hidden = TableColumn::ALL.iter().filter(|column| self.has(**column));
        let hidden: Vec<&str> = hidden.map(|column| column.as_str()).collect();
        hidden.join(between)
    }

    /// The columns as an address has them.
    pub fn param(self) -> String {
        self.text(&SEPARATOR.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_columns_read_back_from_an_address_and_what_is_none_is_left_out() {
        let hidden = Hidden::parse("seen.x..role.role");
        assert_eq!(hidden.param(), "role.seen");
        assert_eq!(Hidden::parse(&hidden.param()), hidden);
        assert!(hidden.has(TableColumn::Role) && !hidden.has(TableColumn::Email));
        assert_eq!(hidden.toggled(TableColumn::Role).param(), "seen");
        assert_eq!(Hidden::parse(""), Hidden::default());
        assert_eq!(Hidden::default().param(), "");
    }

    #[test]
    fn a_page_has_as_many_rows_as_its_size_says() {
        for size in PageSize::ALL {
            assert_eq!(size.rows().to_string(), size.as_str());
        }
    }
}

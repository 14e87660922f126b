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
        /// The groups.
        Groups = "groups",
    }
}

/// Between the columns in an address.
const SEPARATOR: char = '.';

impl TableColumn {
    /// Whether it is there only where somebody asks for it.
    const fn is_extra(self) -> bool {
        matches!(self, Self::Groups)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The columns that are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(u8);

impl Default for Hidden {
    fn default() -> Self {
        Self(TableColumn::Groups.bit())
    }
}

impl Hidden {
    /// Reads the columns of an address that are hidden, and those that are shown beyond the usual ones; what is no column is left out.
    pub fn parse(hide: &str, show: &str) -> Self {
        let of = |text: &str| {
            let columns = text.split(SEPARATOR).filter_map(TableColumn::parse);
            columns.fold(0, |all, column| all | column.bit())
        };
        Self((Self::default().0 | of(hide)) & !of(show))
    }

    /// Whether a column is hidden.
    pub const fn has(self, column: TableColumn) -> bool {
        self.0 & column.bit() != 0
    }

    /// The same, but for one column, which is shown if it was hidden.
    #[must_use]
    pub const fn toggled(self, column: TableColumn) -> Self {
        Self(self.0 ^ column.bit())
    }

    /// The usual columns that are hidden, with `between` between them; empty if none is.
    pub fn text(self, between: &str) -> String {
        Self::join(between, |column| !column.is_extra() && self.has(column))
    }

    /// The same as an address has them.
    pub fn param(self) -> String {
        self.text(&SEPARATOR.to_string())
    }

    /// The columns beyond the usual ones, as an address has them.
    pub fn shown(self) -> String {
        let between = SEPARATOR.to_string();
        Self::join(&between, |column| column.is_extra() && !self.has(column))
    }

    fn join(between: &str, is_named: impl Fn(TableColumn) -> bool) -> String {
        let named = TableColumn::ALL.iter().filter(|column| is_named(**column));
        let named: Vec<&str> = named.map(|column| column.as_str()).collect();
        named.join(between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_columns_read_back_from_an_address_and_what_is_none_is_left_out() {
        let hidden = Hidden::parse("seen.x..role.role.groups", "");
        assert_eq!(hidden.param(), "role.seen");
        assert_eq!(Hidden::parse(&hidden.param(), ""), hidden);
        assert!(hidden.has(TableColumn::Role) && !hidden.has(TableColumn::Email));
        assert_eq!(hidden.toggled(TableColumn::Role).param(), "seen");
        assert_eq!(Hidden::parse("", ""), Hidden::default());
        assert_eq!(Hidden::default().param(), "");
    }

    #[test]
    fn a_column_beyond_the_usual_ones_is_shown_where_it_is_asked_for() {
        assert!(Hidden::default().has(TableColumn::Groups));
        assert_eq!(Hidden::default().shown(), "");
        let shown = Hidden::default().toggled(TableColumn::Groups);
        assert_eq!(
            (shown.param(), shown.shown()),
            (String::new(), "groups".to_owned())
        );
        assert_eq!(Hidden::parse("", "groups.x"), shown);
    }

    #[test]
    fn a_page_has_as_many_rows_as_its_size_says() {
        for size in PageSize::ALL {
            assert_eq!(size.rows().to_string(), size.as_str());
        }
    }
}

//! Which part of the table of users is shown: filters, order and page, as in the URL.

mod account_filter;
mod look;
mod requirement_filter;

pub use account_filter::AccountFilter;
pub use requirement_filter::RequirementFilter;

use crate::cursor::{Cursor, RowKey};
use crate::order::{Direction, UserSort};
use crate::path;
pub use crate::path::encode;
use crate::return_to::percent_decode;
use crate::table_look::{Hidden, PageSize};
use domain::ImportId;
use domain::ids::GroupId;
use domain::role::Role;
use domain::status::TwoFactorStatus;
use serde::{Deserialize, Deserializer, Serialize};

/// Users on one page, unless another size is asked for.
pub const PAGE_SIZE: u64 = PageSize::Fifty.rows();
/// The maximum number of characters of the search text that are used.
pub const MAX_SEARCH: usize = 200;
/// The URL parameter that says of the page of a user that the query beside it is that of a table.
const LISTED: &str = "list";
/// The value of the filter by mails.
const UNDELIVERABLE: &str = "refused";
/// The maximum number of its words; each is compared with every user that matches the other
/// filters.
pub const MAX_WORDS: usize = 8;

/// Filters, order and page of the table of users. Reading it never fails: unknown values are left
/// out, so that a link that was cut or typed by hand still shows a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserQuery {
    /// Parts of a name or an address.
    #[serde(deserialize_with = "read_looked_at")]
    pub search: String,
    /// Only users of this status.
    pub status: Option<TwoFactorStatus>,
    /// Only users with this requirement.
    pub requirement: Option<RequirementFilter>,
    /// Only users of this role.
    pub role: Option<Role>,
    /// Only accounts in this state, or those of people or services.
    pub state: Option<AccountFilter>,
    /// Only members of this group.
    pub group: Option<GroupId>,
    /// Only users whom no mail reaches.
    #[serde(default)]
    pub undeliverable: bool,
    /// Only users whom the import with this number has created.
    #[serde(default)]
    pub import: Option<ImportId>,
    /// The columns that are not shown.
    #[serde(default)]
    pub hidden: Hidden,
    /// Users on one page.
    #[serde(default)]
    pub size: PageSize,
    /// The order.
    pub sort: UserSort,
    /// Its direction.
    pub direction: Direction,
    /// The number of the page, from 1.
    pub page: u64,
    /// The cursor from which the page is read; without it the rows of the previous pages are
    /// skipped.
    pub cursor: Option<Cursor>,
}

impl Default for UserQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            status: None,
            requirement: None,
            role: None,
            state: None,
            group: None,
            undeliverable: false,
            import: None,
            hidden: Hidden::default(),
            size: PageSize::default(),
            sort: UserSort::Name,
            direction: Direction::Ascending,
            page: 1,
            cursor: None,
        }
    }
}

impl UserQuery {
    /// The names of the URL parameters.
    pub const NAMES: [&'static str; 15] = [
        "q",
        "status",
        "requirement",
        "role",
        "account",
        "group",
        "mail",
        "import",
        "hide",
        "show",
        "rows",
        "sort",
        "dir",
        "page",
        "at",
    ];

    /// Reads the query from a function that gives the value of a URL parameter.
    pub fn from_params(get: impl Fn(&str) -> Option<String>) -> Self {
        let default = Self::default();
        let text = |name| get(name).unwrap_or_default();
        let sort = UserSort::parse(&text("sort")).unwrap_or(default.sort);
        let cursor = text("at").parse().ok().filter(|c: &Cursor| c.fits(sort));
        Self {
            search: looked_at(&text("q")),
            status: TwoFactorStatus::parse(&text("status")),
            requirement: RequirementFilter::parse(&text("requirement")),
            role: Role::parse(&text("role")),
            state: AccountFilter::parse(&text("account")),
            group: text("group").parse().ok(),
            undeliverable: text("mail") == UNDELIVERABLE,
            import: text("import").parse().ok(),
            hidden: Hidden::parse(&text("hide"), &text("show")),
            size: PageSize::parse(&text("rows")).unwrap_or_default(),
            sort,
            direction: Direction::parse(&text("dir")).unwrap_or(default.direction),
            page: text("page").parse().unwrap_or(1).clamp(1, 1_000_000),
            cursor,
        }
    }

    /// The URL parameters that differ from the default, in a fixed order.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let default = Self::default();
        let mut params = Vec::new();
        let mut push = |name, value: Option<&str>| {
            if let Some(value) = value {
                params.push((name, value.to_owned()));
            }
        };
        push(
            "q",
            (!self.search.is_empty()).then_some(self.search.as_str()),
        );
        push("status", self.status.map(TwoFactorStatus::as_str));
        push(
            "requirement",
            self.requirement.map(RequirementFilter::as_str),
        );
        push("role", self.role.map(Role::as_str));
        push("account", self.state.map(AccountFilter::as_str));
        push("group", self.group.map(|id| id.to_string()).as_deref());
        push("mail", self.undeliverable.then_some(UNDELIVERABLE));
        push("import", self.import.map(|id| id.to_string()).as_deref());
        let hidden = self.hidden.param();
        push("hide", (!hidden.is_empty()).then_some(hidden.as_str()));
        let shown = self.hidden.shown();
        push("show", (!shown.is_empty()).then_some(shown.as_str()));
        push(
            "rows",
            (self.size != default.size).then(|| self.size.as_str()),
        );
        push(
            "sort",
            (self.sort != default.sort).then(|| self.sort.as_str()),
        );
        push(
            "dir",
            (self.direction != default.direction).then(|| self.direction.as_str()),
        );
        push(
            "page",
            (self.page > 1).then(|| self.page.to_string()).as_deref(),
        );
        push(
            "at",
            self.cursor.as_ref().map(ToString::to_string).as_deref(),
        );
        params
    }

    /// The path of the table with this query.
    pub fn href(&self) -> String {
        path::with_all(path::USERS, &self.params())
    }

    /// The query as a text that is kept: that of its address.
    pub fn written(&self) -> String {
        let text = path::with_all("", &self.params());
        text.trim_start_matches('?').to_owned()
    }

    /// Reads what [`Self::written`] has written.
    pub fn read(text: &str) -> Self {
        let pairs: Vec<(&str, &str)> = text.split('&').filter_map(|p| p.split_once('=')).collect();
        Self::from_params(|name| {
            let found = pairs.iter().find(|(other, _)| *other == name);
            percent_decode(found?.1)
        })
    }

    /// What follows the path of a user's page that was reached from this table: filters and order, by which that page finds the users
    /// before and after.
    pub fn suffix(&self) -> String {
        let mut params = vec![(LISTED, "1".to_owned())];
        params.extend(self.on_page(1).params());
        path::with_all("", &params)
    }

    /// Reads what [`Self::suffix`] has written; none where the page was reached otherwise.
    pub fn of_list(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        get(LISTED).map(|_| Self::from_params(get).on_page(1))
    }

    /// The same filters sorted by `sort`: a second click on a column reverses the order.
    #[must_use]
    pub fn sorted_by(&self, sort: UserSort) -> Self {
        let direction = if self.sort == sort {
            self.direction.reversed()
        } else {
            Direction::Ascending
        };
        Self {
            sort,
            direction,
            ..self.on_page(1)
        }
    }

    /// The same filters on another page.
    #[must_use]
    pub fn on_page(&self, page: u64) -> Self {
        Self {
            page,
            cursor: None,
            ..self.clone()
        }
    }

    /// The same filters on another page, read from a row that has been seen.
    #[must_use]
    pub fn at(&self, page: u64, cursor: Cursor) -> Self {
        Self {
            cursor: Some(cursor),
            ..self.on_page(page)
        }
    }

    /// The same filters on one of `pages` pages, seen from the current one with its first and last
    /// row: the adjacent pages are read from there, the last one from the end. Any other page is
    /// reached by skipping rows.
    #[must_use]
    pub fn to_page(&self, page: u64, pages: u64, ends: Option<&(RowKey, RowKey)>) -> Self {
        match ends {
            _ if page == self.page => self.clone(),
            _ if page <= 1 => self.on_page(1),
            Some((_, last)) if page == self.page + 1 => self.at(page, Cursor::After(last.clone())),
            Some((first, _)) if page + 1 == self.page => {
                self.at(page, Cursor::Before(first.clone()))
            }
            _ if page == pages => self.at(page, Cursor::End),
            _ => self.on_page(page),
        }
    }

    /// The same table filtered by a status, or by none.
    #[must_use]
    pub fn with_status(&self, status: Option<TwoFactorStatus>) -> Self {
        Self {
            status,
            ..self.on_page(1)
        }
    }

    /// The same table filtered by account, and by no status: that of deactivated accounts does not count.
    #[must_use]
    pub fn with_state(&self, state: Option<AccountFilter>) -> Self {
        Self {
            state,
            ..self.with_status(None)
        }
    }

    /// The same filters in the order of another query.
    #[must_use]
    pub fn sorted_like(&self, other: &Self) -> Self {
        Self {
            sort: other.sort,
            direction: other.direction,
            ..self.on_page(1)
        }
    }

    /// The same filters and order on the page of `other`: read from the same row if everything else
    /// is the same, from its number if only the order differs. With another filter, the first page.
    #[must_use]
    pub fn paged_like(&self, other: &Self) -> Self {
        let first = other.on_page(1);
        if self.on_page(1) == first {
            other.clone()
        } else if self.sorted_like(other) == first {
            self.on_page(other.page)
        } else {
            self.on_page(1)
        }
    }

    /// The same table without its search.
    #[must_use]
    pub fn without_search(&self) -> Self {
        Self {
            search: String::new(),
            ..self.on_page(1)
        }
    }

    /// The number of filters that are set, beside the search and the one by status.
    pub fn filters_set(&self) -> usize {
        let others = ["q", "status", "sort", "dir", "page", "at"];
        let params = self.params();
        params
            .iter()
            .filter(|(name, _)| !others.contains(name) && !look::NAMES.contains(name))
            .count()
    }

    /// Whether there is any filter.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty()
            || self.status.is_some()
            || self.requirement.is_some()
            || self.role.is_some()
            || self.state.is_some()
            || self.group.is_some()
            || self.undeliverable
            || self.import.is_some()
    }
}

/// The part of a search text that is used. Trimmed after the cut too, so that a URL made from it reads back the same.
pub(crate) fn looked_at(text: &str) -> String {
    let (mut words, mut in_word) = (0, false);
    let start: String = text
        .trim()
        .chars()
        .take(MAX_SEARCH)
        .take_while(|c| {
            words += usize::from(!in_word && !c.is_whitespace());
            in_word = !c.is_whitespace();
            words <= MAX_WORDS
        })
        .collect();
    start.trim_end().to_owned()
}

/// Reads a search text that did not come from a URL.
pub(crate) fn read_looked_at<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    String::deserialize(source).map(|text| looked_at(&text))
}

/// The words that are searched for.
pub fn search_words(key: &str) -> impl Iterator<Item = &str> {
    key.split_whitespace().take(MAX_WORDS)
}

#[cfg(test)]
mod tests;

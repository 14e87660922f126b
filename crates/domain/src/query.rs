//! Which part of the table of users is shown: filters, order and page, as the URL carries them.

use crate::role::Role;
use crate::status::TwoFactorStatus;
use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

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

text_enum! {
    /// The filter by requirement.
    RequirementFilter {
        /// 2FA is asked of the user, by whichever rule.
        Required = "required",
        /// 2FA is not asked of the user.
        Optional = "optional",
        /// An individual rule asks it of the user.
        Individual = "individual",
        /// The user is exempted.
        Exempt = "exempt",
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

/// Users on one page.
pub const PAGE_SIZE: u64 = 50;
/// The most characters of the search text that are looked at.
pub const MAX_SEARCH: usize = 200;

/// Filters, order and page of the table of users. Reading it never fails: what is unknown is left
/// out, so that a link that was cut or typed by hand still shows a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserQuery {
    /// Part of a name or an address.
    pub search: String,
    /// Only users of this status.
    pub status: Option<TwoFactorStatus>,
    /// Only users with this requirement.
    pub requirement: Option<RequirementFilter>,
    /// Only users of this role.
    pub role: Option<Role>,
    /// The order.
    pub sort: UserSort,
    /// Its direction.
    pub direction: Direction,
    /// The page, from 1.
    pub page: u64,
}

impl Default for UserQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            status: None,
            requirement: None,
            role: None,
            sort: UserSort::Name,
            direction: Direction::Ascending,
            page: 1,
        }
    }
}

impl UserQuery {
    /// Reads the query from a function that gives the value of a URL parameter.
    pub fn from_params(get: impl Fn(&str) -> Option<String>) -> Self {
        let default = Self::default();
        let text = |name| get(name).unwrap_or_default();
        Self {
            search: text("q").trim().chars().take(MAX_SEARCH).collect(),
            status: TwoFactorStatus::parse(&text("status")),
            requirement: RequirementFilter::parse(&text("requirement")),
            role: Role::parse(&text("role")),
            sort: UserSort::parse(&text("sort")).unwrap_or(default.sort),
            direction: Direction::parse(&text("dir")).unwrap_or(default.direction),
            page: text("page").parse().unwrap_or(1).clamp(1, 1_000_000),
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
        params
    }

    /// The path of the table with this query.
    pub fn href(&self) -> String {
        let query: Vec<String> = self
            .params()
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        if query.is_empty() {
            "/account/users".to_owned()
        } else {
            format!("/account/users?{}", query.join("&"))
        }
    }

    /// The same filters sorted by `sort`: a second click on a column turns the order around.
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
            page: 1,
            ..self.clone()
        }
    }

    /// The same filters on another page.
    #[must_use]
    pub fn on_page(&self, page: u64) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The same table filtered by a status, or by none.
    #[must_use]
    pub fn with_status(&self, status: Option<TwoFactorStatus>) -> Self {
        Self {
            status,
            page: 1,
            ..self.clone()
        }
    }

    /// Whether any filter narrows the table.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty()
            || self.status.is_some()
            || self.requirement.is_some()
            || self.role.is_some()
    }
}

/// Percent encoding of a URL parameter's value.
pub fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(params: &[(&str, &str)]) -> UserQuery {
        UserQuery::from_params(|name| {
            params
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        })
    }

    #[test]
    fn a_query_with_everything_reads_back_from_its_own_parameters() {
        let query = UserQuery {
            search: "Léa & co".into(),
            status: Some(TwoFactorStatus::Pending),
            requirement: Some(RequirementFilter::Exempt),
            role: Some(Role::Admin),
            sort: UserSort::LastSignIn,
            direction: Direction::Descending,
            page: 3,
        };
        let params = query.params();
        let borrowed: Vec<(&str, &str)> = params.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(read(&borrowed), query);
        assert!(query.is_filtered());
        assert_eq!(
            query.href(),
            "/account/users?q=L%C3%A9a%20%26%20co&status=pending&requirement=exempt&role=admin\
             &sort=last-sign-in&dir=desc&page=3"
        );
    }

    #[test]
    fn the_default_leaves_the_address_bare() {
        assert_eq!(UserQuery::default().href(), "/account/users");
        assert!(!UserQuery::default().is_filtered());
        assert_eq!(read(&[]), UserQuery::default());
    }

    #[test]
    fn nonsense_in_the_address_is_left_out() {
        let nonsense = [
            ("status", "green"),
            ("requirement", "1"),
            ("role", "root"),
            ("sort", "password_hash"),
            ("dir", "up"),
            ("page", "-1"),
        ];
        assert_eq!(read(&nonsense), UserQuery::default());
        assert_eq!(read(&[("page", "0")]).page, 1);
        assert_eq!(read(&[("page", "99999999")]).page, 1_000_000);
        assert_eq!(read(&[("q", &"x".repeat(500))]).search.len(), MAX_SEARCH);
    }

    #[test]
    fn each_single_filter_counts_as_a_filter() {
        for params in [
            ("q", "a"),
            ("status", "pending"),
            ("requirement", "exempt"),
            ("role", "user"),
        ] {
            assert!(read(&[params]).is_filtered(), "{params:?}");
        }
        assert!(!read(&[("sort", "email")]).is_filtered());
    }

    #[test]
    fn a_second_click_on_a_column_turns_the_order_around_and_goes_to_the_first_page() {
        let once = UserQuery {
            page: 4,
            ..UserQuery::default()
        }
        .sorted_by(UserSort::Email);
        assert_eq!(
            (once.sort, once.direction, once.page),
            (UserSort::Email, Direction::Ascending, 1)
        );
        let twice = once.sorted_by(UserSort::Email);
        assert_eq!(twice.direction, Direction::Descending);
        assert_eq!(
            twice.sorted_by(UserSort::Email).direction,
            Direction::Ascending
        );
    }

    #[test]
    fn a_link_to_a_status_goes_to_its_first_page() {
        let query = UserQuery {
            page: 4,
            ..UserQuery::default()
        };
        assert_eq!(query.with_status(Some(TwoFactorStatus::Inactive)).page, 1);
        assert_eq!(query.on_page(2).page, 2);
    }
}

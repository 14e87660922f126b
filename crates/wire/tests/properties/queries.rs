//! Filters in the URL of a page.

use crate::support::{one_of, text, text_of};
use domain::{AuditAction, EntryId, GroupId, ImportId, Role, Timestamp, TwoFactorStatus, UserId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use url::Url;
use wire::table_look::{Hidden, PageSize, TableColumn};
use wire::{AccountFilter, AuditQuery, Cursor, Direction, RequirementFilter, UserQuery, UserSort};

type Params = Vec<(String, String)>;

fn lookup(params: &Params) -> impl Fn(&str) -> Option<String> {
    |name| {
        let found = params.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.clone())
    }
}

/// The parameters of a URL as a browser and a server read them.
fn params_of(href: &str) -> Params {
    let url = Url::parse("http://127.0.0.1/").unwrap().join(href).unwrap();
    url.query_pairs().into_owned().collect()
}

/// A search text as a user may type it; some are longer than the part that is used.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![3 => text(), 1 => text_of(190..220)]
}

fn user_query() -> impl Strategy<Value = UserQuery> {
    let filters = (
        option::of(one_of(TwoFactorStatus::ALL)),
        option::of(one_of(RequirementFilter::ALL)),
        option::of(one_of(Role::ALL)),
        option::of(one_of(AccountFilter::ALL)),
        (
            option::of(1..1_000_i64),
            proptest::bool::ANY,
            option::of(any::<i64>()),
        ),
    );
    let order = (one_of(UserSort::ALL), one_of(Direction::ALL));
    let look = (
        prop::collection::vec(one_of(TableColumn::ALL), 0..4),
        one_of(PageSize::ALL),
    );
    (typed(), filters, order, 1_u64..=1_000_000, look).prop_map(
        |(
            search,
            (status, requirement, role, state, (group, undeliverable, import)),
            (sort, direction),
            page,
            look,
        )| UserQuery {
            // A text that no key may have gives no cursor.
            cursor: format!("before.{page}.name..{search}")
                .parse()
                .ok()
                .filter(|cursor: &Cursor| cursor.fits(sort)),
            search,
            status,
            requirement,
            role,
            state,
            group: group.map(GroupId::new),
            undeliverable,
            import: import.map(ImportId::new),
            hidden: (look.0.into_iter()).fold(Hidden::default(), Hidden::toggled),
            size: look.1,
            sort,
            direction,
            page,
        },
    )
}

fn audit_query() -> impl Strategy<Value = AuditQuery> {
    let day =
        || option::of((-719_528_i64..2_932_897).prop_map(|d| Timestamp::from_unix(d * 86_400)));
    let before = option::of((1..i64::MAX).prop_map(EntryId::new));
    (
        typed(),
        typed(),
        option::of((1..i64::MAX).prop_map(UserId::new)),
        option::of(one_of(AuditAction::ALL)),
        day(),
        day(),
        before,
    )
        .prop_map(
            |(actor, target, account, action, from, to, before)| AuditQuery {
                actor,
                target,
                account,
                action,
                from,
                to,
                zone: if from.is_some() { "Asia/Tokyo" } else { "" }.to_owned(),
                before,
            },
        )
}

/// Parameters with the right names and any values.
fn params(names: &'static [&'static str]) -> impl Strategy<Value = Params> {
    let value = prop_oneof![
        typed(),
        select(vec![
            "status",
            "asc",
            "pending",
            "role",
            "admin",
            "2026-02-29",
            "0",
            "-1",
            "end",
            "after.7.role.admin.lea"
        ])
        .prop_map(str::to_owned),
        any::<i64>().prop_map(|n| n.to_string()),
    ];
    vec((select(names).prop_map(str::to_owned), value), 0..8)
}

proptest! {
    #[test]
    fn a_filter_of_the_table_survives_its_own_address(query in user_query()) {
        // The input is trimmed and cut once; after that nothing changes any more.
        let once = UserQuery::from_params(lookup(&params_of(&query.href())));
        prop_assert_eq!(&UserQuery { search: once.search.clone(), ..query.clone() }, &once);
        prop_assert!(query.search.trim().starts_with(&once.search));
        let again = UserQuery::from_params(lookup(&params_of(&once.href())));
        prop_assert_eq!(&again, &once);
        prop_assert_eq!(again.href(), once.href());
    }

    #[test]
    fn whatever_stands_in_the_address_gives_a_table(
        sent in params(&["q", "status", "requirement", "role", "sort", "dir", "page", "at"])
    ) {
        let read = UserQuery::from_params(lookup(&sent));
        prop_assert!((1..=1_000_000).contains(&read.page));
        prop_assert_eq!(&UserQuery::from_params(lookup(&params_of(&read.href()))), &read);
    }

    #[test]
    fn a_filter_of_the_log_survives_its_own_address(query in audit_query()) {
        let once = AuditQuery::from_params(lookup(&params_of(&query.href())));
        let (actor, target) = (once.actor.clone(), once.target.clone());
        prop_assert_eq!(&AuditQuery { actor, target, ..query.clone() }, &once);
        prop_assert!(query.actor.trim().starts_with(&once.actor));
        prop_assert!(query.target.trim().starts_with(&once.target));
        let again = AuditQuery::from_params(lookup(&params_of(&once.href())));
        prop_assert_eq!(&again, &once);
    }

    #[test]
    fn whatever_stands_in_the_address_gives_a_log(
        sent in params(&["actor", "target", "action", "from", "to", "zone", "before"])
    ) {
        let read = AuditQuery::from_params(lookup(&sent));
        prop_assert!(read.before.is_none_or(|id| id.get() > 0));
        prop_assert_eq!(&AuditQuery::from_params(lookup(&params_of(&read.href()))), &read);
    }
}

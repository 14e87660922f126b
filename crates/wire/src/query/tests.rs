//! URLs of the table.

use super::*;
use crate::table_look::TableColumn;

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
        state: Some(AccountFilter::Usable),
        group: Some(GroupId::new(7)),
        undeliverable: true,
        import: Some(ImportId::new(4)),
        hidden: Hidden::parse("role.seen", "groups"),
        size: PageSize::Hundred,
        sort: UserSort::LastSignIn,
        direction: Direction::Descending,
        page: 3,
        cursor: "after.7.last-sign-in.-1.lea".parse().ok(),
    };
    let params = query.params();
    let borrowed: Vec<(&str, &str)> = params.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(read(&borrowed), query);
    let names: Vec<&str> = params.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, UserQuery::NAMES);
    assert!(query.is_filtered());
    assert_eq!(
        query.href(),
        "/account/users?q=L%C3%A9a%20%26%20co&status=pending&requirement=exempt&role=admin&account=usable&group=7&mail=refused&import=4\
         &hide=role.seen&show=groups&rows=100&sort=last-sign-in&dir=desc&page=3&at=after.7.last-sign-in.-1.lea"
    );
}

#[test]
fn what_is_looked_for_has_a_bound_however_it_comes() {
    let many = "a ".repeat(3_000);
    let long = "é".repeat(3_000);
    let by_address = read(&[("q", &many)]);
    assert_eq!(by_address.search, "a a a a a a a a");
    for text in [&many, &long] {
        let sent = UserQuery {
            search: text.clone(),
            ..UserQuery::default()
        };
        let json = serde_json::to_string(&sent).unwrap();
        let read: UserQuery = serde_json::from_str(&json).unwrap();
        assert!(read.search.chars().count() <= MAX_SEARCH, "{read:?}");
        assert!(search_words(&read.search).count() <= MAX_WORDS, "{read:?}");
    }
    assert_eq!(search_words(&many).count(), MAX_WORDS);
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
        ("at", "nowhere"),
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
        search: "léa".to_owned(),
        ..UserQuery::default()
    };
    let inactive = query.with_status(Some(TwoFactorStatus::Inactive));
    assert_eq!((inactive.page, inactive.search.as_str()), (1, "léa"));
    assert_eq!(inactive.status, Some(TwoFactorStatus::Inactive));
    assert_eq!(query.on_page(2).page, 2);
}

#[test]
fn an_order_is_taken_over_from_another_table_without_its_filters_and_page() {
    let query = UserQuery {
        search: "léa".to_owned(),
        ..UserQuery::default().at(4, Cursor::End)
    };
    let other = UserQuery {
        role: Some(Role::Admin),
        sort: UserSort::Email,
        direction: Direction::Descending,
        ..UserQuery::default()
    };
    let expected = UserQuery {
        search: "léa".to_owned(),
        sort: UserSort::Email,
        direction: Direction::Descending,
        ..UserQuery::default()
    };
    assert_eq!(query.sorted_like(&other), expected);
}

#[test]
fn a_page_is_taken_over_as_far_as_it_is_the_same_table() {
    let target = UserQuery::default().at(9, Cursor::End);
    assert_eq!(UserQuery::default().on_page(3).paged_like(&target), target);
    assert_eq!(target.paged_like(&target), target);
    let sorted = UserQuery::default().sorted_by(UserSort::Email);
    assert_eq!(sorted.paged_like(&target), sorted.on_page(9));
    let turned = UserQuery::default().sorted_by(UserSort::Name);
    assert_eq!(turned.paged_like(&target), turned.on_page(9));
    let filtered = sorted.with_status(Some(TwoFactorStatus::Inactive));
    assert_eq!(filtered.on_page(2).paged_like(&target), filtered);
}

#[test]
fn a_table_without_its_search_keeps_its_filters_and_begins_at_its_first_page() {
    let query = UserQuery {
        search: "léa".to_owned(),
        role: Some(Role::Admin),
        sort: UserSort::Email,
        ..UserQuery::default().at(4, Cursor::End)
    };
    let expected = UserQuery {
        role: Some(Role::Admin),
        sort: UserSort::Email,
        ..UserQuery::default()
    };
    assert_eq!(query.without_search(), expected);
}

#[test]
fn a_place_in_another_order_is_left_out_and_goes_with_the_page() {
    assert_eq!(read(&[("at", "end")]).cursor, Some(Cursor::End));
    let other = [("at", "after.7.name..lea"), ("sort", "email")];
    assert_eq!(read(&other).cursor, None);
    let query = UserQuery::default().at(3, Cursor::End);
    assert_eq!((query.page, &query.cursor), (3, &Some(Cursor::End)));
    assert_eq!(query.on_page(2).cursor, None);
    assert_eq!(query.sorted_by(UserSort::Name).cursor, None);
    assert_eq!(query.with_status(None).cursor, None);
}

#[test]
fn the_pages_beside_are_read_from_the_rows_at_the_ends_and_the_last_from_the_end() {
    let key = |id: i64| format!("{id}.name..lea").parse::<RowKey>().unwrap();
    let ends = (key(1), key(2));
    let query = UserQuery::default().at(5, Cursor::After(key(0)));
    let cursor = |page| query.to_page(page, 9, Some(&ends)).cursor;
    assert_eq!(cursor(1), None);
    assert_eq!(cursor(4), Some(Cursor::Before(key(1))));
    assert_eq!(cursor(5), Some(Cursor::After(key(0))));
    assert_eq!(cursor(6), Some(Cursor::After(key(2))));
    assert_eq!(cursor(9), Some(Cursor::End));
    assert_eq!(cursor(7), None);
    assert_eq!(query.to_page(6, 9, None), query.on_page(6));
}

#[test]
fn the_page_of_a_user_reads_the_filters_and_the_order_of_the_table_that_led_to_it() {
    let table = UserQuery {
        search: "Léa & co".into(),
        sort: UserSort::Email,
        page: 3,
        cursor: "after.7.email..lea".parse().ok(),
        ..UserQuery::default()
    };
    for table in [table, UserQuery::default()] {
        let address = format!("https://bouclier.exemple.fr/x{}", table.suffix());
        let read = url::Url::parse(&address).unwrap();
        let pairs: Vec<(String, String)> = read.query_pairs().into_owned().collect();
        let get = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|p| p.1.clone());
        assert_eq!(UserQuery::of_list(get), Some(table.on_page(1)));
    }
    assert_eq!(UserQuery::of_list(|_| None), None);
}

#[test]
fn filters_behind_a_button_are_counted_without_search_status_order_and_page() {
    let params = [
        ("q", "lea"),
        ("status", "pending"),
        ("sort", "email"),
        ("dir", "desc"),
        ("page", "2"),
        ("at", "end"),
    ];
    assert_eq!(read(&params).filters_set(), 0);
    let more = [&params[..], &[("role", "admin"), ("account", "usable")]].concat();
    assert_eq!(read(&more).filters_set(), 2);
}

#[test]
fn a_query_that_is_kept_as_a_text_reads_back_the_same() {
    let query = UserQuery {
        search: "Léa & co=1+1 %".into(),
        status: Some(TwoFactorStatus::Pending),
        hidden: Hidden::parse("email", ""),
        size: PageSize::TwoHundred,
        ..UserQuery::default()
    };
    assert_eq!(UserQuery::read(&query.written()), query);
    assert_eq!(UserQuery::default().written(), "");
    for text in ["", "&&", "q", "x=1", "q=%zz"] {
        assert_eq!(UserQuery::read(text), UserQuery::default(), "{text}");
    }
}

#[test]
fn another_size_begins_at_the_first_page_and_another_column_stays_where_it_is() {
    let query = UserQuery::default().on_page(3);
    assert_eq!(
        query.of_size(PageSize::Hundred).href(),
        "/account/users?rows=100"
    );
    let hidden = query.toggling(TableColumn::Role);
    assert_eq!(hidden.href(), "/account/users?hide=role&page=3");
    assert_eq!(hidden.toggling(TableColumn::Role), query);
}

#[test]
fn a_table_looks_as_was_chosen_last_unless_its_address_says_otherwise() {
    let chosen = UserQuery::default()
        .toggling(TableColumn::Role)
        .toggling(TableColumn::Groups)
        .of_size(PageSize::TwentyFive)
        .with_status(Some(TwoFactorStatus::Pending));
    assert_eq!(chosen.look(), "hide=role&show=groups&rows=25");
    assert_eq!(UserQuery::default().look(), "");
    let table = |pairs: &[(&str, &str)], kept: &str| {
        UserQuery::in_table(
            |name| {
                let found = pairs.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| (*value).to_owned())
            },
            kept,
        )
    };
    assert_eq!(table(&[("status", "pending")], &chosen.look()), chosen);
    let other = table(&[("hide", "seen")], &chosen.look());
    assert_eq!(other.look(), "hide=seen");
    assert_eq!(table(&[], "x=1&rows=7"), UserQuery::default());
}

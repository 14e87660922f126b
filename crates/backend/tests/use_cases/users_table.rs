//! Search, filters, order and pages of the table of users.

use crate::support::TestApp;
use backend::access::Principal;
use domain::{Distribution, OverrideRule, Policy, Role, TwoFactorStatus};
use wire::view::UserList;
use wire::{Direction, RequirementFilter, UserQuery, UserSort};

pub async fn page(app: &TestApp, admin: &Principal, query: &UserQuery) -> UserList {
    app.backend
        .list_users(admin.admin().unwrap(), query)
        .await
        .unwrap()
}

async fn names(app: &TestApp, admin: &Principal, query: &UserQuery) -> Vec<String> {
    let page = page(app, admin, query).await;
    page.rows.into_iter().map(|row| row.name).collect()
}

pub fn search(text: &str) -> UserQuery {
    UserQuery {
        search: text.to_owned(),
        ..UserQuery::default()
    }
}

/// Puts a user into the table without a password, as an import does.
async fn insert(app: &TestApp, names: &[&str]) {
    for name in names {
        app.invitee(name).await;
    }
}

#[tokio::test]
async fn search_ignores_case_and_accents_and_finds_name_and_address() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    insert(&app, &["Léa Lefèvre", "LEFÈVRE Max", "Zoé Petit"]).await;
    let cases: [(&str, &[&str]); 9] = [
        ("lefevre", &["Léa Lefèvre", "LEFÈVRE Max"]),
        ("LEFÈVRE", &["Léa Lefèvre", "LEFÈVRE Max"]),
        ("  lea   lefevre ", &["Léa Lefèvre"]),
        ("lefevre lea", &["Léa Lefèvre"]),
        ("efevr", &["Léa Lefèvre", "LEFÈVRE Max"]),
        ("zoe.petit@exemple", &["Zoé Petit"]),
        ("lea petit", &[]),
        ("nobody", &[]),
        (
            " ",
            &["Ada Byron", "Léa Lefèvre", "LEFÈVRE Max", "Zoé Petit"],
        ),
    ];
    for (text, found) in cases {
        assert_eq!(names(&app, &admin, &search(text)).await, found, "{text}");
    }
}

#[tokio::test]
async fn a_search_within_a_group_finds_its_members_alone_however_long_the_words_are() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let member = app.invitee("Léa Lefèvre").await;
    insert(&app, &["Léa Lefort", "Zoé Petit"]).await;
    let group = app.group_of("Support", &[member.id]).await;
    let cases: [(&str, &[&str]); 6] = [
        ("lef", &["Léa Lefèvre"]),
        ("le", &["Léa Lefèvre"]),
        ("le lef", &["Léa Lefèvre"]),
        ("lefort", &[]),
        ("lef\u{1}", &[]),
        ("", &["Léa Lefèvre"]),
    ];
    for (text, found) in cases {
        let query = UserQuery {
            group: Some(group),
            ..search(text)
        };
        assert_eq!(names(&app, &admin, &query).await, found, "{text:?}");
    }
}

#[tokio::test]
async fn wildcards_and_quotes_in_the_search_are_characters_like_others() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    insert(
        &app,
        &["Remise 100%", "Remise 1000", "a_b Martin", "axb Martin"],
    )
    .await;
    app.sql("UPDATE users SET name = 'O''Brien!; --', search_key = 'o''brien!; -- x\\y' WHERE name = 'axb Martin'")
        .await;
    let cases: [(&str, &[&str]); 8] = [
        ("100%", &["Remise 100%"]),
        ("%", &["Remise 100%"]),
        ("_", &["a_b Martin"]),
        ("a_b", &["a_b Martin"]),
        ("o'brien", &["O'Brien!; --"]),
        ("brien!", &["O'Brien!; --"]),
        ("x\\y", &["O'Brien!; --"]),
        ("' OR 1=1 --", &[]),
    ];
    for (text, found) in cases {
        assert_eq!(names(&app, &admin, &search(text)).await, found, "{text}");
    }
}

#[tokio::test]
async fn whatever_is_typed_into_the_search_is_a_text_and_no_expression() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    insert(&app, &["Jean", "Zoe", "Eva"]).await;
    for (first, name) in [
        ("Jean", "Jean \"Max\" Near"),
        ("Zoe", "Zoe And-Or (Petit)"),
        ("Eva", "Eva O''Neil*"),
    ] {
        app.sql(&format!(
            "UPDATE users SET name = '{name}', search_key = lower('{name}') WHERE name = '{first}'"
        ))
        .await;
    }
    let cases: [(&str, &[&str]); 14] = [
        ("\"max\"", &["Jean \"Max\" Near"]),
        ("\"max", &["Jean \"Max\" Near"]),
        ("jean near", &["Jean \"Max\" Near"]),
        ("NEAR(jean max)", &[]),
        ("jean OR zoe", &[]),
        ("jean NOT near", &[]),
        ("search_key:jean", &[]),
        ("{search_key}:jean", &[]),
        ("^jean", &[]),
        ("jea*", &[]),
        ("neil*", &["Eva O'Neil*"]),
        ("(petit)", &["Zoe And-Or (Petit)"]),
        ("and-or", &["Zoe And-Or (Petit)"]),
        ("jean\0", &[]),
    ];
    for (text, found) in cases {
        assert_eq!(names(&app, &admin, &search(text)).await, found, "{text}");
    }
}

#[tokio::test]
async fn the_search_follows_a_change_of_the_name_and_forgets_who_was_deleted() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.invitee("Léa Lefèvre").await;
    app.sql(&format!(
        "UPDATE users SET name = 'Léa Martin', search_key = 'lea martin' WHERE id = {}",
        lea.id
    ))
    .await;
    assert_eq!(names(&app, &admin, &search("lefevre")).await, [""; 0]);
    assert_eq!(names(&app, &admin, &search("martin")).await, ["Léa Martin"]);
    app.backend
        .delete_user(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    assert_eq!(names(&app, &admin, &search("martin")).await, [""; 0]);
}

/// Four users who differ in every column: Ada (the admin) and Éric, Bob, Chloé.
pub async fn four() -> (TestApp, Principal) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let eric = app.user_with("Éric Adam", OverrideRule::Required).await;
    let bob = app.user("bob Zola").await;
    app.user_with("Chloé Marin", OverrideRule::Required).await;
    app.advance(60);
    app.enrol(&eric).await;
    app.advance(60);
    app.enrol(&bob).await;
    app.sql(
        "UPDATE users SET language = 'en', email = 'z@exemple.fr', email_key = 'z@exemple.fr' \
         WHERE name = 'Ada Byron'",
    )
    .await;
    app.sql("UPDATE users SET language = 'de' WHERE name = 'bob Zola'")
        .await;
    (app, admin)
}

#[tokio::test]
async fn the_table_sorts_by_every_column_in_both_directions() {
    let (app, admin) = four().await;
    // Where a column is equal, the name decides, in the same direction.
    let cases = [
        (
            UserSort::Name,
            ["Ada Byron", "bob Zola", "Chloé Marin", "Éric Adam"],
        ),
        (
            UserSort::Email,
            ["bob Zola", "Chloé Marin", "Éric Adam", "Ada Byron"],
        ),
        (
            UserSort::Role,
            ["Ada Byron", "bob Zola", "Chloé Marin", "Éric Adam"],
        ),
        (
            UserSort::Language,
            ["bob Zola", "Ada Byron", "Chloé Marin", "Éric Adam"],
        ),
        (
            UserSort::LastSignIn,
            ["Chloé Marin", "Ada Byron", "Éric Adam", "bob Zola"],
        ),
        // Inactive, pending, voluntary, protected.
        (
            UserSort::Status,
            ["Ada Byron", "Chloé Marin", "bob Zola", "Éric Adam"],
        ),
    ];
    assert_eq!(cases.len(), UserSort::ALL.len());
    for (sort, ascending) in cases {
        let mut query = UserQuery {
            sort,
            ..UserQuery::default()
        };
        assert_eq!(names(&app, &admin, &query).await, ascending, "{sort}");
        query.direction = Direction::Descending;
        let mut reversed = ascending;
        reversed.reverse();
        assert_eq!(
            names(&app, &admin, &query).await,
            reversed,
            "{sort} descending"
        );
    }
}

#[tokio::test]
async fn each_filter_lets_through_whom_it_says_and_the_counts_follow() {
    let (app, admin) = four().await;
    app.user_with("Gil Exempt", OverrideRule::Exempt).await;
    let everybody = page(&app, &admin, &UserQuery::default()).await;
    let expected = Distribution {
        protected: 1,
        voluntary: 1,
        pending: 1,
        inactive: 2,
        deactivated: 0,
    };
    assert_eq!((everybody.total, everybody.counts), (5, expected));

    let by_status: [(TwoFactorStatus, &[&str]); 4] = [
        (TwoFactorStatus::Protected, &["Éric Adam"]),
        (TwoFactorStatus::Voluntary, &["bob Zola"]),
        (TwoFactorStatus::Pending, &["Chloé Marin"]),
        (TwoFactorStatus::Inactive, &["Ada Byron", "Gil Exempt"]),
    ];
    for (status, found) in by_status {
        let query = UserQuery {
            status: Some(status),
            ..UserQuery::default()
        };
        let page = page(&app, &admin, &query).await;
        let names: Vec<_> = page.rows.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(
            (names.as_slice(), page.total),
            (found, expected.of(status)),
            "{status}"
        );
        assert_eq!(
            page.counts, expected,
            "the counts are those without the filter by status"
        );
    }
    let by_requirement: [(RequirementFilter, &[&str]); 4] = [
        (RequirementFilter::Required, &["Chloé Marin", "Éric Adam"]),
        (
            RequirementFilter::Optional,
            &["Ada Byron", "bob Zola", "Gil Exempt"],
        ),
        (RequirementFilter::Individual, &["Chloé Marin", "Éric Adam"]),
        (RequirementFilter::Exempt, &["Gil Exempt"]),
    ];
    for (requirement, found) in by_requirement {
        let query = UserQuery {
            requirement: Some(requirement),
            ..UserQuery::default()
        };
        assert_eq!(names(&app, &admin, &query).await, found, "{requirement}");
    }
    let admins = UserQuery {
        role: Some(Role::Admin),
        ..UserQuery::default()
    };
    assert_eq!(names(&app, &admin, &admins).await, ["Ada Byron"]);
    let all_at_once = UserQuery {
        role: Some(Role::User),
        requirement: Some(RequirementFilter::Required),
        status: Some(TwoFactorStatus::Pending),
        ..search("marin")
    };
    let narrowed = page(&app, &admin, &all_at_once).await;
    assert_eq!(
        (narrowed.total, narrowed.rows[0].name.as_str()),
        (1, "Chloé Marin")
    );
    assert_eq!(
        narrowed.counts,
        Distribution {
            pending: 1,
            ..Distribution::default()
        }
    );
}

#[tokio::test]
async fn the_filters_follow_the_policy() {
    let (app, admin) = four().await;
    app.user_with("Gil Exempt", OverrideRule::Exempt).await;
    app.set_policy(&admin, Policy::Required).await;
    let required = UserQuery {
        requirement: Some(RequirementFilter::Required),
        ..UserQuery::default()
    };
    assert_eq!(
        names(&app, &admin, &required).await,
        ["Ada Byron", "bob Zola", "Chloé Marin", "Éric Adam"]
    );
    app.set_policy(&admin, Policy::Optional).await;
    assert_eq!(names(&app, &admin, &required).await, [""; 0]);
    let individual = UserQuery {
        requirement: Some(RequirementFilter::Individual),
        ..UserQuery::default()
    };
    assert_eq!(names(&app, &admin, &individual).await, [""; 0]);
}

/// An admin and 119 users whose names are equal except for the last.
async fn hundred_and_twenty() -> (TestApp, Principal) {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 119) \
         INSERT INTO users (email, email_key, name, name_key, search_key, role, language, created_at) \
         SELECT 'u' || i, 'u' || i, 'Jean Martin', 'jean martin', 'jean martin u' || i, 'user', 'fr', 0 FROM n",
    )
    .await;
    (app, admin)
}

#[tokio::test]
async fn pages_have_fifty_rows_and_together_every_user_once() {
    let (app, admin) = hundred_and_twenty().await;
    for sort in UserSort::ALL {
        for direction in Direction::ALL {
            let query = UserQuery {
                sort: *sort,
                direction: *direction,
                ..UserQuery::default()
            };
            let mut seen = Vec::new();
            for (number, rows) in [(1, 50), (2, 50), (3, 20)] {
                let page = page(&app, &admin, &query.on_page(number)).await;
                assert_eq!(
                    (page.rows.len(), page.total),
                    (rows, 120),
                    "{sort} {direction}"
                );
                seen.extend(page.rows.iter().map(|row| row.id));
            }
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 120, "{sort} {direction}");
        }
    }
}

#[tokio::test]
async fn the_total_counts_all_pages_of_what_the_filters_let_through() {
    let (app, admin) = hundred_and_twenty().await;
    let found = page(&app, &admin, &search("jean")).await;
    assert_eq!(
        (found.rows.len(), found.total, found.counts.total()),
        (50, 119, 119)
    );
}

#[tokio::test]
async fn a_page_that_no_table_has_is_the_last_or_the_first_page() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let zero = page(&app, &admin, &UserQuery::default().on_page(0)).await;
    assert_eq!((zero.rows.len(), zero.total), (1, 1));
    let far = page(&app, &admin, &UserQuery::default().on_page(u64::MAX)).await;
    assert_eq!((far.rows.len(), far.total), (1, 1));
}

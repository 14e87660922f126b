//! Who is in a group, and how pages list them.

use crate::groups::REQUIRE;
use crate::support::TestApp;
use domain::{AuditAction, AuditDetail, GroupRule, OverrideRule, Policy, UserId};
use wire::UserQuery;
use wire::table_look::TableColumn;

#[tokio::test]
async fn members_are_added_by_number_or_address_once_and_what_is_no_account_is_told() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let id = app.group_of("Ventes", &[]).await;
    let by = admin.fresh_admin().unwrap().into();
    let asked = [
        lea.id.to_string(),
        "MAX.MARTIN@exemple.fr".to_owned(),
        "max.martin@exemple.fr".to_owned(),
        "nobody@exemple.fr".to_owned(),
        "99".to_owned(),
    ];
    let added = app.backend.add_members(&by, id, &asked).await.unwrap();
    assert_eq!((added.added, added.present), (2, 0));
    assert_eq!(added.unknown, ["nobody@exemple.fr", "99"]);
    let again = app.backend.add_members(&by, id, &asked).await.unwrap();
    assert_eq!((again.added, again.present), (0, 2));
    for person in [&lea, &max] {
        let entries = app.entries(&admin, person.id).await;
        assert_eq!(entries[0].action, AuditAction::MemberAdded);
        assert_eq!(entries[0].detail, AuditDetail::Group("Ventes".to_owned()));
    }
    app.backend.remove_member(&by, id, lea.id).await.unwrap();
    assert_eq!(
        app.actions(&admin, lea.id).await[0],
        AuditAction::MemberRemoved
    );
}

#[tokio::test]
async fn who_joins_a_group_that_requires_2fa_has_to_use_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.user("Léa Lefèvre").await;
    let id = app.group_of("Ventes", &[]).await;
    app.rule_of_group(id, REQUIRE).await;
    assert!(!app.row(&admin, lea.id).await.status.is_required());
    let by = TestApp::operator();
    let users = [lea.id.to_string()];
    app.backend.add_members(&by, id, &users).await.unwrap();
    assert!(app.row(&admin, lea.id).await.status.is_required());
}

#[tokio::test]
async fn groups_are_listed_by_name_with_how_many_of_their_members_are_active() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (lea, max, zoe) = (
        app.user("Léa Lefèvre").await,
        app.user("Max Martin").await,
        app.user("Zoé Petit").await,
    );
    app.enrol(&lea).await;
    let right = admin.fresh_admin().unwrap();
    app.backend.set_disabled(right, zoe.id, true).await.unwrap();
    app.group_of("ventes", &[lea.id, max.id, zoe.id]).await;
    let id = app.group_of("Équipe 1", &[]).await;
    app.rule_of_group(id, REQUIRE).await;
    let groups = app.backend.groups(admin.admin().unwrap()).await.unwrap();
    let groups: Vec<_> = groups
        .iter()
        .map(|group| {
            (
                group.name.as_str(),
                group.members,
                group.active,
                group.requires,
            )
        })
        .collect();
    assert_eq!(
        groups,
        [
            ("Équipe 1", 0, 0, GroupRule::Required),
            ("ventes", 2, 1, GroupRule::Nothing)
        ]
    );
}

#[tokio::test]
async fn the_members_of_a_group_are_read_page_by_page_from_the_last_row_seen() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let mut people: Vec<UserId> = Vec::new();
    for number in 0..120 {
        people.push(app.invitee(&format!("Person {number:03}")).await.id);
    }
    let members: Vec<UserId> = people
        .iter()
        .copied()
        .filter(|id| id.get() % 2 == 0)
        .collect();
    let id = app.group_of("Ventes", &members).await;
    let right = admin.admin().unwrap();
    let query = UserQuery::default();
    let first = app.backend.group(right, id, &query).await.unwrap();
    assert_eq!((first.members.total, first.group.members), (60, 60));
    let next = query.to_page(2, 2, first.members.ends.as_ref());
    assert!(next.cursor.is_some());
    let second = app.backend.group(right, id, &next).await.unwrap();
    let pages = [first.members.rows, second.members.rows].concat();
    let seen: Vec<UserId> = pages.iter().map(|row| row.id).collect();
    assert_eq!(seen, members);
    let one = UserQuery {
        search: "007".to_owned(),
        ..query
    };
    let found = app.backend.group(right, id, &one).await.unwrap();
    assert_eq!(found.members.total, u64::from(members.contains(&people[7])));
}

#[tokio::test]
async fn a_deleted_user_is_in_no_group_and_a_deleted_group_leaves_its_users() {
    let app = TestApp::new().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    let by = TestApp::operator();
    let id = app.group_of("Ventes", &[lea.id, max.id]).await;
    app.backend.delete_user(&by, lea.id).await.unwrap();
    assert_eq!(app.number("SELECT count(*) FROM group_members").await, 1);
    app.backend.delete_group(&by, id).await.unwrap();
    assert_eq!(app.number("SELECT count(*) FROM group_members").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM users").await, 1);
}

#[tokio::test]
async fn progress_names_the_largest_groups_first_and_counts_who_is_exempt_and_what_is_no_person() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let lea = app.user("Léa Lefèvre").await;
    app.user_with("Max Martin", OverrideRule::Exempt).await;
    let robot = app.user_with("Sauvegarde", OverrideRule::Exempt).await;
    app.sql(&format!(
        "UPDATE users SET override_kind = 'service-account' WHERE id = {}",
        robot.id
    ))
    .await;
    app.group_of("Achats", &[lea.id]).await;
    app.group_of("Ventes", &[lea.id, admin.user(), robot.id])
        .await;
    app.group_of("Robots", &[robot.id]).await;
    app.group_of("Vide", &[]).await;
    app.set_policy(&admin, Policy::Required).await;
    let progress = app.backend.progress(admin.admin().unwrap()).await.unwrap();
    let people = progress.people;
    assert_eq!(
        (people.total(), people.protected, people.pending),
        (3, 1, 1)
    );
    assert_eq!((progress.exempt, progress.service_accounts), (1, 1));
    let groups = progress.groups.iter();
    let groups: Vec<_> = groups
        .map(|g| (g.name.as_str(), g.active, g.members))
        .collect();
    assert_eq!(
        groups,
        [("Ventes", 1, 2), ("Achats", 0, 1), ("Robots", 0, 0)]
    );
    assert_eq!(progress.other_groups, 1);
}

#[tokio::test]
async fn a_page_of_the_table_names_the_first_groups_and_counts_the_others_where_it_has_the_column()
{
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (lea, max) = (app.user("Léa Lefèvre").await, app.user("Max Martin").await);
    for name in ["Ventes", "Nord", "Équipe", "Sud", "Est"] {
        let members = if name == "Sud" {
            vec![lea.id, max.id]
        } else {
            vec![lea.id]
        };
        app.group_of(name, &members).await;
    }
    let usual = UserQuery::default();
    let right = admin.admin().unwrap();
    let rows = app.backend.list_users(right, &usual).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.groups.is_none()));
    let query = usual.toggling(TableColumn::Groups);
    let rows = app.backend.list_users(right, &query).await.unwrap().rows;
    let named: Vec<(UserId, String, u64)> = rows
        .into_iter()
        .map(|row| {
            let groups = row.groups.unwrap();
            (row.id, groups.named.join("|"), groups.others)
        })
        .collect();
    let expected = [
        (admin.user(), String::new(), 0),
        (lea.id, "Équipe|Est".to_owned(), 3),
        (max.id, "Sud".to_owned(), 0),
    ];
    assert_eq!(named, expected);
}

//! Deactivated accounts, and those without a password, in the table of users.

use crate::support::TestApp;
use crate::users_table::{four, page, search};
use backend::access::Principal;
use domain::{AccountState, TwoFactorStatus, UserId};
use wire::UserQuery;

#[tokio::test]
async fn a_deactivated_account_counts_in_no_figure_and_is_found_by_its_own_filter() {
    let (app, admin) = four().await;
    let gil = app.user("Gil Parti").await;
    let ines = app.invitee("Ines Nouvelle").await;
    let ugo = app.invitee("Ugo Invité").await;
    let right = admin.fresh_admin().unwrap();
    app.backend.invite(&right.into(), ugo.id).await.unwrap();
    app.backend.set_disabled(right, gil.id, true).await.unwrap();
    for text in ["", "i"] {
        let everybody = page(&app, &admin, &search(text)).await;
        assert_eq!(everybody.counts.deactivated, 1, "{text:?}");
        assert_eq!(everybody.total, everybody.counts.total() + 1, "{text:?}");
        for (state, found) in [
            (AccountState::Deactivated, gil.id),
            (AccountState::NeverInvited, ines.id),
            (AccountState::Invited, ugo.id),
        ] {
            let query = UserQuery {
                state: Some(state.into()),
                ..search(text)
            };
            let page = page(&app, &admin, &query).await;
            let rows: Vec<_> = page.rows.iter().map(|row| (row.id, row.state)).collect();
            assert_eq!(
                (rows.as_slice(), page.total),
                ([(found, state)].as_slice(), 1)
            );
        }
        let inactive = UserQuery {
            status: Some(TwoFactorStatus::Inactive),
            ..search(text)
        };
        let shown = page(&app, &admin, &inactive).await;
        assert!(shown.rows.iter().all(|row| row.id != gil.id), "{text:?}");
        assert_eq!(shown.total, everybody.counts.inactive, "{text:?}");
    }
}

/// The states that the table says, and by which its filter finds the account.
async fn state(app: &TestApp, admin: &Principal, id: UserId) -> AccountState {
    let mut found = Vec::new();
    for state in AccountState::ALL {
        let query = UserQuery {
            state: Some((*state).into()),
            ..UserQuery::default()
        };
        let page = page(app, admin, &query).await;
        found.extend(
            page.rows
                .iter()
                .filter(|row| row.id == id)
                .map(|row| row.state),
        );
    }
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]
}

#[tokio::test]
async fn an_invitation_counts_while_there_is_no_password_though_it_has_lapsed() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lea = app.invitee("Léa Lefèvre").await;
    assert_eq!(
        state(&app, &admin, lea.id).await,
        AccountState::NeverInvited
    );
    let link = app
        .backend
        .invite(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Invited);
    app.advance(4 * 24 * 3_600);
    app.backend.sweep(app.now()).await.unwrap();
    assert!(link.expires < app.now());
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Invited);
    app.sql("UPDATE users SET password_hash = 'x' WHERE name = 'Léa Lefèvre'")
        .await;
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Usable);
    app.sql("UPDATE users SET password_hash = NULL WHERE name = 'Léa Lefèvre'")
        .await;
    assert_eq!(state(&app, &admin, lea.id).await, AccountState::Invited);
    let wrong = app
        .backend
        .recount_users(&TestApp::operator(), false)
        .await
        .unwrap();
    assert_eq!(wrong, []);
}

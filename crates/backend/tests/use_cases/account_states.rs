//! Deactivated accounts, and those without a password, in the table of users.

use crate::users_table::{four, page, search};
use domain::{AccountState, TwoFactorStatus};
use wire::UserQuery;

#[tokio::test]
async fn a_deactivated_account_counts_in_no_figure_and_is_found_by_its_own_filter() {
    let (app, admin) = four().await;
    let gil = app.user("Gil Parti").await;
    let invited = app.invitee("Ines Nouvelle").await;
    let right = admin.fresh_admin().unwrap();
    app.backend.set_disabled(right, gil.id, true).await.unwrap();
    for text in ["", "i"] {
        let everybody = page(&app, &admin, &search(text)).await;
        assert_eq!(everybody.counts.deactivated, 1, "{text:?}");
        assert_eq!(everybody.total, everybody.counts.total() + 1, "{text:?}");
        for (state, found) in [
            (AccountState::Deactivated, gil.id),
            (AccountState::WithoutPassword, invited.id),
        ] {
            let query = UserQuery {
                state: Some(state),
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

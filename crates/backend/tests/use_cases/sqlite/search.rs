//! The index for search, which triggers maintain.

use crate::support::TestApp;

#[tokio::test]
async fn the_index_for_search_agrees_with_the_users_after_changes_and_deletions() {
    let app = TestApp::new().await;
    let lea = app.invitee("Léa Lefèvre").await;
    app.invitee("Max Martin").await;
    let renamed = format!(
        "UPDATE users SET search_key = 'lea roy' WHERE id = {}",
        lea.id
    );
    app.sql(&renamed).await;
    let check = "INSERT INTO users_search(users_search, rank) VALUES('integrity-check', 1)";
    app.sql(check).await;
    app.backend
        .delete_user(&TestApp::operator(), lea.id)
        .await
        .unwrap();
    app.sql(check).await;
}

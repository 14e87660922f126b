//! Bounds that somebody reaches.

use super::assert_taken;
use crate::routes::Values;
use crate::support::{Ask, TestServer};

/// Waits that were noted, once what is gathered has been written.
async fn waits(server: &TestServer) -> i64 {
    server.backend.sweep(server.now()).await.unwrap();
    let sum = "SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM security_events WHERE kind = 'throttled'";
    server.value(sum).await
}

/// A form with a file, as a browser sends it.
fn upload() -> Ask {
    let body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nemail,name\n\r\n--x--\r\n";
    Ask::form("/account/users/import/file", &[])
        .without("content-type")
        .typed("multipart/form-data; boundary=x", body)
}

#[tokio::test]
async fn attack_29_whoever_reaches_a_bound_of_streams_files_operations_or_mails_is_noted() {
    let server = TestServer::with(|settings| settings.mails = true).await;
    let (ada, mut admin, _) = server.ada_with_factor().await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(admin.stream("/events").await);
    }
    assert_eq!(waits(&server).await, 0);
    assert_eq!(admin.stream("/events").await.status, 429);
    assert_eq!(waits(&server).await, 1, "streams");

    let values = Values::new(&server).await;
    for number in 0..20 {
        let running = format!(
            "INSERT INTO bulk_operations (id, user_id, created_at, kind, group_id, selection, state, address, user_agent, last_user) \
             SELECT id + {number} + 1, user_id, created_at, kind, group_id, selection, state, '', '', last_user FROM bulk_operations \
             WHERE id = {}",
            values.running
        );
        server.plant(&running).await;
        let file = format!(
            "INSERT INTO imports (user_id, created_at, file_name, encoding, columns, language, state, address, user_agent) \
             VALUES ({}, {}, 'a.csv', 'utf-8', '', 'fr', 'running', '', '')",
            ada.id,
            server.now().unix()
        );
        server.plant(&file).await;
    }
    let over = values.over.to_string();
    let undone = admin.post("/api/bulk/undo", &[("id", &over)]).await;
    assert_eq!(undone.status, 503, "{undone:?}");
    assert_eq!(waits(&server).await, 2, "operations");
    admin.send(upload()).await;
    assert_eq!(waits(&server).await, 3, "files");
    drop(open);

    let mut stranger = server.client();
    for number in 0..50 {
        let email = format!("nobody{number}@exemple.fr");
        let asked = stranger
            .post("/api/forgot-password", &[("email", &email)])
            .await;
        assert_taken(&asked, true);
    }
    assert_eq!(waits(&server).await, 3);
    let asked = [("email", ada.email.as_str())];
    let refused = stranger.post("/api/forgot-password", &asked).await;
    assert_eq!(refused.status, 429);
    assert_eq!(waits(&server).await, 4, "mails");
}

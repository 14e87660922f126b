use crate::support::{Ask, TestServer};
use std::sync::Arc;
use std::time::Duration;

async fn many(tasks: usize, each: usize) {
    let server = Arc::new(TestServer::new().await);
    let token = server.ada().await.1.token();
    let mut set = tokio::task::JoinSet::new();
    for t in 0..tasks {
        let (server, token) = (server.clone(), token.clone());
        set.spawn(async move {
            let mut hangs = Vec::new();
            for i in 0..each {
                let path = [
                    "/me",
                    "/account/users",
                    "/account/users/1?dialog=invite",
                    "/account/security",
                ][(t + i) % 4];
                let ask = Ask::get(path)
                    .with("accept", "text/html")
                    .with("cookie", &format!("bouclier={token}"));
                if tokio::time::timeout(Duration::from_secs(8), server.send(ask))
                    .await
                    .is_err()
                {
                    hangs.push(path);
                }
            }
            hangs
        });
    }
    let mut all = Vec::new();
    while let Some(r) = set.join_next().await {
        all.extend(r.unwrap());
    }
    eprintln!("STRESS {tasks}x{each}: hangs {all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stress_multi() {
    many(4, 150).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stress_multi_one() {
    many(1, 400).await;
}

#[tokio::test]
async fn stress_single() {
    many(1, 400).await;
}

//! Finishes what a request has begun, though its client is gone.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

/// Answers a request that may change something in a task of its own: a connection that closes, or a time that is up, ends the
/// answer but not the work. A use case is thus never left between two of its steps.
pub async fn finish(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let work = tokio::spawn(next.run(request).in_current_span());
    work.await.unwrap_or_else(|error| {
        tracing::error!(error.cause = %error, "a request was not finished");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

#[cfg(test)]
mod tests {
    use super::finish;
    use axum::body::Body;
    use axum::http::{Method, Request};
    use axum::routing::any;
    use axum::{Router, middleware};
    use std::future::{Future, poll_fn};
    use std::sync::Arc;
    use std::task::Poll;
    use tokio::sync::{Notify, mpsc};
    use tower::ServiceExt;

    /// Drops a request once it waits; returns whether it came to its end after that.
    async fn is_finished(method: Method) -> bool {
        let (go_on, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (done, mut ended) = mpsc::channel::<()>(1);
        let handler = {
            let (go_on, begun) = (Arc::clone(&go_on), Arc::clone(&begun));
            move || async move {
                begun.notify_one();
                go_on.notified().await;
                done.send(()).await.unwrap();
            }
        };
        let app = Router::new()
            .route("/", any(handler))
            .layer(middleware::from_fn(finish));
        let request = Request::builder().method(method).body(Body::empty());
        let mut answer = Box::pin(app.oneshot(request.unwrap()));
        let waiting = poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx).is_pending()));
        assert!(waiting.await);
        begun.notified().await;
        drop(answer);
        go_on.notify_one();
        // The sender is dropped with the handler.
        ended.recv().await.is_some()
    }

    #[tokio::test]
    async fn attack_32_what_may_change_something_is_finished_though_the_client_is_gone() {
        assert!(is_finished(Method::POST).await);
    }

    #[tokio::test]
    async fn what_only_reads_ends_with_its_client() {
        assert!(!is_finished(Method::GET).await);
    }
}

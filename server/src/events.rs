//! `/events`: server-sent events (HTML Living Standard §9.2), kinds and numbers only.

use crate::layers::{LayerState, headers, query};
use crate::listener::ConnectionPermit;
use crate::refusal::refusal;
use app::ssr::{Caller, Traced};
use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use backend::events::{Change, StreamMessage, Subscription};
use backend::{Backend, Error};
use domain::{Event, EventId, EventKind};
use futures_util::stream::{StreamExt, unfold};
use serde::Deserialize;
use std::convert::Infallible;
use std::fmt::Write;
use wire::path;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Tells nginx to pass data on at once.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");
/// Milliseconds after which a browser reconnects: this, plus a random delay up to the same length,
/// so that not all reconnect at once.
const RETRY: i64 = 1_000;

/// The query of the address.
#[derive(Debug, Default, Deserialize)]
struct Since {
    /// The event after which to begin: a rendered page contains it.
    #[serde(default)]
    after: Option<String>,
}

/// The route. Not compressed: an open stream would hold the memory of the compressor for little data.
pub fn routes(known: &LayerState) -> Router {
    let routes = Router::new().route(path::EVENTS, get(open));
    known
        .with_session(query::only(
            &["after"],
            routes.with_state(known.backend.clone()),
        ))
        .layer(middleware::from_fn(headers::never_store))
}

async fn open(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    permit: Option<Extension<ConnectionPermit>>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Response {
    let after = headers
        .get(LAST_EVENT_ID)
        .and_then(|id| parse(id.to_str().ok()?))
        .or_else(|| parse(since.after.as_deref()?));
    match subscribe(&backend, &caller, after).await {
        Ok(subscription) => {
            // A stream counts towards the limit of streams, and not towards that of connections.
            if let Some(Extension(permit)) = permit {
                permit.give_up();
            }
            answer(subscription)
        }
        Err(error) => refusal(error, &traced.id),
    }
}

fn parse(id: &str) -> Option<EventId> {
    id.parse().ok().filter(|id: &EventId| id.get() >= 0)
}

async fn subscribe(
    backend: &Backend,
    caller: &Caller,
    after: Option<EventId>,
) -> backend::Result<Subscription> {
    let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
    backend.subscribe(principal.member()?, after).await
}

fn answer(subscription: Subscription) -> Response {
    let start = format!("retry: {}\nid: {}\n\n", retry(), subscription.position());
    let parts = unfold(
        (Some(start), Some(subscription)),
        async |(start, subscription)| {
            let mut subscription = subscription?;
            if let Some(start) = start {
                return Some((start, (None, Some(subscription))));
            }
            let told = subscription.next().await;
            let text = write(&told, subscription.position());
            let ends = matches!(told, StreamMessage::Ended | StreamMessage::Closing);
            Some((text, (None, (!ends).then_some(subscription))))
        },
    );
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        // The connection has given up its permit: it takes no further request.
        (CONNECTION, HeaderValue::from_static("close")),
        (UNBUFFERED, HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(parts.map(Ok::<_, Infallible>))).into_response()
}

fn write(told: &StreamMessage, position: EventId) -> String {
    match told {
        StreamMessage::Changes(changes) => changes.iter().map(message).collect(),
        // An event with its own name: it tells the browser's script that the connection is alive.
        StreamMessage::Beat => format!("id: {position}\nevent: beat\ndata:\n\n"),
        StreamMessage::Ended => data(Event::for_all(EventKind::Ended)),
        StreamMessage::Closing => format!("retry: {}\n\n", retry()),
    }
}

fn message(change: &Change) -> String {
    let mut text = String::new();
    if let Some(id) = change.id {
        let _ = writeln!(text, "id: {id}");
    }
    text + &data(change.event)
}

fn data(event: Event) -> String {
    format!("data: {}\n\n", serde_json::json!(event))
}

fn retry() -> i64 {
    let [byte] = backend::token::random::<1>().unwrap_or_default();
    RETRY + RETRY * i64::from(byte) / 255
}

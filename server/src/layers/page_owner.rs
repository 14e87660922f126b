//! Keeps the reactive owner of a page current until its answer is complete.
//!
//! The framework looks up a page's contexts after an await, when the owner of another page may be
//! current: the preload links of one page would then get into the head of another.

use axum::extract::Request;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use leptos::prelude::{Owner, use_context};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The owner of the requested page, once there is one.
#[derive(Clone, Default)]
struct PageOwner(Arc<Mutex<Option<Owner>>>);

/// Drops the owner when the answer is ready or the client has gone away: otherwise its contexts would
/// hold the request, and the request the owner.
struct Forget(PageOwner);

impl PageOwner {
    fn slot(&self) -> MutexGuard<'_, Option<Owner>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Forget {
    fn drop(&mut self) {
        self.0.slot().take();
    }
}

/// Records the current owner as that of the page. Called when the page's contexts are provided.
pub fn note() {
    let owner =
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<PageOwner>().cloned());
    if let Some(owner) = owner {
        *owner.slot() = Owner::current();
    }
}

/// Answers the request under the owner of the page.
pub async fn keep(mut request: Request, next: Next) -> Response {
    let owner = PageOwner::default();
    request.extensions_mut().insert(owner.clone());
    let _forget = Forget(owner.clone());
    under(owner, next.run(request)).await
}

async fn under<F: Future>(owner: PageOwner, answer: F) -> F::Output {
    let mut answer = pin!(answer);
    poll_fn(move |cx| {
        let current = owner.slot().clone();
        match current {
            Some(current) => current.with(|| answer.as_mut().poll(cx)),
            None => answer.as_mut().poll(cx),
        }
    })
    .await
}

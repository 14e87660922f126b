//! Keeps the reactive owner of a page current until its answer is put together.
//!
//! The framework looks for a page's contexts after it has waited, when another page's may be the current
//! ones: what one page has its browser load in advance would then be in the head of another.

use axum::extract::Request;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use leptos::prelude::{Owner, use_context};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The owner of the page that a request asks for, once there is one.
#[derive(Clone, Default)]
struct PageOwner(Arc<Mutex<Option<Owner>>>);

/// Forgets the owner when the answer is there, or nobody waits for it any more: its contexts have the
/// request, and that has this.
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

/// Says that the owner that is current now is that of the page. For the page's contexts.
pub fn note() {
    let owner =
        use_context::<Parts>().and_then(|parts| parts.extensions.get::<PageOwner>().cloned());
    if let Some(owner) = owner {
        *owner.slot() = Owner::current();
    }
}

/// Answers under the owner of the page.
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

//! Views that no longer wait for anything.

use leptos::prelude::*;
use leptos::suspense::Unsuspend;

/// A view that reads no resource. The framework renders the content of a suspense one extra time, to
/// find out what it waits for; it renders this view once.
pub fn settled<V: IntoView + 'static>(draw: impl FnOnce() -> V + Send + 'static) -> AnyView {
    let owner = Owner::current();
    Unsuspend::new(move || match owner {
        Some(owner) => owner.with(draw).into_any(),
        None => draw().into_any(),
    })
    .into_any()
}

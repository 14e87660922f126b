//! Views that no longer wait for anything.

use leptos::prelude::*;
use leptos::suspense::Unsuspend;

/// A view that reads no resource. The framework renders the content of a suspense one extra time, to
/// find out what it waits for; it renders this view once.
pub fn unsuspended<V: IntoView + 'static>(render: impl FnOnce() -> V + Send + 'static) -> AnyView {
    let owner = Owner::current();
    Unsuspend::new(move || match owner {
        Some(owner) => owner.with(render).into_any(),
        None => render().into_any(),
    })
    .into_any()
}

//! Views that wait for nothing any more.

use leptos::prelude::*;
use leptos::suspense::Unsuspend;

/// A view that reads no resource. The framework draws what stands in a suspense once more than it
/// shows, to see what it waits for; this one it draws once.
pub fn settled<V: IntoView + 'static>(draw: impl FnOnce() -> V + Send + 'static) -> AnyView {
    let owner = Owner::current();
    Unsuspend::new(move || match owner {
        Some(owner) => owner.with(draw).into_any(),
        None => draw().into_any(),
    })
    .into_any()
}

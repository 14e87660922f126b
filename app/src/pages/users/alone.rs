//! What an admin who is the only user does next.

use leptos::prelude::*;
use wire::path;

/// The next steps: adding users, and activating one's own 2FA where it is not active.
#[component]
pub fn Alone(
    /// Whether the admin's own 2FA is active.
    active: bool,
) -> impl IntoView {
    let own = (!active).then(|| {
        view! {
            <li>
                <a class="link" href=path::ENROL rel="external">
                    {tr!(users::alone::OWN)}
                </a>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="alone">
            <h2 id="alone">{tr!(users::alone::TITLE)}</h2>
            <ul class="stack stack--tight">
                {own}
                <li>
                    <a class="link" href=path::NEW_USER>
                        {tr!(users::alone::ADD)}
                    </a>
                </li>
                <li>
                    <a class="link" href=path::IMPORT>
                        {tr!(import::TITLE)}
                    </a>
                </li>
                <li>{tr!(users::alone::IMPORT)} " " <code>"bouclier users import FILE.csv"</code></li>
            </ul>
        </section>
    }
}

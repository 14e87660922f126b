//! Signing out.

use super::icon::{Icon, icons};
use crate::api::session::SignOut;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The button that signs out. Always sent as a plain form, so that nothing of the session stays in
/// the page.
#[component]
pub fn SignOut(
    /// The classes of the button.
    class: &'static str,
    /// Whether it has an icon.
    #[prop(optional)]
    icon: bool,
) -> impl IntoView {
    view! {
        <form method="post" action=SignOut::PATH on:submit=|_| crate::browser::leave()>
            <button class=class type="submit">
                {icon.then(|| view! { <Icon path=icons::SIGN_OUT/> })}
                {tr!(action::SIGN_OUT)}
            </button>
        </form>
    }
}

//! Menus that open below their button, with script or without.

use leptos::html;
use leptos::prelude::*;

/// A button with a panel below it. A choice in the panel and `Escape` close it.
#[component]
pub fn DropDown(
    /// The class of the outer element.
    class: &'static str,
    /// The class of the button.
    #[prop(default = "")]
    button: &'static str,
    /// The class of the panel.
    panel: &'static str,
    /// What the button shows.
    label: AnyView,
    /// The content of the panel.
    children: Children,
) -> impl IntoView {
    let whole = NodeRef::<html::Details>::new();
    let opener = NodeRef::<html::Summary>::new();
    // The focus goes to the button, because the focused element in the panel disappears.
    let close = move || {
        if let Some((whole, opener)) = whole.get_untracked().zip(opener.get_untracked()) {
            let _ = opener.focus();
            let _ = whole.remove_attribute("open");
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <details class=class node_ref=whole on:keydown=on_key>
            <summary class=button node_ref=opener>
                {label}
            </summary>
            <div class=panel on:click=move |_| close()>
                {children()}
            </div>
        </details>
    }
}

//! Dialogs. The address says which one is open, so that they work without script: the dialog is then
//! a card in the flow of the page; with script it is modal.

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, KeyboardEvent};

/// An open dialog. `Escape` leads to `close`, the address without the dialog.
#[component]
pub fn Dialog(
    /// The id of the element; the heading has it with `-title`.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: String,
    /// The address of the page without the dialog.
    #[prop(into)]
    close: String,
    /// Its content, with [`DialogActions`] at the end.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            dialog.close();
            let _ = dialog.show_modal();
        }
    });
    // If it is closed while still in the page, the focus returns to the element that opened it.
    on_cleanup(move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    });
    let on_cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&close, options);
    };
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    view! {
        <dialog
            node_ref=node
            class="dialog"
            id=id
            aria-labelledby=labelled_by
            open=true
            on:cancel=on_cancel
        >
            <div class="dialog__body">
                <h2 id=title_id>{title}</h2>
                {children()}
            </div>
        </dialog>
    }
}

/// Makes the dialog of a page's markup modal. Returns what listens for `Escape`, which leads to the page without it.
pub fn make_modal(content: NodeRef<html::Div>) -> impl Fn(KeyboardEvent) + Clone + 'static {
    let dialog = move || {
        let found = content.get_untracked()?.query_selector("dialog[open]");
        found.ok()??.dyn_into::<HtmlDialogElement>().ok()
    };
    Effect::new(move |_| {
        content.track();
        if let Some(dialog) = dialog() {
            dialog.close();
            let _ = dialog.show_modal();
        }
    });
    let (navigate, page) = (use_navigate(), use_location().pathname);
    move |event| {
        if event.key() == "Escape" && dialog().is_some() {
            event.prevent_default();
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&page.get_untracked(), options);
        }
    }
}

/// The two buttons of a dialog: cancel and confirm.
#[component]
pub fn DialogActions(
    /// The address of the page without the dialog.
    #[prop(into)]
    close: String,
    /// The label of the button.
    #[prop(into)]
    label: String,
    /// The button removes something.
    #[prop(optional)]
    danger: bool,
) -> impl IntoView {
    let class = if danger {
        "btn btn--danger"
    } else {
        "btn btn--primary"
    };
    view! {
        <div class="dialog__actions">
            <a href=close class="btn" data-noscroll=true>
                {tr!(action::CANCEL)}
            </a>
            <button class=class type="submit">
                {label}
            </button>
        </div>
    }
}

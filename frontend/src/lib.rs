//! The entry of the browser side: takes over the page that the server drew.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::App);
}

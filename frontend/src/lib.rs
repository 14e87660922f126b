//! The entry of the browser side: takes over the page that the server drew.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page. Without its texts the page stays as the server drew it: its links and forms work.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    if app::host::load_texts().await {
        leptos::mount::hydrate_lazy(app::App);
    }
}

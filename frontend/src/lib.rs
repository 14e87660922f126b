//! The entry point in the browser: takes over the page that the server has rendered.

use leptos::mount::hydrate_from_async;
use leptos::tachys::dom::body;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page. Without its texts the page stays as the server has rendered it: its links and forms work.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    if app::host::load_texts().await {
        hydrate_from_async(body(), app::App).await.forget();
        app::host::mark_as_hydrated();
    }
}

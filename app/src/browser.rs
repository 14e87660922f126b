//! What only a browser has. To be called from event handlers and effects, which do not run on the
//! server.

use domain::Locale;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response, UrlSearchParams, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// The language that the server put on the document.
#[cfg_attr(
    feature = "ssr",
    expect(dead_code, reason = "the server decides by the request")
)]
pub fn document_locale() -> Locale {
    window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element())
        .and_then(|e| Locale::parse(&e.get_attribute("lang")?))
        .unwrap_or(Locale::Fr)
}

/// Loads a page anew: for whatever changes the session or the language.
pub fn load(path: &str) {
    if let Some(window) = window() {
        let _ = window.location().assign(path);
    }
}

/// The present path with its query.
pub fn current_path() -> String {
    window()
        .map(|w| w.location())
        .and_then(|l| Some(l.pathname().ok()? + &l.search().ok()?))
        .unwrap_or_default()
}

/// Says on the document that the browser has taken over the first paint, for whoever drives it.
pub fn mark_as_hydrated() {
    let root = window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-hydrated", "");
    }
}

/// Prints the page.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Puts a text on the clipboard; says whether that worked.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    let written = window.navigator().clipboard().write_text(text);
    JsFuture::from(written).await.is_ok()
}

/// Sends a form as the browser would, but for an answer in JSON; whether it succeeded, and the
/// body. `None` when there is no answer.
pub async fn post(path: &str, form: &HtmlFormElement) -> Option<(bool, String)> {
    let fields: JsValue = FormData::new_with_form(form).ok()?.into();
    let body = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
    let headers = Headers::new().ok()?;
    headers.set("accept", "application/json").ok()?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body);
    let request = window()?.fetch_with_str_and_init(path, &init);
    let response: Response = JsFuture::from(request).await.ok()?.dyn_into().ok()?;
    let body = JsFuture::from(response.text().ok()?).await.ok()?;
    Some((response.ok(), body.as_string()?))
}

/// Minutes east of UTC at a moment, in the time zone of the browser.
pub fn offset_minutes(unix: i64) -> i32 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of this era fit 53 bits"
    )]
    let date = js_sys::Date::new(&(unix as f64 * 1000.0).into());
    #[expect(clippy::cast_possible_truncation, reason = "a day has 1440 minutes")]
    let behind = date.get_timezone_offset() as i32;
    -behind
}

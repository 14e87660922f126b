//! The host of a page in the browser: the document, and the texts of its language, which are
//! fetched before the browser takes the page over. Its counterpart is `server.rs`: functions about the
//! server's answer (status, headers) do nothing here.

use crate::error::AppError;
use crate::page_message::PageMessage;
use domain::Locale;
use js_sys::Reflect;
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnErrorErr;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Response};

/// The attribute of the document that says that all of it has been taken over.
const HYDRATED: &str = "data-hydrated";

thread_local! {
    static TEXTS: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// The language that the server put on the document.
pub fn locale() -> Locale {
    root()
        .and_then(|e| Locale::parse(&e.get_attribute("lang")?))
        .unwrap_or(Locale::Fr)
}

/// A text as the content of the title: the document treats it as plain text.
pub fn as_title(text: &str) -> String {
    text.to_owned()
}

/// Whether an error means that the request could not be read: here it is the answer that could not be read.
pub const fn is_unreadable(_: &ServerFnErrorErr) -> bool {
    false
}

/// Only on the server.
pub const fn set_status(_: u16) {}

/// Only on the server.
pub const fn answer_with(_: &AppError) {}

/// Only on the server.
pub const fn protect_page() {}

/// A page that only the server renders: it is reloaded.
pub fn plain_page(_: impl FnOnce() -> AnyView) -> AnyView {
    Effect::new(|_| crate::browser::load(&crate::browser::current_path()));
    ().into_any()
}

/// What the page that is being taken over says first, as the document has it. A page that comes later says nothing.
pub fn told() -> Option<PageMessage> {
    let root = root().filter(|root| !root.has_attribute(HYDRATED))?;
    PageMessage::parse(&root.get_attribute("data-told")?)
}

fn root() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

/// Only on the server: the browser does not take the sign-in over.
pub const fn awaits_access_code() -> bool {
    false
}

/// Only on the server: the browser does not take the sign-in over.
pub const fn typed() -> Option<String> {
    None
}

/// Only on the server.
pub const fn name_part(_: &str) {}

/// The address of the script that receives events, as the document names it.
pub fn live_path() -> String {
    link()
        .and_then(|link| link.get_attribute("data-live"))
        .unwrap_or_default()
}

/// The element of the document that names texts and script.
fn link() -> Option<Element> {
    let document = web_sys::window()?.document()?;
    document.get_element_by_id("texts")
}

/// Marks the document once all of the first paint has been taken over. Tests and measurements wait for this mark.
pub fn mark_as_hydrated() {
    if let Some(root) = root() {
        let _ = root.set_attribute(HYDRATED, "");
    }
}

/// The text of a key, or the key itself.
pub fn text(_: Locale, key: &str) -> String {
    TEXTS
        .with_borrow(|texts| Reflect::get(texts, &key.into()).ok()?.as_string())
        .unwrap_or_else(|| key.to_owned())
}

/// Fetches the file that the document names; returns whether the texts are there.
pub async fn load_texts() -> bool {
    let texts = fetch().await;
    let loaded = texts.is_some();
    TEXTS.set(texts.unwrap_or_default());
    loaded
}

async fn fetch() -> Option<JsValue> {
    let window = web_sys::window()?;
    let answer = window.fetch_with_str(&link()?.get_attribute("href")?);
    let answer: Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    let json = answer.ok().then(|| answer.json().ok())??;
    JsFuture::from(json).await.ok()
}

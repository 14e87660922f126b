//! The host of a page in the browser: the document, and the texts of its language. Those of the first pages are
//! fetched before the browser takes the page over, the others with the first page that has some of them. Its counterpart is
//! `server.rs`: functions about the server's answer (status, headers) do nothing here.

pub use crate::browser::{focused, show_search};

use crate::browser::PageEvent;
use crate::error::AppError;
use crate::page_message::PageMessage;
use domain::{EndReason, Locale, Role, Timestamp};
use js_sys::{Promise, Reflect};
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnErrorErr;
use send_wrapper::SendWrapper;
use std::cell::{OnceCell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Element, Response};
use wire::view::Organisation;

/// The attribute of the document that says that all of it has been taken over.
const HYDRATED: &str = "data-hydrated";

thread_local! {
    /// The files of texts that are there.
    static TEXTS: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
    /// The texts of all pages but the first ones, from when they are first asked for.
    static REST: OnceCell<Promise> = const { OnceCell::new() };
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

/// Only on the server.
pub const fn keep_form(_: &'static str, _: &[&str]) {}

/// Only on the server.
pub const fn kept_form(_: &str) -> Vec<String> {
    Vec::new()
}

/// Only on the server.
pub const fn time_left() -> Option<(Timestamp, Timestamp)> {
    None
}

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
pub const fn has_session_ended() -> bool {
    false
}

/// Only on the server: the browser does not take the sign-in over.
pub const fn end_reason() -> Option<EndReason> {
    None
}

/// Only on the server: the browser does not take the sign-in over.
pub const fn mails() -> bool {
    false
}

/// Only on the server: the browser does not take the sign-in over.
pub fn organisation() -> Organisation {
    Organisation::default()
}

/// Only on the server: the style shows it where there is no script.
pub const fn zone_name() -> Option<String> {
    None
}

/// The name of the zone in which the days of a form or an address are meant: that of the browser.
pub fn own_zone_name() -> String {
    crate::browser::time_zone()
}

/// Minutes east of UTC at a moment, for moments that are written as text: in the zone of the browser.
pub fn own_offset_minutes(at: Timestamp) -> i32 {
    crate::browser::offset_minutes(at.unix())
}

/// No offset of any zone: a text that is written with it is never seen. The server has written the moments of a page in the time zone
/// of the organisation, and a text that differs from them replaces them once the browser has taken over.
pub const fn offset_minutes(_: Timestamp) -> i32 {
    i32::MIN
}

/// Only on the server: the browser does not take the sign-in over.
pub const fn typed() -> Option<String> {
    None
}

/// The role of the user who is signed in, as the frame has it. Another role ends the session, and with it the document.
pub fn role() -> Role {
    of_frame("data-role")
        .and_then(|role| Role::parse(&role))
        .unwrap_or(Role::User)
}

/// How the table of users looks to the user, as the frame has it. Another look comes with another document.
pub fn table_look() -> String {
    of_frame("data-look").unwrap_or_default()
}

fn of_frame(attribute: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let frame = document.query_selector("[data-role]").ok()??;
    frame.get_attribute(attribute)
}

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
    let key = JsValue::from_str(key);
    let of = |texts: &JsValue| Reflect::get(texts, &key).ok()?.as_string();
    TEXTS
        .with_borrow(|texts| texts.iter().find_map(of))
        .or_else(|| key.as_string())
        .unwrap_or_default()
}

/// Fetches the texts of the first pages; returns whether they are there.
pub async fn load_texts() -> bool {
    load("href").await.is_some()
}

/// Begins to fetch the texts of the group `group` of `crate::parts`.
pub fn begin_part(group: &str) {
    if group != crate::group::FIRST {
        let _ = rest();
    }
}

/// Waits for the texts of the group `group` of `crate::parts`, and not at all where they are there: a page that is being taken over must
/// be rendered at once. Where they cannot be had the server is asked for the page, and this never returns.
pub async fn await_part(group: &str) {
    if group == crate::group::FIRST || is_complete() {
        return;
    }
    if SendWrapper::new(JsFuture::from(rest())).await.is_ok() {
        return;
    }
    crate::browser::tell(PageEvent::PartIsMissing);
    std::future::pending::<()>().await;
}

/// Whether both files of texts are there.
fn is_complete() -> bool {
    TEXTS.with_borrow(|texts| texts.len() > 1)
}

fn rest() -> Promise {
    let fetch = || future_to_promise(async { load("data-rest").await.ok_or(JsValue::NULL) });
    REST.with(|rest| rest.get_or_init(fetch).clone())
}

/// Adds the texts of the file that an attribute of the document's link names.
async fn load(attribute: &str) -> Option<JsValue> {
    let texts = fetch(&link()?.get_attribute(attribute)?).await?;
    TEXTS.with_borrow_mut(|all| all.push(texts));
    Some(JsValue::UNDEFINED)
}

async fn fetch(address: &str) -> Option<JsValue> {
    let answer = web_sys::window()?.fetch_with_str(address);
    let answer: Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    let json = answer.ok().then(|| answer.json().ok())??;
    JsFuture::from(json).await.ok()
}

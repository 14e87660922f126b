//! Functions that only work in a browser. Call them from event handlers and effects, which do not run
//! on the server, or after checking that this is a browser.

use crate::arguments::Arguments;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CustomEvent, CustomEventInit, Element, Event, FocusOptions, FormData, Headers, HtmlElement,
    HtmlFormElement, HtmlInputElement, RequestInit, Response, UrlSearchParams, Window,
};

/// Seconds for which a page that is being left does nothing automatically.
const LEAVE: i64 = 10;

thread_local! {
    /// When the user began to leave the page, by [`clock`].
    static LEFT: Cell<Option<i64>> = const { Cell::new(None) };
}

fn window() -> Option<Window> {
    web_sys::window()
}

/// Notes that a plain form is leaving the page. News that still arrives, such as the end of the
/// session, must not lead it elsewhere first.
pub fn leave() {
    LEFT.set(Some(clock()));
}

/// Whether the page is being left. This expires, because the answer to the form may never come.
pub fn is_leaving() -> bool {
    LEFT.get()
        .is_some_and(|left| (0..LEAVE).contains(&(clock() - left)))
}

/// Reloads a page in full, after the session or the language has changed.
pub fn load(path: &str) {
    if is_leaving() {
        return;
    }
    if let Some(window) = window() {
        let _ = window.location().assign(path);
    }
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    let element = window()
        .and_then(|w| w.document())
        .and_then(|d| d.get_element_by_id(id))
        .and_then(|e| e.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Scrolls so that the element with this id is seen.
pub fn reveal(id: &str) {
    let document = window().and_then(|w| w.document());
    if let Some(element) = document.and_then(|d| d.get_element_by_id(id)) {
        element.scroll_into_view();
    }
}

/// Tells `tools/site/place.js` what a page does.
pub fn tell(event: PageEvent) {
    let name = match event {
        PageEvent::Heading => "bouclier:heading",
        PageEvent::Reading => "bouclier:reading",
        PageEvent::Read => "bouclier:read",
        PageEvent::PartIsMissing => "bouclier:part-is-missing",
    };
    if let (Some(window), Ok(event)) = (window(), Event::new(name)) {
        let _ = window.dispatch_event(&event);
    }
}

/// What scripts of `tools/site` are told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    feature = "ssr",
    expect(dead_code, reason = "the server tells of headings alone")
)]
pub enum PageEvent {
    /// The heading of a page is there.
    Heading,
    /// A page waits for what it shows.
    Reading,
    /// It has it, or knows why not.
    Read,
    /// Texts cannot be had: the server has to be asked for the page.
    PartIsMissing,
}

/// The id of the focused element, if it has one. Call it before the page is rendered again, for
/// [`refocus`].
pub fn focused() -> Option<String> {
    let element = window()?.document()?.active_element()?;
    Some(element.id()).filter(|id| !id.is_empty())
}

/// Gives the focus to the element that has replaced the focused one (WCAG 2.2, 2.4.3). Does nothing if
/// that is still there, or if something else has the focus by now. In a field the cursor goes to the
/// end. Nothing scrolls: a user who has read on elsewhere stays there.
pub fn refocus(id: &str) {
    let Some(document) = window().and_then(|w| w.document()) else {
        return;
    };
    if document.active_element() != document.body().map(Into::into) {
        return;
    }
    let Some(element) = document.get_element_by_id(id) else {
        return;
    };
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
    if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
        let end = u32::try_from(field.value().encode_utf16().count()).unwrap_or(u32::MAX);
        let _ = field.set_selection_range(end, end);
    }
}

/// Seconds since the Unix epoch by the browser's clock.
pub fn clock() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of this era fit")]
    let seconds = (js_sys::Date::now() / 1000.0) as i64;
    seconds
}

/// Milliseconds since the page was loaded; 0 if unknown.
pub fn moment() -> f64 {
    window()
        .and_then(|w| w.performance())
        .map_or(0.0, |performance| performance.now())
}

/// The events that `live.js` has received since a [`moment`], in order of arrival.
pub fn heard_since(moment: f64) -> Vec<String> {
    let heard = js_sys::Array::of1(&moment.into());
    let init = CustomEventInit::new();
    init.set_detail(&heard);
    if let Some(window) = window()
        && let Ok(question) = CustomEvent::new_with_event_init_dict("bouclier-heard", &init)
    {
        let _ = window.dispatch_event(&question);
    }
    heard.iter().filter_map(|event| event.as_string()).collect()
}

/// The current path with its query.
pub fn current_path() -> String {
    window()
        .map(|w| w.location())
        .and_then(|l| Some(l.pathname().ok()? + &l.search().ok()?))
        .unwrap_or_default()
}

/// Whether an event is new to an element of this kind: the pointer or the focus enters it from
/// outside, or it is clicked.
pub fn enters(event: &Event, selector: &str) -> bool {
    let around = |target: Option<JsValue>| {
        let element = target?.dyn_into::<Element>().ok()?;
        element.closest(selector).ok()?
    };
    let entered = around(event.target().map(JsValue::from));
    let left = around(js_sys::Reflect::get(event, &JsValue::from_str("relatedTarget")).ok());
    entered.is_some() && entered != left
}

/// The `time` elements inside the elements that a selector matches, with their moments in seconds.
pub fn times(selector: &str) -> Vec<(Element, i64)> {
    let document = window().and_then(|w| w.document());
    let found = document.and_then(|d| d.query_selector_all(&format!("{selector} time")).ok());
    let found = (0..).map_while(|index| found.as_ref()?.get(index));
    let elements = found.filter_map(|node| node.dyn_into::<Element>().ok());
    let moment = |time: Element| {
        let milliseconds = js_sys::Date::parse(&time.get_attribute("datetime")?);
        #[expect(clippy::cast_possible_truncation, reason = "seconds of this era fit")]
        let seconds = (milliseconds / 1000.0) as i64;
        Some((time, seconds))
    };
    elements.filter_map(moment).collect()
}

/// The elements with a moment in markup that the server alone has made, with its kind and its seconds. They are found once.
pub fn marked_moments() -> Vec<(Element, String, i64)> {
    let document = window().and_then(|w| w.document());
    let found = document.and_then(|d| d.query_selector_all("[data-moment]").ok());
    let found = (0..).map_while(|index| found.as_ref()?.get(index));
    let elements = found.filter_map(|node| node.dyn_into::<Element>().ok());
    let moment = |element: Element| {
        let kind = element.get_attribute("data-moment")?;
        let seconds = element.get_attribute("data-at")?.parse().ok()?;
        element.remove_attribute("data-moment").ok()?;
        Some((element, kind, seconds))
    };
    elements.filter_map(moment).collect()
}

/// Prints the page.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Copies a text to the clipboard; returns whether that worked.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    let written = window.navigator().clipboard().write_text(text);
    JsFuture::from(written).await.is_ok()
}

/// An answer: whether it succeeded, and its body.
pub type Answer = (bool, String);

/// Says in an empty field `zone` of a form in which time zone its days are meant: the browser's.
pub fn name_zone(form: &HtmlFormElement) {
    let field = form.query_selector("input[name=zone]").ok().flatten();
    let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field.filter(|field| field.value().is_empty()) {
        field.set_value(&time_zone());
    }
}

/// Sends a form as the browser would, but asks for an answer in JSON. `None` if no answer comes.
pub async fn post(path: &str, form: &HtmlFormElement) -> Option<Answer> {
    let fields = fields(form)?;
    send(path, Some(&fields), &[]).await
}

/// The fields of a form that are not empty, as the query of an address.
pub fn query_of(form: &HtmlFormElement) -> Option<String> {
    let query = fields(form)?.to_string().as_string()?;
    let filled = query.split('&').filter(|field| !field.ends_with('='));
    Some(filled.collect::<Vec<_>>().join("&"))
}

/// The attribute of a search field with the text that was last searched for while it was typed.
const SEARCHED: &str = "data-searched";

/// Whether an event is about a field that searches as one types.
pub fn is_live_search(event: &Event) -> bool {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    field.is_some_and(|field| field.has_attribute("data-live"))
}

/// Notes the text of a form's field that searches as one types as searched for.
pub fn note_searched(form: &HtmlFormElement) {
    let field = form.query_selector("[data-live]").ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        let _ = field.set_attribute(SEARCHED, field.value().trim());
    }
}

/// Puts the text of a search into its field, unless it was typed there: more may have been typed since. The field keeps what was typed
/// before the browser had taken over, too.
#[cfg(not(feature = "ssr"))]
pub fn show_search(id: &str, text: &str) {
    let document = window().and_then(|window| window.document());
    let field = document.and_then(|document| document.get_element_by_id(id)?.dyn_into().ok());
    let Some(field): Option<HtmlInputElement> = field else {
        return;
    };
    let is_typed = field.get_attribute(SEARCHED).as_deref() == Some(text);
    if !is_typed && field.default_value() != text {
        field.set_value(text);
    }
    if !is_typed {
        let _ = field.remove_attribute(SEARCHED);
    }
}

fn fields(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    name_zone(form);
    let fields: JsValue = FormData::new_with_form(form).ok()?.into();
    UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()
}

/// Calls a server function that only reads. `None` if no answer comes.
pub async fn ask(path: &str, arguments: Arguments) -> Option<Answer> {
    call(path, arguments, &[]).await
}

/// The same, but without counting as activity of the user.
pub async fn ask_again(path: &str, arguments: Arguments) -> Option<Answer> {
    call(path, arguments, &[(crate::BACKGROUND_HEADER, "1")]).await
}

type Header = (&'static str, &'static str);

async fn call(path: &str, arguments: Arguments, headers: &[Header]) -> Option<Answer> {
    let (body, kind) = match arguments {
        Arguments::None => return send(path, None, headers).await,
        Arguments::Query(query) => return send(&format!("{path}?{query}"), None, headers).await,
        Arguments::Json(body) => (body, "application/json"),
        Arguments::Form(body) => (body, "application/x-www-form-urlencoded"),
    };
    let headers = [headers, &[("content-type", kind)]].concat();
    send(path, Some(&JsValue::from_str(&body)), &headers).await
}

async fn send(path: &str, body: Option<&JsValue>, headers: &[Header]) -> Option<Answer> {
    let init = RequestInit::new();
    let all = Headers::new().ok()?;
    all.set("accept", "application/json").ok()?;
    for (name, value) in headers {
        all.set(name, value).ok()?;
    }
    init.set_headers(&all);
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(body);
    }
    let request = window()?.fetch_with_str_and_init(path, &init);
    let response: Response = JsFuture::from(request).await.ok()?.dyn_into().ok()?;
    let body = JsFuture::from(response.text().ok()?).await.ok()?;
    Some((response.ok(), body.as_string()?))
}

/// The name of the browser's time zone (IANA); empty if it has none.
pub fn time_zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &JsValue::from_str("timeZone"))
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default()
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

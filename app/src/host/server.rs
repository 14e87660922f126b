//! The host of a page on the server: the request that it answers. Its counterpart is `browser.rs`.

pub use crate::ssr::{
    answer_with, keep_form, kept_form, locale, offset_minutes, organisation, protect_page,
    set_status,
};

use crate::page_message::PageMessage;
use domain::{EndReason, Gate, Locale, Role, Timestamp};
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnErrorErr;
use leptos_meta::Link;
use std::future::{Ready, ready};

/// The text of a key, or the key itself.
pub fn text(locale: Locale, key: &str) -> String {
    rust_i18n::t!(key, locale = locale.as_str()).into_owned()
}

/// A page that the browser does not take over.
pub fn plain_page(render: impl FnOnce() -> AnyView) -> AnyView {
    render()
}

/// What this page says first.
pub fn told() -> Option<PageMessage> {
    crate::ssr::page_told()
}

/// Whether the sign-in waits for an access code after a reset.
pub fn awaits_access_code() -> bool {
    let caller = crate::ssr::caller();
    let principal = caller.principal.as_ref();
    principal.is_some_and(|p| p.gate() == Gate::SecondFactor && !p.is_active())
}

/// Until when the user has time to activate 2FA, and the moment of this request; nothing for somebody who need not, or has no time left.
pub fn time_left() -> Option<(Timestamp, Timestamp)> {
    let caller = crate::ssr::caller();
    let principal = caller.principal.as_ref()?;
    let now = principal.end().now;
    let at = principal.deadline()?.at()?;
    (at > now).then_some((at, now))
}

/// Whether the session that the browser had has ended.
pub fn has_session_ended() -> bool {
    crate::ssr::has_dead_session()
}

/// Why it has ended, if that is known.
pub fn end_reason() -> Option<EndReason> {
    crate::ssr::caller().ended
}

/// The name of the time zone in which moments are written.
pub fn zone_name() -> Option<String> {
    Some(organisation().time_zone)
}

/// The name of the zone in which the days of a form or an address are meant; empty: that of the organisation.
pub const fn own_zone_name() -> String {
    String::new()
}

/// Minutes east of UTC at a moment, for moments that are written as text.
pub fn own_offset_minutes(at: Timestamp) -> i32 {
    offset_minutes(at)
}

/// Only in the browser.
pub const fn show_search(_: &str, _: &str) {}

/// Only in the browser: nothing has the focus yet.
pub const fn focused() -> Option<String> {
    None
}

/// The role of the user who is signed in.
pub fn role() -> Role {
    let principal = crate::ssr::caller().principal;
    principal.map_or(Role::User, |principal| principal.role())
}

/// How the table of users looks to the user, as its address would say it.
pub fn table_look() -> String {
    let principal = crate::ssr::caller().principal;
    principal.map_or_else(String::new, |principal| principal.table_look().to_owned())
}

/// Whether mails are sent.
pub fn mails() -> bool {
    crate::ssr::mails()
}

/// The address typed at the sign-in before an error.
pub fn typed() -> Option<String> {
    crate::ssr::typed()
}

/// Only in the browser.
pub const fn begin_part(_: &str) {}

/// Adds preload links for code and texts of the group `group` of `crate::parts`, so that the browser fetches them at once, but
/// after what is visible.
pub fn await_part(group: &str) -> Ready<()> {
    for href in crate::ssr::still_to_name(group) {
        // A link registers with the document's head when it is rendered.
        let _ = view! {
            <Link rel="preload" href as_="fetch" crossorigin="anonymous" fetchpriority="low"/>
        }
        .to_html();
    }
    ready(())
}

/// The address of the script that receives events.
pub fn live_path() -> String {
    crate::ssr::assets().live.clone()
}

/// A text as the content of the title, escaped: the document would treat it as markup.
pub fn as_title(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Whether an error means that the request could not be read.
pub const fn is_unreadable(error: &ServerFnErrorErr) -> bool {
    matches!(error, ServerFnErrorErr::Deserialization(_))
}

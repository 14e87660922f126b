//! Redirects of forms that were sent without script.

use super::caller::{parts, wants_html};
use super::cookies::hand_over_secrets;
use super::page_message::tell;
use crate::flash::Flash;
use crate::hand_over::HandedOver;
use http::header::REFERER;
use wire::path;
use wire::return_to::ReturnTo;

/// Leads to a page of this site: without script by a redirect, otherwise by the answer, which the
/// page follows.
pub fn redirect_or_return_path(path: String) -> String {
    if parts().is_some_and(|p| wants_html(&p)) {
        leptos_axum::redirect(&path);
    }
    path
}

/// Redirects a form that is always sent without script back to where it came from.
pub fn redirect_back(flash: Option<Flash>) {
    let page = referring_page(OF_ONE_ANSWER);
    if let Some(flash) = flash {
        tell(path_of(&page), flash);
    }
    leptos_axum::redirect(&page);
}

/// The path of an address.
pub(super) fn path_of(page: &str) -> &str {
    page.split('?').next().unwrap_or(page)
}

/// Answers a form that needs no confirmation: without script, redirects to the page that sent
/// it.
pub fn redirect_back_without_script() {
    if parts().is_some_and(|p| wants_html(&p)) {
        redirect_back(None);
    }
}

/// Confirms a change: without script, redirects to the page that sent the form, with the flash message.
pub fn redirect_or_return(flash: Flash) -> Flash {
    if parts().is_some_and(|p| wants_html(&p)) {
        redirect_back(Some(flash));
    }
    flash
}

/// Shows secrets once: in the answer or, without script, in this dialog of the page that sent
/// the form.
pub fn redirect_or_show(dialog: &str, secrets: Vec<HandedOver>) -> Vec<HandedOver> {
    if parts().is_some_and(|p| wants_html(&p)) {
        hand_over_secrets(dialog, &secrets);
        leptos_axum::redirect(&with_dialog(dialog));
    }
    secrets
}

/// Leads to another page, which shows secrets once in one of its dialogs. With script, too, that page is loaded in full.
pub fn show_once_at(path: &str, dialog: &str, secrets: &[HandedOver], flash: Flash) -> String {
    tell(path, flash);
    hand_over_secrets(dialog, secrets);
    redirect_or_return_path(path::with(path, "dialog", dialog))
}

/// The page that sent the form, with one of its dialogs.
fn with_dialog(dialog: &str) -> String {
    let page = referring_page(OF_ONE_ANSWER);
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}dialog={dialog}")
}

/// Like [`redirect_or_return`], for a page that no longer exists. With script, too, the next page is loaded in full.
pub fn redirect_or_return_to(path: &str, flash: Flash) -> String {
    tell(path_of(path), flash);
    redirect_or_return_path(path.to_owned())
}

/// The parameters of a page that belong to one answer: an open dialog.
const OF_ONE_ANSWER: &[&str] = &["dialog"];

/// The page that sent the form (the layers let only pages of this site through as Referer), without the parameters
/// `dropped`.
pub(super) fn referring_page(dropped: &[&str]) -> String {
    let referer = parts()
        .and_then(|p| {
            p.headers
                .get(REFERER)
                .and_then(|v| v.to_str().ok())
                .map(str::to_owned)
        })
        .and_then(|r| r.parse::<http::Uri>().ok());
    let path = referer.as_ref().map_or(path::ROOT, |r| r.path());
    let query: Vec<String> = referer
        .as_ref()
        .and_then(|r| r.query())
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !dropped.contains(&name)
        })
        .map(str::to_owned)
        .collect();
    let full = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    };
    ReturnTo::parse(&full).map_or_else(|| path::ROOT.to_owned(), |safe| safe.as_str().to_owned())
}

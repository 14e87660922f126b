//! The page of the saved filters.

use crate::api::filters::{DeleteFilter, SaveFilter};
use crate::html::Html;
use crate::i18n::named;
use domain::name::MAX_LENGTH;
use leptos::server_fn::ServerFn;
use wire::UserQuery;
use wire::view::SavedFilter;

/// The form that saves a query, where there is something to save, and the filters that are there.
pub fn page(saved: &[SavedFilter], query: &UserQuery) -> String {
    let mut out = Html::with_room(4 * 1024);
    html!(out, "<section class=\"card\"><p>" {tr!(filters::INTRO)} "</p>");
    let written = query.on_page(1).written();
    if !written.is_empty() {
        html!(out,
            "<form class=\"form\" method=\"post\" action=\"" {SaveFilter::PATH} "\"><input type=\"hidden\" name=\"query\" value=\""
            {written} "\">"
        );
        about(&mut out, query);
        html!(out,
            "<div class=\"field\"><label class=\"field__label\" for=\"filter-name\">" {tr!(filters::NAME)}
            "</label><input class=\"input\" id=\"filter-name\" name=\"name\" autocomplete=\"off\" required maxlength=\""
            {MAX_LENGTH.to_string()} "\"></div><div class=\"form__actions\"><button class=\"btn btn--primary\" type=\"submit\">"
            {tr!(filters::SAVE)} "</button></div></form>"
        );
    }
    html!(out, "</section><section class=\"card\" aria-labelledby=\"filters-title\"><h2 id=\"filters-title\">" {tr!(filters::TITLE)} "</h2>");
    if saved.is_empty() {
        html!(out, "<p class=\"muted\">" {tr!(filters::NONE)} "</p>");
    } else {
        html!(out, "<ul class=\"items\">");
        for filter in saved {
            let name = tr!(filters::DELETE_OF, name = filter.name.as_str());
            html!(out,
                "<li class=\"item\"><a class=\"link item__title\" href=\"" {filter.href} "\">" {filter.name}
                "</a><form method=\"post\" action=\"" {DeleteFilter::PATH} "\"><input type=\"hidden\" name=\"id\" value=\""
                {filter.id.to_string()} "\"><button class=\"btn\" type=\"submit\" aria-label=\"" {name} "\">" {tr!(filters::DELETE)}
                "</button></form></li>"
            );
        }
        html!(out, "</ul>");
    }
    html!(out, "</section>");
    out.into_text()
}

/// What the query filters by, in words.
fn about(out: &mut Html, query: &UserQuery) {
    let searched =
        (!query.search.is_empty()).then(|| tr!(users::SEARCH_CHIP, text = query.search.as_str()));
    let words = [
        searched,
        query.status.map(|status| {
            tr!(
                users::STATUS_CHIP,
                status = tr!(named::status_label(status))
            )
        }),
        query.role.map(|role| tr!(named::role_filter(role))),
        query
            .requirement
            .map(|rule| tr!(named::requirement_filter(rule))),
        query.state.map(|state| tr!(named::account_filter(state))),
        query.group.map(|_| tr!(users::GROUP_CHIP)),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    if !words.is_empty() {
        html!(out, "<p>" {words.join(" · ")} "</p>");
    }
}

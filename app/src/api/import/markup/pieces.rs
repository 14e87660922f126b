//! What several of these pages have.

use crate::api::import::DiscardImport;
use crate::html::Html;
use leptos::server_fn::ServerFn;

/// A list of numbers with their names.
pub(super) fn numbers(out: &mut Html, numbers: &[(String, String)]) {
    html!(out, "<dl class=\"facts facts--numbers\">");
    for (name, number) in numbers {
        html!(out, "<div><dt>" {name} "</dt><dd>" {number} "</dd></div>");
    }
    html!(out, "</dl>");
}

/// The button that forgets the file.
pub(super) fn discard(out: &mut Html, id: i64) {
    html!(out,
        "<form method=\"post\" action=\"" {DiscardImport::PATH} "\"><input type=\"hidden\" name=\"id\" value=\"" {id.to_string()}
        "\"><button class=\"btn\" type=\"submit\">" {tr!(import::DISCARD)} "</button></form>"
    );
}

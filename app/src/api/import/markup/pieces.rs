//! What several of these pages have.

use crate::api::import::DiscardImport;
use crate::html::Html;
use backend::import::{Column, FileColumn, Meaning};
use domain::ImportId;
use leptos::server_fn::ServerFn;

/// Rows of a table; those after them are counted, or on the next page.
pub(super) const ROWS: usize = 100;

/// A list of numbers with their names.
pub(super) fn numbers(out: &mut Html, numbers: &[(String, String)]) {
    html!(out, "<dl class=\"facts facts--numbers\">");
    for (name, number) in numbers {
        html!(out, "<div><dt>" {name} "</dt><dd>" {number} "</dd></div>");
    }
    html!(out, "</dl>");
}

/// The button that forgets the file.
pub(super) fn discard(out: &mut Html, id: ImportId) {
    html!(out,
        "<form method=\"post\" action=\"" {DiscardImport::PATH} "\"><input type=\"hidden\" name=\"id\" value=\"" {id.to_string()}
        "\"><button class=\"btn\" type=\"submit\">" {tr!(import::DISCARD)} "</button></form>"
    );
}

/// The beginning of a table, the rows of which are lists on a phone.
pub(super) fn table(out: &mut Html, title: &str, heads: &[String]) {
    html!(out, "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" {title} "\"><table class=\"table table--list\"><caption>" {title} "</caption><thead><tr>");
    for head in heads {
        html!(out, "<th scope=\"col\">" {head} "</th>");
    }
    html!(out, "</tr></thead><tbody>");
}

/// A cell that says itself what stands above its column: on a phone nothing stands there.
pub(super) fn cell(out: &mut Html, label: &str, value: &str) {
    html!(out, "<td data-label=\"" {label} "\">" {value} "</td>");
}

/// The end of a table of `rows`, with the number of those beyond the `shown` first.
pub(super) fn end(out: &mut Html, rows: u64, shown: usize) {
    html!(out, "</tbody></table></div>");
    let more = rows.saturating_sub(shown as u64);
    if more > 0 {
        html!(out, "<p>" {tr_count!(import::MORE, more)} "</p>");
    }
}

/// What a value of an account is called, with what stands above its columns in the file.
pub(super) fn named(column: Column, columns: &[FileColumn]) -> String {
    let own = columns.iter().filter(|file| is_of(file.meaning, column));
    let own: Vec<String> = own.map(|file| file.name.shown()).collect();
    let name = super::flaw::meaning(Meaning::Of(column));
    let is_same = own
        .iter()
        .all(|own| own.to_lowercase() == name.to_lowercase());
    if is_same {
        name
    } else {
        tr!(import::NAMED, name = name, own = own.join(", "))
    }
}

/// Whether a column of the file says something about this value.
fn is_of(meaning: Meaning, column: Column) -> bool {
    match meaning {
        Meaning::Of(said) => said == column,
        Meaning::Login => column == Column::Email,
        Meaning::FirstName | Meaning::LastName => column == Column::Name,
        Meaning::RuleUntil => column == Column::Required,
        _ => false,
    }
}

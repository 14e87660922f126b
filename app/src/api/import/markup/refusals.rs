//! The refused rows of an import.

use super::flaw::flaw;
use super::pieces::{ROWS, cell, named, table};
use crate::api::task::FROM;
use crate::format::number;
use crate::html::Html;
use crate::locale::separator;
use backend::import::Refusal;
use backend::upload::Shown;
use domain::ImportId;
use wire::path;

/// Some of the refused rows, from this one on, the way to the others, and the button that downloads them.
pub(super) fn refusals(out: &mut Html, shown: &Shown, refused: &[Refusal], from: u64) {
    let id = shown.kept.id;
    if refused.is_empty() {
        return;
    }
    let first = first_of_page(from, refused.len());
    let heads = [
        tr!(import::LINE),
        tr!(import::COLUMN),
        tr!(import::REASON),
        tr!(import::VALUE),
    ];
    table(out, &tr!(import::REFUSED), &heads);
    for refusal in refused.iter().skip(first).take(ROWS) {
        let (reason, value) = flaw(refusal);
        let column = refusal.column.map(|column| named(column, &shown.columns));
        html!(out, "<tr><th scope=\"row\" data-label=\"" {heads[0]} "\">" {refusal.line.to_string()} "</th>");
        cell(out, &heads[1], &column.unwrap_or_default());
        cell(out, &heads[2], &reason);
        cell(out, &heads[3], &value);
        html!(out, "</tr>");
    }
    html!(out, "</tbody></table></div>");
    pages(out, id, first, refused.len());
    html!(out,
        "<form method=\"post\" action=\"" {path::IMPORT_REFUSED} "\"><input type=\"hidden\" name=\"id\" value=\"" {id.to_string()}
        "\">"
    );
    if let Some(by) = separator() {
        html!(out, "<input type=\"hidden\" name=\"separator\" value=\"" {by.as_str()} "\">");
    }
    html!(out, "<button class=\"btn\" type=\"submit\">" {tr!(import::DOWNLOAD)} "</button></form>");
}

/// Where the page begins that has the row with this number, from 1; the last page beyond the last row.
fn first_of_page(from: u64, rows: usize) -> usize {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let at = from.clamp(1, rows.max(1)) - 1;
    at - at % ROWS
}

fn pages(out: &mut Html, id: ImportId, first: usize, rows: usize) {
    if rows <= ROWS {
        return;
    }
    let last = rows.min(first + ROWS);
    let shown = tr!(
        pager::RANGE,
        first = number(first as u64 + 1),
        last = number(last as u64),
        total = number(rows as u64)
    );
    html!(out, "<nav class=\"results\" aria-label=\"" {tr!(import::REFUSED)} "\"><span>" {shown} "</span>");
    let mut link = |begin: usize, text: String| {
        let page = path::with(&path::import(id), FROM, &(begin + 1).to_string());
        html!(out, "<a class=\"link\" href=\"" {page} "\">" {text} "</a>");
    };
    if let Some(before) = first.checked_sub(ROWS) {
        link(before, tr!(pager::PREVIOUS));
    }
    if last < rows {
        link(last, tr!(pager::NEXT));
    }
    html!(out, "</nav>");
}

#[cfg(test)]
mod tests {
    use super::first_of_page;

    #[test]
    fn a_page_begins_at_a_hundred_and_there_is_none_after_the_last_row() {
        for (from, first) in [
            (0, 0),
            (1, 0),
            (100, 0),
            (101, 100),
            (250, 200),
            (u64::MAX, 200),
        ] {
            assert_eq!(first_of_page(from, 250), first, "{from}");
        }
        assert_eq!(first_of_page(300, 200), 100);
        assert_eq!(first_of_page(7, 0), 0);
    }
}

//! The page of imports, and of one, as markup.

mod created;
pub mod flaw;
mod pieces;
mod preview;
mod refusals;

use created::found_again;
use pieces::{discard, numbers};
use preview::preview;
use refusals::refusals;

use crate::api::import::ImportShown;
use crate::format::number;
use crate::html::Html;
use crate::i18n::named::{self, What};
use backend::upload::{Kept, Shown};
use domain::ImportState;
use wire::path;

/// Bytes of most pages.
const ROOM: usize = 16 * 1024;

/// The page of all imports: the form for a file, and the files that are kept.
pub fn of_all(kept: &[Kept]) -> ImportShown {
    let mut out = Html::with_room(ROOM);
    html!(out,
        "<section class=\"card\"><p>" {tr!(import::INTRO)} "</p><form class=\"form\" method=\"post\" enctype=\"multipart/form-data\" action=\""
        {path::IMPORT_FILE} "\"><div class=\"field drop\"><label class=\"field__label\" for=\"import-file\">" {tr!(import::FILE)}
        "</label><input class=\"input\" type=\"file\" id=\"import-file\" name=\"file\" accept=\".csv,.tsv,.txt,text/csv\" aria-describedby=\"import-drop\" required><p class=\"field__hint drop__hint\" id=\"import-drop\">"
        {tr!(import::DROP)} "</p></div>"
        "<div class=\"form__actions\"><button class=\"btn btn--primary\" type=\"submit\">" {tr!(import::READ)}
        "</button></div></form></section>"
    );
    if !kept.is_empty() {
        html!(out, "<section class=\"card\"><h2>" {tr!(import::OWN)} "</h2><ul class=\"stack stack--tight\">");
        for import in kept {
            html!(out,
                "<li><a class=\"link\" href=\"" {path::import(import.id)} "\">" {import.file_name}
                " (" {tr!(state(import.state))} ")</a></li>"
            );
        }
        html!(out, "</ul></section>");
    }
    ImportShown {
        html: out.into_text(),
        ..ImportShown::default()
    }
}

/// The page of one import, with its refused rows from this one on.
pub fn of_one(shown: &Shown, from: u64) -> ImportShown {
    let (mut out, kept) = (Html::with_room(ROOM), &shown.kept);
    html!(out, "<section class=\"card\"><h2>" {kept.file_name} " (" {tr!(state(kept.state))} ")</h2>");
    match kept.state {
        ImportState::Uploaded => preview(&mut out, shown, from),
        ImportState::Running => progress(&mut out, kept),
        ImportState::Done | ImportState::Stopped => report(&mut out, shown, from),
    }
    html!(out, "</section>");
    ImportShown {
        html: out.into_text(),
        runs: kept.state == ImportState::Running,
        ..ImportShown::default()
    }
}

fn progress(out: &mut Html, kept: &Kept) {
    let (done, rows) = (kept.done.to_string(), kept.rows.to_string());
    html!(out,
        "<p>" {tr!(import::RUNNING)} "</p><p><label>" {tr!(import::ROWS)} " <progress max=\"" {rows} "\" value=\"" {done}
        "\"></progress></label> " {done} " / " {rows} "</p><p><a class=\"btn\" href=\"" {path::import(kept.id)} "\" rel=\"external\">"
        {tr!(import::REREAD)} "</a></p>"
    );
}

fn report(out: &mut Html, shown: &Shown, from: u64) {
    let kept = &shown.kept;
    if kept.state == ImportState::Stopped {
        html!(out, "<p>" {stopped(kept)} "</p>");
    }
    let rows = format!("{} / {}", number(kept.done), number(kept.rows));
    numbers(
        out,
        &[
            (tr!(import::ROWS), rows),
            (tr!(import::WAS_CREATED), number(kept.created)),
            (tr!(import::PRESENT), number(kept.already_there)),
            (tr!(import::WAS_UPDATED), number(kept.updated)),
            (tr!(import::REFUSED), number(kept.refused)),
        ],
    );
    found_again(out, shown);
    refusals(out, shown, &shown.refused, from);
    discard(out, kept.id);
}

/// Why it has ended before its last row.
fn stopped(kept: &Kept) -> String {
    match kept.stopped_for.map(named::notice) {
        Some(What::Plain(reason)) => tr!(import::STOPPED_FOR, reason = tr!(reason)),
        _ => tr!(import::STOPPED),
    }
}

const fn state(state: ImportState) -> crate::i18n::Key {
    use crate::i18n::key::import::state;

    match state {
        ImportState::Uploaded => state::UPLOADED,
        ImportState::Running => state::RUNNING,
        ImportState::Done => state::DONE,
        ImportState::Stopped => state::STOPPED,
    }
}

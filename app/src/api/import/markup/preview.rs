//! What an import would do.

use super::created::first_accounts;
use super::flaw::{fault, meaning};
use super::pieces::{ROWS, cell, discard, end, numbers, table};
use super::refusals::refusals;
use crate::api::import::StartImport;
use crate::format::number;
use crate::html::Html;
use crate::i18n::named;
use backend::import::{Excerpt, ImportReport, Meaning, ProfileChange};
use backend::upload::Shown;
use domain::{FileEncoding, Language};
use leptos::server_fn::ServerFn;
use wire::path;

pub(super) fn preview(out: &mut Html, shown: &Shown, from: u64) {
    let id = shown.kept.id;
    if shown.encoding == FileEncoding::Windows1252 {
        html!(out, "<p class=\"message message--plain\" role=\"alert\">" {tr!(import::WINDOWS)} "</p>");
    }
    if let Some(Err(error)) = &shown.plan {
        html!(out, "<p class=\"message message--plain\" role=\"alert\">" {fault(error)} "</p>");
    }
    choices(out, shown);
    if let Some(Ok(plan)) = &shown.plan {
        html!(out, "<h3 class=\"card__section\">" {tr!(import::PREVIEW)} "</h3>");
        planned(out, shown, plan);
        first_accounts(out, shown, plan);
        refusals(out, shown, &plan.refused, from);
        changes(out, plan);
        namesakes(out, plan);
    }
    html!(out, "<div class=\"form__actions\">");
    if shown.plan.as_ref().is_some_and(Result::is_ok) {
        start(out, shown);
    }
    discard(out, id);
    html!(out, "</div>");
}

fn planned(out: &mut Html, shown: &Shown, plan: &ImportReport) {
    let mut found = vec![(tr!(import::CREATED), number(plan.created))];
    if plan.admins > 0 {
        found.push((tr!(import::ADMINS), number(plan.admins)));
    }
    if plan.deactivated > 0 {
        found.push((tr!(import::DEACTIVATED), number(plan.deactivated)));
    }
    if plan.ended > 0 {
        found.push((tr!(import::ENDED), number(plan.ended)));
    }
    found.push((tr!(import::PRESENT), number(plan.already_there)));
    if shown.update {
        found.push((tr!(import::UPDATED), number(plan.updated.count)));
    }
    found.push((tr!(import::REFUSED), number(plan.refused.len() as u64)));
    if !plan.groups.is_empty() {
        found.push((tr!(import::NEW_GROUPS), number(plan.groups.len() as u64)));
    }
    numbers(out, &found);
    if !plan.groups.is_empty() {
        let first: Vec<&str> = plan.groups.iter().take(ROWS).map(String::as_str).collect();
        let dots = if plan.groups.len() > ROWS {
            ", …"
        } else {
            ""
        };
        html!(out, "<p>" {tr!(import::GROUPS_CREATED, names = first.join(", "))} {dots} "</p>");
    }
    if plan.admins > 0 {
        html!(out, "<p class=\"message message--plain\" role=\"alert\">" {tr!(import::ADMINS_WARNING)} "</p>");
    }
}

/// The form in which columns, encoding and language are chosen.
fn choices(out: &mut Html, shown: &Shown) {
    html!(out,
        "<form class=\"form\" method=\"post\" action=\"" {path::IMPORT_COLUMNS} "\"><input type=\"hidden\" name=\"id\" value=\""
        {shown.kept.id.to_string()} "\">"
    );
    table(
        out,
        &tr!(import::COLUMNS),
        &[tr!(import::COLUMN), tr!(import::EXAMPLE), tr!(import::SAYS)],
    );
    for (at, column) in shown.columns.iter().enumerate() {
        html!(out,
            "<tr><th scope=\"row\">" {column.name.shown()} "</th><td>" {column.example.shown()}
            "</td><td><select class=\"input\" name=\"column\" aria-label=\""
            {format!("{} {}", at + 1, column.name.shown())} "\">"
        );
        for choice in Meaning::ALL {
            option(
                out,
                choice.as_str(),
                &meaning(choice),
                choice == column.meaning,
            );
        }
        html!(out, "</select></td></tr>");
    }
    html!(out, "</tbody></table></div>");
    select(out, "encoding", &tr!(import::ENCODING));
    for (encoding, name) in [
        (FileEncoding::Utf8, "UTF-8, UTF-16"),
        (FileEncoding::Windows1252, "Windows-1252"),
    ] {
        option(out, encoding.as_str(), name, encoding == shown.encoding);
    }
    html!(out, "</select></div>");
    select(out, "language", &tr!(import::LANGUAGE));
    for language in Language::choices(shown.language) {
        let name = named::offered_language(language);
        option(out, language.as_str(), &name, language == shown.language);
    }
    html!(out, "</select></div>");
    let update = if shown.update { "\" checked>" } else { "\">" };
    check(out, "update", &tr!(import::UPDATE), update);
    html!(out,
        "<p class=\"field__hint\">" {tr!(import::UPDATE_HINT)} "</p><div class=\"form__actions\"><button class=\"btn\" type=\"submit\">"
        {tr!(import::AGAIN)} "</button></div></form>"
    );
}

fn start(out: &mut Html, shown: &Shown) {
    html!(out,
        "<form class=\"form\" method=\"post\" action=\"" {StartImport::PATH} "\"><input type=\"hidden\" name=\"id\" value=\""
        {shown.kept.id.to_string()} "\"><input type=\"hidden\" name=\"seen\" value=\"" {shown.revision} "\">"
    );
    if shown.encoding == FileEncoding::Windows1252 {
        check(out, "confirmed", &tr!(import::CONFIRMED), "\" required>");
    }
    html!(out,
        "<div class=\"form__actions\"><button class=\"btn btn--primary\" type=\"submit\">" {tr!(import::START)}
        "</button></div></form>"
    );
}

fn changes(out: &mut Html, plan: &ImportReport) {
    if plan.updated.count == 0 {
        return;
    }
    let heads = [
        tr!(import::LINE),
        tr!(import::EMAIL),
        tr!(import::BEFORE),
        tr!(import::AFTER),
    ];
    table(out, &tr!(import::CHANGES), &heads);
    for change in plan.updated.first.iter().take(ROWS) {
        let (before, after) = before_and_after(change);
        html!(out, "<tr><th scope=\"row\" data-label=\"" {heads[0]} "\">" {change.line.to_string()} "</th>");
        cell(out, &heads[1], &change.email.shown());
        cell(out, &heads[2], &before);
        cell(out, &heads[3], &after);
        html!(out, "</tr>");
    }
    end(out, plan.updated.count, ROWS);
}

fn before_and_after(change: &ProfileChange) -> (String, String) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    if let Some(name) = &change.name {
        before.push(name.from.shown());
        after.push(name.to.shown());
    }
    if let Some(language) = &change.language {
        before.push(tr!(named::language(language.from)));
        after.push(tr!(named::language(language.to)));
    }
    if !change.groups.is_empty() {
        let names: Vec<String> = change.groups.iter().map(Excerpt::shown).collect();
        after.push(tr!(journal::GROUP, name = names.join(", ")));
    }
    (before.join(", "), after.join(", "))
}

fn namesakes(out: &mut Html, plan: &ImportReport) {
    if plan.namesakes.count == 0 {
        return;
    }
    let heads = [tr!(import::LINE), tr!(field::NAME), tr!(import::OF_ADMIN)];
    table(out, &tr!(import::NAMESAKES), &heads);
    for namesake in plan.namesakes.first.iter().take(ROWS) {
        let admin = format!("{} ({})", namesake.admin.shown(), namesake.email.shown());
        html!(out, "<tr><th scope=\"row\" data-label=\"" {heads[0]} "\">" {namesake.line.to_string()} "</th>");
        cell(out, &heads[1], &namesake.name.shown());
        cell(out, &heads[2], &admin);
        html!(out, "</tr>");
    }
    end(out, plan.namesakes.count, ROWS);
}

fn select(out: &mut Html, name: &'static str, label: &str) {
    html!(out,
        "<div class=\"field\"><label class=\"field__label\" for=\"import-" [name] "\">" {label} "</label><select class=\"input\" id=\"import-"
        [name] "\" name=\"" [name] "\">"
    );
}

fn option(out: &mut Html, value: &str, label: &str, chosen: bool) {
    let chosen = if chosen { "\" selected>" } else { "\">" };
    html!(out, "<option value=\"" {value} [chosen] {label} "</option>");
}

/// A checkbox; `end` ends its tag.
fn check(out: &mut Html, name: &'static str, label: &str, end: &'static str) {
    html!(out,
        "<div class=\"check\"><input type=\"checkbox\" value=\"yes\" name=\"" [name] "\" id=\"import-" [name] [end]
        "<label for=\"import-" [name] "\">" {label} "</label></div>"
    );
}

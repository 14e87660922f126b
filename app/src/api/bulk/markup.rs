//! The page of operations on many users, and of one, as markup.

mod plan;
mod report;
mod said;

pub use report::refusal_in;
use report::report;
use said::{write_begun, write_day, write_terms};

use crate::api::bulk::{BulkShown, CancelBulk, ChooseBulkTerms};
use crate::format::number;
use crate::grace::fields::grace_fields;
use crate::html::Html;
use crate::i18n::{Key, key, named};
use backend::bulk::{Kept, Shown};
use backend::upload;
use domain::{BulkKind, BulkState, ExemptionKind};
use leptos::server_fn::ServerFn;
use wire::path;

/// Bytes of most pages.
const ROOM: usize = 16 * 1024;

/// The page of all operations.
pub fn of_all(kept: &[Kept]) -> BulkShown {
    let mut out = Html::with_room(ROOM);
    html!(out, "<section class=\"card\"><p>" {tr!(bulk::INTRO)} "</p><p><a class=\"link\" href=\"" [path::USERS] "\">" {tr!(bulk::BACK)} "</a></p>");
    if !kept.is_empty() {
        html!(out, "<ul class=\"activity\">");
        for one in kept {
            html!(out,
                "<li><a class=\"link\" href=\"" {path::bulk(one.id)} "\">" {name(one)} "</a><p class=\"item__text\">" {tr!(state(one.state))} " · "
            );
            write_begun(&mut out, one);
            html!(out, "</p></li>");
        }
        html!(out, "</ul>");
    }
    html!(out, "</section>");
    BulkShown {
        html: out.into_text(),
        runs: kept.iter().any(|one| one.state == BulkState::Running),
        ..BulkShown::default()
    }
}

/// How far operations and imports are that are under way, for each page: operations with who began them.
pub fn under_way(operations: &[Kept], imports: &[upload::Kept]) -> String {
    let operations = operations.iter().map(|one| {
        let (page, looked_at) = (path::bulk(one.id), one.looked_at());
        (name(one), page, looked_at, one.total, Some(one))
    });
    let imports = imports.iter().map(|one| {
        let (title, page) = (tr!(import::TITLE), path::import(one.id));
        (title, page, one.done, one.rows, None)
    });
    let mut out = Html::with_room(0);
    for (name, page, done, total, operation) in operations.chain(imports) {
        html!(out,
            "<p><a class=\"link\" href=\"" {page} "\">" {name} "</a> <progress aria-label=\"" {name} "\" max=\"" {total.to_string()}
            "\" value=\"" {done.to_string()} "\"></progress> " {number(done)} " / " {number(total)}
        );
        if let Some(operation) = operation {
            html!(out, " · ");
            write_begun(&mut out, operation);
        }
        html!(out, "</p>");
    }
    out.into_text()
}

/// The page of one operation. `typed` is what was typed into the form of an exemption and refused; `changes` is whether the one who looks
/// may cancel it and take it back.
pub fn of_one(shown: &Shown, typed: &[String], changes: bool) -> BulkShown {
    let (mut out, kept) = (Html::with_room(ROOM), &shown.kept);
    html!(out,
        "<section class=\"card\"><h2>" {name(kept)} " (" {tr!(state(kept.state))} ")</h2><p>" {about(shown)} "</p>"
    );
    write_terms(&mut out, shown);
    match kept.state {
        BulkState::Chosen => choose(&mut out, shown, typed),
        BulkState::Running => progress(&mut out, kept, changes),
        BulkState::Done | BulkState::Cancelled | BulkState::Stopped => {
            report(&mut out, shown, changes);
        }
    }
    html!(out, "</section>");
    let plan = shown.plan.as_ref();
    BulkShown {
        html: out.into_text(),
        runs: kept.state == BulkState::Running,
        plan: plan.map_or_else(String::new, |plan| plan::card(shown, plan)),
        start: plan.map_or_else(String::new, |plan| plan::start(shown, plan)),
        next: next(shown),
    }
}

fn choose(out: &mut Html, shown: &Shown, typed: &[String]) {
    match shown.kept.kind {
        Some(kind) if kind.has_group() => choose_group(out, shown),
        Some(BulkKind::Exempt) => choose_terms(out, shown, typed),
        Some(BulkKind::Extend) => choose_day(out, shown, typed),
        Some(BulkKind::Require) => choose_time(out, shown),
        _ => {}
    }
}

fn choose_group(out: &mut Html, shown: &Shown) {
    if shown.groups.is_empty() {
        html!(out, "<p>" {tr!(bulk::NO_GROUPS)} " <a class=\"link\" href=\"" [path::GROUPS] "\">" {tr!(frame::GROUPS)} "</a></p>");
        return;
    }
    begin_terms(out, shown);
    html!(out,
        "<div class=\"field\"><label class=\"field__label\" for=\"bulk-group\">" {tr!(bulk::GROUP)}
        "</label><select class=\"input\" id=\"bulk-group\" name=\"group\">"
    );
    let chosen = shown.group.as_ref().map(|(id, _)| *id);
    for (id, name) in &shown.groups {
        option(out, &id.to_string(), name, chosen == Some(*id));
    }
    html!(out, "</select></div>");
    end_terms(out, shown);
}

fn choose_terms(out: &mut Html, shown: &Shown, typed: &[String]) {
    let (mut kind, mut reason, mut until) = (ExemptionKind::ForATime, "", None);
    if let Some((text, end, chosen)) = &shown.exemption {
        (kind, reason, until) = (*chosen, text, *end);
    }
    let mut day = None;
    if let [chosen, text, typed] = typed {
        kind = ExemptionKind::parse(chosen).unwrap_or(kind);
        reason = text;
        day = Some(typed.as_str());
    }
    begin_terms(out, shown);
    html!(out,
        "<div class=\"field\"><label class=\"field__label\" for=\"bulk-exempt\">" {tr!(user::exemption::KIND)}
        "</label><select class=\"input\" id=\"bulk-exempt\" name=\"kind\">"
    );
    for choice in ExemptionKind::ALL {
        option(
            out,
            choice.as_str(),
            &tr!(named::exemption_kind(*choice)),
            *choice == kind,
        );
    }
    html!(out,
        "</select></div><div class=\"field\"><label class=\"field__label\" for=\"bulk-reason\">" {tr!(user::exemption::REASON)}
        "</label><input class=\"input\" id=\"bulk-reason\" name=\"reason\" autocomplete=\"off\" required value=\"" {reason}
        "\"></div><div class=\"field\"><label class=\"field__label\" for=\"bulk-until\">" {tr!(user::exemption::UNTIL)}
        "</label><input class=\"input input--day\" type=\"date\" id=\"bulk-until\" name=\"until\" aria-describedby=\"bulk-until-hint\""
    );
    write_day(out, day, until);
    html!(out,
        "><p class=\"field__hint\" id=\"bulk-until-hint\">" {tr!(user::exemption::UNTIL_HINT)} "</p></div>"
    );
    end_terms(out, shown);
}

fn choose_day(out: &mut Html, shown: &Shown, typed: &[String]) {
    let day = match typed {
        [_, _, text] => Some(text.as_str()),
        _ => None,
    };
    begin_terms(out, shown);
    html!(out,
        "<div class=\"field\"><label class=\"field__label\" for=\"bulk-until\">" {tr!(bulk::DAY)}
        "</label><input class=\"input input--day\" type=\"date\" id=\"bulk-until\" name=\"until\" required aria-describedby=\"bulk-until-hint\""
    );
    write_day(out, day, shown.time);
    html!(out,
        "><p class=\"field__hint\" id=\"bulk-until-hint\">" {tr!(bulk::DAY_HINT)} "</p></div>"
    );
    end_terms(out, shown);
}

fn choose_time(out: &mut Html, shown: &Shown) {
    begin_terms(out, shown);
    out.append(grace_fields(shown.grace));
    end_terms(out, shown);
}

fn begin_terms(out: &mut Html, shown: &Shown) {
    html!(out, "<form class=\"form\" method=\"post\" action=\"" {ChooseBulkTerms::PATH} "\">");
    hidden(out, "id", &shown.kept.id.to_string());
    hidden(out, "zone", "");
}

fn end_terms(out: &mut Html, shown: &Shown) {
    let text = if shown.plan.is_some() {
        tr!(bulk::AGAIN)
    } else {
        tr!(bulk::LOOK)
    };
    html!(out, "<div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {text} "</button></div></form>");
}

fn progress(out: &mut Html, kept: &Kept, changes: bool) {
    let (done, total) = (kept.looked_at().to_string(), kept.total.to_string());
    let mails = match kept.kind {
        Some(kind) if kind.sends_mail() => format!(" {}", tr!(bulk::MAILS)),
        _ => String::new(),
    };
    html!(out,
        "<p>" {tr!(bulk::RUNNING)} {mails} "</p><p><label>" {tr!(bulk::USERS)} " <progress max=\"" {total} "\" value=\"" {done}
        "\"></progress></label> " {number(kept.looked_at())} " / " {number(kept.total)} "</p><p>"
    );
    write_begun(out, kept);
    html!(out, "</p>");
    if changes {
        html!(out, "<form class=\"form\" method=\"post\" action=\"" {CancelBulk::PATH} "\">");
        hidden(out, "id", &kept.id.to_string());
    }
    html!(out,
        "<div class=\"form__actions\"><a class=\"btn\" href=\"" {path::bulk(kept.id)} "\" rel=\"external\">" {tr!(import::REREAD)} "</a>"
    );
    if changes {
        html!(out, "<button class=\"btn\" type=\"submit\">" {tr!(bulk::CANCEL)} "</button>");
    }
    out.markup(if changes { "</div></form>" } else { "</div>" });
}

fn numbers(out: &mut Html, numbers: &[(String, String)]) {
    html!(out, "<dl class=\"facts facts--numbers\">");
    for (name, number) in numbers {
        html!(out, "<div><dt>" {name} "</dt><dd>" {number} "</dd></div>");
    }
    html!(out, "</dl>");
}

fn hidden(out: &mut Html, name: &'static str, value: &str) {
    html!(out, "<input type=\"hidden\" name=\"" [name] "\" value=\"" {value} "\">");
}

fn option(out: &mut Html, value: &str, label: &str, chosen: bool) {
    let chosen = if chosen { "\" selected>" } else { "\">" };
    html!(out, "<option value=\"" {value} [chosen] {label} "</option>");
}

/// The user after whom there is more to look at; 0 for none.
fn next(shown: &Shown) -> u64 {
    let next = shown.plan.as_ref().and_then(|plan| plan.next);
    next.map_or(0, |user| user.get().unsigned_abs())
}

/// What is done.
fn name(kept: &Kept) -> String {
    let name = match kept.kind {
        Some(kind) => tr!(named::bulk_kind(kind)),
        None => tr!(bulk::TITLE),
    };
    match kept.undoes {
        Some(_) => tr!(bulk::UNDOES, what = name),
        None => name,
    }
}

/// To whom.
fn about(shown: &Shown) -> String {
    let total = shown.kept.total;
    match &shown.query {
        _ if shown.kept.undoes.is_some() => tr_count!(users::FOUND, total),
        Some(query) if query.is_filtered() => tr_count!(bulk::OF_FILTER, total),
        Some(_) => tr_count!(bulk::OF_ALL, total),
        None => tr_count!(bulk::OF_CHOSEN, total),
    }
}

/// The table that it began from.
fn back(shown: &Shown) -> String {
    let query = shown.query.as_ref();
    query.map_or_else(|| path::USERS.to_owned(), wire::UserQuery::href)
}

const fn state(state: BulkState) -> Key {
    use key::bulk::state;

    match state {
        BulkState::Chosen => state::CHOSEN,
        BulkState::Running => state::RUNNING,
        BulkState::Done => state::DONE,
        BulkState::Cancelled => state::CANCELLED,
        BulkState::Stopped => state::STOPPED,
    }
}

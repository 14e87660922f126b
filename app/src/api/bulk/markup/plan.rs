//! What an operation would do, as far as it was looked at, and how it begins.

use super::report::refusals;
use super::{back, hidden, numbers};
use crate::api::bulk::StartBulk;
use crate::api::preview::markup::write_figures;
use crate::api::task::FROM;
use crate::format::number;
use crate::html::Html;
use crate::i18n::named;
use crate::locale::separator;
use backend::bulk::{Plan, Shown};
use domain::BulkKind;
use leptos::server_fn::ServerFn;
use wire::path;

/// Bytes of most plans.
const ROOM: usize = 8 * 1024;

/// The figures, and the way to those of the next users where there are more.
pub(super) fn card(shown: &Shown, plan: &Plan) -> String {
    let mut html = Html::with_room(ROOM);
    let out = &mut html;
    html!(out, "<section class=\"card\"><h2>" {tr!(bulk::PREVIEW)} "</h2>");
    write_place(out, shown, plan);
    numbers(
        out,
        &[
            (tr!(bulk::WOULD), number(plan.done)),
            (tr!(bulk::ALREADY), number(plan.already)),
            (tr!(bulk::WOULD_REFUSE), number(plan.refused)),
        ],
    );
    if !plan.reasons.is_empty() {
        html!(out, "<ul class=\"consequences\">");
        for (reason, users) in &plan.reasons {
            html!(out, "<li><strong>" {number(*users)} "</strong><span>" {tr!(named::bulk::bulk_refusal(*reason))} "</span></li>");
        }
        html!(out, "</ul>");
    }
    if let Some(outlook) = &plan.outlook {
        html!(out, "<h3 class=\"card__section\">" {tr!(bulk::OUTLOOK)} "</h3>");
        write_figures(out, outlook);
        html!(out, "<p class=\"muted\">" {tr!(bulk::OUTLOOK_HINT)} "</p>");
    }
    // Those whom it would take away are known once all were looked at.
    let is_whole = plan.next.is_none() || shown.kept.kind != Some(BulkKind::Deactivate);
    if let Some(admins) = plan.admins.filter(|_| is_whole) {
        let text = match admins {
            0 => tr!(preview::NO_ADMIN_NOW),
            _ => tr_count!(preview::ADMINS, admins),
        };
        html!(out, "<p>" {text} "</p>");
    }
    refusals(out, &plan.first, plan.refused);
    html!(out, "<form method=\"post\" action=\"" {path::export(path::BULK_PLAN, "csv")} "\">");
    hidden(out, "id", &shown.kept.id.to_string());
    if let Some(by) = separator() {
        hidden(out, "separator", by.as_str());
    }
    html!(out, "<button class=\"btn\" type=\"submit\">" {tr!(bulk::EXPORT_PLAN)} "</button></form></section>");
    html.into_text()
}

/// How many were looked at, as long as there are more. A page that runs scripts goes on by itself.
fn write_place(out: &mut Html, shown: &Shown, plan: &Plan) {
    let Some(next) = plan.next else { return };
    let (done, total) = (plan.looked_at, shown.kept.total.max(plan.looked_at));
    let text = tr!(bulk::LOOKED_AT, done = number(done), total = number(total));
    let further = path::with(&path::bulk(shown.kept.id), FROM, &next.to_string());
    html!(out,
        "<p><progress aria-label=\"" {tr!(bulk::PREVIEW)} "\" max=\"" {total.to_string()} "\" value=\"" {done.to_string()} "\"></progress> "
        {text} "</p><noscript><p><a class=\"btn\" href=\"" {further} "\">" {tr!(bulk::FURTHER)} "</a></p></noscript>"
    );
}

/// The form that begins.
pub(super) fn start(shown: &Shown, plan: &Plan) -> String {
    let mut html = Html::default();
    let out = &mut html;
    html!(out,
        "<form class=\"form\" method=\"post\" action=\"" {StartBulk::PATH} "\">"
    );
    hidden(out, "id", &shown.kept.id.to_string());
    hidden(out, "seen", &shown.seen);
    html!(out, "<div class=\"form__actions\">");
    if plan.done > 0 || plan.next.is_some() {
        html!(out, "<button class=\"btn btn--primary\" type=\"submit\">" {tr_count!(bulk::START, shown.kept.total)} "</button>");
    }
    html!(out,
        "<a class=\"btn\" href=\"" {back(shown)} "\">" {tr!(bulk::BACK)} "</a></div></form>"
    );
    html.into_text()
}

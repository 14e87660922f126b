//! The report as markup, which is the same on paper.

use crate::entry_text::{entry_author, entry_detail, entry_text, who};
use crate::format::{date, date_time, number, percent, until};
use crate::html::Html;
use crate::i18n::named;
use crate::rule_text::rule_reason;
use backend::audit::{LogCheck, Verdict};
use backend::report::Report;
use backend::time_zone::TimeZone;
use domain::{EntryId, GroupRule, Policy, Timestamp, TwoFactorStatus};
use wire::path;
use wire::view::{Entry, ExemptionRow};
use wire::{ExemptionCursor, ReportQuery};

/// Bytes of most reports.
const ROOM: usize = 32 * 1024;

/// Groups whose figures are shown; a file has all.
const GROUPS: usize = 500;

/// The exemptions that are shown, and where further ones begin.
type Exemptions = (Vec<ExemptionRow>, Option<ExemptionCursor>);
/// The changes that are shown, and where further ones begin.
type Changes = (Vec<Entry>, Option<EntryId>);

/// The report.
pub fn of(shown: &Report, exemptions: &Exemptions, changes: &Changes) -> String {
    let mut out = Html::with_room(ROOM);
    head(&mut out, shown);
    rules(&mut out, shown);
    figures(&mut out, shown);
    list_exemptions(&mut out, shown, exemptions);
    list_changes(&mut out, changes, &shown.zone);
    log(&mut out, &shown.log, &shown.zone);
    out.into_text()
}

/// A moment where the organisation is: unlike that of a page, the zone of a document does not change with who reads it.
fn moment(at: Timestamp, zone: &TimeZone) -> String {
    date_time(at, zone.offset_minutes(at))
}

/// A day, which is known by its beginning in UTC.
fn day(at: Timestamp) -> String {
    date(at, 0)
}

/// Begins a section with its heading.
fn section(out: &mut Html, id: &'static str, title: &str) {
    html!(out,
        "<section class=\"card\" aria-labelledby=\"report-" [id] "\"><h2 id=\"report-" [id] "\">" {title} "</h2>"
    );
}

/// Begins a table of this kind with these headings.
fn table(out: &mut Html, kind: &'static str, caption: &str, columns: &[String]) {
    html!(out,
        "<div class=\"table-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"" {caption}
        "\"><table class=\"table table--" [kind] "\"><thead><tr>"
    );
    for column in columns {
        html!(out, "<th scope=\"col\">" {column} "</th>");
    }
    html!(out, "</tr></thead><tbody>");
}

/// A cell that says itself what stands above its column: on a phone nothing stands there.
fn cell(out: &mut Html, label: &str, value: &str) {
    html!(out, "<td data-label=\"" {label} "\">" {value} "</td>");
}

const END_OF_TABLE: &str = "</tbody></table></div>";

fn fact(out: &mut Html, name: &str, value: &str) {
    html!(out, "<div><dt>" {name} "</dt><dd>" {value} "</dd></div>");
}

/// Of whom, when it was made, of which days, and the form for other ones.
fn head(out: &mut Html, shown: &Report) {
    let ReportQuery { from, to } = shown.period.query();
    let written = |day: Option<Timestamp>| day.map_or_else(String::new, Timestamp::to_day);
    html!(out, "<section class=\"card\"><dl class=\"facts\">");
    if !shown.organisation.is_empty() {
        fact(out, &tr!(organisation::NAME), &shown.organisation);
    }
    fact(out, &tr!(report::MADE), &moment(shown.at, &shown.zone));
    fact(out, &tr!(organisation::TIME_ZONE), shown.zone.name());
    let period = tr!(
        report::FROM_TO,
        from = day(shown.period.from),
        to = day(shown.period.to)
    );
    fact(out, &tr!(report::PERIOD), &period);
    fact(out, &tr!(report::ADDRESS), &shown.url);
    html!(out,
        "</dl><p class=\"muted report__choose\">" {tr!(report::ADDRESS_HINT)}
        "</p><form class=\"form report__choose\" method=\"get\" action=\"" {path::REPORT} "\">"
    );
    for (name, label, value) in [
        ("from", tr!(report::FROM), written(from)),
        ("to", tr!(report::TO), written(to)),
    ] {
        html!(out,
            "<div class=\"field field--short\"><label class=\"field__label\" for=\"report-day-" [name] "\">" {label}
            "</label><input class=\"input\" type=\"date\" id=\"report-day-" [name] "\" name=\"" [name] "\" value=\"" {value} "\" required></div>"
        );
    }
    html!(out,
        "<div class=\"form__actions\"><button class=\"btn\" type=\"submit\">" {tr!(report::SHOW)} "</button></div></form></section>"
    );
}

/// The rule for all, and what groups require.
fn rules(out: &mut Html, shown: &Report) {
    section(out, "rules", &tr!(report::RULES));
    let policy = match shown.overview.policy {
        Policy::Required => tr!(security::IS_REQUIRED),
        Policy::Optional => tr!(security::IS_OPTIONAL),
    };
    html!(out, "<p>" {policy} "</p>");
    if let Some(since) = shown.overview.since {
        let by = shown.overview.by.as_ref().map(who).unwrap_or_default();
        html!(out, "<p>" {tr!(security::SINCE)} " " {moment(since, &shown.zone)} " " {tr!(security::BY, name = by)} "</p>");
    }
    let requiring = shown
        .groups
        .iter()
        .filter(|group| group.requires == GroupRule::Required);
    let mut is_first = true;
    for group in requiring {
        if is_first {
            is_first = false;
            let columns = [
                tr!(report::GROUP),
                tr!(groups::MEMBERS),
                tr!(groups::ACTIVE),
            ];
            table(out, "figures", &tr!(report::GROUPS), &columns);
        }
        html!(out,
            "<tr><th scope=\"row\">" {group.name} "</th><td>" {number(group.members)} "</td><td>" {number(group.active)} "</td></tr>"
        );
    }
    if is_first {
        html!(out, "<p>" {tr!(report::NO_GROUP)} "</p>");
    } else {
        out.markup(END_OF_TABLE);
    }
    html!(out, "</section>");
}

/// How many users have each status, and how far each group is.
fn figures(out: &mut Html, shown: &Report) {
    let (overview, distribution) = (&shown.overview, shown.overview.distribution);
    section(out, "figures", &tr!(report::FIGURES));
    html!(out, "<dl class=\"facts facts--numbers\">");
    for status in TwoFactorStatus::ALL {
        let count = distribution.of(*status);
        let share = percent(distribution.per_mille(count));
        let value = format!("{} ({share})", number(count));
        fact(out, &tr!(named::status_label(*status)), &value);
    }
    let others = [
        (tr!(report::SERVICE), overview.service_accounts),
        (tr!(report::EXEMPT), overview.consequences.exempt),
        (tr!(report::INDIVIDUAL), overview.consequences.individual),
    ];
    for (name, count) in others {
        fact(out, &name, &number(count));
    }
    html!(out, "</dl>");
    if !shown.groups.is_empty() {
        let columns = [
            tr!(report::GROUP),
            tr!(groups::MEMBERS),
            tr!(groups::ACTIVE),
            tr!(progress::SHARE),
        ];
        table(out, "figures", &tr!(progress::GROUPS), &columns);
        for group in shown.groups.iter().take(GROUPS) {
            html!(out,
                "<tr><th scope=\"row\">" {group.name} "</th><td>" {number(group.members)} "</td><td>" {number(group.active)}
                "</td><td>" {percent(group.active_per_mille())} "</td></tr>"
            );
        }
        out.markup(END_OF_TABLE);
        let all = shown.groups.len();
        if all > GROUPS {
            let (all, shown) = (number(all as u64), number(GROUPS as u64));
            html!(out, "<p>" {tr!(report::FIRST_OF, all = all, shown = shown)} "</p>");
        }
    }
    html!(out, "</section>");
}

fn list_exemptions(out: &mut Html, report: &Report, (rows, next): &Exemptions) {
    let (zone, all) = (&report.zone, report.overview.consequences.exempt);
    let moment = |at| moment(at, zone);
    section(out, "exemptions", &tr!(exemptions::TITLE));
    if rows.is_empty() {
        html!(out, "<p>" {tr!(exemptions::EMPTY)} "</p></section>");
        return;
    }
    let columns = [
        tr!(exemptions::WHO),
        tr!(user::exemption::KIND),
        tr!(user::rule::REASON),
        tr!(user::rule::BY),
        tr!(user::rule::SINCE),
        tr!(user::rule::UNTIL),
    ];
    table(out, "list", &tr!(exemptions::TITLE), &columns);
    for row in rows {
        let kind = row.kind.map(|kind| tr!(named::exemption_kind(kind)));
        let reason = row.reason.as_deref().map(rule_reason);
        let reason = reason.unwrap_or_else(|| tr!(user::rule::NO_REASON));
        let by = row.by.as_ref().map(who).unwrap_or_default();
        let until = row.until.map_or_else(
            || tr!(user::rule::NO_END),
            |at| until(at, |at| zone.offset_minutes(at)),
        );
        html!(out, "<tr><th scope=\"row\">" {row.name} " (" {row.email} ")</th>");
        cell(out, &columns[1], &kind.unwrap_or_default());
        cell(out, &columns[2], &reason);
        cell(out, &columns[3], &by);
        cell(out, &columns[4], &row.since.map(moment).unwrap_or_default());
        cell(out, &columns[5], &until);
        html!(out, "</tr>");
    }
    out.markup(END_OF_TABLE);
    if next.is_some() {
        let shown = u64::try_from(rows.len()).unwrap_or(all);
        html!(out, "<p>" {tr!(report::FIRST_OF, all = number(all), shown = number(shown))} "</p>");
    }
    html!(out, "</section>");
}

fn list_changes(out: &mut Html, (entries, next): &Changes, zone: &TimeZone) {
    section(out, "changes", &tr!(report::CHANGES));
    if entries.is_empty() {
        html!(out, "<p>" {tr!(report::NO_CHANGES)} "</p></section>");
        return;
    }
    let columns = [
        tr!(report::WHEN),
        tr!(report::BY),
        tr!(report::WHAT),
        tr!(report::DETAIL),
    ];
    table(out, "list", &tr!(report::CHANGES), &columns);
    for entry in entries {
        let detail = entry_detail(entry, |at| zone.offset_minutes(at)).unwrap_or_default();
        html!(out,
            "<tr><th scope=\"row\">" {moment(entry.at, zone)} "</th><td data-label=\"" {columns[1]} "\">" {entry_author(entry)}
        );
        if !entry.actor_email.is_empty() {
            html!(out, " (" {entry.actor_email} ")");
        }
        html!(out, "</td><td data-label=\"" {columns[2]} "\">" {entry_text(entry)});
        if !entry.target_email.is_empty() {
            html!(out, " (" {entry.target_email} ")");
        }
        html!(out, "</td>");
        cell(out, &columns[3], &detail);
        html!(out, "</tr>");
    }
    out.markup(END_OF_TABLE);
    if next.is_some() {
        let shown = u64::try_from(entries.len()).unwrap_or_default();
        html!(out, "<p>" {tr!(report::NEWEST, shown = number(shown))} "</p>");
    }
    html!(out, "</section>");
}

/// What was verified of the log, up to which entry, and what was not.
fn log(out: &mut Html, log: &LogCheck, zone: &TimeZone) {
    section(out, "log", &tr!(report::LOG));
    let (at, last) = (moment(log.at, zone), log.last.to_string());
    let entries = number(log.entries);
    let said = match (log.verdict, log.is_followed) {
        (Verdict::Holds(_), true) => {
            tr!(report::HOLDS, count = entries, last = last, moment = at)
        }
        (Verdict::Holds(_), false) => {
            tr!(report::END_HOLDS, count = entries, last = last, moment = at)
        }
        (Verdict::Broken(broken), _) => {
            tr!(report::BROKEN, entry = broken.id.to_string(), moment = at)
        }
    };
    html!(out, "<p>" {said} "</p><dl class=\"facts\">");
    fact(out, &tr!(report::HEAD), &log.head);
    html!(out, "</dl><p class=\"muted\">" {tr!(report::LIMITS)} "</p></section>");
}

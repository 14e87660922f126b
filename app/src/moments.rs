//! Moments in markup that the server alone makes. It writes them in the time zone of the organisation, and the browser writes them again
//! in its own once it shows them (`localise_markup` in `app/src/components/moment.rs`).

use crate::format::{date, date_time, until};
use crate::host::{offset_minutes, zone_name};
use crate::html::Html;
use domain::Timestamp;
use domain::exemption::last_day;

/// Where texts leave room for moments, in the order in which [`write_with`] gets these. No text of people's has them: they are no
/// characters (Unicode, 23.7).
pub const GAPS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// A moment as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Its day.
    Day(Timestamp),
    /// Its day and minute.
    Minute(Timestamp),
    /// The last day before it where a day ends with it, else its day and minute.
    Until(Timestamp),
}

impl Moment {
    /// The last day before an end.
    pub const fn last_day_before(end: Timestamp) -> Self {
        Self::Day(end.plus(-1))
    }
}

/// Writes a moment.
pub fn write_moment(out: &mut Html, moment: Moment) {
    match moment {
        Moment::Day(at) => {
            html!(out,
                "<time data-moment=\"day\" data-at=\"" {at.unix().to_string()} "\" datetime=\"" {at.to_rfc3339()} "\">"
                {date(at, offset_minutes(at))} "</time>"
            );
        }
        Moment::Minute(at) => write_minute(out, at, "minute", &date_time(at, offset_minutes(at))),
        Moment::Until(at) => write_minute(out, at, "until", &until(at, offset_minutes)),
    }
}

fn write_minute(out: &mut Html, at: Timestamp, kind: &str, text: &str) {
    html!(out,
        "<time class=\"minute\" data-zone=\"" {zone_name().unwrap_or_default()} "\" data-moment=\"" {kind} "\" data-at=\""
        {at.unix().to_string()} "\" datetime=\"" {at.to_rfc3339()} "\">" {text} "</time>"
    );
}

/// Writes a text, with a moment in each of its [`GAPS`].
pub fn write_with(out: &mut Html, text: &str, moments: &[Moment]) {
    let mut rest = text;
    while let Some(at) = rest.find(GAPS) {
        let (before, from) = rest.split_at(at);
        out.value(before);
        let mut after = from.chars();
        let gap = after.next();
        let found = GAPS.iter().zip(moments);
        for (_, moment) in found.filter(|(other, _)| Some(**other) == gap) {
            write_moment(out, *moment);
        }
        rest = after.as_str();
    }
    out.value(rest);
}

/// The attributes of a field for the last day before this end, if there is one.
pub fn write_last_day(out: &mut Html, end: Option<Timestamp>) {
    if let Some(end) = end {
        html!(out,
            " data-moment=\"last-day\" data-at=\"" {end.unix().to_string()} "\" value=\"" {last_day(end, offset_minutes)} "\""
        );
    }
}

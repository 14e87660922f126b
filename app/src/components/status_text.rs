//! The names of statuses and rules, and since when they hold.

use crate::entry_text::who;
use crate::format::date;
use crate::i18n::named;
use crate::rule_text::rule_reason;
use domain::{Deadline, DeadlineBy, OverrideRule, Policy, Rule, Timestamp, TwoFactorStatus};
use wire::view::{RowGroups, UserRow};

/// A placeholder for a value that is inserted later.
const GAP: char = '\u{fffc}';

/// The name of a status, for counts, filters and legends.
pub fn status_label(status: TwoFactorStatus) -> String {
    tr!(named::status_label(status))
}

/// What the shield of a user shows, in a sentence: the first words of the tooltip.
pub fn status_title(row: &UserRow) -> String {
    row.shown_status().map_or_else(
        || tr!(situation::DEACTIVATED_TITLE),
        |status| tr!(named::status_title(status)),
    )
}

/// What is so of the user's sign-in at a moment.
pub fn meaning(row: &UserRow, now: Timestamp) -> String {
    tr!(
        named::situation(row.situation(now)),
        name = first_name(&row.name)
    )
}

/// The rule that decides, until and since when, and by whom. `zone` gives the minutes east of UTC at a moment.
pub fn rule_line(row: &UserRow, zone: impl Fn(Timestamp) -> i32) -> String {
    let [before, between, after] = rule_around_days(row);
    let day = |at: Option<Timestamp>| at.map(|at| date(at, zone(at))).unwrap_or_default();
    let (until, since) = (day(last_moment(row)), day(row.rule_since));
    [before, until, between, since, after].concat()
}

/// The last moment at which the rule holds, if it ends by itself.
pub fn last_moment(row: &UserRow) -> Option<Timestamp> {
    row.rule_until.map(|end| end.plus(-1))
}

/// The same without the last day of the rule and the day since which it holds: the text before the former, the one between them, and
/// the one after the latter.
pub fn rule_around_days(row: &UserRow) -> [String; 3] {
    let rule = match row.rule {
        Rule::Policy(Policy::Required) => tr!(rule::POLICY_REQUIRED),
        Rule::Policy(Policy::Optional) => tr!(rule::POLICY_OPTIONAL),
        Rule::Group => match requiring(row) {
            Some(groups) => tr!(rule::GROUPS_REQUIRED, groups = groups),
            None => tr!(rule::GROUP_REQUIRED),
        },
        Rule::Override(OverrideRule::Required) => tr!(rule::USER_REQUIRED),
        Rule::Override(OverrideRule::Exempt) => match &row.rule_by {
            Some(by) => tr!(rule::USER_EXEMPT_BY, by = who(by)),
            None => tr!(rule::USER_EXEMPT),
        },
    };
    let rule = match row.rule_until {
        Some(_) => tr!(rule::UNTIL, date = GAP, rule = rule),
        None => rule,
    };
    let line = match row.rule_since {
        Some(_) => tr!(rule::SINCE, date = GAP, rule = rule),
        None => tr!(rule::PLAIN, rule = rule),
    };
    // The last placeholders: a name may hold one too, but the days come after the rule.
    let split = |line: &str, is_there: bool| match line.rsplit_once(GAP) {
        Some((before, after)) if is_there => (before.to_owned(), after.to_owned()),
        _ => (line.to_owned(), String::new()),
    };
    let (before, after) = split(&line, row.rule_since.is_some());
    let (before, between) = split(&before, row.rule_until.is_some());
    let reason = match &row.rule_reason {
        Some(reason) => format!(" {}", tr!(journal::REASON, reason = rule_reason(reason))),
        None => String::new(),
    };
    [before, between, after + &reason]
}

/// The groups that require 2FA; none where none is named.
fn requiring(row: &UserRow) -> Option<String> {
    let RowGroups { named, others } = &row.requiring;
    let groups = named.join(", ");
    match others {
        _ if named.is_empty() => None,
        0 => Some(groups),
        others => Some(tr_count!(rule::AND_OTHERS, *others, groups = groups)),
    }
}

/// Until when there is time to activate 2FA, and by which rule, as long as there is some: the text before the last day, that day, and the
/// text after it. Before the first sign-in there is no day, and the first text says all.
pub fn deadline_around_day(
    row: &UserRow,
    now: Timestamp,
) -> Option<(String, Option<Timestamp>, String)> {
    let deadline = row.time_left(now)?;
    let by = match deadline.by() {
        DeadlineBy::Person => tr!(rule::BY_PERSON),
        DeadlineBy::Group => match requiring(row) {
            Some(groups) => tr!(rule::BY_GROUPS, groups = groups),
            None => tr!(rule::BY_GROUP),
        },
        DeadlineBy::Policy => tr!(rule::BY_POLICY),
    };
    Some(match deadline {
        Deadline::At(at, _) => {
            let line = tr!(rule::DEADLINE, by = by, date = GAP);
            let (before, after) = line.split_once(GAP).unwrap_or((&line, ""));
            (before.to_owned(), Some(at.plus(-1)), after.to_owned())
        }
        Deadline::AfterFirstSignIn(days, _) => {
            let line = tr_count!(rule::DEADLINE_DAYS, days.unsigned_abs(), by = by);
            (line, None, String::new())
        }
    })
}

/// The same as one text. `zone` gives the minutes east of UTC at a moment.
pub fn deadline_line(
    row: &UserRow,
    now: Timestamp,
    zone: impl Fn(Timestamp) -> i32,
) -> Option<String> {
    let (before, day, after) = deadline_around_day(row, now)?;
    let day = day.map(|at| date(at, zone(at))).unwrap_or_default();
    Some([before, day, after].concat())
}

/// The first word of a name, as used for a colleague.
pub fn first_name(name: &str) -> String {
    name.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

//! The names of statuses and rules, and since when they hold.

use crate::format::date;
use crate::i18n::named;
use domain::{OverrideRule, Policy, Rule, TwoFactorStatus};
use wire::view::UserRow;

/// A placeholder for a value that is inserted later.
const GAP: char = '\u{fffc}';

/// The name of a status, for counts, filters and legends.
pub fn status_label(status: TwoFactorStatus) -> String {
    tr!(named::status_label(status))
}

/// The name of what the shield of a user shows.
pub fn shield_label(row: &UserRow) -> String {
    row.shown_status()
        .map_or_else(|| tr!(user::DEACTIVATED), status_label)
}

/// What the shield of a user shows, in a sentence: the first words of the tooltip.
pub fn status_title(row: &UserRow) -> String {
    row.shown_status().map_or_else(
        || tr!(situation::DEACTIVATED_TITLE),
        |status| tr!(named::status_title(status)),
    )
}

/// What is so of the user's sign-in.
pub fn meaning(row: &UserRow) -> String {
    tr!(
        named::situation(row.situation()),
        name = first_name(&row.name)
    )
}

/// The rule that decides, since when and by whom. `offset` is minutes east of UTC.
pub fn rule_line(row: &UserRow, offset: i32) -> String {
    let (before, after) = rule_around_day(row);
    let day = row.rule_since.map(|since| date(since, offset));
    format!("{before}{}{after}", day.unwrap_or_default())
}

/// The same without the day since which the rule holds: the text before the day and after it.
pub fn rule_around_day(row: &UserRow) -> (String, String) {
    let rule = match row.rule {
        Rule::Policy(Policy::Required) => tr!(rule::POLICY_REQUIRED),
        Rule::Policy(Policy::Optional) => tr!(rule::POLICY_OPTIONAL),
        Rule::Override(OverrideRule::Required) => tr!(rule::USER_REQUIRED),
        Rule::Override(OverrideRule::Exempt) => match &row.rule_by {
            Some(by) => tr!(rule::USER_EXEMPT_BY, by = by),
            None => tr!(rule::USER_EXEMPT),
        },
    };
    // The end of a day in UTC, whatever the reader's time zone.
    let rule = match row.rule_until {
        Some(end) => tr!(rule::UNTIL, date = date(end.plus(-1), 0), rule = rule),
        None => rule,
    };
    let line = match row.rule_since {
        Some(_) => tr!(rule::SINCE, date = GAP, rule = rule),
        None => tr!(rule::PLAIN, rule = rule),
    };
    // The last placeholder: a name may hold one too, but the day comes after the rule.
    let (before, after) = line.rsplit_once(GAP).unwrap_or((&line, ""));
    let reason = match &row.rule_reason {
        Some(reason) => format!(" {}", tr!(journal::REASON, reason = reason)),
        None => String::new(),
    };
    (before.to_owned(), format!("{after}{reason}"))
}

/// The first word of a name, as used for a colleague.
pub fn first_name(name: &str) -> String {
    name.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

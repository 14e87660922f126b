//! The fields about the time to comply.

use crate::html::Html;
use domain::exemption::last_day;
use domain::{Grace, Timestamp};

/// The days that are proposed.
const PROPOSED: i64 = 14;

/// Three ways to choose from, with the present one chosen. `offset` gives the minutes east of UTC at a moment. The style sheet shows the
/// field of the chosen one.
pub fn grace_fields(chosen: Grace, offset: impl Fn(Timestamp) -> i32) -> Html {
    let mut html = Html::with_room(2048);
    let out = &mut html;
    html!(out,
        r#"<fieldset class="choices grace"><legend class="field__label">"# {tr!(grace::TITLE)} "</legend>"
    );
    write_choice(out, "at-once", &tr!(grace::NONE), chosen == Grace::None);
    let days = chosen.days().unwrap_or(PROPOSED).to_string();
    write_choice(out, "days", &tr!(grace::DAYS), chosen.days().is_some());
    html!(out,
        r#"<div class="field grace__days"><label class="field__label" for="grace-days">"# {tr!(grace::NUMBER)}
        r#"</label><input class="input input--day" type="number" inputmode="numeric" min="0" max="180" id="grace-days" name="days" value=""#
        {days} r#"" aria-describedby="grace-days-hint"><p class="field__hint" id="grace-days-hint">"# {tr!(grace::NUMBER_HINT)} "</p></div>"
    );
    let day = chosen.until().map(|end| last_day(end, offset));
    write_choice(out, "date", &tr!(grace::DATE), day.is_some());
    html!(out,
        r#"<div class="field grace__date"><label class="field__label" for="grace-until">"# {tr!(grace::UNTIL)}
        r#"</label><input class="input input--day" type="date" id="grace-until" name="last_day" value=""# {day.unwrap_or_default()}
        r#""></div></fieldset>"#
    );
    html
}

fn write_choice(out: &mut Html, value: &'static str, label: &str, chosen: bool) {
    let checked = if chosen { " checked" } else { "" };
    html!(out,
        r#"<div class="check"><input type="radio" name="time" id="grace-"# [value] r#"-choice" value=""# [value] "\"" [checked]
        r#"><label for="grace-"# [value] r#"-choice">"# {label} "</label></div>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_time_is_chosen_and_filled_in() {
        let end = Timestamp::from_unix(1_796_169_600);
        for (grace, choice, filled) in [
            (Grace::None, "value=\"at-once\" checked", "value=\"14\""),
            (Grace::Days(30), "value=\"days\" checked", "value=\"30\""),
            (
                Grace::Until(end),
                "value=\"date\" checked",
                "value=\"2026-12-01\"",
            ),
        ] {
            let html = grace_fields(grace, |_| 0).into_text();
            assert!(html.contains(choice) && html.contains(filled), "{html}");
            assert_eq!(html.matches("checked").count(), 1);
        }
    }
}

//! The fields about the time to comply.

use crate::html::Html;
use crate::moments::write_last_day;
use crate::preview_button::begin_preview_button;
use domain::{Grace, GraceInput};
use wire::PreviewedForm;
use wire::preview_query::FORM;

/// The days that are proposed.
const PROPOSED: i64 = 14;

/// The name under which the fields of a form that was refused are kept.
const KEPT: &str = "time";

/// Keeps what was chosen for the page that returns with the error, if the form was sent without script.
pub fn keep_time(input: GraceInput<'_>) {
    crate::ssr::keep_form(KEPT, &[input.kind, input.days, input.last_day]);
}

/// Three ways to choose from, with the present one chosen, or what a form that was refused had chosen. The style sheet shows the field of
/// the chosen one.
pub fn grace_fields(chosen: Grace) -> Html {
    let present = match chosen {
        Grace::None => "at-once",
        Grace::Days(_) => "days",
        Grace::Until(_) => "date",
    };
    let days = chosen.days().unwrap_or(PROPOSED).to_string();
    let kept: Option<[String; 3]> = crate::ssr::kept_form(KEPT).try_into().ok();
    let (kind, days, typed) = match kept {
        Some([kind, days, day]) => (kind, days, Some(day)),
        None => (present.to_owned(), days, None),
    };
    let mut html = Html::with_room(2048);
    let out = &mut html;
    html!(out,
        r#"<fieldset class="choices grace"><legend class="field__label">"# {tr!(grace::TITLE)} "</legend>"
    );
    write_choice(out, "at-once", &tr!(grace::NONE), kind == "at-once");
    write_choice(out, "days", &tr!(grace::DAYS), kind == "days");
    html!(out,
        r#"<div class="field grace__days"><label class="field__label" for="grace-days">"# {tr!(grace::NUMBER)}
        r#"</label><input class="input input--day" type="number" inputmode="numeric" min="0" max="180" id="grace-days" name="days" value=""#
        {days} r#"" aria-describedby="grace-days-hint"><p class="field__hint" id="grace-days-hint">"# {tr!(grace::NUMBER_HINT)} "</p></div>"
    );
    write_choice(out, "date", &tr!(grace::DATE), kind == "date");
    html!(out,
        r#"<div class="field grace__date"><label class="field__label" for="grace-until">"# {tr!(grace::UNTIL)}
        r#"</label><input class="input input--day" type="date" id="grace-until" name="last_day""#
    );
    match typed {
        Some(day) => {
            html!(out, " value=\"" {day} "\"");
        }
        None => write_last_day(out, chosen.until()),
    }
    html!(out, "></div></fieldset>");
    html
}

/// The button that shows what the form around it would do, with what is chosen in it.
pub fn write_preview_button(out: &mut Html) {
    begin_preview_button(out);
    html!(out, "\">" {tr!(preview::BUTTON)} "</button>");
}

/// The same in a row of a list: `label` says of whom.
pub fn write_short_preview_button(out: &mut Html, form: PreviewedForm, label: &str) {
    begin_preview_button(out);
    html!(out,
        "\" name=\"" [FORM] "\" value=\"" [form.as_str()] "\" aria-label=\"" {label} "\">" {tr!(preview::SHORT)} "</button>"
    );
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
    use domain::Timestamp;

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
            let html = grace_fields(grace).into_text();
            assert!(html.contains(choice) && html.contains(filled), "{html}");
            assert_eq!(html.matches("checked").count(), 1);
        }
    }
}

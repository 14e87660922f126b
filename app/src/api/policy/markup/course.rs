//! How the figures have changed from day to day, as markup that the server alone makes: a drawing, and a table of the same.

use crate::format::{date, number, percent, whole_percent};
use crate::html::Html;
use crate::i18n::named;
use backend::policy::Course;
use domain::course::{DayFigures, Forecast};
use domain::{Timestamp, TwoFactorStatus};

/// Bytes of most charts.
const ROOM: usize = 16 * 1024;
/// The drawing is this many units wide and high, whatever the size of its picture.
const SIZE: i64 = 1_000;
/// The most days in the drawing: more would not be seen.
const DRAWN: usize = 120;
/// The most days in the table.
const LISTED: usize = 12;

/// The card.
pub fn card(course: &Course) -> String {
    let mut out = Html::with_room(ROOM);
    html!(out, "<section class=\"card\" aria-labelledby=\"course-title\"><h2 id=\"course-title\">" {tr!(course::TITLE)} "</h2>");
    match (course.days.first(), course.days.last()) {
        (Some(first), Some(last)) if first.day != last.day => {
            drawing(&mut out, &course.days, first, last);
            ahead(&mut out, course.forecast);
            apart(&mut out, &course.days);
            figures(&mut out, &course.days);
        }
        _ => {
            html!(out, "<p class=\"muted\">" {tr!(course::BEGINS)} "</p>");
        }
    }
    html!(out, "</section>");
    out.into_text()
}

fn drawing(out: &mut Html, days: &[DayFigures], first: &DayFigures, last: &DayFigures) {
    let share = |figures: &DayFigures| {
        whole_percent(
            figures
                .distribution
                .per_mille(figures.distribution.active()),
        )
    };
    let name = tr!(
        course::CHART,
        after = share(last),
        before = share(first),
        from = day(first.day),
        until = day(last.day)
    );
    html!(out,
        "<div class=\"course\"><svg class=\"course__drawing\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
        {name} "\">"
    );
    let drawn = thinned(days, DRAWN);
    for (status, path) in areas(&drawn) {
        html!(out, "<path class=\"course__area course__area--" {status.as_str()} "\" d=\"" {path} "\"></path>");
    }
    html!(out, "</svg><p class=\"bars__ends\" aria-hidden=\"true\"><span>" {day(first.day)} "</span><span>" {day(last.day)} "</span></p><ul class=\"course__keys\">");
    for status in TwoFactorStatus::ALL {
        html!(out, "<li class=\"course__key course__key--" {status.as_str()} "\">" {tr!(named::status_label(*status))} "</li>");
    }
    html!(out, "</ul></div>");
}

fn ahead(out: &mut Html, forecast: Forecast) {
    let text = match forecast {
        Forecast::Unknown => return,
        Forecast::Reached => tr!(course::REACHED),
        Forecast::On(at) => tr!(course::ON, day = day(at)),
        Forecast::NotAtThisPace => tr!(course::NEVER),
    };
    html!(out, "<p>" {text} "</p>");
}

/// From which day on service accounts stand apart, where there are any.
fn apart(out: &mut Html, days: &[DayFigures]) {
    let known = days.iter().find(|day| day.service_accounts.is_some());
    let none = days.iter().all(|day| day.service_accounts == Some(0));
    let Some(known) = known.filter(|_| !none) else {
        return;
    };
    html!(out, "<p class=\"muted\">" {tr!(course::APART)});
    if days.iter().any(|day| day.service_accounts.is_none()) {
        html!(out, " " {tr!(course::APART_SINCE, day = day(known.day))});
    }
    html!(out, "</p>");
}

fn figures(out: &mut Html, days: &[DayFigures]) {
    html!(out,
        "<details class=\"course__figures\"><summary>" {tr!(course::FIGURES)}
        "</summary><div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" {tr!(course::FIGURES)} "\"><table class=\"table\"><caption class=\"visually-hidden\">" {tr!(course::TITLE)}
        "</caption><thead><tr><th scope=\"col\">" {tr!(course::DAY)} "</th><th scope=\"col\" class=\"num\">" {tr!(course::ACTIVE)} "</th>"
    );
    for status in TwoFactorStatus::ALL {
        html!(out, "<th scope=\"col\" class=\"num\">" {tr!(named::status_label(*status))} "</th>");
    }
    let apart = days.iter().any(|day| day.service_accounts.unwrap_or(0) > 0);
    if apart {
        html!(out, "<th scope=\"col\" class=\"num\">" {tr!(course::SERVICE)} "</th>");
    }
    html!(out, "</tr></thead><tbody>");
    for figures in thinned(days, LISTED).iter().rev() {
        let distribution = figures.distribution;
        html!(out,
            "<tr><th scope=\"row\">" {day(figures.day)} "</th><td class=\"num\">"
            {percent(distribution.per_mille(distribution.active()))} "</td>"
        );
        for status in TwoFactorStatus::ALL {
            html!(out, "<td class=\"num\">" {number(distribution.of(*status))} "</td>");
        }
        if apart {
            let service = figures
                .service_accounts
                .map_or_else(|| "–".to_owned(), number);
            html!(out, "<td class=\"num\">" {service} "</td>");
        }
        html!(out, "</tr>");
    }
    html!(out, "</tbody></table></div></details>");
}

/// A day, which is stored by its beginning in UTC.
fn day(at: Timestamp) -> String {
    date(at, 0)
}

/// Picks at most this many days, evenly spread, with the first and the last.
fn thinned(days: &[DayFigures], most: usize) -> Vec<DayFigures> {
    let last = days.len().saturating_sub(1);
    if days.len() <= most {
        return days.to_vec();
    }
    let steps = most.saturating_sub(1).max(1);
    let places = (0..=steps).map(|step| step * last / steps);
    places
        .filter_map(|place| days.get(place).copied())
        .collect()
}

/// The outline of the area of each status, from the bottom up, as a path.
fn areas(days: &[DayFigures]) -> Vec<(TwoFactorStatus, String)> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Vec::new();
    };
    let span = last.day.since(first.day).max(1);
    let mut below: Vec<u64> = vec![0; days.len()];
    let mut areas = Vec::new();
    for status in TwoFactorStatus::ALL {
        let above: Vec<u64> = days
            .iter()
            .zip(&below)
            .map(|(figures, below)| below + figures.distribution.of(*status))
            .collect();
        let point = |(figures, count): (&DayFigures, &u64)| {
            let x = SIZE * figures.day.since(first.day) / span;
            let height = figures.distribution.per_mille(*count);
            format!("{x} {}", SIZE - i64::try_from(height).unwrap_or(SIZE))
        };
        let there = days.iter().zip(&above).map(point);
        let back = days.iter().zip(&below).rev().map(point);
        let outline: Vec<String> = there.chain(back).collect();
        areas.push((*status, format!("M{}Z", outline.join("L"))));
        below = above;
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Distribution;

    fn figures(number: i64, protected: u64, pending: u64) -> DayFigures {
        DayFigures {
            day: Timestamp::from_unix(number * 86_400),
            distribution: Distribution {
                protected,
                pending,
                ..Distribution::default()
            },
            service_accounts: Some(0),
        }
    }

    #[test]
    fn the_areas_lie_on_each_other_and_fill_the_drawing() {
        let days = [figures(0, 1, 3), figures(4, 3, 1)];
        let areas = areas(&days);
        let path = |status| {
            let found = areas.iter().find(|(own, _)| *own == status);
            found.map(|(_, path)| path.as_str()).unwrap()
        };
        assert_eq!(
            path(TwoFactorStatus::Protected),
            "M0 750L1000 250L1000 1000L0 1000Z"
        );
        assert_eq!(
            path(TwoFactorStatus::Pending),
            "M0 0L1000 0L1000 250L0 750Z"
        );
    }

    #[test]
    fn a_missing_day_leaves_its_room() {
        let days = [figures(0, 1, 1), figures(1, 1, 1), figures(4, 1, 1)];
        let areas = areas(&days);
        assert!(areas[0].1.starts_with("M0 500L250 500L1000 500L"));
    }

    #[test]
    fn an_organisation_without_users_is_flat_and_no_day_draws_nothing() {
        let areas_of_none = areas(&[figures(0, 0, 0), figures(1, 0, 0)]);
        assert!(areas_of_none[0].1.starts_with("M0 1000L1000 1000L"));
        assert!(areas(&[]).is_empty());
    }

    #[test]
    fn service_accounts_have_a_column_and_what_days_of_before_count_is_said() {
        let of = |days: &[Option<u64>]| {
            let days = days
                .iter()
                .zip(0..)
                .map(|(service_accounts, number)| DayFigures {
                    service_accounts: *service_accounts,
                    ..figures(number, 1, 1)
                });
            card(&Course {
                days: days.collect(),
                forecast: Forecast::Unknown,
            })
        };
        let (note, since) = ("ne sont pas comptés", "Avant le 2\u{a0}janv. 1970");
        let without = of(&[Some(0), Some(0)]);
        assert!(!without.contains(note), "{without}");
        let with = of(&[Some(0), Some(3)]);
        assert!(with.contains(note) && !with.contains("Avant le"), "{with}");
        assert!(with.contains("<td class=\"num\">3</td>"), "{with}");
        let before = of(&[None, Some(3)]);
        assert!(before.contains(since), "{before}");
        assert!(before.contains("<td class=\"num\">–</td>"), "{before}");
        let unknown = of(&[None, None]);
        assert!(!unknown.contains(note), "{unknown}");
        for html in [with, before, without] {
            let cells = html.matches("<td").count() + html.matches("<th scope=\"row\"").count();
            assert_eq!(
                cells,
                2 * html.matches("<th scope=\"col\"").count(),
                "{html}"
            );
        }
    }

    #[test]
    fn the_first_and_the_last_of_many_days_are_kept() {
        let days: Vec<DayFigures> = (0..1_000).map(|number| figures(number, 1, 1)).collect();
        let few = thinned(&days, 12);
        assert_eq!(few.len(), 12);
        assert_eq!((few[0], few[11]), (days[0], days[999]));
        assert!(few.windows(2).all(|pair| pair[0].day < pair[1].day));
        assert_eq!(thinned(&days[..5], 12).len(), 5);
    }
}

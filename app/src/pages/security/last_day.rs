//! The security events of the last 24 hours: bars by hour, and a table by kind.

use crate::components::refused_codes;
use crate::format::number;
use crate::i18n::named;
use domain::SecurityEventKind;
use leptos::prelude::*;
use wire::AuditQuery;
use wire::view::SecurityDay;

/// The width of an hour, in units of the drawing.
const STEP: usize = 10;
/// The height of the highest bar.
const HIGHEST: u64 = 56;
/// The height of the lowest one, so that a single event is visible beside a thousand.
const LOWEST: u64 = 2;

/// The card with bars and table.
#[component]
pub fn LastDay(day: SecurityDay) -> impl IntoView {
    let kinds = day.kinds.iter().map(|(kind, _)| *kind);
    let log = refused_codes(kinds, AuditQuery::default(), day.since);
    let content = if day.kinds.is_empty() {
        view! { <p class="muted">{tr!(attempts::NONE)}</p> }.into_any()
    } else {
        view! {
            <div class="last-day">
                <Bars hours=day.hours.clone()/>
                <Kinds day=day/>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="last-day-title">
            <h2 id="last-day-title">{tr!(attempts::LAST_DAY)}</h2>
            {content}
            {log}
        </section>
    }
}

/// The height of each bar.
fn heights(hours: &[u64]) -> Vec<u64> {
    let most = hours.iter().copied().max().unwrap_or(0).max(1);
    let height = |count: u64| match count {
        0 => 0,
        count => (count.saturating_mul(HIGHEST) / most).max(LOWEST),
    };
    hours.iter().copied().map(height).collect()
}

#[component]
fn Bars(hours: Vec<u64>) -> impl IntoView {
    let total: u64 = hours.iter().sum();
    let most = hours.iter().copied().max().unwrap_or(0);
    let name = tr!(attempts::CHART, count = number(total), most = number(most));
    let bar = |(at, height): (usize, u64)| {
        view! {
            <rect
                x=(at * STEP + 1).to_string()
                y=(HIGHEST - height).to_string()
                width=(STEP - 2).to_string()
                height=height.to_string()
            ></rect>
        }
    };
    view! {
        <div class="bars">
            <svg
                class="bars__drawing"
                viewBox="0 0 240 57"
                preserveAspectRatio="none"
                role="img"
                aria-label=name
            >
                {heights(&hours).into_iter().enumerate().map(bar).collect_view()}
                <path class="bars__ground" d="M0 56.5h240"></path>
            </svg>
            <p class="bars__ends" aria-hidden="true">
                <span>{tr!(attempts::DAY_AGO)}</span>
                <span>{tr!(attempts::NOW)}</span>
            </p>
        </div>
    }
}

#[component]
fn Kinds(day: SecurityDay) -> impl IntoView {
    let row = |(kind, count): (SecurityEventKind, u64)| {
        view! {
            <tr>
                <th scope="row">{tr!(named::security_event(kind))}</th>
                <td class="num">{number(count)}</td>
            </tr>
        }
    };
    view! {
        <table class="table table--distribution">
            <caption class="visually-hidden">{tr!(attempts::LAST_DAY)}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">{tr!(attempts::column::WHAT)}</th>
                    <th scope="col">{tr!(attempts::column::COUNT)}</th>
                </tr>
            </thead>
            <tbody>{day.kinds.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::heights;

    #[test]
    fn the_highest_bar_fills_the_drawing_and_a_single_event_is_still_seen() {
        assert_eq!(heights(&[0, 1, 500, 1_000]), [0, 2, 28, 56]);
        assert_eq!(heights(&[0, 0]), [0, 0]);
        assert_eq!(heights(&[1]), [56]);
        assert_eq!(heights(&[u64::MAX, 1]).len(), 2);
    }
}

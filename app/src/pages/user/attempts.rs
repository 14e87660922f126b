//! What speaks of an attack on the account.

use crate::components::{Ago, logged};
use crate::i18n::named;
use domain::Timestamp;
use domain::security_event::first_of;
use leptos::prelude::*;
use wire::AuditQuery;
use wire::view::AttemptSum;

/// Hours.
const DAY: i64 = 24;

/// The card with the sums by kind.
#[component]
pub fn Attempts(attempts: Vec<AttemptSum>, name: String, now: Timestamp) -> impl IntoView {
    let of_user = AuditQuery {
        actor: name,
        ..AuditQuery::default()
    };
    let row = move |sum: AttemptSum| {
        let count = |count, hours| {
            let since = Some(first_of(hours, now));
            view! { <td class="num">{logged(count, sum.kind, &of_user, since)}</td> }
        };
        let address = (!sum.last_address.is_empty()).then(|| {
            format!(
                ", {}",
                tr!(attempts::FROM, address = sum.last_address.clone())
            )
        });
        let (day, week) = (count(sum.day, DAY), count(sum.week, 7 * DAY));
        view! {
            <tr>
                <th scope="row">
                    {tr!(named::security_event(sum.kind))}
                    <p class="attempts__last">
                        <Ago at=sum.last_at now=now/>
                        {address}
                    </p>
                </th>
                {day}
                {week}
            </tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="attempts-title">
            <h2 id="attempts-title">{tr!(attempts::TITLE)}</h2>
            <table class="table table--distribution attempts">
                <thead>
                    <tr>
                        <th scope="col">{tr!(attempts::column::WHAT)}</th>
                        <th scope="col" class="num">{tr!(attempts::column::DAY)}</th>
                        <th scope="col" class="num">{tr!(attempts::column::WEEK)}</th>
                    </tr>
                </thead>
                <tbody>{attempts.into_iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
}

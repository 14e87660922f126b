//! What speaks of an attack on the account.

use crate::components::{Ago, refused_codes};
use crate::format::number;
use crate::i18n::named;
use domain::security_event::first_of;
use domain::{Timestamp, UserId};
use leptos::prelude::*;
use wire::AuditQuery;
use wire::view::AttemptSum;

/// Hours over which there are sums.
const WEEK: i64 = 7 * 24;

/// The card with the sums by kind.
#[component]
pub fn Attempts(attempts: Vec<AttemptSum>, id: UserId, now: Timestamp) -> impl IntoView {
    let of_user = AuditQuery {
        account: Some(id),
        ..AuditQuery::default()
    };
    let kinds = attempts.iter().map(|sum| sum.kind);
    let log = refused_codes(kinds, of_user, Some(first_of(WEEK, now)));
    let row = move |sum: AttemptSum| {
        let address = (!sum.last_address.is_empty()).then(|| {
            format!(
                ", {}",
                tr!(attempts::FROM, address = sum.last_address.clone())
            )
        });
        view! {
            <tr>
                <th scope="row">
                    {tr!(named::security_event(sum.kind))}
                    <p class="attempts__last">
                        <Ago at=sum.last_at now=now/>
                        {address}
                    </p>
                </th>
                <td class="num">{number(sum.day)}</td>
                <td class="num">{number(sum.week)}</td>
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
            {log}
        </section>
    }
}

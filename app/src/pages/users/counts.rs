//! The four counts above the table: the filters by status.

use crate::components::{Shield, ShieldSize, status_label};
use crate::format::{number, percent};
use domain::{Distribution, TwoFactorStatus};
use leptos::prelude::*;
use wire::{AccountFilter, UserQuery};

/// A link for each status; the one of the active filter removes the filter.
#[component]
pub fn Counts(
    /// The number of users with each status.
    counts: Distribution,
    /// The current filters.
    query: UserQuery,
    /// The query in the address: links start from it, even while its answer is loading.
    asked: Memo<UserQuery>,
) -> impl IntoView {
    let count = move |status: TwoFactorStatus| {
        let current = query.status == Some(status);
        let other = (!current).then_some(status);
        let target = move || asked.read().with_status(other).href();
        let users = counts.of(status);
        view! {
            <li>
                <a
                    id=format!("status-{status}")
                    href=target
                    data-noscroll=true
                    class="count"
                    aria-current=current.then_some("true")
                >
                    <Shield status=status size=ShieldSize::Table/>
                    <span class="count__figures">
                        <span class="count__number">{number(users)}</span>
                        <span class="count__share">{percent(counts.per_mille(users))}</span>
                    </span>
                    <span class="count__label">{status_label(status)}</span>
                </a>
            </li>
        }
    };
    let apart = (counts.deactivated > 0).then(|| {
        let target = move || {
            asked
                .read()
                .with_state(Some(AccountFilter::Deactivated))
                .href()
        };
        view! {
            <p class="counts__apart">
                <a id="deactivated" class="link" href=target data-noscroll=true>
                    {tr_count!(users::APART, counts.deactivated)}
                </a>
            </p>
        }
    });
    view! {
        <nav aria-label=tr!(users::BY_STATUS)>
            <ul class="counts">
                {TwoFactorStatus::ALL.iter().map(|s| count(*s)).collect_view()}
            </ul>
            {apart}
        </nav>
    }
}

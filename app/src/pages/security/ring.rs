//! The distribution as a ring, and the same figures as a table.

use crate::components::{Shield, ShieldSize, status_label};
use crate::format::{number, percent, whole_percent};
use domain::TwoFactorStatus;
use domain::distribution::Segment;
use leptos::prelude::*;
use leptos_router::components::A;
use wire::{AccountFilter, UserQuery};

/// The card with ring and table.
#[component]
pub fn Distribution(
    distribution: domain::Distribution,
    /// How many service accounts stand apart.
    service_accounts: u64,
) -> impl IntoView {
    let apart = (distribution.deactivated > 0).then(|| {
        view! {
            <p class="counts__apart">
                <A href=by_account(AccountFilter::Deactivated) {..} class="link">
                    {tr_count!(users::APART, distribution.deactivated)}
                </A>
            </p>
        }
    });
    let service = (service_accounts > 0).then(|| {
        view! {
            <p class="counts__apart">
                <A href=by_account(AccountFilter::Service) {..} class="link">
                    {tr_count!(security::SERVICE_APART, service_accounts)}
                </A>
            </p>
        }
    });
    view! {
        <section class="card" aria-labelledby="distribution-title">
            <div class="card__title">
                <h2 id="distribution-title">{tr!(security::DISTRIBUTION)}</h2>
                <p>{tr_count!(security::USERS, distribution.total())}</p>
            </div>
            <div class="distribution">
                <Ring distribution=distribution/>
                <Figures distribution=distribution/>
            </div>
            {service}
            {apart}
        </section>
    }
}

fn filtered(status: TwoFactorStatus) -> String {
    let people = UserQuery::default().with_state(Some(AccountFilter::People));
    people.with_status(Some(status)).href()
}

fn by_account(filter: AccountFilter) -> String {
    UserQuery::default().with_state(Some(filter)).href()
}

#[component]
fn Ring(distribution: domain::Distribution) -> impl IntoView {
    let share = whole_percent(distribution.per_mille(distribution.active()));
    let name = tr!(security::RING, share = share.clone());
    view! {
        <svg
            class="ring"
            viewBox="0 0 120 120"
            role="group"
            aria-label=name
        >
            <defs>
                <pattern
                    id="ring-hatch"
                    width="5"
                    height="5"
                    patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)"
                >
                    <rect class="ring__hatch-ground" width="5" height="5"></rect>
                    <path class="ring__hatch-line" d="M2.5 0v5"></path>
                </pattern>
            </defs>
            <g transform="rotate(-90 60 60)">
                {distribution
                    .segments()
                    .into_iter()
                    .map(|segment| view! { <Arc segment=segment distribution=distribution/> })
                    .collect_view()}
            </g>
            <text class="ring__number" x="60" y="64" aria-hidden="true">
                {share}
            </text>
            <text class="ring__label" x="60" y="76" aria-hidden="true">
                {tr!(security::ACTIVE)}
            </text>
        </svg>
    }
}

/// The gap after each segment, in hundredths of the circle.
const GAP: f64 = 0.9;
/// The shortest dash, so that one user in a million is still visible.
const SHORTEST: f64 = 0.6;

/// Dash pattern and offset of a segment, in hundredths of the circle. A ring of one segment has
/// no gap.
fn dash(segment: &Segment) -> (String, String) {
    let share = segment.length * 100.0;
    if share >= 100.0 {
        return ("100 0".into(), "0".into());
    }
    let length = (share - GAP).max(SHORTEST);
    let offset = -(segment.start * 100.0 + GAP / 2.0);
    (
        format!("{length:.2} {:.2}", 100.0 - length),
        format!("{offset:.2}"),
    )
}

#[component]
fn Arc(segment: Segment, distribution: domain::Distribution) -> impl IntoView {
    let status = segment.status;
    let users = distribution.of(status);
    let label = tr_count!(
        security::SEGMENT,
        users,
        share = percent(distribution.per_mille(users)),
        status = status_label(status),
    );
    let name = label.clone();
    let (dash, offset) = dash(&segment);
    view! {
        // The group makes this SVG: alone, the link would be an HTML element, which SVG does not render.
        <g><a
            class=format!("ring__link ring__link--{status}")
            href=filtered(status)
            aria-label=name
        >
            <title>{label}</title>
            <circle
                class="ring__segment"
                cx="60"
                cy="60"
                r="46"
                pathLength="100"
                stroke-dasharray=dash.clone()
                stroke-dashoffset=offset.clone()
            ></circle>
            <circle
                class="ring__focus"
                cx="60"
                cy="60"
                r="57"
                pathLength="100"
                stroke-dasharray=dash
                stroke-dashoffset=offset
            ></circle>
        </a></g>
    }
}

#[component]
fn Figures(distribution: domain::Distribution) -> impl IntoView {
    let row = move |status: TwoFactorStatus| {
        let users = distribution.of(status);
        view! {
            <tr>
                <th scope="row">
                    <A href=filtered(status)>
                        <Shield status=status size=ShieldSize::Table/>
                        {status_label(status)}
                    </A>
                </th>
                <td class="num">{number(users)}</td>
                <td class="num">{percent(distribution.per_mille(users))}</td>
            </tr>
        }
    };
    view! {
        <table class="table table--distribution">
            <caption class="visually-hidden">{tr!(security::DISTRIBUTION)}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">{tr!(security::column::STATUS)}</th>
                    <th scope="col">{tr!(security::column::USERS)}</th>
                    <th scope="col">{tr!(security::column::SHARE)}</th>
                </tr>
            </thead>
            <tbody>{TwoFactorStatus::ALL.iter().copied().map(row).collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{tr!(security::TOTAL)}</th>
                    <td class="num">{number(distribution.total())}</td>
                    <td class="num">{percent(1000)}</td>
                </tr>
            </tfoot>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(start: f64, length: f64) -> Segment {
        Segment {
            status: TwoFactorStatus::Pending,
            start,
            length,
        }
    }

    #[test]
    fn a_segment_leaves_a_gap_and_starts_after_half_of_it() {
        assert_eq!(
            dash(&segment(0.5, 0.25)),
            ("24.10 75.90".into(), "-50.45".into())
        );
    }

    #[test]
    fn a_tiny_segment_is_still_seen_and_a_single_one_closes_the_ring() {
        assert_eq!(dash(&segment(0.0, 0.0001)).0, "0.60 99.40");
        assert_eq!(dash(&segment(0.0, 1.0)), ("100 0".into(), "0".into()));
    }
}

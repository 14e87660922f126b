//! The shield: four drawings that differ without colour.

use domain::TwoFactorStatus;
use leptos::prelude::*;

const BODY: &str = "M12 2.25 4.25 5v6.5c0 4.9 3.1 8.5 7.75 10.25 4.65-1.75 7.75-5.35 7.75-10.25V5Z";
const CHECK: &str = "m8.25 11.75 2.75 2.75 4.75-5.25";
const EXCLAMATION: &str = "M12 7.75v5M12 16.25v.01";

/// How large a shield is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ShieldSize {
    /// 20 pixels.
    #[default]
    Text,
    /// 24 pixels, in tables and counts.
    Table,
    /// 48 pixels, on the page of a user.
    Large,
}

/// The shield of a status. Text beside it, or the control that it stands in, says the status.
#[component]
pub fn Shield(
    /// What it shows.
    status: TwoFactorStatus,
    /// How large.
    #[prop(optional)]
    size: ShieldSize,
) -> impl IntoView {
    let size = match size {
        ShieldSize::Text => "",
        ShieldSize::Table => " shield--md",
        ShieldSize::Large => " shield--lg",
    };
    let mark = match status {
        TwoFactorStatus::Protected | TwoFactorStatus::Voluntary => Some(CHECK),
        TwoFactorStatus::Pending => Some(EXCLAMATION),
        TwoFactorStatus::Inactive => None,
    };
    view! {
        <svg class=format!("shield shield--{status}{size}") viewBox="0 0 24 24" aria-hidden="true">
            <path class="shield__body" d=BODY></path>
            {mark.map(|d| view! { <path class="shield__mark" d=d></path> })}
        </svg>
    }
}

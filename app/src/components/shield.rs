//! The shield.

pub use crate::shield::{ShieldSize, write_shield};
use crate::shield::{drawing, word};
use domain::TwoFactorStatus;
use leptos::prelude::*;

/// The shield of a status, or of a deactivated account. The text beside it, or the control around it, says the status.
#[component]
pub fn Shield(
    /// The status; none for a deactivated account.
    #[prop(into)]
    status: Option<TwoFactorStatus>,
    /// The size.
    #[prop(optional)]
    size: ShieldSize,
) -> impl IntoView {
    let class = format!("shield shield--{}{}", word(status), size.class());
    view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=drawing(status)></svg> }
}

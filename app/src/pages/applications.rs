//! The supported authenticator apps, for users who plan to require 2FA or to activate it.

use crate::components::{Applications, GateCard, Heading};
use leptos::prelude::*;

/// `/applications`.
pub struct ApplicationsPage;

impl ApplicationsPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        view! {
            <GateCard title=tr!(applications::TITLE) wide=true>
                <div class="gate__head">
                    <Heading text=tr!(applications::TITLE)/>
                    <p>{tr!(applications::TEXT)}</p>
                </div>
                <Applications/>
                <p class="card__foot">{tr!(applications::OTHER)}</p>
            </GateCard>
        }
        .into_any()
    }
}

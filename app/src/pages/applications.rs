//! The supported authenticator apps, for users who plan to require 2FA or to activate it.

use crate::components::{Applications, GateCard};
use leptos::prelude::*;

/// `/applications`.
pub struct ApplicationsPage;

impl ApplicationsPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        view! {
            <GateCard title=tr!("applications.title") wide=true>
                <div class="gate__head">
                    <h1>{tr!("applications.title")}</h1>
                    <p>{tr!("applications.text")}</p>
                </div>
                <Applications/>
                <p class="card__foot">{tr!("applications.other")}</p>
            </GateCard>
        }
        .into_any()
    }
}

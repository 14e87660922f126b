//! The supported authenticator apps, for users who plan to require 2FA or to activate it.

use crate::components::{AuthenticatorApps, GateCard, Heading};
use leptos::prelude::*;

/// `/applications`.
pub struct AuthenticatorAppsPage;

impl AuthenticatorAppsPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        view! {
            <GateCard title=tr!(authenticator_apps::TITLE) wide=true>
                <div class="gate__head">
                    <Heading text=tr!(authenticator_apps::TITLE)/>
                    <p>{tr!(authenticator_apps::TEXT)}</p>
                </div>
                <AuthenticatorApps/>
                <p class="card__foot">{tr!(authenticator_apps::OTHER)}</p>
            </GateCard>
        }
        .into_any()
    }
}

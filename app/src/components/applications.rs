//! The supported authenticator apps.

use leptos::prelude::*;

/// Each application with its platforms.
const APPLICATIONS: [(&str, &str); 8] = [
    ("Google Authenticator", "Android, iOS"),
    ("Microsoft Authenticator", "Android, iOS"),
    ("Authy", "Android, iOS"),
    ("1Password", "Android, iOS, macOS, Windows, Linux"),
    ("Bitwarden", "Android, iOS, macOS, Windows, Linux"),
    ("FreeOTP+", "Android"),
    ("Aegis", "Android"),
    ("2FAS", "Android, iOS"),
];

/// The list of supported applications.
#[component]
pub fn Applications() -> impl IntoView {
    view! {
        <ul class="apps" aria-label=tr!(applications::TITLE)>
            {APPLICATIONS
                .iter()
                .map(|(name, platforms)| {
                    view! {
                        <li>
                            <span class="apps__name">{*name}</span>
                            <span class="apps__platforms">{*platforms}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

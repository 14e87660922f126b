//! The supported authenticator apps.

use leptos::prelude::*;

/// An application, and where phones get it.
struct AuthenticatorApp {
    name: &'static str,
    /// The name in Google's store.
    android: &'static str,
    /// The number in Apple's store, if it is there.
    ios: &'static str,
    /// Where else it runs.
    others: &'static str,
}

const fn phone(name: &'static str, android: &'static str, ios: &'static str) -> AuthenticatorApp {
    AuthenticatorApp {
        name,
        android,
        ios,
        others: "",
    }
}

/// Each application with its platforms.
const AUTHENTICATOR_APPS: [AuthenticatorApp; 8] = [
    phone(
        "Google Authenticator",
        "com.google.android.apps.authenticator2",
        "388497605",
    ),
    phone(
        "Microsoft Authenticator",
        "com.azure.authenticator",
        "983156458",
    ),
    phone("Authy", "com.authy.authy", "494168017"),
    AuthenticatorApp {
        others: ", macOS, Windows, Linux",
        ..phone("1Password", "com.onepassword.android", "1511601750")
    },
    AuthenticatorApp {
        others: ", macOS, Windows, Linux",
        ..phone("Bitwarden", "com.x8bit.bitwarden", "1137397744")
    },
    phone("FreeOTP+", "org.liberty.android.freeotpplus", ""),
    phone("Aegis", "com.beemdevelopment.aegis", ""),
    phone("2FAS", "com.twofasapp", "1217793794"),
];

fn store(name: &str, platform: &'static str, href: String) -> impl IntoView + use<> {
    view! {
        <a class="link" href=href rel="external noreferrer" aria-label=format!("{name}, {platform}")>
            {platform}
        </a>
    }
}

/// The names of the supported applications.
pub fn authenticator_app_names() -> impl Iterator<Item = &'static str> {
    AUTHENTICATOR_APPS
        .iter()
        .map(|application| application.name)
}

/// The list of supported applications, with links to the stores of phones.
#[component]
pub fn AuthenticatorApps() -> impl IntoView {
    let item = |app: &AuthenticatorApp| {
        let android = format!(
            "https://play.google.com/store/apps/details?id={}",
            app.android
        );
        let ios = (!app.ios.is_empty()).then(|| {
            let href = format!("https://apps.apple.com/app/id{}", app.ios);
            view! { ", " {store(app.name, "iOS", href)} }
        });
        view! {
            <li>
                <span class="apps__name">{app.name}</span>
                <span class="apps__platforms">
                    {store(app.name, "Android", android)} {ios} {app.others}
                </span>
            </li>
        }
    };
    view! {
        <ul class="apps" aria-label=tr!(authenticator_apps::TITLE)>
            {AUTHENTICATOR_APPS.iter().map(item).collect_view()}
        </ul>
    }
}

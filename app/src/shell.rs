//! The document around the application. Server only.

use crate::App;
use crate::access::{Audience, audience};
use crate::ssr::{Assets, assets, next_page, texts};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use wire::path;

/// The document around the application.
pub fn shell() -> impl IntoView {
    crate::locale::provide_locale();
    crate::host::protect_page();
    crate::ssr::provide_named();
    if is_sign_in() {
        crate::ssr::clear_dead_session();
    }
    let assets = assets();
    let scripts = if is_taken_over(&assets) {
        view! { <TakeOver assets=assets.as_ref().clone()/> }.into_any()
    } else if crate::ssr::path() == path::FORGOT_PASSWORD {
        ().into_any()
    } else {
        view! { <Prefetch/> }.into_any()
    };
    let reload = assets.reload.clone().map(|script| {
        view! { <script type="module" src=script nonce=use_nonce()></script> }
    });
    view! {
        <!DOCTYPE html>
        <html lang=crate::locale::locale().as_str() data-told=crate::ssr::tell_once()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href=assets.icon.clone() type="image/svg+xml"/>
                <link rel="stylesheet" href=assets.style.clone()/>
                {scripts}
                {reload}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Whether the browser takes the page over. It leaves the sign-in and what belongs to it alone: its forms and links need no script, and it can be
/// used at once.
fn is_taken_over(assets: &Assets) -> bool {
    !assets.program.is_empty() && !is_sign_in()
}

fn is_sign_in() -> bool {
    audience(&crate::ssr::path()) == Some(Audience::SignIn)
}

/// Loads the program that takes the page over, and its texts: after the style sheet, without which nothing is visible.
#[component]
fn TakeOver(assets: Assets) -> impl IntoView {
    let (script, main, loader) = (assets.script(), assets.main(), assets.loader());
    let texts = texts();
    let start = format!(
        "import start, {{ hydrate }} from {script:?};start({{ module_or_path: {main:?} }}).then(hydrate);"
    );
    view! {
        <link
            id="texts"
            rel="preload"
            r#as="fetch"
            crossorigin="anonymous"
            fetchpriority="low"
            href=texts.first
            data-rest=texts.rest
            data-live=assets.live
        />
        <link rel="modulepreload" href=script crossorigin="anonymous" fetchpriority="low"/>
        <link rel="modulepreload" href=loader crossorigin="anonymous" fetchpriority="low"/>
        <link
            rel="preload"
            href=main
            r#as="fetch"
            r#type="application/wasm"
            crossorigin="anonymous"
            fetchpriority="low"
        />
        <script type="module" nonce=use_nonce()>
            {start}
        </script>
        <Keys/>
    }
}

/// The list of keys, which `public/keys.js` opens as a dialog: a template, so that no page of the browser's program carries it.
#[component]
fn Keys() -> impl IntoView {
    let keys = [
        (["/", ""], tr!(keys::SEARCH)),
        (["j", "↓"], tr!(keys::NEXT)),
        (["k", "↑"], tr!(keys::PREVIOUS)),
        (["x", ""], tr!(keys::CHOOSE)),
        (["↵", ""], tr!(keys::OPEN)),
        (["?", ""], tr!(keys::LIST)),
    ];
    let rows = keys.map(|(signs, text)| {
        let signs = signs.into_iter().filter(|sign| !sign.is_empty());
        let signs = signs.map(|sign| view! { <kbd>{sign}</kbd> }).collect_view();
        view! {
            <div>
                <dt>{signs}</dt>
                <dd>{text}</dd>
            </div>
        }
    });
    view! {
        <template id="keys-list">
            <dialog class="dialog" id="keys" aria-labelledby="keys-title">
                <div class="dialog__body">
                    <h2 id="keys-title">{tr!(keys::TITLE)}</h2>
                    <dl class="facts facts--keys">{rows}</dl>
                    <div class="check">
                        <input type="checkbox" id="keys-use"/>
                        <label for="keys-use">{tr!(keys::USE)}</label>
                    </div>
                    <div class="dialog__actions">
                        <button class="btn btn--primary" type="button">
                            {tr!(keys::CLOSE)}
                        </button>
                    </div>
                </div>
            </dialog>
        </template>
    }
}

/// Fetches the files of the next page while the user types.
#[component]
fn Prefetch() -> impl IntoView {
    next_page()
        .into_iter()
        .map(|href| view! { <link rel="prefetch" href=href/> })
        .collect_view()
}

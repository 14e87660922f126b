//! The frame of pages before the sign-in: one narrow card in the middle.

use super::frame::Brand;
use crate::api::session::ChooseLanguage;
use crate::i18n::named;
use domain::Locale;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

/// One card in the middle of the page.
#[component]
pub fn GateCard(
    /// The title of the document.
    #[prop(into)]
    title: String,
    /// The wider form.
    #[prop(optional)]
    wide: bool,
    /// The content of the card.
    children: Children,
) -> impl IntoView {
    let class = if wide { "gate gate--wide" } else { "gate" };
    view! {
        <Title text=title/>
        <a class="skip" href="#main" rel="external">
            {tr!(frame::SKIP)}
        </a>
        <div class=class>
            <main class="gate__main" id="main" tabindex="-1">
                <Brand/>
                <div class="gate__card">{children()}</div>
                <Languages/>
            </main>
        </div>
    }
}

/// The choice of the interface's language. Always sent as a plain form, because the whole page
/// changes.
#[component]
fn Languages() -> impl IntoView {
    let current = crate::locale::locale();
    view! {
        <form class="languages" method="post" action=ChooseLanguage::PATH aria-label=tr!(field::LANGUAGE)>
            {Locale::ALL
                .iter()
                .map(|locale| {
                    view! {
                        <button
                            type="submit"
                            name="language"
                            value=locale.as_str()
                            lang=locale.as_str()
                            aria-current=(*locale == current).then_some("true")
                        >
                            {tr!(named::language(locale.language()))}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
}

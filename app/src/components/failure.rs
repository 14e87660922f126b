//! Error pages.

use super::copy::CopyButton;
use super::error_text::error_text;
use super::heading::Heading;
use super::icon::{Icon, icons};
use crate::error::AppError;
use crate::i18n::Key;
use crate::i18n::key::fault;
use crate::reading::{First, Question};
use leptos::prelude::*;
use leptos_meta::Title;
use serde::de::DeserializeOwned;
use wire::path;

/// The page for a path that does not exist.
#[component]
pub fn NotFound() -> impl IntoView {
    crate::host::set_status(404);
    plain(fault::not_found::TITLE, fault::not_found::TEXT, "404")
}

/// A page with the data that it reads first, or an error in its place.
pub fn page_of<S: Question>(
    first: First<S>,
    render: impl Fn(S::Shown) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    S::Output: DeserializeOwned,
{
    first.render(move |read| match read {
        Ok(shown) => render(shown),
        Err(error) => view! { <Failure error=error/> }.into_any(),
    })
}

/// The error in place of a page that cannot be shown.
#[component]
pub fn Failure(
    /// Why.
    error: AppError,
) -> impl IntoView {
    crate::host::set_status(error.status());
    match error {
        AppError::Unauthenticated | AppError::Gate(_) => view! { <SessionOver/> }.into_any(),
        AppError::Internal { reference } => view! { <Broken reference=reference/> }.into_any(),
        AppError::Transport => view! { <Offline/> }.into_any(),
        AppError::Forbidden => {
            plain(fault::forbidden::TITLE, fault::forbidden::TEXT, "403").into_any()
        }
        AppError::NotFound => {
            plain(fault::not_found::TITLE, fault::not_found::TEXT, "404").into_any()
        }
        AppError::Refused(_)
        | AppError::SecondMeans { .. }
        | AppError::HelpLimited { .. }
        | AppError::ClockOff { .. }
        | AppError::Throttled { .. }
        | AppError::WritesLimited { .. }
        | AppError::Busy { .. }
        | AppError::StepUp(_) => view! { <p class="alert">{error_text(&error)}</p> }.into_any(),
    }
}

fn plain(title: Key, text: Key, code: &'static str) -> impl IntoView {
    let title = tr!(title);
    view! {
        <Title text=title.clone()/>
        <div class="fault">
            <div class="gate__head">
                <Heading text=title/>
                <p>{tr!(text)}</p>
            </div>
            <a class="btn btn--primary" href=path::ROOT rel="external">
                {tr!(fault::HOME)}
            </a>
            <p class="fault__code">{tr!(fault::CODE, code = code)}</p>
        </div>
    }
}

/// The session has ended: the browser goes to the sign-in and returns afterwards.
#[component]
fn SessionOver() -> impl IntoView {
    Effect::new(move |_| {
        let here = crate::browser::current_path();
        let next = wire::return_to::ReturnTo::parse(&here);
        crate::browser::load(&crate::access::with_next(path::SIGN_IN, next.as_ref()));
    });
    view! {
        <div class="fault">
            <div class="gate__head">
                <Heading text=tr!(fault::session::TITLE)/>
                <p>{tr!(fault::session::TEXT)}</p>
            </div>
            <a class="btn btn--primary" href=path::SIGN_IN rel="external">
                {tr!(action::SIGN_IN)}
            </a>
        </div>
    }
}

#[component]
fn Broken(reference: String) -> impl IntoView {
    view! {
        <Title text=tr!(fault::internal::TITLE)/>
        <div class="fault">
            <div class="gate__head">
                <Heading text=tr!(fault::internal::TITLE)/>
                <p>{tr!(fault::internal::TEXT)}</p>
            </div>
            <div class="copy form__wide">
                <code class="copy__value">{reference.clone()}</code>
                <CopyButton text=reference label=tr!(copy::LABEL)/>
            </div>
            <a class="btn btn--primary" href="" rel="external">
                {tr!(fault::RETRY)}
            </a>
        </div>
    }
}

#[component]
fn Offline() -> impl IntoView {
    view! {
        <Title text=tr!(fault::offline::TITLE)/>
        <div class="fault">
            <Icon path=icons::OFFLINE/>
            <div class="gate__head">
                <Heading text=tr!(fault::offline::TITLE)/>
                <p>{tr!(fault::offline::TEXT)}</p>
            </div>
            <a class="btn btn--primary" href="" rel="external">
                {tr!(fault::RETRY)}
            </a>
        </div>
    }
}

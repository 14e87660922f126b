//! The banner above every page with the notices that the user has not read yet: about their own account and, for admins, about
//! others.

use super::activity::ActivityLine;
use super::form::FormAlert;
use super::icon::{Icon, icons};
use super::session_end::KnownEnd;
use super::submit::{PostForm, Submission};
use crate::api::attention::{FrameNotices, MarkNoticesRead, ReadAttention};
use crate::live::follow_events_over_pages;
use crate::reading::{First, reread};
use domain::UserId;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::rc::Rc;
use wire::path;

/// Reads the notices again with every page and whenever something happens to the account, and shows
/// them.
#[component]
pub fn Attention(
    /// Where the end of the session is announced.
    end: RwSignal<Option<KnownEnd>>,
) -> impl IntoView {
    let read = Submission::to::<MarkNoticesRead>();
    let path = use_location().pathname;
    let occasion = move || format!("{} {}", read.version(), path.get());
    let attention = First::at_each(occasion, || ReadAttention {});
    // The notices read since then.
    let heard = RwSignal::new(None);
    let me = RwSignal::new(None);
    // By itself: the banner with its button is not rendered anew as something goes on.
    let under_way = RwSignal::new(String::new());
    let catch_up = follow(heard, under_way, me);
    Effect::new(move |_| {
        if let Some(Ok(attention)) = attention.get() {
            end.set(Some(KnownEnd::now(attention.end)));
            me.set(Some(attention.me));
            heard.set(None);
            catch_up();
        }
    });
    // The pressed button disappears: keep the focus on the page.
    Effect::new(move |_| {
        if read.version() > 0 {
            crate::browser::focus("main");
        }
    });
    attention.render(move |attention| {
        let attention = attention.ok();
        under_way.set(
            attention
                .as_ref()
                .map(|told| told.under_way.clone())
                .unwrap_or_default(),
        );
        let banner = move || {
            let told = heard.get().or_else(|| attention.clone());
            told.filter(|told| told.unread > 0)
                .map(|told| view! { <Banner attention=told read=read/> })
        };
        view! {
            {banner}
            <div class="under-way" inner_html=move || under_way.get()></div>
        }
        .into_any()
    })
}

/// Reads again what happens to the account of `me`.
fn follow(
    heard: RwSignal<Option<FrameNotices>>,
    under_way: RwSignal<String>,
    me: RwSignal<Option<UserId>>,
) -> Rc<dyn Fn()> {
    let is_mine = move |user| me.get_untracked().is_none_or(|me| me == user);
    follow_events_over_pages(
        move |event| event.user.is_none_or(is_mine),
        move |_| async move {
            let new = reread(ReadAttention {}).await;
            let done = new.is_some();
            if let Some(new) = &new {
                under_way.try_set(new.under_way.clone());
            }
            if done {
                heard.try_set(new);
            }
            done
        },
    )
}

#[component]
fn Banner(attention: FrameNotices, read: Submission) -> impl IntoView {
    let (own, others) = (attention.own, attention.of_others);
    let title = match (own, others) {
        (_, false) => tr!(attention::TITLE),
        (false, true) => tr!(attention::TITLE_OTHERS),
        (true, true) => tr!(attention::TITLE_BOTH),
    };
    let of_others = others.then(|| {
        view! {
            <p>
                {tr!(attention::NOT_KNOWN)} " "
                <a href=path::AUDIT rel="external">
                    {tr!(frame::AUDIT)}
                </a>
            </p>
        }
    });
    // Several are one line: each is shown on the user's account page, and read there.
    let (text, form) = if let Some(notice) = attention.notice {
        let id = notice.id.to_string();
        let text = view! {
            <ul class="attention__list">
                <ActivityLine notice=notice/>
            </ul>
        };
        let form = view! {
            <PostForm to=read class="attention__form">
                <input type="hidden" name="shown" value=attention.end.now.unix().to_string()/>
                <input type="hidden" name="ids" value=id/>
                <button class="btn btn--small" type="submit" aria-disabled=read.waits()>
                    {tr!(attention::UNDERSTOOD)}
                </button>
            </PostForm>
        };
        (text.into_any(), Some(form))
    } else {
        let text = view! {
            <p>
                <a href=format!("{}#activity", path::ME) rel="external">
                    {tr_count!(attention::SEVERAL, attention.unread)}
                </a>
            </p>
        };
        (text.into_any(), None)
    };
    view! {
        <section class="attention" aria-labelledby="attention-title">
            <Icon path=icons::WARNING/>
            <div class="attention__text">
                <h2 id="attention-title">
                    {title}
                </h2>
                {text}
                {own.then(|| view! { <p>{tr!(attention::NOT_YOURS)}</p> })}
                {of_others}
                <FormAlert error=read.error()/>
            </div>
            {form}
        </section>
    }
}

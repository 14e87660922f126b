//! The last change of the policy, and the button that undoes it.

use crate::components::{FormAlert, Minute, PostForm, Submission};
use crate::entry_text::who;
use domain::Policy;
use leptos::prelude::*;
use wire::view::{Overview, UndoableChange};

/// What was changed last, as long as it can be undone. Why undoing was refused stays, though there is nothing to undo any more.
#[component]
pub fn Undo(overview: Overview, action: Submission) -> impl IntoView {
    let policy = overview.policy;
    let change = overview
        .last_change
        .map(|change| view! { <Change change=change policy=policy action=action/> });
    view! {
        <FormAlert error=action.error()/>
        {change}
    }
}

#[component]
fn Change(change: UndoableChange, policy: Policy, action: Submission) -> impl IntoView {
    let (done, sessions) = match policy {
        Policy::Required => (
            tr!(security::undo::REQUIRED),
            Some(tr!(security::undo::SESSIONS)),
        ),
        Policy::Optional => (tr!(security::undo::OPTIONAL), None),
    };
    let UndoableChange { lifted, ended, .. } = change;
    let lifted = (lifted > 0).then(|| tr_count!(security::undo::LIFTED, lifted));
    let ended = (ended > 0).then(|| tr_count!(security::undo::ENDED, ended));
    let by = change.by.as_ref().map(who);
    let by = by.map(|name| tr!(security::BY, name = name));
    let and = |text: Option<String>| text.map(|text| format!(" {text}"));
    view! {
        <section class="card__section stack stack--tight" aria-labelledby="undo-title">
            <h3 id="undo-title">{tr!(security::undo::TITLE)}</h3>
            <p>
                {done} " " <Minute at=change.at/> " " {by}
                {and(lifted)} {and(ended)}
            </p>
            <p class="muted">
                {tr!(security::undo::UNTIL)} " " <Minute at=change.until/> "." {and(sessions)}
            </p>
            <PostForm to=action>
                <input type="hidden" name="number" value=change.number.to_string()/>
                <button class="btn btn--block" type="submit" aria-disabled=action.waits()>
                    {tr!(security::undo::CONFIRM)}
                </button>
            </PostForm>
        </section>
    }
}

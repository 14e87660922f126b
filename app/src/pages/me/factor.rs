//! The user's own second factor.

use crate::components::{
    CodeField, Day, Dialog, DialogActions, FormAlert, Icon, PostForm, Shield, ShieldSize,
    Submission, icons,
};
use crate::i18n::named;
use domain::{Requirement, TwoFactorStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::path;
use wire::return_to::ReturnTo;
use wire::view::OwnFactor;

/// Status, activation and deactivation.
#[component]
pub fn FactorCard(
    requirement: Requirement,
    factor: Option<OwnFactor>,
    /// Removes the factor.
    deactivate: Submission,
    /// Begins the enrolment of a new one in its place.
    replace: Submission,
) -> impl IntoView {
    let status = TwoFactorStatus::of(factor.is_some(), requirement.required);
    let content = match factor {
        None => view! {
            <div>
                <a class="btn btn--primary" href=crate::access::with_next(path::ENROL, ReturnTo::parse(path::ME).as_ref()) rel="external">
                    {tr!(me::ACTIVATE)}
                </a>
            </div>
        }
        .into_any(),
        Some(factor) => view! {
            <Items factor=factor replace=replace/>
            <Deactivate required=requirement.required action=deactivate/>
        }
        .into_any(),
    };
    view! {
        <section class="card" aria-labelledby="status-title">
            <div class="status">
                <Shield status=status size=ShieldSize::Large/>
                <div class="status__text">
                    <h2 id="status-title">{tr!(named::own_status_title(status))}</h2>
                    <p>{tr!(named::own_status_text(status))}</p>
                </div>
            </div>
            {content}
        </section>
    }
}

#[component]
fn Items(factor: OwnFactor, replace: Submission) -> impl IntoView {
    let used = factor
        .last_used
        .map(|at| view! { {tr!(factor::USED)} " " <Day at=at/> });
    view! {
        <ul class="items">
            <li class="item">
                <Icon path=icons::PHONE/>
                <div>
                    <p class="item__title">{tr!(factor::APP)}</p>
                    <p class="item__text">
                        {tr!(factor::ADDED)} " " <Day at=factor.since/> {used}
                    </p>
                    <FormAlert error=replace.error()/>
                </div>
                <PostForm to=replace class="">
                    <input type="hidden" name="next" value=path::ME/>
                    <button class="btn btn--small" type="submit" aria-disabled=replace.waits()>
                        {tr!(me::REPLACE)}
                    </button>
                </PostForm>
            </li>
            <li class="item">
                <Icon path=icons::KEY/>
                <div>
                    <p class="item__title">{tr!(factor::RECOVERY)}</p>
                    <p class="item__text">{tr_count!(factor::LEFT, factor.recovery_left)}</p>
                </div>
                <a href=path::with(path::ME, "dialog", "recovery") data-noscroll=true class="btn btn--small">
                    {tr!(me::NEW_CODES)}
                </a>
            </li>
        </ul>
    }
}

#[component]
fn Deactivate(required: bool, action: Submission) -> impl IntoView {
    if required {
        return view! { <p class="card__foot">{tr!(me::CANNOT_DEACTIVATE)}</p> }.into_any();
    }
    let error = action.error();
    view! {
        <div class="card__section">
            <FormAlert error=error/>
            <PostForm to=action>
                <CodeField
                    label=tr!(me::DEACTIVATE_CODE)
                    id="deactivate-code"
                    hint=tr!(me::DEACTIVATE_HINT)
                    error=error
                />
                <button class="btn" type="submit" aria-disabled=action.waits()>
                    {tr!(me::DEACTIVATE)}
                </button>
            </PostForm>
        </div>
    }
    .into_any()
}

/// Asks for a code before new recovery codes are made.
#[component]
pub fn RenewDialog(
    action: Submission,
    /// Whether there is a factor.
    active: bool,
) -> impl IntoView {
    let query = use_query_map();
    let open = Memo::new(move |_| query.with(|q| q.get("dialog").as_deref() == Some("recovery")));
    let error = action.error();
    move || {
        (active && open.get()).then(|| {
            view! {
                <Dialog id="dialog-recovery" title=tr!(me::renew::TITLE) close=path::ME>
                    <p>{tr!(me::renew::TEXT)}</p>
                    <FormAlert error=error/>
                    <PostForm to=action>
                        <CodeField
                            label=tr!(field::CODE)
                            id="renew-code"
                            hint=tr!(step_up::HINT)
                            autofocus=true
                            error=error
                        />
                        <DialogActions close=path::ME label=tr!(me::renew::CONFIRM)/>
                    </PostForm>
                </Dialog>
            }
        })
    }
}

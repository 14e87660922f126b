//! The user's own second factor.

use crate::components::{
    CodeField, Day, Dialog, DialogActions, FormAlert, Icon, PostForm, Shield, ShieldSize,
    Submission, Until, icons,
};
use crate::i18n::named;
use domain::{Deadline, Requirement, TwoFactorStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::path;
use wire::return_to::ReturnTo;
use wire::view::OwnFactor;

/// Status, activation and deactivation.
#[component]
pub fn FactorCard(
    requirement: Requirement,
    /// The names of the groups that require it, where their rule decides.
    requiring: Vec<String>,
    /// Until when there is time to activate it.
    deadline: Option<Deadline>,
    factor: Option<OwnFactor>,
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
            <Deactivate required=requirement.required/>
        }
        .into_any(),
    };
    let text = if deadline.is_some() {
        tr!(time_left::OWN_TEXT)
    } else {
        tr!(named::own_status_text(status))
    };
    let until = deadline.and_then(Deadline::at).map(|at| {
        view! { <p>{tr!(time_left::OWN)} " " <Until at=at/> "."</p> }
    });
    let by_groups = (!requiring.is_empty()).then(|| {
        let rule = tr!(rule::GROUPS_REQUIRED, groups = requiring.join(", "));
        view! { <p class="status__rule">{tr!(rule::PLAIN, rule = rule)}</p> }
    });
    view! {
        <section class="card" aria-labelledby="status-title">
            <div class="status">
                <Shield status=status size=ShieldSize::Large/>
                <div class="status__text">
                    <h2 id="status-title">{tr!(named::own_status_title(status))}</h2>
                    {until}
                    <p>{text}</p>
                    {by_groups}
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
fn Deactivate(required: bool) -> impl IntoView {
    if required {
        return view! { <p class="card__foot">{tr!(me::CANNOT_DEACTIVATE)}</p> }.into_any();
    }
    view! {
        <div class="card__section">
            <a href=path::with(path::ME, "dialog", "deactivate") data-noscroll=true class="btn">
                {tr!(me::DEACTIVATE)}
            </a>
        </div>
    }
    .into_any()
}

/// Whether the address asks for this dialog.
fn is_open(dialog: &'static str) -> Memo<bool> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| q.get("dialog").as_deref() == Some(dialog)))
}

/// Asks for a code before the factor is removed.
#[component]
pub fn DeactivateDialog(
    action: Submission,
    /// Whether there is a factor that may be removed.
    may: bool,
) -> impl IntoView {
    let open = is_open("deactivate");
    let error = action.error();
    move || {
        (may && open.get()).then(|| {
            view! {
                <Dialog id="dialog-deactivate" title=tr!(me::deactivation::TITLE) close=path::ME>
                    <p>{tr!(me::deactivation::TEXT)}</p>
                    <FormAlert error=error/>
                    <PostForm to=action>
                        <CodeField
                            label=tr!(me::DEACTIVATE_CODE)
                            id="deactivate-code"
                            hint=tr!(step_up::HINT)
                            autofocus=true
                            error=error
                        />
                        <DialogActions close=path::ME label=tr!(me::DEACTIVATE) danger=true/>
                    </PostForm>
                </Dialog>
            }
        })
    }
}

/// Asks for a code before new recovery codes are made.
#[component]
pub fn RenewDialog(
    action: Submission,
    /// Whether there is a factor.
    active: bool,
) -> impl IntoView {
    let open = is_open("recovery");
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

//! The rule for all, and the dialog before it changes.

use crate::components::{
    Check, Dialog, DialogActions, FormAlert, Icon, Minute, PostForm, Shield, Submission, icons,
};
use domain::query::RequirementFilter;
use domain::view::Overview;
use domain::{Policy, TwoFactorStatus, UserQuery};
use leptos::prelude::*;
use leptos_router::components::{A, Form};
use leptos_router::hooks::use_query_map;

const PAGE: &str = "/account/security";
/// Where the supported applications are listed.
const APPLICATIONS: &str = "/applications";

/// The other policy.
const fn other(policy: Policy) -> Policy {
    match policy {
        Policy::Required => Policy::Optional,
        Policy::Optional => Policy::Required,
    }
}

fn exempt_users() -> String {
    let requirement = Some(RequirementFilter::Exempt);
    UserQuery {
        requirement,
        ..UserQuery::default()
    }
    .href()
}

/// The card with the rule, its consequences and the button. The button opens the dialog.
#[component]
pub fn PolicyCard(overview: Overview) -> impl IntoView {
    let required = overview.policy == Policy::Required;
    let state = if required {
        tr!("security.is-required")
    } else {
        tr!("security.is-optional")
    };
    let since = overview.since.map(|at| {
        let by = overview.by.clone().unwrap_or_default();
        view! { <p>{tr!("security.since")} " " <Minute at=at/> {tr!("security.by", name = by)}</p> }
    });
    let exempt = overview.consequences.exempt;
    let exemptions = (exempt > 0).then(|| {
        view! { <li><A href=exempt_users()>{tr_count!("security.exempt", exempt)}</A></li> }
    });
    let (intro, button, class) = if required {
        (None, tr!("security.revoke"), "btn btn--block")
    } else {
        (
            Some(tr!("security.if-required")),
            tr!("security.enforce"),
            "btn btn--primary btn--block",
        )
    };
    view! {
        <section class="card obligation" aria-labelledby="policy-title">
            <div class="card__title">
                <h2 id="policy-title">{tr!("security.rule")}</h2>
                <p>{state}</p>
                {since}
            </div>
            {intro.map(|text| view! { <p>{text}</p> })}
            <ul>
                <li>{tr!("security.cannot-sign-in")}</li>
                <li>{tr!("security.cannot-deactivate")}</li>
                {exemptions}
            </ul>
            <Form method="GET" action=PAGE>
                <input type="hidden" name="dialog" value=other(overview.policy).as_str()/>
                <button class=class type="submit">
                    {button}
                </button>
            </Form>
            <p class="card__foot">
                {tr!("security.needs-app")} " "
                <a href=APPLICATIONS>{tr!("security.app-link")}</a>"."
            </p>
        </section>
    }
}

/// The dialog that the address names, as long as it still applies.
#[component]
pub fn ChangeDialog(overview: Overview, action: Submission) -> impl IntoView {
    let query = use_query_map();
    let named =
        Memo::new(move |_| query.with(|q| q.get("dialog").as_deref().and_then(Policy::parse)));
    move || match named
        .get()
        .filter(|policy| *policy == other(overview.policy))
    {
        Some(Policy::Required) => {
            view! { <Enforce overview=overview.clone() action=action/> }.into_any()
        }
        Some(Policy::Optional) => {
            view! { <Revoke overview=overview.clone() action=action/> }.into_any()
        }
        None => ().into_any(),
    }
}

#[component]
fn Enforce(overview: Overview, action: Submission) -> impl IntoView {
    let (touched, active) = (overview.consequences, overview.distribution.active());
    let exempt = touched.exempt;
    let exemptions = (exempt > 0).then(|| {
        view! {
            <li>
                <Shield status=TwoFactorStatus::Inactive/>
                <span>
                    <A href=exempt_users()>{tr_count!("security.exempt-stay", exempt)}</A>
                </span>
            </li>
        }
    });
    let end_exemptions = (exempt > 0).then(|| {
        view! { <Check label=tr_count!("security.end-exemptions", exempt) name="end_exemptions"/> }
    });
    view! {
        <Dialog id="dialog-policy" title=tr!("security.enforce-title") close=PAGE>
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="policy" value=Policy::Required.as_str()/>
                <ul class="consequences">
                    <li>
                        <Shield status=TwoFactorStatus::Pending/>
                        <span>{tr_count!("security.will-activate", touched.to_activate)}</span>
                    </li>
                    <li>
                        <Shield status=TwoFactorStatus::Protected/>
                        <span>{tr_count!("security.already-active", active)}</span>
                    </li>
                    {exemptions}
                    <li>
                        <Icon path=icons::PHONE/>
                        <span>
                            {tr!("security.needs-app")} " "
                            <a href=APPLICATIONS>{tr!("security.app-link")}</a>"."
                        </span>
                    </li>
                </ul>
                <div class="stack stack--tight">
                    <Check label=tr!("security.end-sessions") name="end_sessions"/>
                    {end_exemptions}
                </div>
                <DialogActions close=PAGE label=tr!("action.confirm")/>
            </PostForm>
        </Dialog>
    }
}

#[component]
fn Revoke(overview: Overview, action: Submission) -> impl IntoView {
    let individual = overview.consequences.individual;
    let lifted = (individual > 0).then(|| {
        view! {
            <li>
                <Shield status=TwoFactorStatus::Pending/>
                <span>{tr_count!("security.lifted", individual)}</span>
            </li>
        }
    });
    view! {
        <Dialog id="dialog-policy" title=tr!("security.revoke-title") close=PAGE>
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="policy" value=Policy::Optional.as_str()/>
                <ul class="consequences">
                    <li>
                        <Shield status=TwoFactorStatus::Inactive/>
                        <span>{tr!("security.may-sign-in")}</span>
                    </li>
                    <li>
                        <Shield status=TwoFactorStatus::Voluntary/>
                        <span>{tr!("security.may-deactivate")}</span>
                    </li>
                    {lifted}
                </ul>
                <DialogActions close=PAGE label=tr!("action.confirm")/>
            </PostForm>
        </Dialog>
    }
}

//! The policy for everybody, and the dialog before it changes.

use crate::access::with_next;
use crate::components::{
    Check, Dialog, DialogActions, FormAlert, Icon, Minute, PostForm, Shield, Submission, ZoneField,
    icons, localise_markup, own_zone,
};
use crate::entry_text::who;
use crate::grace::grace_text;
use domain::{Grace, Policy, TwoFactorStatus, UserId};
use leptos::prelude::*;
use leptos_router::components::{A, Form};
use leptos_router::hooks::use_query_map;
use wire::UserQuery;
use wire::path;
use wire::query::RequirementFilter;
use wire::return_to::ReturnTo;
use wire::view::Overview;

const PAGE: &str = path::SECURITY;

/// The dialog before 2FA is required of everybody.
fn enforce() -> String {
    path::with(path::SECURITY, "dialog", "required")
}

/// The opposite policy.
const fn other(policy: Policy) -> Policy {
    match policy {
        Policy::Required => Policy::Optional,
        Policy::Optional => Policy::Required,
    }
}

/// The dialog about the time to comply.
const TIME: &str = "time";

fn change_time() -> String {
    path::with(path::SECURITY, "dialog", TIME)
}

fn users_with(rule: RequirementFilter) -> String {
    let requirement = Some(rule);
    UserQuery {
        requirement,
        ..UserQuery::default()
    }
    .href()
}

/// The card with the policy, its consequences and the button. The button opens the dialog.
#[component]
pub fn PolicyCard(
    overview: Overview,
    /// Whether there is the button.
    changes: bool,
    /// The last change, with its button.
    children: Children,
) -> impl IntoView {
    let required = overview.policy == Policy::Required;
    let state = if required {
        tr!(security::IS_REQUIRED)
    } else {
        tr!(security::IS_OPTIONAL)
    };
    let since = overview.since.map(|at| {
        let by = overview.by.as_ref().map(who).unwrap_or_default();
        view! {
            <p>{tr!(security::SINCE)} " " <Minute at=at/> " " {tr!(security::BY, name = by)}</p>
        }
    });
    let exempt = overview.consequences.exempt;
    let exemptions = (exempt > 0).then(|| {
        view! { <li><A href=path::EXEMPTIONS>{tr_count!(security::EXEMPT, exempt)}</A></li> }
    });
    let (time, zone) = (overview.time, own_zone());
    let gives = required && time.grace != Grace::None;
    let grace = gives.then(|| view! { <li>{tr!(security::UNTIL_DEADLINE)}</li> });
    let (in_time, overdue) = (overview.in_time, overview.overdue);
    let pending = (in_time > 0).then(|| {
        let overdue = (overdue > 0).then(|| {
            view! { <li><A href=users_with(RequirementFilter::Overdue)>{tr_count!(security::OVERDUE, overdue)}</A></li> }
        });
        view! {
            <li><A href=users_with(RequirementFilter::InTime)>{tr_count!(security::IN_TIME, in_time)}</A></li>
            {overdue}
        }
    });
    let time = required.then(|| {
        let link = changes.then(|| {
            view! { <A href=change_time() attr:class="link">{tr!(security::CHANGE_TIME)}</A> }
        });
        view! {
            <p>{move || grace_text(time.grace, zone)} " " {link}</p>
        }
    });
    let (intro, button, class) = if required {
        (None, tr!(security::REVOKE), "btn btn--block")
    } else {
        (
            Some(tr!(security::IF_REQUIRED)),
            tr!(security::ENFORCE),
            "btn btn--primary btn--block",
        )
    };
    view! {
        <section class="card obligation" aria-labelledby="policy-title">
            <div class="card__title">
                <h2 id="policy-title">{tr!(security::RULE)}</h2>
                <p>{state}</p>
                {since}
            </div>
            {intro.map(|text| view! { <p>{text}</p> })}
            {time}
            <ul>
                <li>{tr!(security::CANNOT_SIGN_IN)}</li>
                {grace}
                <li>{tr!(security::CANNOT_DEACTIVATE)}</li>
                {exemptions}
                {pending}
            </ul>
            {changes
                .then(|| {
                    view! {
                        <Form method="GET" action=PAGE>
                            <input
                                type="hidden"
                                name="dialog"
                                value=other(overview.policy).as_str()
                            />
                            <button class=class type="submit">
                                {button}
                            </button>
                        </Form>
                    }
                })}
            {children()}
            <p class="card__foot">
                {tr!(security::NEEDS_APP)} " "
                <a href=path::AUTHENTICATOR_APPS>{tr!(security::APP_LINK)}</a>"."
            </p>
        </section>
    }
}

/// The dialog that the address names, as long as it still applies.
#[component]
pub fn ChangeDialog(overview: Overview, action: Submission) -> impl IntoView {
    let query = use_query_map();
    let named = Memo::new(move |_| query.with(|q| q.get("dialog").unwrap_or_default()));
    move || {
        let named = named.get();
        let asked = Policy::parse(&named).filter(|policy| *policy == other(overview.policy));
        let overview = overview.clone();
        match asked {
            Some(Policy::Required) => {
                view! { <Enforce overview=overview action=action/> }.into_any()
            }
            Some(Policy::Optional) => {
                view! { <Revoke overview=overview action=action/> }.into_any()
            }
            None if named == TIME && overview.policy == Policy::Required => {
                view! { <ChangeTime fields=overview.time_fields action=action/> }.into_any()
            }
            None => ().into_any(),
        }
    }
}

#[component]
fn Enforce(overview: Overview, action: Submission) -> impl IntoView {
    let (touched, active) = (overview.consequences, overview.distribution.active());
    if !touched.own_factor {
        return view! { <ActivateFirst/> }.into_any();
    }
    let exempt = touched.exempt;
    let exemptions = (exempt > 0).then(|| {
        view! {
            <li>
                <Shield status=TwoFactorStatus::Inactive/>
                <span>
                    <A href=users_with(RequirementFilter::Exempt)>{tr_count!(security::EXEMPT_STAY, exempt)}</A>
                </span>
            </li>
        }
    });
    let end_exemptions = (exempt > 0).then(|| {
        view! { <Check label=tr_count!(security::END_EXEMPTIONS, exempt) name="end_exemptions"/> }
    });
    view! {
        <Dialog id="dialog-policy" title=tr!(security::ENFORCE_TITLE) close=PAGE>
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="policy" value=Policy::Required.as_str()/>
                <ul class="consequences">
                    <li>
                        <Shield status=TwoFactorStatus::Pending/>
                        <div>
                            {tr_count!(security::WILL_ACTIVATE, touched.to_activate)}
                            <Named
                                first=touched.first_to_activate
                                all=touched.to_activate
                                filter=RequirementFilter::Unprotected
                            />
                        </div>
                    </li>
                    <li>
                        <Shield status=TwoFactorStatus::Protected/>
                        <span>{tr_count!(security::ALREADY_ACTIVE, active)}</span>
                    </li>
                    {exemptions}
                    <li>
                        <Icon path=icons::PHONE/>
                        <span>
                            {tr!(security::NEEDS_APP)} " "
                            <a href=path::AUTHENTICATOR_APPS>{tr!(security::APP_LINK)}</a>"."
                        </span>
                    </li>
                </ul>
                <TimeFields fields=overview.time_fields/>
                <div class="stack stack--tight">
                    <Check label=tr!(security::END_SESSIONS) name="end_sessions"/>
                    {end_exemptions}
                </div>
                <DialogActions close=PAGE label=tr!(security::ENFORCE_CONFIRM)/>
            </PostForm>
        </Dialog>
    }
    .into_any()
}

/// The time to comply.
#[component]
fn TimeFields(fields: String) -> impl IntoView {
    localise_markup(|| ());
    view! {
        <ZoneField/>
        <div class="stack" inner_html=fields></div>
    }
}

#[component]
fn ChangeTime(fields: String, action: Submission) -> impl IntoView {
    view! {
        <Dialog id="dialog-policy" title=tr!(security::CHANGE_TIME_TITLE) close=PAGE>
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="policy" value=Policy::Required.as_str()/>
                <input type="hidden" name="only_time" value="on"/>
                <TimeFields fields=fields/>
                <DialogActions close=PAGE label=tr!(action::SAVE)/>
            </PostForm>
        </Dialog>
    }
}

/// Users whom the change touches: the first ones by name, and a link to all.
#[component]
fn Named(
    first: Vec<(UserId, String)>,
    all: u64,
    /// The filter of the table that finds them.
    filter: RequirementFilter,
) -> impl IntoView {
    let more = all.saturating_sub(u64::try_from(first.len()).unwrap_or(all));
    let rest = (more > 0).then(|| {
        view! { <li><A href=users_with(filter)>{tr_count!(security::AND_MORE, more)}</A></li> }
    });
    let named = first.into_iter().map(|(id, name)| {
        view! { <li><A href=path::user(id)>{name}</A></li> }
    });
    (all > 0).then(|| {
        view! {
            <details class="stopped">
                <summary>{tr!(security::WHO)}</summary>
                <ul>{named.collect_view()} {rest}</ul>
            </details>
        }
    })
}

/// An admin who requires a second factor must have one: the next sign-in would stop this admin too.
#[component]
fn ActivateFirst() -> impl IntoView {
    let enrol = with_next(path::ENROL, ReturnTo::parse(&enforce()).as_ref());
    view! {
        <Dialog id="dialog-policy" title=tr!(security::ENFORCE_TITLE) close=PAGE>
            <p>{tr!(security::ACTIVATE_FIRST)}</p>
            <div class="dialog__actions">
                <a href=PAGE class="btn" data-noscroll=true>
                    {tr!(action::CANCEL)}
                </a>
                <a href=enrol rel="external" class="btn btn--primary">
                    {tr!(me::ACTIVATE)}
                </a>
            </div>
        </Dialog>
    }
}

#[component]
fn Revoke(overview: Overview, action: Submission) -> impl IntoView {
    let individual = overview.consequences.individual;
    let first = overview.consequences.first_individual;
    let lifted = (individual > 0).then(|| {
        view! {
            <li>
                <Shield status=TwoFactorStatus::Pending/>
                <div>
                    <A href=users_with(RequirementFilter::Individual)>
                        {tr_count!(security::LIFTED, individual)}
                    </A>
                    <Named first=first all=individual filter=RequirementFilter::Individual/>
                </div>
            </li>
        }
    });
    let keep = (individual > 0).then(|| {
        view! { <Check label=tr_count!(security::KEEP_INDIVIDUAL, individual) name="keep_individual"/> }
    });
    view! {
        <Dialog id="dialog-policy" title=tr!(security::REVOKE_TITLE) close=PAGE>
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="policy" value=Policy::Optional.as_str()/>
                <ul class="consequences">
                    <li>
                        <Shield status=TwoFactorStatus::Inactive/>
                        <span>{tr!(security::MAY_SIGN_IN)}</span>
                    </li>
                    <li>
                        <Shield status=TwoFactorStatus::Voluntary/>
                        <span>{tr!(security::MAY_DEACTIVATE)}</span>
                    </li>
                    {lifted}
                </ul>
                {keep}
                <button
                    class="btn"
                    type="submit"
                    formmethod="get"
                    formtarget="_blank"
                    formaction=path::PREVIEW
                >
                    {tr!(preview::BUTTON)}
                </button>
                <DialogActions close=PAGE label=tr!(security::REVOKE_CONFIRM)/>
            </PostForm>
        </Dialog>
    }
}

//! Signing in: address and password, then the code. Only plain forms and links, which the browser does not take over: the page
//! can be used at once, and an error returns with the input.

use crate::access::{TIME_STEP, with_next};
use crate::api::session::{GiveCode, SignIn};
use crate::components::{
    CodeField, Field, FlashText, FormAlert, GateCard, Next, PostForm, SignOut, Submission, Until,
    flash_signal, refusal_of_another,
};
use crate::i18n::key;
use domain::EndReason;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use wire::path;
use wire::return_to::ReturnTo;
use wire::view::Organisation;

/// `/sign-in`: which question is asked stands in the address, by the parameter `step`.
pub struct SignInPage;

impl SignInPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let query = use_query_map();
        let step = move || query.with(|q| q.get("step").unwrap_or_default());
        (move || match step().as_str() {
            "code" | "recovery" if crate::host::awaits_access_code() => {
                view! { <AfterReset/> }.into_any()
            }
            "code" => view! { <Code recovery=false/> }.into_any(),
            "recovery" => view! { <Code recovery=true/> }.into_any(),
            TIME_STEP => view! { <TimeLeft/> }.into_any(),
            _ => view! { <Password/> }.into_any(),
        })
        .into_any()
    }
}

/// How long there is time to activate 2FA; nothing to tell for somebody who has no such time (any more).
#[component]
fn TimeLeft() -> impl IntoView {
    let query = use_query_map();
    let next = query.with_untracked(|q| ReturnTo::parse(&q.get("next").unwrap_or_default()));
    let told = crate::host::time_left().map(|(at, now)| {
        // A day that has begun counts as one.
        let days = at.since(now).max(0).unsigned_abs().div_ceil(SECONDS_OF_DAY);
        let left = match days {
            0 | 1 => tr!(time_left::LAST_DAY),
            days => tr_count!(time_left::DAYS, days),
        };
        view! {
            <p>{tr!(time_left::UNTIL)} " " <strong><Until at=at/></strong> ". " {left}</p>
            <p>{tr!(time_left::AFTERWARDS)}</p>
        }
    });
    let enrol = with_next(path::ENROL, next.as_ref());
    let later = next.map_or_else(|| path::ROOT.to_owned(), |next| next.as_str().to_owned());
    view! {
        <GateCard title=tr!(time_left::TITLE)>
            <div class="gate__head">
                <h1>{tr!(time_left::TITLE)}</h1>
                {told}
            </div>
            <a class="btn btn--primary btn--block" href=enrol>
                {tr!(time_left::ACTIVATE)}
            </a>
            <a class="btn btn--block" href=later>
                {tr!(time_left::LATER)}
            </a>
        </GateCard>
    }
}

/// Seconds of a day.
const SECONDS_OF_DAY: u64 = 86_400;

/// The id of the error message.
const ALERT: &str = "sign-in-alert";

#[component]
fn Password() -> impl IntoView {
    let action = Submission::to::<SignIn>();
    let error = action.error();
    // Of a code that came after the session had ended.
    let lost = refusal_of_another(&[SignIn::PATH]);
    let typed = crate::host::typed();
    let is_typed = typed.is_some();
    let flash = flash_signal();
    // Somebody who has just chosen a password knows.
    let ended = (crate::host::has_session_ended() && flash.get_untracked().is_none()).then(
        || view! { <p class="message message--plain">{why_ended(crate::host::end_reason())}</p> },
    );
    let Organisation { name, sentence, .. } = crate::host::organisation();
    view! {
        <GateCard title=tr!(sign_in::TITLE)>
            <div class="gate__head">
                <h1>{tr!(sign_in::TITLE)}</h1>
                {(!name.is_empty()).then(|| view! { <p>{name}</p> })}
                {(!sentence.is_empty()).then(|| view! { <p>{sentence}</p> })}
            </div>
            <FlashText flash=flash/>
            {ended}
            {lost.map(|error| view! { <FormAlert error=Some(error)/> })}
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <Next/>
                <Field
                    label=tr!(field::EMAIL)
                    name="email"
                    autocomplete="username"
                    inputmode=Some("email")
                    value=typed.unwrap_or_default()
                    autofocus=!is_typed
                    alert=Some(ALERT)
                    error=error
                />
                <Field
                    label=tr!(field::PASSWORD)
                    name="password"
                    kind="password"
                    autocomplete="current-password"
                    autofocus=is_typed
                    alert=Some(ALERT)
                    error=error
                />
                <button class="btn btn--primary btn--block" type="submit">
                    {tr!(action::SIGN_IN)}
                </button>
            </PostForm>
            {if crate::host::mails() {
                view! {
                    <a href=path::FORGOT_PASSWORD class="link">
                        {tr!(sign_in::FORGOT)}
                    </a>
                }
                    .into_any()
            } else {
                view! { <p class="field__hint">{tr!(sign_in::FORGOTTEN)}</p> }.into_any()
            }}
            <WhomToAsk/>
        </GateCard>
    }
}

/// Why the session that the browser had is over.
fn why_ended(reason: Option<EndReason>) -> String {
    use EndReason as End;
    match reason {
        None => tr!(sign_in::ended::UNKNOWN),
        Some(End::Idle) => tr!(sign_in::ended::IDLE),
        Some(End::Age) => tr!(sign_in::ended::AGE),
        Some(End::Waited) => tr!(sign_in::ended::WAITED),
        Some(End::Admin) => tr!(sign_in::ended::ADMIN),
        Some(End::Elsewhere) => tr!(sign_in::ended::ELSEWHERE),
        Some(End::Password) => tr!(sign_in::ended::PASSWORD),
        Some(End::Factor) => tr!(sign_in::ended::FACTOR),
        Some(End::Reset) => tr!(sign_in::ended::RESET),
        Some(End::Role) => tr!(sign_in::ended::ROLE),
        Some(End::Required) => tr!(sign_in::ended::REQUIRED),
        Some(End::Surplus) => tr!(sign_in::ended::SURPLUS),
    }
}

/// Whom to ask for what only an admin can give, if the organisation says so.
#[component]
pub(super) fn WhomToAsk() -> impl IntoView {
    let contact = crate::host::organisation().contact;
    (!contact.is_empty()).then(|| {
        view! { <p class="field__hint">{tr!(organisation::ASK, contact = contact)}</p> }
    })
}

/// The code without which no other phone is enrolled after a reset.
#[component]
fn AfterReset() -> impl IntoView {
    let action = Submission::to::<GiveCode>();
    let error = action.error();
    view! {
        <GateCard title=tr!(sign_in::reset::TITLE)>
            <div class="gate__head">
                <h1>{tr!(sign_in::reset::TITLE)}</h1>
                <p>{tr!(sign_in::reset::TEXT)}</p>
            </div>
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <Next/>
                <Field
                    label=tr!(field::ACCESS_CODE)
                    name="code"
                    class="input--recovery"
                    autofocus=true
                    alert=Some(ALERT)
                    error=error
                />
                <button class="btn btn--primary btn--block" type="submit">
                    {tr!(action::CONTINUE)}
                </button>
            </PostForm>
            <p class="field__hint">{tr!(sign_in::reset::ASK)}</p>
            <WhomToAsk/>
            <div class="row row--apart">
                <SignOut class="link"/>
            </div>
        </GateCard>
    }
}

#[component]
fn Code(
    /// Whether the page asks for a recovery code instead of a code of the application.
    recovery: bool,
) -> impl IntoView {
    let action = Submission::to::<GiveCode>();
    let error = action.error();
    let query = use_query_map();
    let other = move || {
        let step = if recovery { "code" } else { "recovery" };
        let next = query.with(|q| q.get("next").unwrap_or_default());
        let next = wire::return_to::ReturnTo::parse(&next);
        crate::access::with_next(&path::with(path::SIGN_IN, "step", step), next.as_ref())
    };
    let (title, text, instead) = if recovery {
        use key::sign_in::recovery::{OTHER, TEXT, TITLE};
        (TITLE, TEXT, OTHER)
    } else {
        use key::sign_in::code::{OTHER, TEXT, TITLE};
        (TITLE, TEXT, OTHER)
    };
    view! {
        <GateCard title=tr!(title)>
            <div class="gate__head">
                <h1>{tr!(title)}</h1>
                <p>{tr!(text)}</p>
            </div>
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <Next/>
                {if recovery {
                    view! {
                        <Field
                            label=tr!(field::RECOVERY_CODE)
                            name="code"
                            class="input--recovery"
                            autofocus=true
                            alert=Some(ALERT)
                            error=error
                        />
                    }
                        .into_any()
                } else {
                    view! {
                        <CodeField label=tr!(field::CODE) large=true autofocus=true alert=Some(ALERT) error=error/>
                    }
                        .into_any()
                }}
                <button class="btn btn--primary btn--block" type="submit">
                    {tr!(action::SIGN_IN)}
                </button>
            </PostForm>
            <WhomToAsk/>
            <div class="row row--apart">
                <a href=other class="link">
                    {tr!(instead)}
                </a>
                <SignOut class="link"/>
            </div>
        </GateCard>
    }
}

//! Signing in: address and password, then the code. Only plain forms and links, which the browser does not take over: the page
//! can be used at once, and an error returns with the input.

use crate::api::session::{GiveCode, SignIn};
use crate::components::{
    CodeField, Field, FlashText, FormAlert, GateCard, Next, PostForm, SignOut, Submission,
    flash_signal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::path;

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
            _ => view! { <Password/> }.into_any(),
        })
        .into_any()
    }
}

/// The id of the error message.
const ALERT: &str = "sign-in-alert";

#[component]
fn Password() -> impl IntoView {
    let action = Submission::to::<SignIn>();
    let error = action.error();
    let typed = crate::host::typed();
    let is_typed = typed.is_some();
    view! {
        <GateCard title=tr!("sign-in.title")>
            <div class="gate__head">
                <h1>{tr!("sign-in.title")}</h1>
            </div>
            <FlashText flash=flash_signal()/>
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <Next/>
                <Field
                    label=tr!("field.email")
                    name="email"
                    autocomplete="username"
                    inputmode=Some("email")
                    value=typed.unwrap_or_default()
                    autofocus=!is_typed
                    alert=Some(ALERT)
                    error=error
                />
                <Field
                    label=tr!("field.password")
                    name="password"
                    kind="password"
                    autocomplete="current-password"
                    autofocus=is_typed
                    alert=Some(ALERT)
                    error=error
                />
                <button class="btn btn--primary btn--block" type="submit">
                    {tr!("action.sign-in")}
                </button>
            </PostForm>
            <p class="field__hint">{tr!("sign-in.forgotten")}</p>
        </GateCard>
    }
}

/// The code without which no other phone is enrolled after a reset.
#[component]
fn AfterReset() -> impl IntoView {
    let action = Submission::to::<GiveCode>();
    let error = action.error();
    view! {
        <GateCard title=tr!("sign-in.reset.title")>
            <div class="gate__head">
                <h1>{tr!("sign-in.reset.title")}</h1>
                <p>{tr!("sign-in.reset.text")}</p>
            </div>
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <Next/>
                <Field
                    label=tr!("field.access-code")
                    name="code"
                    class="input--recovery"
                    autofocus=true
                    alert=Some(ALERT)
                    error=error
                />
                <button class="btn btn--primary btn--block" type="submit">
                    {tr!("action.continue")}
                </button>
            </PostForm>
            <p class="field__hint">{tr!("sign-in.reset.ask")}</p>
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
    let words = if recovery {
        "sign-in.recovery"
    } else {
        "sign-in.code"
    };
    let text = move |part: &str| tr!(format!("{words}.{part}"));
    view! {
        <GateCard title=text("title")>
            <div class="gate__head">
                <h1>{text("title")}</h1>
                <p>{text("text")}</p>
            </div>
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <Next/>
                {if recovery {
                    view! {
                        <Field
                            label=tr!("field.recovery-code")
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
                        <CodeField label=tr!("field.code") large=true autofocus=true alert=Some(ALERT) error=error/>
                    }
                        .into_any()
                }}
                <button class="btn btn--primary btn--block" type="submit">
                    {tr!("action.sign-in")}
                </button>
            </PostForm>
            <div class="row row--apart">
                <a href=other class="link">
                    {text("other")}
                </a>
                <SignOut class="link"/>
            </div>
        </GateCard>
    }
}

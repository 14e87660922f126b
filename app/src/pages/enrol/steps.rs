//! What each step of the enrolment shows.

use super::super::go_after;
use crate::api::enrolment::{BeginEnrolment, ConfirmEnrolment, FinishEnrolment};
use crate::components::{
    AuthenticatorApps, Check, CodeField, CopyButton, FormAlert, Heading, Icon, Next, PostForm,
    Submission, icons, zone,
};
use crate::format::date;
use leptos::prelude::*;
use wire::path;
use wire::path::encode;
use wire::view::{Pending, QrCode, RecoverySheet};

/// Step 1: pick an application.
#[component]
pub fn Pick(
    /// Whether a secret is already waiting for its confirmation.
    begun: bool,
    /// The page that was asked for, as a further parameter.
    suffix: String,
) -> impl IntoView {
    let action = Submission::to::<BeginEnrolment>();
    go_after(action);
    let again = begun.then(|| {
        view! {
            <a href=format!("{}?step=qr{suffix}", path::ENROL) class="link">
                {tr!(enrol::application::BACK_TO_QR)}
            </a>
        }
    });
    view! {
        <div class="gate__head">
            <Heading text=tr!(enrol::application::TITLE)/>
            <p>{tr!(enrol::application::TEXT)}</p>
        </div>
        <AuthenticatorApps/>
        <FormAlert error=action.error()/>
        <PostForm to=action>
            <Next/>
            <button class="btn btn--primary btn--block" type="submit" aria-disabled=action.waits()>
                {tr!(action::CONTINUE)}
            </button>
        </PostForm>
        {again}
    }
}

/// Step 2: scan the QR code, or copy the secret.
#[component]
pub fn Scan(
    /// The secret.
    pending: Pending,
    /// The page that was asked for, as a further parameter.
    suffix: String,
) -> impl IntoView {
    let Pending { secret, url, qr } = pending;
    let anew = Submission::to::<BeginEnrolment>();
    go_after(anew);
    let groups = domain::code::in_groups_of_four(&secret, ' ');
    view! {
        <div class="gate__head">
            <Heading text=tr!(enrol::qr::TITLE)/>
            <p class="scan__text">{tr!(enrol::qr::TEXT)}</p>
            <p class="scan__phone">{tr!(enrol::qr::TEXT_PHONE)}</p>
        </div>
        <div class="scan">
            <div class="scan__qr">
                <Qr qr=qr/>
            </div>
            <div class="stack">
                <a class="btn btn--primary btn--block scan__open" href=url>
                    <Icon path=icons::EXTERNAL/>
                    {tr!(enrol::qr::OPEN)}
                </a>
                <div class="stack stack--tight">
                    <h2 id="secret-label">{tr!(enrol::qr::SECRET)}</h2>
                    <code class="secret" role="group" aria-labelledby="secret-label">
                        {groups
                            .split(' ')
                            .map(|group| view! { <span>{group.to_owned()}</span> " " })
                            .collect_view()}
                    </code>
                    <div>
                        <CopyButton text=secret label=tr!(enrol::qr::COPY) small=true/>
                    </div>
                </div>
            </div>
        </div>
        <div class="row row--apart">
            <a href=format!("{}?step=application{suffix}", path::ENROL) class="link">
                {tr!(action::BACK)}
            </a>
            <a href=format!("{}?step=code{suffix}", path::ENROL) class="btn btn--primary">
                {tr!(action::CONTINUE)}
            </a>
        </div>
        <FormAlert error=anew.error()/>
        <PostForm to=anew>
            <Next/>
            <input type="hidden" name="anew" value="on"/>
            <p class="field__hint">
                {tr!(enrol::qr::ANEW_TEXT)} " "
                <button class="link" type="submit" aria-disabled=anew.waits()>
                    {tr!(enrol::qr::ANEW)}
                </button>
            </p>
        </PostForm>
    }
}

/// Modules of white around a QR code (ISO/IEC 18004 §9.1).
const QUIET_ZONE: usize = 4;

#[component]
fn Qr(qr: QrCode) -> impl IntoView {
    let side = qr.size + 2 * QUIET_ZONE;
    view! {
        <svg
            viewBox=format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}")
            shape-rendering="crispEdges"
            role="img"
            aria-label=tr!(enrol::qr::LABEL)
        >
            <rect x="-4" y="-4" width=side height=side fill="#fff"></rect>
            <path fill="#000" d=qr.path></path>
        </svg>
    }
}

/// Step 3: confirm with a code.
#[component]
pub fn Code(
    /// The page that was asked for, as a further parameter.
    suffix: String,
) -> impl IntoView {
    let action = Submission::to::<ConfirmEnrolment>();
    let error = action.error();
    go_after(action);
    view! {
        <div class="gate__head">
            <Heading text=tr!(enrol::code::TITLE)/>
            <p>{tr!(enrol::code::TEXT)}</p>
        </div>
        <FormAlert error=error/>
        <PostForm to=action>
            <Next/>
            <CodeField label=tr!(field::CODE) large=true autofocus=true error=error/>
            <div class="row row--apart form__wide">
                <a href=format!("{}?step=qr{suffix}", path::ENROL) class="link">
                    {tr!(action::BACK)}
                </a>
                <button class="btn btn--primary" type="submit" aria-disabled=action.waits()>
                    {tr!(enrol::code::CHECK)}
                </button>
            </div>
        </PostForm>
    }
}

/// Step 4: save the recovery codes.
#[component]
pub fn Recovery(
    /// The codes, and what they are for.
    sheet: RecoverySheet,
) -> impl IntoView {
    let action = Submission::to::<FinishEnrolment>();
    let error = action.error();
    go_after(action);
    let RecoverySheet {
        codes,
        account,
        organisation,
        site,
        made,
    } = sheet;
    let text = codes.join("\n");
    let place = if organisation.is_empty() {
        site.clone()
    } else {
        format!("{organisation} ({site})")
    };
    let whose = tr!(enrol::recovery::WHOSE, account = account, site = place);
    let of = tr!(enrol::recovery::MADE, date = date(made, zone(made)));
    let file = format!(
        "data:text/plain;charset=utf-8,{}",
        encode(&format!(
            "{}\n{whose}\n{of}\n\n{text}\n",
            tr!(enrol::recovery::PAPER)
        ))
    );
    let host = site.split("//").last().unwrap_or_default();
    let host = host.replace(['[', ']', ':'], "-");
    let name = format!("bouclier-codes-{host}-{}.txt", made.day_at(zone(made)));
    view! {
        <div class="gate__head">
            <Heading text=tr!(enrol::recovery::TITLE)/>
            <p>{tr!(enrol::recovery::TEXT)}</p>
        </div>
        <div class="recovery">
            <div class="recovery__note">
                <p>{tr!(enrol::recovery::PAPER)}</p>
                <p>{whose}</p>
                <p>{of}</p>
            </div>
            <ol class="recovery__codes" aria-label=tr!(enrol::recovery::LIST)>
                {codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view()}
            </ol>
        </div>
        <div class="row row--tight row--fill">
            <CopyButton text=text label=tr!(copy::LABEL)/>
            <a class="btn" href=file download=name>
                <Icon path=icons::DOWNLOAD/>
                {tr!(enrol::recovery::DOWNLOAD)}
            </a>
            <button class="btn" type="button" on:click=move |_| crate::browser::print()>
                <Icon path=icons::PRINT/>
                {tr!(enrol::recovery::PRINT)}
            </button>
        </div>
        <FormAlert error=error/>
        <PostForm to=action>
            <Next/>
            <Check label=tr!(enrol::recovery::SAVED) name="saved" strong=true required=true/>
            <button class="btn btn--primary btn--block" type="submit" aria-disabled=action.waits()>
                {tr!(action::FINISH)}
            </button>
        </PostForm>
    }
}

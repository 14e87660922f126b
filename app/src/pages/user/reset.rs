//! The fields of the dialog that resets somebody's factors.

use crate::api::account::reset_form;
use crate::components::{Icon, Shield, first_name, icons};
use crate::error::AppError;
use crate::html::Html;
use crate::i18n::Key;
use crate::i18n::key::{self, variable};
use domain::problem::Problem;
use domain::{ResetFallback, Role, TwoFactorStatus};
use leptos::prelude::*;
use wire::view::UserDetail;

/// What a reset does, what is handed over, and the reason.
#[component]
pub fn ResetFields(user: UserDetail, error: Signal<Option<AppError>>) -> impl IntoView {
    let name = first_name(&user.row.name);
    let required = user.row.status.is_required();
    let next = match (required, user.row.role.sees_users()) {
        _ if user.row.is_deactivated() => tr!(user::reset::DEACTIVATED),
        (true, _) => tr!(user::reset::PENDING, name = name),
        (false, true) => tr!(user::reset::ADMIN, name = name),
        (false, false) => tr!(user::reset::OPTIONAL, name = name),
    };
    // Typed into a form without script that was refused.
    let mut typed = crate::host::kept_form(&reset_form(user.row.id)).into_iter();
    let reason = typed.next().unwrap_or_default();
    let chosen = typed.next().and_then(|word| ResetFallback::parse(&word));
    let status = (!user.row.is_deactivated()).then(|| TwoFactorStatus::of(false, required));
    view! {
        <ul class="consequences">
            <li>
                <Icon path=icons::KEY/>
                <span>{tr!(user::reset::FACTORS)}</span>
            </li>
            <li>
                <Icon path=icons::SIGN_OUT/>
                <span>{tr!(user::reset::SESSIONS)}</span>
            </li>
            <li>
                <Shield status=status/>
                <span>{next}</span>
            </li>
        </ul>
        <Fallback name=name role=user.row.role has_password=user.has_password chosen=chosen/>
        <Reason typed=reason error=error/>
    }
}

/// What the admin hands over. The password alone must not enrol another phone: somebody else may know it. Who has a right over
/// others, and everybody whom the helpdesk helps, gets one means alone, or nothing yet: with both, the one who gives them could open the account.
#[component]
fn Fallback(
    name: String,
    role: Role,
    has_password: bool,
    chosen: Option<ResetFallback>,
) -> impl IntoView {
    use ResetFallback::{Both, Code, Later, Link};
    let guarded = role.sees_users() || crate::host::role() == Role::Helpdesk;
    let (offered, first): (&[ResetFallback], _) = match (guarded, has_password) {
        (true, true) => (&[Code, Later], Code),
        (true, false) => (&[Link, Later], Link),
        (false, _) => (&[Code, Link, Both], Code),
    };
    let first = chosen
        .filter(|chosen| offered.contains(chosen))
        .unwrap_or(first);
    let why = guarded
        .then(|| view! { <p class="field__hint">{tr!(user::reset::fallback::OF_ADMIN)}</p> });
    let choice = move |fallback: ResetFallback| {
        let id = format!("fallback-{fallback}");
        let hint_id = format!("{id}-hint");
        view! {
            <div class="check">
                <input
                    type="radio"
                    id=id.clone()
                    name="fallback"
                    value=fallback.as_str()
                    checked=fallback == first
                    aria-describedby=hint_id.clone()
                />
                <label for=id>{tr!(label(fallback))}</label>
                <p class="field__hint" id=hint_id>
                    {tr!(hint(fallback, guarded), name = name)}
                </p>
            </div>
        }
    };
    view! {
        <fieldset class="choices">
            <legend class="field__label">{tr!(user::reset::fallback::LEGEND)}</legend>
            {offered.iter().copied().map(choice).collect_view()}
            {why}
        </fieldset>
    }
}

const fn label(fallback: ResetFallback) -> Key {
    match fallback {
        ResetFallback::Code => key::user::reset::fallback::code::LABEL,
        ResetFallback::Link => key::user::reset::fallback::link::LABEL,
        ResetFallback::Both => key::user::reset::fallback::both::LABEL,
        ResetFallback::Later => key::user::reset::fallback::later::LABEL,
    }
}

const fn hint(fallback: ResetFallback, guarded: bool) -> Key<(variable::name,)> {
    match (fallback, guarded) {
        (ResetFallback::Code, _) => key::user::reset::fallback::code::HINT,
        (ResetFallback::Link, true) => key::user::reset::fallback::link::HINT_ADMIN,
        (ResetFallback::Link, false) => key::user::reset::fallback::link::HINT,
        (ResetFallback::Both, _) => key::user::reset::fallback::both::HINT,
        (ResetFallback::Later, _) => key::user::reset::fallback::later::HINT,
    }
}

#[component]
fn Reason(typed: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let is_reason = |problem| matches!(problem, Problem::ReasonMissing | Problem::ReasonTooLong);
    let refused =
        move |e: &Option<AppError>| matches!(e, Some(AppError::Refused(p)) if is_reason(*p));
    // A text node would be a space where there is nothing.
    let mut html = Html::default();
    html.value(&typed);
    let typed = html.into_text();
    let invalid = move || error.with(refused).then_some("true");
    view! {
        <div class="field">
            <label class="field__label" for="reason">
                {tr!(user::reset::REASON)}
            </label>
            <textarea
                class="input"
                id="reason"
                name="reason"
                rows="2"
                required
                autofocus
                aria-invalid=invalid
                aria-describedby="reason-hint"
                inner_html=typed
            ></textarea>
            <p class="field__hint" id="reason-hint">
                {tr!(user::reset::REASON_HINT)}
            </p>
        </div>
    }
}

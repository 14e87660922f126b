//! The fields of the dialog that resets somebody's factors.

use crate::components::{Icon, Shield, first_name, icons};
use crate::error::AppError;
use domain::{ResetFallback, TwoFactorStatus};
use leptos::prelude::*;
use wire::view::UserDetail;

/// What a reset does, what is handed over, and the reason.
#[component]
pub fn ResetFields(user: UserDetail, error: Signal<Option<AppError>>) -> impl IntoView {
    let name = first_name(&user.row.name);
    let next = if user.row.status.is_required() {
        tr!("user.reset.pending", name = name)
    } else {
        tr!("user.reset.optional", name = name)
    };
    let status = TwoFactorStatus::of(false, user.row.status.is_required());
    view! {
        <ul class="consequences">
            <li>
                <Icon path=icons::KEY/>
                <span>{tr!("user.reset.factors")}</span>
            </li>
            <li>
                <Icon path=icons::SIGN_OUT/>
                <span>{tr!("user.reset.sessions")}</span>
            </li>
            <li>
                <Shield status=status/>
                <span>{next}</span>
            </li>
        </ul>
        <Fallback name=name.to_owned()/>
        <Reason error=error/>
    }
}

/// What the admin hands over. The password alone must not enrol another phone: somebody else may know it.
#[component]
fn Fallback(name: String) -> impl IntoView {
    let choice = move |fallback: ResetFallback| {
        let id = format!("fallback-{fallback}");
        let hint = format!("{id}-hint");
        view! {
            <div class="check">
                <input
                    type="radio"
                    id=id.clone()
                    name="fallback"
                    value=fallback.as_str()
                    checked=fallback == ResetFallback::Code
                    aria-describedby=hint.clone()
                />
                <label for=id>{tr!(format!("user.reset.fallback.{fallback}.label"))}</label>
                <p class="field__hint" id=hint>
                    {tr!(format!("user.reset.fallback.{fallback}.hint"), name = name)}
                </p>
            </div>
        }
    };
    view! {
        <fieldset class="choices">
            <legend class="field__label">{tr!("user.reset.fallback.legend")}</legend>
            {ResetFallback::ALL.iter().copied().map(choice).collect_view()}
        </fieldset>
    }
}

#[component]
fn Reason(error: Signal<Option<AppError>>) -> impl IntoView {
    let invalid = move || error.with(|e| matches!(e, Some(AppError::Refused(_))).then_some("true"));
    view! {
        <div class="field">
            <label class="field__label" for="reason">
                {tr!("user.reset.reason")}
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
            ></textarea>
            <p class="field__hint" id="reason-hint">
                {tr!("user.reset.reason-hint")}
            </p>
        </div>
    }
}

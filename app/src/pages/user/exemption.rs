//! The details of an exemption: who is exempt, why, and until when.

use crate::components::{ZoneField, own_zone};
use crate::error::AppError;
use crate::i18n::named;
use crate::rule_text::rule_reason;
use domain::exemption::last_day;
use domain::problem::Problem;
use domain::{ExemptionKind, OverrideRule, Rule};
use leptos::prelude::*;
use wire::view::UserRow;

/// Problems of the reason.
const BAD_REASON: &[Problem] = &[
    Problem::ReasonMissing,
    Problem::ReasonTooLong,
    Problem::Unknown,
];
/// Problems of the last day.
const BAD_DAY: &[Problem] = &[Problem::DateForm, Problem::DatePast, Problem::EndOfKind];

/// Whether the form was refused for one of these.
fn refused_for(
    error: Signal<Option<AppError>>,
    problems: &'static [Problem],
) -> impl Fn() -> bool + Copy {
    move || {
        error.with(|e| matches!(e, Some(AppError::Refused(problem)) if problems.contains(problem)))
    }
}

/// Why an admin cannot free their own account from 2FA.
pub fn own_exemption() -> impl IntoView {
    view! { <p>{tr!(problem::OWN_EXEMPTION)}</p> }
}

/// Two fields that count when the checkbox above them is saved unchecked; the style sheet shows them
/// only then.
#[component]
pub fn ExemptionFields(
    /// The user.
    row: UserRow,
    /// Who is exempt, if the user is.
    kind: Option<ExemptionKind>,
    /// Whether an end suspends what is required of the user alone.
    suspends: bool,
    /// Whether nothing requires 2FA of the user yet: without a reason and an end there is no exemption.
    ahead: bool,
    /// Kind, reason and last day as they were typed, where a form without script was refused.
    typed: Option<[String; 3]>,
    /// The error of the form's action.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    // Where unchecking the box exempts, a reason is asked for.
    let asked = !suspends && !ahead;
    let title = if ahead {
        tr!(user::exemption::AHEAD)
    } else {
        tr!(user::exemption::TITLE)
    };
    let hint =
        ahead.then(|| view! { <p class="field__hint">{tr!(user::exemption::AHEAD_HINT)}</p> });
    let suspends =
        suspends.then(|| view! { <p class="field__hint">{tr!(user::exemption::SUSPENDS)}</p> });
    let exempt = matches!(row.rule, Rule::Override(OverrideRule::Exempt));
    let filled =
        typed.is_some() || exempt && (row.rule_reason.is_some() || row.rule_until.is_some());
    let bad_reason = refused_for(error, BAD_REASON);
    let bad_day = refused_for(error, BAD_DAY);
    let [kind_typed, reason_typed, day_typed] = typed.map_or([None, None, None], |t| t.map(Some));
    let chosen = match kind_typed {
        Some(word) => ExemptionKind::parse(&word),
        None => kind.filter(|_| exempt),
    };
    let chosen = chosen.unwrap_or(ExemptionKind::ForATime);
    let choice = move |kind: ExemptionKind| {
        view! {
            <option value=kind.as_str() selected=kind == chosen>
                {tr!(named::exemption_kind(kind))}
            </option>
        }
    };
    let reason = reason_typed.or_else(|| row.rule_reason.map(|reason| rule_reason(&reason)));
    let (until, zone) = (row.rule_until, own_zone());
    let day = move || match &day_typed {
        Some(day) => day.clone(),
        None => until.map(|end| last_day(end, zone)).unwrap_or_default(),
    };
    view! {
        <details class="exemption" open=move || asked || filled || bad_reason() || bad_day()>
            <summary>{title}</summary>
            <div class="exemption__fields">
                {hint}
                <ZoneField/>
                <div class="field">
                    <label class="field__label" for="exemption-kind">
                        {tr!(user::exemption::KIND)}
                    </label>
                    <select class="input" id="exemption-kind" name="kind">
                        {ExemptionKind::ALL.iter().copied().map(choice).collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field__label" for="exemption-reason">
                        {tr!(user::exemption::REASON)}
                    </label>
                    <input
                        class="input"
                        id="exemption-reason"
                        name="reason"
                        autocomplete="off"
                        value=reason
                        aria-required=(!ahead).then_some("true")
                        aria-invalid=move || bad_reason().then_some("true")
                    />
                </div>
                <div class="field">
                    <label class="field__label" for="exemption-until">
                        {tr!(user::exemption::UNTIL)}
                    </label>
                    <input
                        class="input input--day"
                        type="date"
                        id="exemption-until"
                        name="until"
                        value=day
                        aria-invalid=move || bad_day().then_some("true")
                        aria-describedby="exemption-until-hint"
                    />
                    <p
                        class="field__hint zone"
                        id="exemption-until-hint"
                        data-zone=crate::host::zone_name()
                    >
                        {tr!(user::exemption::UNTIL_HINT)}
                    </p>
                    {suspends}
                </div>
            </div>
        </details>
    }
}

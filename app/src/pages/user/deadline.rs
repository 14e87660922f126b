//! Until when the user has time to activate 2FA, and the form that gives more.

use super::exemption::own_exemption;
use crate::api::account::deadline_form;
use crate::components::{
    Foresee, FormAlert, PostForm, Submission, ZoneField, deadline_line, first_name, own_zone,
};
use domain::{Timestamp, seen};
use leptos::prelude::*;
use wire::PreviewedForm;
use wire::view::UserRow;

/// For a user who has to activate 2FA.
#[component]
pub fn DeadlineCard(
    row: UserRow,
    now: Timestamp,
    action: Submission,
    /// Whether there is the form.
    changes: bool,
    /// Whether the account is the viewer's own: nobody gives more time to themselves.
    own: bool,
) -> impl IntoView {
    let name = first_name(&row.name);
    let text = if row.time_left(now).is_some() {
        tr!(user::deadline::OWN, name = name)
    } else {
        tr!(user::deadline::OVER, name = name)
    };
    let (zone, id) = (own_zone(), row.id.to_string());
    let seen = seen::deadline(row.deadline);
    let typed = crate::host::kept_form(&deadline_form(row.id)).pop();
    let line = move || deadline_line(&row, now, zone);
    view! {
        <section class="card" aria-labelledby="deadline-title">
            <h2 id="deadline-title">{tr!(user::deadline::TITLE)}</h2>
            <p>{line}</p>
            <p class="muted">{text}</p>
            <FormAlert error=action.error()/>
            {(changes && own).then(own_exemption)}
            {(changes && !own)
                .then(|| {
                    view! {
                        <PostForm to=action>
                            <input type="hidden" name="id" value=id/>
                            <input type="hidden" name="seen" value=seen/>
                            <ZoneField/>
                            <div class="field">
                                <label class="field__label" for="deadline-day">
                                    {tr!(user::deadline::UNTIL)}
                                </label>
                                <input
                                    class="input input--day"
                                    type="date"
                                    id="deadline-day"
                                    name="last_day"
                                    value=typed
                                    aria-describedby="deadline-day-hint"
                                    required
                                />
                                <p class="field__hint" id="deadline-day-hint">
                                    {tr!(user::deadline::HINT)}
                                </p>
                            </div>
                            <button class="btn" type="submit" aria-disabled=action.waits()>
                                {tr!(user::deadline::SAVE)}
                            </button>
                            <Foresee form=PreviewedForm::Deadline/>
                        </PostForm>
                    }
                })}
        </section>
    }
}

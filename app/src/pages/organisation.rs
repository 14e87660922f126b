//! The organisation: its name, whom its users ask, its time zone.

use super::go_after;
use crate::api::organisation::{ChangeOrganisation, OrganisationForm, ReadOrganisation};
use crate::components::{
    Field, FlashText, FormAlert, Icon, PageHead, PostForm, Submission, field_in_error,
    flash_signal, focus_error, icons, page_of,
};
use crate::html::Html;
use crate::reading::First;
use domain::Role;
use leptos::prelude::*;
use wire::path;

/// `/account/organisation`.
pub struct OrganisationPage;

impl OrganisationPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let action = Submission::to::<ChangeOrganisation>();
        go_after(action);
        focus_error(action);
        page_of(First::of(|| ReadOrganisation {}), move |form| {
            view! { <Form form=form action=action/> }.into_any()
        })
    }
}

/// The id of the alert.
const ALERT: &str = "organisation-error";

#[component]
fn Form(form: OrganisationForm, action: Submission) -> impl IntoView {
    let OrganisationForm {
        fields,
        seen,
        zones,
    } = form;
    let changes = crate::host::role() == Role::Admin;
    let error = action.error();
    let first = error.with_untracked(|error| field_in_error(error.as_ref()));
    let options = zone_options(&zones, &fields.time_zone);
    view! {
        <PageHead title=tr!(frame::ORGANISATION) account=true/>
        <FlashText flash=flash_signal()/>
        <section class="card">
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <input type="hidden" name="seen" value=seen/>
                <fieldset class="form" disabled=!changes>
                <Field
                    label=tr!(organisation::NAME)
                    name="organisation"
                    autocomplete="organization"
                    value=fields.name
                    required=false
                    hint=tr!(organisation::NAME_HINT)
                    autofocus=first == Some("organisation")
                    error=error
                />
                <Field
                    label=tr!(organisation::CONTACT)
                    name="contact"
                    value=fields.contact
                    required=false
                    hint=tr!(organisation::CONTACT_HINT)
                    autofocus=first == Some("contact")
                    error=error
                />
                <Field
                    label=tr!(organisation::SENTENCE)
                    name="sentence"
                    value=fields.sentence
                    required=false
                    hint=tr!(organisation::SENTENCE_HINT)
                    autofocus=first == Some("sentence")
                    error=error
                />
                <div class="field field--short">
                    <label class="field__label" for="time_zone">
                        {tr!(organisation::TIME_ZONE)}
                    </label>
                    <span class="select">
                        <select
                            id="time_zone"
                            name="time_zone"
                            aria-describedby="time-zone-hint"
                            inner_html=options
                        ></select>
                        <Icon path=icons::CHEVRON/>
                    </span>
                    <p class="field__hint" id="time-zone-hint">
                        {tr!(organisation::TIME_ZONE_HINT)}
                    </p>
                </div>
                {changes
                    .then(|| {
                        view! {
                            <div class="form__actions">
                                <button
                                    class="btn btn--primary"
                                    type="submit"
                                    aria-disabled=action.waits()
                                >
                                    {tr!(action::SAVE)}
                                </button>
                            </div>
                        }
                    })}
                </fieldset>
            </PostForm>
        </section>
        <p>
            <a class="link" href=path::MAILS>
                {tr!(mails::LINK)}
            </a>
        </p>
    }
}

/// The choices of time zones, as one text: there are hundreds.
pub(super) fn zone_options(zones: &[String], chosen: &str) -> String {
    let mut options = Html::default();
    for zone in zones {
        let selected = if zone == chosen {
            "\" selected>"
        } else {
            "\">"
        };
        html!(options, "<option value=\"" {zone} [selected] {zone.replace('_', " ")} "</option>");
    }
    options.into_text()
}

#[cfg(test)]
mod tests {
    use super::zone_options;

    #[test]
    fn the_zone_of_the_organisation_is_chosen_and_each_is_written_with_spaces() {
        let zones = ["UTC".to_owned(), "America/New_York".to_owned()];
        assert_eq!(
            zone_options(&zones, "America/New_York"),
            "<option value=\"UTC\">UTC</option>\
             <option value=\"America/New_York\" selected>America/New York</option>"
        );
    }
}

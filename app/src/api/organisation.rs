//! The organisation.

use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use wire::view::Organisation;

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationForm {
    /// What the fields begin with: the organisation, or what was typed where a form without script was refused.
    pub fields: Organisation,
    /// The organisation that the form began with, as a word: see [`domain::seen`].
    pub seen: String,
    /// The names of the time zones to choose from.
    pub zones: Vec<String>,
}

/// The name under which the fields are kept for the page that returns with an error.
const FORM: &str = "organisation";

/// What was typed, and what the form had shown: another admin may have changed that, and must not be overwritten by a second click.
fn kept() -> Option<(Organisation, String)> {
    let mut kept = crate::host::kept_form(FORM).into_iter();
    let typed = Organisation {
        name: kept.next()?,
        contact: kept.next()?,
        sentence: kept.next()?,
        time_zone: kept.next()?,
    };
    Some((typed, kept.next()?))
}

/// The form for the organisation.
#[server(prefix = "/api", endpoint = "organisation", input = GetUrl, output = Answer)]
pub async fn read_organisation() -> Result<OrganisationForm, AppError> {
    crate::ssr::run(async |backend, me| {
        let (organisation, zones) = backend.organisation_to_change(me.reader()?).await?;
        let Organisation {
            name,
            contact,
            sentence,
            time_zone,
        } = &organisation;
        let present = domain::seen::organisation(name, contact, sentence, time_zone);
        let (fields, seen) = kept().unwrap_or((organisation, present));
        Ok(OrganisationForm {
            fields,
            seen,
            zones,
        })
    })
    .await
}

impl Question for ReadOrganisation {
    type Shown = OrganisationForm;
}

/// Changes the organisation, which the form showed as `seen`; answers with where to go.
#[server(prefix = "/api", endpoint = "organisation/change", output = Answer)]
pub async fn change_organisation(
    organisation: String,
    contact: String,
    sentence: String,
    time_zone: String,
    seen: String,
) -> Result<String, AppError> {
    use crate::flash::Flash;

    let typed = [&organisation, &contact, &sentence, &time_zone, &seen].map(Clone::clone);
    crate::ssr::run(async move |backend, me| {
        let input = backend::organisation::OrganisationInput {
            name: &organisation,
            contact: &contact,
            sentence: &sentence,
            time_zone: &time_zone,
        };
        let input = backend::as_seen::AsSeen::by_form(input, &seen);
        let changed = backend
            .change_organisation(me.fresh_admin()?, input)
            .await?;
        Ok(crate::ssr::redirect_or_return_to(
            wire::path::ORGANISATION,
            Flash::OrganisationSaved.if_changed(changed),
        ))
    })
    .await
    .inspect_err(|_| crate::host::keep_form(FORM, &typed.each_ref().map(String::as_str)))
}

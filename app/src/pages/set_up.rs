//! The first admin, through the link that the server prints.

use super::go_after;
use super::invitation::{LinkGone, token};
use super::organisation::zone_options;
use crate::api::invitation::{CheckSetUp, SetUp, SetUpFields};
use crate::components::{
    Failure, Field, FormAlert, GateCard, Heading, Icon, NewPasswordFields, PostForm, Submission,
    icons,
};
use crate::error::AppError;
use crate::reading::First;
use domain::problem::Problem;
use leptos::html::Select;
use leptos::prelude::*;

/// `/set-up/{token}`.
pub struct SetUpPage;

impl SetUpPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let token = token();
        let asked = token.clone();
        let check = First::of(move || CheckSetUp {
            token: asked.clone(),
        });
        let content = check.render(move |check| match check {
            Ok(fields) => view! { <FirstAdmin token=token.clone() fields=fields/> }.into_any(),
            Err(AppError::Refused(Problem::LinkGone)) => view! { <LinkGone/> }.into_any(),
            Err(error) => view! { <Failure error=error/> }.into_any(),
        });
        view! { <GateCard title=tr!(set_up::TITLE)>{content}</GateCard> }.into_any()
    }
}

#[component]
fn FirstAdmin(token: String, fields: SetUpFields) -> impl IntoView {
    let action = Submission::to::<SetUp>();
    let error = action.error();
    go_after(action);
    view! {
        <div class="gate__head">
            <Heading text=tr!(set_up::TITLE)/>
            <p>{tr!(set_up::TEXT)}</p>
        </div>
        <FormAlert error=error/>
        <PostForm to=action>
            <input type="hidden" name="token" value=token/>
            <Field
                label=tr!(field::NAME)
                name="name"
                autocomplete="name"
                value=fields.name
                error=error
            />
            <Field
                label=tr!(field::EMAIL)
                name="email"
                autocomplete="username"
                inputmode=Some("email")
                value=fields.email
                error=error
            />
            <NewPasswordFields error=error/>
            <Field
                label=tr!(organisation::NAME)
                name="organisation"
                autocomplete="organization"
                value=fields.organisation
                required=false
                error=error
            />
            <Field
                label=tr!(organisation::CONTACT)
                name="contact"
                value=fields.contact
                required=false
                hint=tr!(organisation::CONTACT_HINT)
                error=error
            />
            <Zone zones=fields.zones chosen=fields.time_zone/>
            <button class="btn btn--primary btn--block" type="submit" aria-disabled=action.waits()>
                {tr!(set_up::CREATE)}
            </button>
        </PostForm>
    }
}

/// The zone that is chosen where neither the browser nor anybody has said one.
const UTC: &str = "UTC";

/// The time zone: that of the browser, unless another one is chosen.
#[component]
fn Zone(zones: Vec<String>, chosen: String) -> impl IntoView {
    let field = NodeRef::<Select>::new();
    let is_kept = !chosen.is_empty();
    let first = if is_kept { chosen } else { UTC.to_owned() };
    let options = RwSignal::new(zone_options(&zones, &first));
    let mut zones = zones;
    Effect::new(move |_| {
        let own = crate::browser::time_zone();
        // What somebody has chosen before the browser took over stays.
        let untouched = field
            .get_untracked()
            .is_some_and(|field| field.value() == first);
        if is_kept || !untouched || own.is_empty() {
            return;
        }
        if !zones.contains(&own) {
            zones.push(own.clone());
        }
        options.set(zone_options(&zones, &own));
    });
    view! {
        <div class="field field--short">
            <label class="field__label" for="time_zone">
                {tr!(organisation::TIME_ZONE)}
            </label>
            <span class="select">
                <select
                    node_ref=field
                    id="time_zone"
                    name="time_zone"
                    aria-describedby="time-zone-hint"
                    inner_html=move || options.get()
                ></select>
                <Icon path=icons::CHEVRON/>
            </span>
            <p class="field__hint" id="time-zone-hint">
                {tr!(organisation::TIME_ZONE_HINT)}
            </p>
        </div>
    }
}

//! Adding a user.

use super::go_after;
use crate::api::new_user::{AddUser, NewUserForm, ReadNewUser};
use crate::components::{
    Check, Field, FormAlert, LanguageSelect, PageHead, PostForm, SelectField, Submission,
    field_in_error, focus_error, page_of,
};
use crate::i18n::named;
use crate::reading::First;
use domain::{FirstLink, Policy, Role};
use leptos::prelude::*;
use wire::path;

/// `/account/users/new`.
pub struct NewUserPage;

impl NewUserPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let action = Submission::to::<AddUser>();
        go_after(action);
        focus_error(action);
        page_of(First::of(|| ReadNewUser {}), move |form| {
            view! { <Form form=form action=action/> }.into_any()
        })
    }
}

/// The id of the alert.
const ALERT: &str = "new-user-error";

#[component]
fn Form(form: NewUserForm, action: Submission) -> impl IntoView {
    let NewUserForm {
        policy,
        mails,
        fields,
    } = form;
    let error = action.error();
    let first = error.with_untracked(|error| field_in_error(error.as_ref()));
    let roles = Role::ALL
        .iter()
        .map(|role| (role.as_str(), tr!(named::role(*role))))
        .collect();
    let required = match policy {
        Policy::Required => {
            view! { <p class="field__hint">{tr!(new_user::REQUIRED_FOR_ALL)}</p> }.into_any()
        }
        Policy::Optional => view! {
            <Check
                label=tr!(new_user::REQUIRED)
                name="required"
                checked=fields.required
                hint=tr!(new_user::REQUIRED_HINT)
            />
        }
        .into_any(),
    };
    view! {
        <PageHead
            title=tr!(new_user::TITLE)
            above=(path::USERS, tr!(frame::USERS))
            account=true
        />
        <section class="card">
            <p>
                <a class="link" href=path::IMPORT>
                    {tr!(import::TITLE)}
                </a>
            </p>
            <FormAlert id=Some(ALERT) error=error/>
            <PostForm to=action>
                <Field
                    label=tr!(field::NAME)
                    name="name"
                    value=fields.name
                    autofocus=first != Some("email")
                    alert=(first == Some("name")).then_some(ALERT)
                    error=error
                />
                <Field
                    label=tr!(field::EMAIL)
                    name="email"
                    inputmode=Some("email")
                    value=fields.email
                    autofocus=first == Some("email")
                    alert=(first == Some("email")).then_some(ALERT)
                    error=error
                />
                <SelectField
                    label=tr!(new_user::ROLE)
                    name="role"
                    choices=roles
                    chosen=fields.role.as_str()
                />
                <LanguageSelect chosen=fields.language/>
                {required}
                <Invitation chosen=fields.link mails=mails later=true/>
                <div class="form__actions">
                    <button class="btn btn--primary" type="submit" aria-disabled=action.waits()>
                        {tr!(new_user::ADD)}
                    </button>
                    <a class="btn" href=path::USERS>
                        {tr!(action::CANCEL)}
                    </a>
                </div>
            </PostForm>
        </section>
        <p>
            <a class="link" href=path::INVITE_USERS>
                {tr!(invite_users::TITLE)}
            </a>
        </p>
    }
}

/// How the user gets the link to a first password.
#[component]
pub(super) fn Invitation(
    chosen: FirstLink,
    mails: bool,
    /// Whether it may be done later.
    later: bool,
) -> impl IntoView {
    let choice = move |link: FirstLink| {
        let id = format!("link-{link}");
        let hint_id = format!("{id}-hint");
        let (label, hint) = named::first_link(link);
        view! {
            <div class="check">
                <input
                    type="radio"
                    id=id.clone()
                    name="link"
                    value=link.as_str()
                    checked=link == chosen
                    aria-describedby=hint_id.clone()
                />
                <label for=id>{tr!(label)}</label>
                <p class="field__hint" id=hint_id>
                    {tr!(hint)}
                </p>
            </div>
        }
    };
    let offered = FirstLink::ALL
        .iter()
        .copied()
        .filter(move |link| match link {
            FirstLink::Mailed => mails,
            FirstLink::Shown => true,
            FirstLink::Later => later,
        });
    let no_mails =
        (!mails).then(|| view! { <p class="field__hint">{tr!(new_user::link::NO_MAILS)}</p> });
    view! {
        <fieldset class="choices">
            <legend class="field__label">{tr!(new_user::link::LEGEND)}</legend>
            {offered.map(choice).collect_view()}
            {no_mails}
        </fieldset>
    }
}

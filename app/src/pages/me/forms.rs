//! Profile and password.

use crate::api::me::SaveProfile;
use crate::components::{
    Draft, Field, FormAlert, LanguageSelect, NewPasswordFields, PostForm, Submission,
};
use domain::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Name and language. Always sent as a plain form, because the language of the whole page may change.
#[component]
pub fn ProfileCard(name: String, language: Language, draft: Draft) -> impl IntoView {
    let action = Submission::to::<SaveProfile>();
    let error = action.error();
    view! {
        <section class="card" aria-labelledby="profile-title" on:input=move |_| draft.edit()>
            <h2 id="profile-title">{tr!(user::PROFILE)}</h2>
            <FormAlert error=error/>
            <form class="form" method="post" action=SaveProfile::PATH>
                <Field
                    label=tr!(field::NAME)
                    name="name"
                    autocomplete="name"
                    value=name
                    error=error
                />
                <LanguageSelect chosen=language/>
                <button class="btn btn--primary" type="submit">
                    {tr!(action::SAVE)}
                </button>
            </form>
        </section>
    }
}

/// The user's own password.
#[component]
pub fn PasswordCard(email: String, action: Submission) -> impl IntoView {
    let error = action.error();
    view! {
        <section class="card" aria-labelledby="password-title">
            <h2 id="password-title">{tr!(field::PASSWORD)}</h2>
            <FormAlert error=error/>
            <PostForm to=action>
                <input
                    class="visually-hidden"
                    type="text"
                    autocomplete="username"
                    value=email
                    tabindex="-1"
                    aria-hidden="true"
                    readonly
                />
                <Field
                    label=tr!(field::CURRENT_PASSWORD)
                    name="current"
                    kind="password"
                    autocomplete="current-password"
                    error=error
                />
                <NewPasswordFields error=error/>
                <div class="check">
                    <input type="checkbox" id="forget-devices" name="forget_devices" value="yes"/>
                    <label for="forget-devices">{tr!(me::FORGET_DEVICES)}</label>
                </div>
                <button class="btn" type="submit" aria-disabled=action.waits()>
                    {tr!(me::CHANGE_PASSWORD)}
                </button>
            </PostForm>
        </section>
    }
}

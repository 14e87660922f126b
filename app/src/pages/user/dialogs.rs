//! The dialogs behind the menu. The address says which one is open.

use super::hand_over::{HandOver, SecretKind};
use super::sections::namesake;
use super::{Actions, address_of};
use crate::access::with_next;
use crate::api::account::{GiveAccessCode, Invite, ResetTwoFactor};
use crate::api::users::UserCard;
use crate::components::{
    Check, Dialog, DialogActions, Foresee, FormAlert, PostForm, SelectField, Submission, first_name,
};
use crate::i18n::{key, named};
use domain::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use wire::return_to::ReturnTo;
use wire::view::UserDetail;
use wire::{PreviewedForm, path};

/// The dialog that the address names, if any.
#[component]
pub fn Dialogs(
    card: UserCard,
    actions: Actions,
    /// Whether the one who looks may change the account, and not only help its user.
    changes: bool,
) -> impl IntoView {
    let UserCard {
        user,
        own,
        own_factor,
        ..
    } = card;
    let query = use_query_map();
    let named = Memo::new(move |_| query.with(|q| q.get("dialog").unwrap_or_default()));
    move || {
        let user = user.clone();
        match named.get().as_str() {
            "invite" => {
                let action = Submission::of_dialog::<Invite>();
                view! { <HandOver kind=SecretKind::Invitation user=user action=action/> }.into_any()
            }
            "access-code" if !own_factor => {
                view! { <ActivateFirst kind=SecretKind::AccessCode user=user/> }.into_any()
            }
            "reset" if !own_factor => {
                view! { <ActivateFirst kind=SecretKind::Reset user=user/> }.into_any()
            }
            "access-code" => {
                let action = Submission::of_dialog::<GiveAccessCode>();
                view! { <HandOver kind=SecretKind::AccessCode user=user action=action/> }.into_any()
            }
            "reset" => {
                let action = Submission::of_dialog::<ResetTwoFactor>();
                view! { <HandOver kind=SecretKind::Reset user=user action=action/> }.into_any()
            }
            _ if !changes => ().into_any(),
            "role" => view! { <ChooseRole user=user action=actions.role own=own/> }.into_any(),
            "disable" => view! { <Disable user=user action=actions.disabled/> }.into_any(),
            "delete" => view! { <Delete user=user action=actions.delete/> }.into_any(),
            _ => ().into_any(),
        }
    }
}

/// Nobody without a factor gives a code or resets anything: the dialog leads to the enrolment first, and from there back.
#[component]
fn ActivateFirst(kind: SecretKind, user: UserDetail) -> impl IntoView {
    let here = path::with(&address_of(&user), "dialog", kind.dialog());
    let enrol = with_next(path::ENROL, ReturnTo::parse(&here).as_ref());
    view! {
        <Dialog id=kind.id() title=kind.title(&user) close=address_of(&user)>
            <p>{tr!(user::ACTIVATE_FIRST)}</p>
            <div class="dialog__actions">
                <a href=address_of(&user) class="btn" data-noscroll=true>
                    {tr!(action::CANCEL)}
                </a>
                <a href=enrol rel="external" class="btn btn--primary">
                    {tr!(me::ACTIVATE)}
                </a>
            </div>
        </Dialog>
    }
}

#[component]
fn ChooseRole(user: UserDetail, action: Submission, own: bool) -> impl IntoView {
    let choices = Role::ALL
        .iter()
        .map(|r| (r.as_str(), tr!(named::role(*r))))
        .collect();
    view! {
        <Dialog
            id="dialog-role"
            title=tr!(user::role::TITLE, name = user.row.name)
            close=address_of(&user)
        >
            {namesake(&user)}
            <p class="muted">{tr!(user::role::TEXT)}</p>
            {own.then(|| view! { <p>{tr!(user::role::OWN)}</p> })}
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="id" value=user.row.id.to_string()/>
                <SelectField
                    label=tr!(users::column::ROLE)
                    name="role"
                    choices=choices
                    chosen=user.row.role.as_str()
                />
                <Foresee form=PreviewedForm::Role/>
                <DialogActions close=address_of(&user) label=tr!(user::menu::ROLE)/>
            </PostForm>
        </Dialog>
    }
}

#[component]
fn Disable(user: UserDetail, action: Submission) -> impl IntoView {
    let disable = user.disabled_since.is_none();
    let (title, body, confirm) = if disable {
        use key::user::disable::{CONFIRM, TEXT, TITLE};
        (TITLE, TEXT, CONFIRM)
    } else {
        use key::user::enable::{CONFIRM, TEXT, TITLE};
        (TITLE, TEXT, CONFIRM)
    };
    let title = tr!(title, name = user.row.name);
    let (body, confirm) = (tr!(body), tr!(confirm));
    let given = (disable && user.row.role.helps_users())
        .then(|| tr!(user::disable::GIVEN, name = user.row.name.clone()));
    let is_admin = user.row.role == Role::Admin;
    view! {
        <Dialog id="dialog-disable" title=title close=address_of(&user)>
            <p>{body}</p>
            {given.map(|text| view! { <p>{text}</p> })}
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="id" value=user.row.id.to_string()/>
                <input type="hidden" name="disabled" value=disable.to_string()/>
                {(disable && is_admin)
                    .then(|| view! { <Foresee form=PreviewedForm::Deactivation/> })}
                <DialogActions close=address_of(&user) label=confirm danger=disable/>
            </PostForm>
        </Dialog>
    }
}

#[component]
fn Delete(user: UserDetail, action: Submission) -> impl IntoView {
    view! {
        <Dialog
            id="dialog-delete"
            title=tr!(user::delete::TITLE, name = user.row.name.clone())
            close=address_of(&user)
        >
            <p>{tr!(user::delete::TEXT, name = first_name(&user.row.name))}</p>
            <FormAlert error=action.error()/>
            <PostForm to=action>
                <input type="hidden" name="id" value=user.row.id.to_string()/>
                <Check
                    label=tr!(user::delete::SURE, email = user.row.email.clone())
                    name="sure"
                    required=true
                />
                {(user.row.role == Role::Admin)
                    .then(|| view! { <Foresee form=PreviewedForm::Deletion/> })}
                <DialogActions close=address_of(&user) label=tr!(user::menu::DELETE) danger=true/>
            </PostForm>
        </Dialog>
    }
}

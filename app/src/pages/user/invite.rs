//! The dialog that makes an invitation link and shows it once.

use super::dialogs::page_of;
use crate::api::account::{InvitationLink, Invite, invitation_shown_once};
use crate::components::{
    CopyButton, Dialog, DialogActions, FormAlert, Minute, PostForm, Submission,
};
use domain::view::UserDetail;
use leptos::prelude::*;

/// First asks, then shows. Closed, it forgets the link, and the page is loaded anew.
#[component]
pub fn InviteDialog(user: UserDetail) -> impl IntoView {
    let action = Submission::to::<Invite>();
    // Not in the closure below, which runs again with the answer while the form still reads this.
    let error = action.error();
    let id = user.row.id.to_string();
    let close = page_of(&user);
    let without_script = OnceResource::new_blocking(invitation_shown_once());
    let ask = {
        let close = close.clone();
        move || {
            view! {
                <p>{tr!("user.invite.text")}</p>
                <FormAlert error=error/>
                <PostForm to=action>
                    <input type="hidden" name="id" value=id.clone()/>
                    <DialogActions close=close.clone() label=tr!("user.invite.confirm")/>
                </PostForm>
            }
        }
    };
    let made = move || action.answer::<InvitationLink>();
    view! {
        <Dialog
            id="dialog-invite"
            title=tr!("user.invite.title", name = user.row.name)
            close=close.clone()
        >
            <Transition>
                {move || {
                    let (ask, close) = (ask.clone(), close.clone());
                    let made = made();
                    Suspend::new(async move {
                        match made.or(without_script.await.ok().flatten()) {
                            Some(link) => view! { <Made link=link close=close/> }.into_any(),
                            None => ask().into_any(),
                        }
                    })
                }}
            </Transition>
        </Dialog>
    }
}

#[component]
fn Made(link: InvitationLink, close: String) -> impl IntoView {
    view! {
        <p>
            {tr!("user.invite.made")} " "
            <strong class="nowrap">
                <Minute at=link.expires/>
            </strong>
        </p>
        <div class="copy">
            <code class="copy__value">{link.url.clone()}</code>
            <CopyButton text=link.url label=tr!("copy.label")/>
        </div>
        <div class="dialog__actions">
            <a href=close rel="external" class="btn btn--primary">
                {tr!("action.done")}
            </a>
        </div>
    }
}

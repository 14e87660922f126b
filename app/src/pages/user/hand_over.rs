//! The dialogs that generate a secret to hand over to the user and show it once: an invitation link, a
//! one-time access code.

use super::address_of;
use crate::api::account::ShownOnce;
use crate::components::{
    CopyButton, Dialog, DialogActions, FormAlert, Minute, PostForm, Submission, first_name,
};
use crate::hand_over::HandedOver;
use crate::reading::First;
use leptos::prelude::*;
use wire::view::UserDetail;

/// The kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An invitation link.
    Invitation,
    /// A one-time access code.
    AccessCode,
}

impl Kind {
    /// The name of the dialog in the address.
    pub const fn dialog(self) -> &'static str {
        match self {
            Self::Invitation => "invite",
            Self::AccessCode => "access-code",
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Invitation => "dialog-invite",
            Self::AccessCode => "dialog-access-code",
        }
    }

    fn text(self, part: &str, name: &str) -> String {
        let first = first_name(name);
        let key = format!("user.{}.{part}", self.dialog());
        tr!(key, name = name, first_name = first)
    }
}

/// First asks, then shows the secret. When it is closed, the secret is dropped and the page reads again.
#[component]
pub fn HandOver(kind: Kind, user: UserDetail, action: Submission) -> impl IntoView {
    // Outside the closure below, which runs again with the answer while the form still reads this.
    let error = action.error();
    let id = user.row.id.to_string();
    let close = address_of(&user);
    let name = user.row.name;
    let title = kind.text("title", &name);
    let without_script = First::of(move || ShownOnce {
        dialog: kind.dialog().to_owned(),
    });
    let ask = {
        let (close, name) = (close.clone(), name.clone());
        move || {
            view! {
                <p>{kind.text("text", &name)}</p>
                <FormAlert error=error/>
                <PostForm to=action>
                    <input type="hidden" name="id" value=id.clone()/>
                    <DialogActions close=close.clone() label=kind.text("confirm", &name)/>
                </PostForm>
            }
        }
    };
    let made = move || action.answer::<HandedOver>();
    let shown = close.clone();
    let content = without_script.draw(move |before| {
        let (ask, close, name) = (ask.clone(), shown.clone(), name.clone());
        let before = before.ok().flatten();
        let content = move || match made().or_else(|| before.clone()) {
            Some(secret) => {
                let text = kind.text("made", &name);
                view! { <Made secret=secret text=text close=close.clone()/> }.into_any()
            }
            None => ask.clone()().into_any(),
        };
        content.into_any()
    });
    view! {
        <Dialog id=kind.id() title=title close=close>
            {content}
        </Dialog>
    }
}

#[component]
fn Made(secret: HandedOver, text: String, close: String) -> impl IntoView {
    view! {
        <p>
            {text} " "
            <strong class="nowrap">
                <Minute at=secret.expires/> "."
            </strong>
        </p>
        <div class="copy">
            <code class="copy__value">{secret.text.clone()}</code>
            <CopyButton text=secret.text label=tr!("copy.label")/>
        </div>
        <div class="dialog__actions">
            <a href=close data-noscroll=true class="btn btn--primary">
                {tr!("action.done")}
            </a>
        </div>
    }
}

//! The dialogs that generate something to hand over to the user and show it once: an invitation link, a
//! one-time access code, either of them after a reset.

use super::address_of;
use super::reset::ResetFields;
use super::sections::namesake;
use crate::api::account::ShownOnce;
use crate::components::{
    CopyButton, Dialog, DialogActions, FormAlert, Minute, PostForm, Submission, first_name,
};
use crate::hand_over::HandedOver;
use crate::i18n::{Key, key};
use crate::pages::new_user::Invitation;
use crate::reading::First;
use domain::FirstLink;
use leptos::prelude::*;
use wire::view::UserDetail;

/// The id of the error.
const ALERT: &str = "hand-over-alert";
/// The id of what is handed over.
const MADE: &str = "handed-over";

/// The kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// An invitation link.
    Invitation,
    /// A one-time access code.
    AccessCode,
    /// What replaces the factors that are reset.
    Reset,
}

impl SecretKind {
    /// The name of the dialog in the address.
    pub const fn dialog(self) -> &'static str {
        match self {
            Self::Invitation => "invite",
            Self::AccessCode => "access-code",
            Self::Reset => "reset",
        }
    }

    /// Whether the user loses something by it.
    const fn is_dangerous(self) -> bool {
        matches!(self, Self::Reset)
    }

    /// The id of the dialog.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Invitation => "dialog-invite",
            Self::AccessCode => "dialog-access-code",
            Self::Reset => "dialog-reset",
        }
    }

    /// The heading of the dialog.
    pub fn title(self, user: &UserDetail) -> String {
        let name = &user.row.name;
        match self {
            Self::Invitation if user.has_password => {
                tr!(user::invite::TITLE_NEW_PASSWORD, name = name)
            }
            Self::Invitation => tr!(user::invite::TITLE, name = name),
            Self::AccessCode => tr!(user::access_code::TITLE, name = name),
            Self::Reset => tr!(user::reset::TITLE, name = name),
        }
    }

    fn text(self, name: &str) -> String {
        match self {
            Self::Invitation => tr!(user::invite::TEXT),
            Self::AccessCode => tr!(user::access_code::TEXT, first_name = first_name(name)),
            Self::Reset => tr!(user::reset::TEXT, first_name = first_name(name)),
        }
    }

    const fn confirm(self) -> Key {
        match self {
            Self::Invitation => key::user::invite::CONFIRM,
            Self::AccessCode => key::user::access_code::CONFIRM,
            Self::Reset => key::user::reset::CONFIRM,
        }
    }
}

/// First asks, then shows the secrets. When it is closed, they are dropped and the page reads again.
#[component]
pub fn HandOver(kind: SecretKind, user: UserDetail, action: Submission) -> impl IntoView {
    // Outside the closure below, which runs again with the answer while the form still reads this.
    let error = action.error();
    let id = user.row.id.to_string();
    let close = address_of(&user);
    let name = user.row.name.clone();
    let title = kind.title(&user);
    // The button is at the other end of a dialog that may be higher than the screen.
    Effect::new(move |_| {
        if error.with(Option::is_some) {
            crate::browser::reveal(ALERT);
        }
    });
    let without_script = First::of(move || ShownOnce {
        dialog: kind.dialog().to_owned(),
    });
    let ask = {
        let (close, name) = (close.clone(), name.clone());
        move || {
            let fields = match kind {
                SecretKind::Reset => {
                    view! { <ResetFields user=user.clone() error=error/> }.into_any()
                }
                SecretKind::Invitation if user.can_be_mailed => {
                    view! { <Invitation chosen=FirstLink::Mailed mails=true later=false/> }
                        .into_any()
                }
                SecretKind::Invitation | SecretKind::AccessCode => ().into_any(),
            };
            let confirm = if user.can_be_mailed && kind == SecretKind::Invitation {
                key::user::menu::INVITE
            } else {
                kind.confirm()
            };
            view! {
                {namesake(&user)}
                <p>{kind.text(&name)}</p>
                <FormAlert id=Some(ALERT) error=error/>
                <PostForm to=action>
                    <input type="hidden" name="id" value=id.clone()/>
                    {fields}
                    <DialogActions
                        close=close.clone()
                        label=tr!(confirm)
                        danger=kind.is_dangerous()
                    />
                </PostForm>
            }
        }
    };
    let made = move || action.answer::<Vec<HandedOver>>();
    let shown = close.clone();
    let content = without_script.render(move |before| {
        let (ask, close) = (ask.clone(), shown.clone());
        let before = before.ok().filter(|secrets| !secrets.is_empty());
        let content = move || match made().or_else(|| before.clone()) {
            Some(secrets) => {
                view! { <Made kind=kind secrets=secrets close=close.clone()/> }.into_any()
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
fn Made(kind: SecretKind, secrets: Vec<HandedOver>, close: String) -> impl IntoView {
    // The pressed button has disappeared.
    Effect::new(|_| crate::browser::focus(MADE));
    let shown = |secret: HandedOver| {
        let text = if secret.is_link() {
            tr!(user::invite::MADE)
        } else {
            tr!(user::access_code::MADE)
        };
        view! {
            <p>
                {text} " "
                <strong class="nowrap">
                    <Minute at=secret.expires/> "."
                </strong>
            </p>
            {if secret.is_link() {
                view! {
                    <div class="copy">
                        <code class="copy__value">{secret.text.clone()}</code>
                        <CopyButton text=secret.text label=tr!(copy::LABEL)/>
                    </div>
                }
                    .into_any()
            } else {
                view! { <ReadOut code=secret.text/> }.into_any()
            }}
        }
    };
    let done = match kind {
        SecretKind::Reset if secrets.is_empty() => Some(key::user::reset::NOTHING_GIVEN),
        SecretKind::Reset => Some(key::flash::FACTORS_RESET),
        _ => secrets.is_empty().then_some(key::user::invite::MAILED),
    };
    let done = done.map(|text| view! { <p>{tr!(text)}</p> });
    view! {
        <div class="dialog__made" id=MADE tabindex="-1">
            {done}
            {secrets.into_iter().map(shown).collect_view()}
        </div>
        <div class="dialog__actions">
            <a href=close data-noscroll=true class="btn btn--primary">
                {tr!(action::DONE)}
            </a>
        </div>
    }
}

/// A code as it is read out by telephone: large, in its groups, and letter by letter.
#[component]
fn ReadOut(code: String) -> impl IntoView {
    let words = tr!(spelling::WORDS);
    let spelt = spelling(&code, &words);
    view! {
        <div class="copy">
            <code class="copy__value copy__value--large">{code.clone()}</code>
            <CopyButton text=code label=tr!(copy::LABEL)/>
        </div>
        <p class="field__hint">{tr!(spelling::TEXT)}</p>
        <ol class="spelling">
            {spelt
                .into_iter()
                .map(|(sign, word)| {
                    view! {
                        <li>
                            <strong>{sign}</strong>
                            {word}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}

/// Each letter or digit of a code with the word of the alphabet (one for each letter, in order) that begins with it.
fn spelling(code: &str, words: &str) -> Vec<(String, Option<String>)> {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| {
            let word = words.split(' ').find(|word| word.starts_with(sign));
            (sign.to_string(), word.map(str::to_owned))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::spelling;

    #[test]
    fn a_code_is_spelt_letter_by_letter_and_digits_stay() {
        let words = "Anatole Berthe Célestin";
        let spelt = spelling("CA-7B", words);
        let spelt: Vec<_> = spelt
            .iter()
            .map(|(sign, word)| (sign.as_str(), word.as_deref()))
            .collect();
        let expected = [
            ("C", Some("Célestin")),
            ("A", Some("Anatole")),
            ("7", None),
            ("B", Some("Berthe")),
        ];
        assert_eq!(spelt, expected);
    }
}

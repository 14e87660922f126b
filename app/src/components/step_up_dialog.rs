//! Step-up: the dialog that asks for a fresh proof before a sensitive action, on any page and for any
//! form. The input of the form waits, and is sent again once the proof is given.

use super::form::{CodeField, Field, FormAlert};
use super::step_up::StepUp;
use super::submit::{PostForm, Submission};
use crate::api::step_up::GiveProof;
use crate::i18n::named;
use domain::Proof;
use leptos::html;
use leptos::prelude::*;

/// The dialog, for every page with sensitive actions.
#[component]
pub fn StepUpDialog() -> impl IntoView {
    let step_up = use_context::<StepUp>();
    move || {
        let step_up = step_up?;
        step_up.proof()?;
        Some(Suspend::new(step_up.load_form()))
    }
}

/// The content of the dialog. Loaded when a form waits for it.
pub struct StepUpForm;

impl StepUpForm {
    /// Renders it.
    pub(crate) fn render() -> AnyView {
        // Cancelled while it was loading.
        let waiting = use_context::<StepUp>().and_then(|s| Some((s, s.proof()?)));
        waiting
            .map(|(step_up, proof)| view! { <Ask step_up=step_up proof=proof/> })
            .into_any()
    }
}

#[component]
fn Ask(step_up: StepUp, proof: Proof) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let action = Submission::to::<GiveProof>();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            let _ = dialog.show_modal();
        }
    });
    // If it is closed while still in the page, the focus returns to where it came from.
    on_cleanup(move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    });
    Effect::new(move |_| {
        if action.answer::<String>().is_some() {
            step_up.settle(true);
        }
    });
    let on_cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        step_up.settle(false);
    };
    view! {
        <dialog
            node_ref=node
            class="dialog"
            id="dialog-step-up"
            aria-labelledby="dialog-step-up-title"
            on:cancel=on_cancel
        >
            <div class="dialog__body">
                <h2 id="dialog-step-up-title">{tr!(step_up::TITLE)}</h2>
                <p>{tr!(named::proof(proof))}</p>
                <FormAlert error=action.error()/>
                <PostForm to=action>
                    <ProofField proof=proof action=action/>
                    <div class="dialog__actions">
                        <button class="btn" type="button" on:click=move |_| step_up.settle(false)>
                            {tr!(action::CANCEL)}
                        </button>
                        <button
                            class="btn btn--primary"
                            type="submit"
                            aria-disabled=action.waits()
                        >
                            {tr!(action::CONTINUE)}
                        </button>
                    </div>
                </PostForm>
            </div>
        </dialog>
    }
}

/// The field for the proof.
#[component]
pub fn ProofField(
    /// The proof that is asked for.
    proof: Proof,
    /// The target of the form.
    action: Submission,
) -> impl IntoView {
    match proof {
        Proof::Code => view! {
            <CodeField
                label=tr!(field::CODE)
                id="step-up-code"
                hint=tr!(step_up::HINT)
                autofocus=true
                error=action.error()
            />
        }
        .into_any(),
        Proof::Password => view! {
            <Field
                label=tr!(field::CURRENT_PASSWORD)
                name="current"
                id=Some("step-up-password")
                kind="password"
                autocomplete="current-password"
                autofocus=true
                error=action.error()
            />
        }
        .into_any(),
    }
}

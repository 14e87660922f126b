//! Step-up: the dialog that asks for a fresh proof before something sensitive, whatever the page and
//! whatever the form. What was typed there waits, and is sent again once the proof is given.

use super::form::{CodeField, Field, FormAlert};
use super::submit::{PostForm, Submission};
use crate::api::step_up::GiveProof;
use crate::error::AppError;
use domain::Proof;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use web_sys::HtmlFormElement;

/// The form that waits for a proof, if any. One for the whole application.
#[derive(Debug, Clone, Copy)]
pub struct StepUp(RwSignal<Option<Waiting>>);

#[derive(Debug, Clone)]
struct Waiting {
    proof: Proof,
    submission: Submission,
    // Of the browser's one thread; the server never makes one.
    form: SendWrapper<HtmlFormElement>,
}

impl StepUp {
    /// Nothing waits.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Lets a form wait for a proof.
    pub(super) fn ask(self, proof: Proof, submission: Submission, form: HtmlFormElement) {
        let form = SendWrapper::new(form);
        self.0.set(Some(Waiting {
            proof,
            submission,
            form,
        }));
    }

    /// What is asked for, while something waits.
    fn proof(self) -> Option<Proof> {
        self.0.with(|waiting| waiting.as_ref().map(|w| w.proof))
    }

    /// Sends the form that waits.
    fn resume(self) {
        if let Some(waiting) = self.0.write().take() {
            spawn_local(waiting.submission.send(waiting.form.take()));
        }
    }

    /// Gives up: the form is told that the proof is missing.
    fn cancel(self) {
        let waiting = self.0.write().take();
        if let Some(Waiting {
            proof, submission, ..
        }) = waiting
        {
            submission.settle(Err(AppError::StepUp(proof)));
        }
    }
}

/// The dialog, for every page on which something sensitive can be done.
#[component]
pub fn StepUpDialog() -> impl IntoView {
    let step_up = use_context::<StepUp>();
    move || {
        step_up?.proof()?;
        Some(Suspend::new(crate::parts::step_up_form()))
    }
}

/// What the dialog asks. Loaded when something waits for it.
pub struct StepUpForm;

impl StepUpForm {
    /// Renders it.
    pub(crate) fn render() -> AnyView {
        // Given up while it was on its way.
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
    // Closed while it is still in the page, it gives the focus back to where it came from.
    on_cleanup(move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    });
    Effect::new(move |_| {
        if action.answer::<String>().is_some() {
            step_up.resume();
        }
    });
    let on_cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        step_up.cancel();
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
                <h2 id="dialog-step-up-title">{tr!("step-up.title")}</h2>
                <p>{tr!(format!("step-up.text.{proof}"))}</p>
                <FormAlert error=action.error()/>
                <PostForm to=action>
                    <ProofField proof=proof action=action/>
                    <div class="dialog__actions">
                        <button class="btn" type="button" on:click=move |_| step_up.cancel()>
                            {tr!("action.cancel")}
                        </button>
                        <button
                            class="btn btn--primary"
                            type="submit"
                            disabled=action.pending()
                        >
                            {tr!("action.continue")}
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
    /// What is asked for.
    proof: Proof,
    /// Where it is sent.
    action: Submission,
) -> impl IntoView {
    match proof {
        Proof::Code => view! {
            <CodeField
                label=tr!("field.code")
                id="step-up-code"
                hint=tr!("step-up.hint")
                autofocus=true
                error=action.error()
            />
        }
        .into_any(),
        Proof::Password => view! {
            <Field
                label=tr!("field.current-password")
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

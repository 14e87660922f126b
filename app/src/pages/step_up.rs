//! Step-up as a page of its own: for forms that are sent without script.

use super::go_after;
use crate::api::session::ReadViewer;
use crate::api::step_up::GiveProof;
use crate::components::{
    FormAlert, GateCard, Heading, Next, PostForm, ProofField, Submission, page_of,
};
use crate::i18n::named;
use crate::reading::First;
use domain::Proof;
use leptos::prelude::*;

/// `/step-up`: asks for a fresh proof and leads back to the page in `next`.
pub struct StepUpPage;

impl StepUpPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let content = page_of(First::of(|| ReadViewer {}), |viewer| {
            view! { <Ask proof=viewer.proof/> }.into_any()
        });
        view! { <GateCard title=tr!(step_up::TITLE)>{content}</GateCard> }.into_any()
    }
}

#[component]
fn Ask(proof: Proof) -> impl IntoView {
    let action = Submission::to::<GiveProof>();
    go_after(action);
    view! {
        <div class="gate__head">
            <Heading text=tr!(step_up::TITLE)/>
            <p>{tr!(named::proof(proof))}</p>
        </div>
        <FormAlert error=action.error()/>
        <PostForm to=action>
            <Next/>
            <ProofField proof=proof action=action/>
            <button class="btn btn--primary btn--block" type="submit" aria-disabled=action.waits()>
                {tr!(action::CONTINUE)}
            </button>
        </PostForm>
    }
}

//! Step-up as a page of its own: for forms that are sent without script.

use super::go_after;
use crate::api::session::read_viewer;
use crate::api::step_up::GiveProof;
use crate::components::{Failure, FormAlert, GateCard, Next, PostForm, ProofField, Submission};
use domain::Proof;
use leptos::prelude::*;

/// `/step-up`: asks for a fresh proof and leads back to the page in `next`.
pub struct StepUpPage;

impl StepUpPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        let viewer = OnceResource::new_blocking(read_viewer());
        view! {
            <GateCard title=tr!("step-up.title")>
                <Suspense>
                    {move || Suspend::new(async move {
                        match viewer.await {
                            Ok(viewer) => view! { <Ask proof=viewer.proof/> }.into_any(),
                            Err(error) => view! { <Failure error=error/> }.into_any(),
                        }
                    })}
                </Suspense>
            </GateCard>
        }
        .into_any()
    }
}

#[component]
fn Ask(proof: Proof) -> impl IntoView {
    let action = Submission::to::<GiveProof>();
    go_after(action);
    view! {
        <div class="gate__head">
            <h1>{tr!("step-up.title")}</h1>
            <p>{tr!(format!("step-up.text.{proof}"))}</p>
        </div>
        <FormAlert error=action.error()/>
        <PostForm to=action>
            <Next/>
            <ProofField proof=proof action=action/>
            <button class="btn btn--primary btn--block" type="submit" disabled=action.pending()>
                {tr!("action.continue")}
            </button>
        </PostForm>
    }
}

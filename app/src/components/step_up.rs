//! The form that waits for a fresh proof before a sensitive action, on any page.

use domain::Proof;
use leptos::prelude::*;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// The dialog that asks for the proof, loaded when a form waits for it.
type Loading = Pin<Box<dyn Future<Output = AnyView> + Send>>;

/// The form that waits for a proof, if any. There is one for the whole application.
#[derive(Debug, Clone, Copy)]
pub struct StepUp {
    waiting: RwSignal<Option<Waiting>>,
    form: fn() -> Loading,
}

/// The proof that is asked for, and the callback that learns whether it was given.
#[derive(Clone)]
struct Waiting {
    proof: Proof,
    settle: Arc<dyn Fn(bool) + Send + Sync>,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Waiting({:?}, …)", self.proof)
    }
}

impl StepUp {
    /// Nothing waits. `form` loads the dialog that asks for a proof.
    pub fn new(form: fn() -> Loading) -> Self {
        Self {
            waiting: RwSignal::new(None),
            form,
        }
    }

    /// Asks for a proof. `settle` learns whether it was given.
    pub(super) fn ask(self, proof: Proof, settle: impl Fn(bool) + Send + Sync + 'static) {
        let settle = Arc::new(settle);
        self.waiting.set(Some(Waiting { proof, settle }));
    }

    /// The proof that is asked for, while something waits.
    pub(super) fn proof(self) -> Option<Proof> {
        self.waiting
            .with(|waiting| waiting.as_ref().map(|w| w.proof))
    }

    /// Loads the dialog.
    pub(super) fn load_form(self) -> Loading {
        (self.form)()
    }

    /// Stops waiting, and reports whether the proof was given.
    pub(super) fn settle(self, proven: bool) {
        let waiting = self.waiting.write().take();
        if let Some(waiting) = waiting {
            (waiting.settle)(proven);
        }
    }
}

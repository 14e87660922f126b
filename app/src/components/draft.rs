//! Unsaved input in a form that is rendered again when its data changes.

use leptos::prelude::*;

/// Whether a form holds unsaved input. As long as it does, the form stays as it is.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    edited: RwSignal<bool>,
    sent: RwSignal<bool>,
}

impl Draft {
    /// Nothing was typed.
    pub fn new() -> Self {
        Self {
            edited: RwSignal::new(false),
            sent: RwSignal::new(false),
        }
    }

    /// Something was typed or ticked.
    pub fn edit(self) {
        self.sent.set(false);
        self.edited.set(true);
    }

    /// The form was sent as it is.
    pub fn send(self) {
        self.sent.set(true);
    }

    /// The input that was sent is saved. Input typed since then is not.
    pub fn save(self) {
        // The page may be gone by now.
        if self.sent.try_get_untracked() == Some(true) {
            self.sent.set(false);
            self.edited.set(false);
        }
    }

    /// The data that the form is rendered from: follows `source`, except while it holds unsaved input.
    pub fn hold<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        source: impl Fn() -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |old: Option<&T>| {
            let new = source();
            match old {
                Some(old) if self.edited.get() => old.clone(),
                _ => new,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Draft;
    use leptos::prelude::*;

    #[test]
    fn a_form_is_drawn_anew_unless_it_holds_what_is_not_saved() {
        Owner::new().with(|| {
            let source = RwSignal::new(1);
            let draft = Draft::new();
            let rendered = draft.hold(move || source.get());
            assert_eq!(rendered.get_untracked(), 1);
            source.set(2);
            assert_eq!(rendered.get_untracked(), 2);
            draft.edit();
            source.set(3);
            assert_eq!(rendered.get_untracked(), 2);
            draft.save();
            assert_eq!(rendered.get_untracked(), 2, "saved by another form");
            draft.send();
            assert_eq!(rendered.get_untracked(), 2, "not answered yet");
            draft.save();
            assert_eq!(rendered.get_untracked(), 3);
        });
    }

    #[test]
    fn what_is_typed_after_sending_is_kept_when_that_is_saved() {
        Owner::new().with(|| {
            let source = RwSignal::new(1);
            let draft = Draft::new();
            let rendered = draft.hold(move || source.get());
            assert_eq!(rendered.get_untracked(), 1);
            draft.edit();
            draft.send();
            draft.edit();
            draft.save();
            source.set(2);
            assert_eq!(rendered.get_untracked(), 1);
        });
    }
}

//! What somebody types into a form that is drawn anew when what it is about changes.

use leptos::prelude::*;

/// Whether a form holds what is not saved yet. Until it is, the form stays as it is.
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

    /// What was sent is saved. What was typed meanwhile is not.
    pub fn save(self) {
        // The page may be gone by now.
        if self.sent.try_get_untracked() == Some(true) {
            self.sent.set(false);
            self.edited.set(false);
        }
    }

    /// What the form is drawn from: `source`, but for as long as it holds what is not saved.
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
            let drawn = draft.hold(move || source.get());
            assert_eq!(drawn.get_untracked(), 1);
            source.set(2);
            assert_eq!(drawn.get_untracked(), 2);
            draft.edit();
            source.set(3);
            assert_eq!(drawn.get_untracked(), 2);
            draft.save();
            assert_eq!(drawn.get_untracked(), 2, "saved by another form");
            draft.send();
            assert_eq!(drawn.get_untracked(), 2, "not answered yet");
            draft.save();
            assert_eq!(drawn.get_untracked(), 3);
        });
    }

    #[test]
    fn what_is_typed_after_sending_is_kept_when_that_is_saved() {
        Owner::new().with(|| {
            let source = RwSignal::new(1);
            let draft = Draft::new();
            let drawn = draft.hold(move || source.get());
            assert_eq!(drawn.get_untracked(), 1);
            draft.edit();
            draft.send();
            draft.edit();
            draft.save();
            source.set(2);
            assert_eq!(drawn.get_untracked(), 1);
        });
    }
}

//! The types of keys.

use std::marker::PhantomData;

/// The key of a text. `V` is a tuple of its variables, in alphabetical order.
pub struct Key<V = ()> {
    name: &'static str,
    variables: PhantomData<fn(V)>,
}

/// The key of a text that has a form for each plural category of its language. `V` are its variables without `count`.
pub struct Plural<V = ()> {
    name: &'static str,
    variables: PhantomData<fn(V)>,
}

// By hand: a derived one would ask it of the variables.
impl<V> Clone for Key<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Key<V> {}

impl<V> Key<V> {
    /// Only for the constants that the build makes: nothing checks the name.
    pub(super) const fn of(name: &'static str) -> Self {
        Self {
            name,
            variables: PhantomData,
        }
    }

    /// The name in the files.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl Key {
    /// The same key where several texts get the same variables and this text uses none of them.
    pub const fn ignoring<V>(self) -> Key<V> {
        Key::of(self.name)
    }
}

impl<V> Plural<V> {
    /// Only for the constants that the build makes: nothing checks the name.
    pub(super) const fn of(name: &'static str) -> Self {
        Self {
            name,
            variables: PhantomData,
        }
    }

    /// The name in the files, without the form.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

//! The arguments of server functions.

use serde::Serialize;

/// The encoded arguments of a server function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Arguments {
    /// It takes none.
    #[default]
    None,
    /// In the address: a query without the question mark.
    Query(String),
    /// In the body, as JSON.
    Json(String),
    /// In the body, as a form sends them.
    Form(String),
}

impl Arguments {
    /// Arguments as JSON.
    pub fn json(arguments: &impl Serialize) -> Self {
        serde_json::to_string(arguments).map_or(Self::None, Self::Json)
    }

    /// One argument, as a form sends it.
    pub fn field(name: &str, value: &str) -> Self {
        Self::Form(format!("{name}={}", wire::path::encode(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn an_argument_is_sent_as_a_form_does() {
        let sent = Arguments::field("token", "a&b=c");
        assert_eq!(sent, Arguments::Form("token=a%26b%3Dc".to_owned()));
    }
}

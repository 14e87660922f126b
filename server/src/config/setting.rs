//! Values of options, as clap parses them.

use super::OptionError;
use clap::builder::{StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use std::ffi::OsStr;
use std::path::PathBuf;

/// The value of an option, or why it cannot be used.
///
/// The latter is no error of clap's: clap parses what is in the environment even where an argument replaces it, and its errors
/// repeat the value, which may be a password.
#[derive(Debug, Clone)]
pub struct Setting<T>(Result<T, OptionError>);

impl<T: Clone> Setting<T> {
    /// The value.
    pub fn get(&self) -> Result<T, OptionError> {
        self.0.clone()
    }
}

/// A parser for clap from one of texts.
#[derive(Debug, Clone)]
pub struct TextParser<P>(P);

/// Parses the text of an option.
pub const fn text<P>(parse: P) -> TextParser<P> {
    TextParser(parse)
}

/// Makes a parser of an option without a default of one for its value.
pub fn optional<T>(
    parse: impl Fn(&str) -> Result<T, OptionError> + Clone,
) -> impl Fn(&str) -> Result<Option<T>, OptionError> + Clone {
    move |text| {
        if text.is_empty() {
            Ok(None)
        } else {
            parse(text).map(Some)
        }
    }
}

impl<T, P> TypedValueParser for TextParser<P>
where
    T: Clone + Send + Sync + 'static,
    P: Fn(&str) -> Result<T, OptionError> + Clone + Send + Sync + 'static,
{
    type Value = Setting<T>;

    fn parse_ref(
        &self,
        command: &Command,
        option: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        let given = given_or_default(option, value);
        let text = StringValueParser::new().parse_ref(command, option, given)?;
        Ok(Setting((self.0)(&text)))
    }
}

/// A parser for clap of paths. The empty path is an option without a default that is not set.
#[derive(Debug, Clone)]
pub struct PathParser;

impl TypedValueParser for PathParser {
    type Value = PathBuf;

    fn parse_ref(
        &self,
        _: &Command,
        option: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        Ok(given_or_default(option, value).into())
    }
}

/// An option set to the empty string is not set: compose files pass empty variables on.
fn given_or_default<'a>(option: Option<&'a Arg>, value: &'a OsStr) -> &'a OsStr {
    let default = option.and_then(|option| option.get_default_values().first());
    match default {
        Some(default) if value.is_empty() => default,
        _ => value,
    }
}

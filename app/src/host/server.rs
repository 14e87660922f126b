//! What surrounds a page on the server: the request that it answers. Its twin is `browser.rs`.

#[path = "texts.rs"]
mod texts;

pub use crate::ssr::{answer_with, locale, protect_page, set_status, texts_path};
pub use texts::{TextFile, text, text_files};

use leptos::server_fn::error::ServerFnErrorErr;

/// A text as the content of the title: the document takes it as it is, markup included.
pub fn as_title(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Whether an error means that the request could not be read.
pub const fn is_unreadable(error: &ServerFnErrorErr) -> bool {
    matches!(error, ServerFnErrorErr::Deserialization(_))
}

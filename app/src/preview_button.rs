//! The button that shows what the form around it would do, as markup: on a page of its own, in another tab, so that the form stays.

use crate::html::Html;

/// Writes it where the fields of the form do not say what it does: by a field that only this button sends.
pub fn write_preview_button_with(out: &mut Html, (name, value): (&'static str, &'static str)) {
    begin_preview_button(out);
    html!(out, "\" name=\"" [name] "\" value=\"" [value] "\">" {tr!(preview::BUTTON)} "</button>");
}

/// Writes it up to the address in quotes, which others go on from.
pub fn begin_preview_button(out: &mut Html) {
    html!(
        out,
        r#"<button class="btn" type="submit" formmethod="get" formtarget="_blank" formnovalidate formaction=""#
            [wire::path::PREVIEW]
    );
}

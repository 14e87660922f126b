//! Importing a file.

use super::task::TaskPage;
use crate::api::import::{CHANGED, ReadImport};
use domain::ImportId;
use leptos::prelude::*;

/// `/account/users/import`, and `/account/users/import/{id}`.
pub struct ImportPage;

impl ImportPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        TaskPage {
            ask: |id, from| ReadImport {
                id: ImportId::new(id),
                from,
            },
            title: || tr!(import::TITLE),
            told: "file",
            text: |what| match what {
                CHANGED => tr!(import::PLAN_CHANGED),
                _ => tr!(import::NOT_TAKEN),
            },
        }
        .render()
    }
}

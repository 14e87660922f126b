//! Acting on many users at once.

use super::task::TaskPage;
use crate::api::bulk::{CHANGED, ReadBulk, TOLD};
use domain::OperationId;
use leptos::prelude::*;

/// `/account/users/bulk`, and `/account/users/bulk/{id}`.
pub struct BulkPage;

impl BulkPage {
    /// Renders the page.
    pub(crate) fn render() -> AnyView {
        TaskPage {
            ask: |id, from| ReadBulk {
                id: OperationId::new(id),
                from,
            },
            title: || tr!(bulk::TITLE),
            told: TOLD,
            text: |what| match what {
                CHANGED => tr!(bulk::PLAN_CHANGED),
                _ => tr!(problem::NOBODY_CHOSEN),
            },
        }
        .render()
    }
}

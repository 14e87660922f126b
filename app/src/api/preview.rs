//! What a change would do.

#[cfg(feature = "ssr")]
pub mod markup;

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use wire::PreviewQuery;

/// What a change would do, as markup that the server alone makes. It only reads; the fields are those of the form that would
/// make the change.
#[server(prefix = "/api", endpoint = "preview", input = Json, output = Answer)]
pub async fn read_preview(asked: PreviewQuery) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let reader = me.reader()?;
        if asked.change.is_none() {
            return Ok(markup::of_nothing());
        }
        let proposal = backend.read_proposal(reader, &asked).await?;
        let foretold = backend.preview(reader, &proposal).await?;
        Ok(markup::of(&proposal, &foretold))
    })
    .await
}

impl Question for ReadPreview {
    type Shown = String;

    fn arguments(&self) -> Arguments {
        Arguments::json(self)
    }
}

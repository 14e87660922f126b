//! Importing a file.

#[cfg(feature = "ssr")]
pub mod markup;

use crate::api::task::TaskShown;
use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::ImportId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What the address of a page says where the preview was another one than that which was seen, and nothing has begun.
pub const CHANGED: &str = "changed";

/// What the page shows.
pub type ImportShown = TaskShown;

/// What the page of imports shows, or of the one with this number; 0 for the page of all of them. Of the refused rows it shows those from
/// the row `from` on, the first being 1.
#[server(prefix = "/api", endpoint = "import", input = GetUrl, output = Answer)]
pub async fn read_import(
    id: ImportId,
    #[server(default)] from: u64,
) -> Result<ImportShown, AppError> {
    crate::ssr::run(async move |backend, me| {
        let admin = me.admin()?;
        if id.get() == 0 {
            return Ok(markup::of_all(&backend.uploads(admin).await?));
        }
        Ok(markup::of_one(&backend.upload(admin, id).await?, from))
    })
    .await
}

impl Question for ReadImport {
    type Shown = ImportShown;

    fn arguments(&self) -> Arguments {
        Arguments::Query(format!("id={}&from={}", self.id, self.from))
    }
}

/// Begins an import of which the preview was `seen`. `confirmed` says that a file that is not in UTF-8 reads well.
#[server(prefix = "/api", endpoint = "import/start", output = Answer)]
pub async fn start_import(
    id: ImportId,
    #[server(default)] seen: String,
    #[server(default)] confirmed: Option<String>,
) -> Result<String, AppError> {
    use backend::upload::Start;

    crate::ssr::run(async move |backend, me| {
        let admin = me.fresh_admin()?;
        let page = wire::path::import(id);
        let start = backend.start_import(admin, id, &seen, confirmed.is_some());
        let page = match start.await? {
            Start::Begun => page,
            Start::Changed => wire::path::with(&page, "file", CHANGED),
        };
        Ok(crate::ssr::redirect_or_return_path(page))
    })
    .await
}

/// Forgets a file that is not being imported.
#[server(prefix = "/api", endpoint = "import/discard", output = Answer)]
pub async fn discard_import(id: ImportId) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.discard_upload(me.admin()?, id).await?;
        let page = wire::path::IMPORT.to_owned();
        Ok(crate::ssr::redirect_or_return_path(page))
    })
    .await
}

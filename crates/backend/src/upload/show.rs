//! What admins see of their imports.

use super::revision::revision;
use super::{beside_requests, options, own, turn_to_read};
use crate::access::Admin;
use crate::context::Backend;
use crate::error::Result;
use crate::import::{
    FileColumn, FileError, ImportError, ImportReport, Reading, Refusal, columns, read, refused_rows,
};
use domain::csv_cell::Separator;
use domain::{FileEncoding, ImportId, ImportState, Language, NoticeKind, Timestamp};
use store::column::OrNewer;
use store::entity::import;
use store::upload::{content, in_state, list};

/// Refused rows of the file that is downloaded.
const DOWNLOADED: usize = 100_000;

/// An import, without its content.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its number.
    pub id: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// When it was uploaded.
    pub at: Timestamp,
    /// How far it is.
    pub state: ImportState,
    /// What was done to the admin's account, where that has stopped it.
    pub stopped_for: Option<NoticeKind>,
    /// Rows of the file; 0 before it begins.
    pub rows: u64,
    /// Rows that are done.
    pub done: u64,
    /// Accounts created.
    pub created: u64,
    /// Accounts changed.
    pub updated: u64,
    /// Rows whose address had an account, changed or not.
    pub already_there: u64,
    /// Rows that were refused.
    pub refused: u64,
}

/// An import with what its page shows.
#[derive(Debug)]
pub struct Shown {
    /// The import.
    pub kept: Kept,
    /// How the text is stored.
    pub encoding: FileEncoding,
    /// Whether names and languages of accounts that exist change.
    pub update: bool,
    /// The language of people of whom the file says none.
    pub language: Language,
    /// How each column is understood.
    pub columns: Vec<FileColumn>,
    /// Before it begins: what it would do.
    pub plan: Option<Result<ImportReport, FileError>>,
    /// With such a plan: a word for it, with which an import begins.
    pub revision: String,
    /// At its end: the refused rows.
    pub refused: Vec<Refusal>,
    /// Whether those whom it has created can be invited by mail: there is a mail server.
    pub mails: bool,
}

impl From<import::Model> for Kept {
    fn from(import: import::Model) -> Self {
        Self {
            id: *import.id,
            at: *import.created_at,
            state: *import.state,
            stopped_for: import.stopped_for.as_ref().and_then(OrNewer::known),
            rows: import.row_count.unsigned_abs(),
            done: import.done.unsigned_abs(),
            created: import.created.unsigned_abs(),
            updated: import.updated.unsigned_abs(),
            already_there: import.already_there.unsigned_abs(),
            refused: import.refused.unsigned_abs(),
            file_name: import.file_name,
        }
    }
}

impl Backend {
    /// The admin's own imports, the newest first.
    pub async fn uploads(&self, admin: Admin<'_>) -> Result<Vec<Kept>> {
        let imports = list(self.db.read(), admin.principal().user()).await?;
        Ok(imports.into_iter().map(Kept::from).collect())
    }

    /// The admin's own imports that are under way.
    pub async fn uploads_under_way(&self, admin: Admin<'_>) -> Result<Vec<Kept>> {
        let user = admin.principal().user();
        let running = in_state(self.db.read(), ImportState::Running).await?;
        let own = running.into_iter().filter(|import| *import.user_id == user);
        Ok(own.map(Kept::from).collect())
    }

    /// One of the admin's own imports.
    pub async fn upload(&self, admin: Admin<'_>, id: ImportId) -> Result<Shown> {
        let import = own(self.db.read(), admin.principal().user(), id).await?;
        let (options, kept) = (options(&import), Kept::from(import.clone()));
        let mut shown = Shown {
            encoding: options.reading.encoding,
            update: options.update,
            language: options.reading.language,
            columns: Vec::new(),
            plan: None,
            revision: String::new(),
            refused: Vec::new(),
            mails: self.settings.mails,
            kept,
        };
        if shown.kept.state == ImportState::Running {
            return Ok(shown);
        }
        let file = content(self.db.read(), id).await?;
        shown.columns = columns(file.as_slice(), &options.reading).unwrap_or_default();
        if shown.kept.state != ImportState::Uploaded {
            shown.refused = beside_requests(move || refused(&file, &options.reading)).await?;
            return Ok(shown);
        }
        let file = file.as_slice();
        let _turn = turn_to_read().await?;
        let actor = admin.principal().actor();
        let plan = self.plan_for(&actor, file, &options, |_| {}).await;
        shown.plan = Some(match plan {
            Ok(report) => {
                shown.revision = revision(&import, &report);
                Ok(report)
            }
            Err(ImportError::File(error)) => Err(error),
            Err(ImportError::Backend(error)) => return Err(error),
        });
        Ok(shown)
    }

    /// The rows that an import has refused, or would, as a file that can be mended and imported; `describe` says why.
    pub async fn refused_of_upload(
        &self,
        admin: Admin<'_>,
        id: ImportId,
        by: Separator,
        describe: impl Fn(&Refusal) -> String + Send + 'static,
    ) -> Result<String> {
        let import = own(self.db.read(), admin.principal().user(), id).await?;
        let reading = options(&import).reading;
        let file = content(self.db.read(), id).await?;
        beside_requests(move || {
            let refused = refused(&file, &reading);
            refused_rows(
                file.as_slice(),
                &reading,
                &refused,
                (DOWNLOADED, by),
                describe,
            )
            .unwrap_or_default()
        })
        .await
    }
}

/// The refused rows: which they are depends on the file alone.
fn refused(file: &[u8], reading: &Reading) -> Vec<Refusal> {
    read(file, reading).unwrap_or_default().refused
}

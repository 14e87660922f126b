//! Keeping a file, and what is chosen about it.

use super::revision::revision;
use super::{columns, options, own};
use crate::access::{Admin, FreshAdmin};
use crate::context::Backend;
use crate::error::{Error, Result, full};
use crate::import::{ImportError, Meaning};
use domain::problem::Problem;
use domain::{Event, EventKind, FileEncoding, ImportId, ImportState, Language};
use store::upload::{New, count, delete, insert, list, save};

/// Bytes of the longest file: some sixty thousand accounts.
pub const LONGEST: usize = 4 << 20;
/// Lines of the longest file: each may be refused, and is kept then while the file is looked at.
const MOST_LINES: usize = 150_000;
/// Files of one admin that are kept at once; the oldest goes for another one.
const OF_ONE: usize = 5;
/// Files of all admins that are kept at once.
const OF_ALL: u64 = 100;
/// Characters of a file's name that are kept.
const NAME: usize = 100;

/// What an admin chooses about a file.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What each column says.
    pub columns: Vec<Meaning>,
    /// How the text is stored.
    pub encoding: FileEncoding,
    /// Whether names and languages of accounts that exist change.
    pub update: bool,
    /// The language of people of whom the file says none.
    pub language: Language,
}

impl Backend {
    /// Keeps a file to be looked at; returns its number. Nothing is imported yet.
    pub async fn keep_upload(
        &self,
        admin: Admin<'_>,
        file_name: &str,
        content: Vec<u8>,
    ) -> Result<ImportId> {
        let kept = self.keep_file(admin, file_name, content).await;
        self.noted(&admin.principal().actor(), kept).await
    }

    async fn keep_file(
        &self,
        admin: Admin<'_>,
        file_name: &str,
        content: Vec<u8>,
    ) -> Result<ImportId> {
        if content.len() > LONGEST || lines(&content) > MOST_LINES {
            return Err(Problem::Unknown.into());
        }
        let (user, encoding) = (admin.principal().user(), FileEncoding::of(&content));
        let work = self.begin(admin.principal().actor()).await?;
        let tx = work.tx();
        let kept = list(tx, user).await?;
        let idle = kept
            .iter()
            .filter(|import| *import.state != ImportState::Running);
        for old in idle.skip(OF_ONE - 1) {
            delete(tx, *old.id).await?;
        }
        let is_full = count(tx).await? >= OF_ALL;
        if is_full
            || kept
                .iter()
                .filter(|i| *i.state == ImportState::Running)
                .count()
                >= OF_ONE
        {
            return Err(full());
        }
        let shown = |c: &char| !c.is_control();
        let file_name: String = file_name.chars().filter(shown).take(NAME).collect();
        let new = New {
            user,
            at: work.now(),
            file_name: &file_name,
            encoding,
            language: admin.principal().language(),
            state: ImportState::Uploaded,
        };
        let id = insert(tx, new, content).await?;
        work.commit_unrecorded().await?;
        Ok(id)
    }

    /// Chooses how a file is read that is not imported yet.
    pub async fn choose_upload(
        &self,
        admin: Admin<'_>,
        id: ImportId,
        choice: Choice,
    ) -> Result<()> {
        let work = self.begin(admin.principal().actor()).await?;
        let mut import = own(work.tx(), admin.principal().user(), id).await?;
        if *import.state != ImportState::Uploaded {
            return Err(Problem::Unknown.into());
        }
        let words: Vec<&str> = choice
            .columns
            .iter()
            .map(|meaning| meaning.as_str())
            .collect();
        import.columns = words.join(",");
        debug_assert_eq!(columns(&import.columns).len(), words.len());
        import.encoding = choice.encoding.into();
        import.updates = i64::from(choice.update);
        import.language = choice.language.into();
        save(work.tx(), import).await?;
        work.commit_unrecorded().await
    }

    /// Forgets a file that is not being imported.
    pub async fn discard_upload(&self, admin: Admin<'_>, id: ImportId) -> Result<()> {
        let work = self.begin(admin.principal().actor()).await?;
        let import = own(work.tx(), admin.principal().user(), id).await?;
        if *import.state == ImportState::Running {
            return Err(Problem::Unknown.into());
        }
        delete(work.tx(), id).await?;
        work.commit_unrecorded().await
    }

    /// Begins to import a file, once; [`Backend::carry_out_imports`] does it. What begins is what was seen: `seen` is the word that
    /// came with the preview ([`super::Shown::revision`]). A file that cannot be read to its end is refused, since its first rows would
    /// be there by then; so is one that is not in UTF-8, unless somebody has `confirmed` that it reads well.
    pub async fn start_import(
        &self,
        admin: FreshAdmin<'_>,
        id: ImportId,
        seen: &str,
        confirmed: bool,
    ) -> Result<Start> {
        let user = admin.principal().user();
        let before = own(self.db.read(), user, id).await?;
        if *before.state != ImportState::Uploaded {
            return Ok(Start::Begun);
        }
        let content = store::upload::content(self.db.read(), id).await?;
        let options = options(&before);
        let plan = self
            .plan_for(&admin.actor(), content.as_slice(), &options, |_| {})
            .await
            .map_err(of_the_file)?;
        if revision(&before, &plan) != seen {
            return Ok(Start::Changed);
        }
        let work = self.begin(admin.actor()).await?;
        let mut import = own(work.tx(), user, id).await?;
        if *import.state != ImportState::Uploaded {
            return Ok(Start::Begun);
        }
        if super::options(&import) != options {
            return Ok(Start::Changed);
        }
        if *import.encoding != FileEncoding::Utf8 && !confirmed {
            return Err(Problem::Unknown.into());
        }
        import.row_count = i64::try_from(plan.rows()).unwrap_or(i64::MAX);
        import.state = ImportState::Running.into();
        import.address.clone_from(&work.actor().address);
        import.user_agent.clone_from(&work.actor().user_agent);
        save(work.tx(), import).await?;
        let begun = std::iter::once(Event::about(EventKind::User, user));
        store::event::insert(work.tx(), work.now(), begun).await?;
        work.commit_unrecorded().await?;
        Ok(Start::Begun)
    }
}

/// What becomes of the wish to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The import is under way, or was before.
    Begun,
    /// Nothing has begun: the preview is another one than that which was seen.
    Changed,
}

/// How many lines a file has, at most.
fn lines(content: &[u8]) -> usize {
    content
        .iter()
        .filter(|b| matches!(b, b'\n' | b'\r'))
        .count()
}

/// A file that cannot be read to its end is refused.
fn of_the_file(error: ImportError) -> Error {
    match error {
        ImportError::File(_) => Problem::Unknown.into(),
        ImportError::Backend(error) => error,
    }
}

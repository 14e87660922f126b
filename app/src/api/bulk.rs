//! Acting on many users at once.

#![allow(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its function"
)]

#[cfg(feature = "ssr")]
pub mod markup;

use crate::api::task::TaskShown;
use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::{ExemptionKind, GroupId, OperationId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What the address of a page says where it is about other users than was seen, and nothing has begun.
pub const CHANGED: &str = "changed";
/// What it says where nobody was chosen.
pub const NOBODY: &str = "nobody";
/// The name of that part of the address.
pub const TOLD: &str = "told";

/// The name under which what was typed is kept for the page that asks again.
const FORM: &str = "bulk-terms";

/// What the page shows.
pub type BulkShown = TaskShown;

/// What the page of operations on many users shows, or of the one with this number; 0 for the page of all of them. The plan of one that was
/// not begun goes on after the user `from`.
#[server(prefix = "/api", endpoint = "bulk", input = GetUrl, output = Answer)]
pub async fn read_bulk(
    id: OperationId,
    #[server(default)] from: u64,
) -> Result<BulkShown, AppError> {
    crate::ssr::run(async move |backend, me| {
        let reader = me.reader()?;
        if id.get() == 0 {
            return Ok(markup::of_all(&backend.operations(reader).await?));
        }
        let after = i64::try_from(from).ok().filter(|after| *after > 0);
        let shown = backend.operation_after(reader, id, after.map(domain::UserId::new));
        let shown = shown.await?;
        let typed = crate::ssr::kept_form(FORM);
        Ok(markup::of_one(&shown, &typed, me.admin().is_ok()))
    })
    .await
}

impl Question for ReadBulk {
    type Shown = BulkShown;

    fn arguments(&self) -> Arguments {
        Arguments::Query(format!("id={}&from={}", self.id, self.from))
    }
}

/// Says what else has to be known: the group, the terms of the exemption, or the time to comply.
#[server(prefix = "/api", endpoint = "bulk/terms", output = Answer)]
pub async fn choose_bulk_terms(
    id: OperationId,
    #[server(default)] group: Option<GroupId>,
    #[server(default)] kind: Option<ExemptionKind>,
    #[server(default)] reason: String,
    #[server(default)] until: String,
    #[server(default)] time: String,
    #[server(default)] days: String,
    #[server(default)] last_day: String,
    #[server(default)] zone: String,
) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let time = domain::GraceInput {
            kind: &time,
            days: &days,
            last_day: &last_day,
        };
        let terms = backend::bulk::Terms {
            group,
            exempt: kind,
            reason: &reason,
            last_day: &until,
            time,
            zone: &zone,
        };
        let chosen = backend.choose_terms(me.admin()?, id, terms).await;
        if chosen.is_err() {
            if time.kind.is_empty() {
                let kind = kind.map_or("", ExemptionKind::as_str);
                crate::ssr::keep_form(FORM, &[kind, &reason, &until]);
            } else {
                crate::grace::fields::keep_time(time);
            }
        }
        chosen?;
        Ok(crate::ssr::redirect_or_return_path(wire::path::bulk(id)))
    })
    .await
}

/// Begins an operation of which the preview was `seen`.
#[server(prefix = "/api", endpoint = "bulk/start", output = Answer)]
pub async fn start_bulk(
    id: OperationId,
    #[server(default)] seen: String,
) -> Result<String, AppError> {
    use backend::bulk::Start;

    crate::ssr::run(async move |backend, me| {
        let page = wire::path::bulk(id);
        let start = backend.start_operation(me.fresh_admin()?, id, &seen);
        let page = match start.await? {
            Start::Begun => page,
            Start::Changed => wire::path::with(&page, TOLD, CHANGED),
        };
        Ok(crate::ssr::redirect_or_return_path(page))
    })
    .await
}

/// Takes an operation back, whichever admin began it, where nothing was changed since.
#[server(prefix = "/api", endpoint = "bulk/undo", output = Answer)]
pub async fn undo_bulk(id: OperationId) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        let undo = backend.undo_operation(me.fresh_admin()?, id).await?;
        Ok(crate::ssr::redirect_or_return_path(wire::path::bulk(undo)))
    })
    .await
}

/// Cancels an operation, whichever admin began it, before its next users.
#[server(prefix = "/api", endpoint = "bulk/cancel", output = Answer)]
pub async fn cancel_bulk(id: OperationId) -> Result<String, AppError> {
    crate::ssr::run(async move |backend, me| {
        backend.cancel_operation(me.fresh_admin()?, id).await?;
        Ok(crate::ssr::redirect_or_return_path(wire::path::bulk(id)))
    })
    .await
}

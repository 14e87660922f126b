//! The audit log.

use crate::arguments::Arguments;
use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use wire::AuditQuery;
use wire::view::AuditList;

/// One page of the log. It only reads, but by POST, so that search terms do not get into logs of URLs.
#[server(prefix = "/api", endpoint = "audit", input = Json, output = Answer)]
pub async fn read_audit(query: AuditQuery) -> Result<AuditList, AppError> {
    crate::ssr::run(async move |backend, me| backend.audit_page(me.reader()?, &query).await).await
}

impl Question for ReadAudit {
    type Shown = AuditList;

    fn arguments(&self) -> Arguments {
        Arguments::json(self)
    }
}

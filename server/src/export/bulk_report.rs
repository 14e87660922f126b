//! What came of an operation on many users for each of them, as a file.

use super::{Exported, Format, one_number};
use axum::response::Response;
use backend::access::Reader;
use backend::bulk::Reported;
use backend::{Backend, Result};
use domain::csv_cell::{Separator, separated_line};
use domain::{BulkRefusal, Locale, OperationId, UserId};
use wire::path;

/// The report of an operation.
#[derive(Debug)]
pub enum BulkReport {}

/// A user, and why nothing was done, in the reader's language.
type Row = (Reported, String);

impl Exported for BulkReport {
    type Query = OperationId;
    type Row = Row;
    type Cursor = UserId;

    const PAGE: &'static str = path::BULK_REPORT;
    const FIELDS: &'static [&'static str] = one_number::FIELDS;
    const COLUMNS: &'static [&'static str] =
        &["id", "email", "name", "outcome", "reason", "explanation"];

    fn query(get: &dyn Fn(&str) -> Option<String>) -> OperationId {
        one_number::query(get)
    }

    fn read(fields: &[(String, String)]) -> Result<OperationId, Box<Response>> {
        one_number::read(fields)
    }

    fn fields(id: &OperationId) -> Vec<(&'static str, String)> {
        one_number::fields(*id)
    }

    async fn begin(
        backend: &Backend,
        reader: Reader<'_>,
        id: &OperationId,
        format: Format,
    ) -> Result<()> {
        backend
            .begin_operation_report(reader, *id, format.extension())
            .await
    }

    async fn part(
        backend: &Backend,
        reader: Reader<'_>,
        id: &OperationId,
        after: Option<UserId>,
    ) -> Result<(Vec<Row>, Option<UserId>)> {
        let locale = Locale::of(reader.principal().language()).unwrap_or(Locale::Fr);
        let (users, last) = backend.operation_report(reader, *id, after).await?;
        let rows = users.into_iter().map(|one| {
            let reason = BulkRefusal::parse(one.outcome.reason());
            let text = reason.map(|reason| app::refusal_in(locale, reason));
            (one, text.unwrap_or_default())
        });
        Ok((rows.collect(), last))
    }

    fn csv((one, explanation): &Row, by: Separator) -> String {
        let (name, email) = one.named.clone().unwrap_or_default();
        let id = one.user.to_string();
        let outcome = &one.outcome;
        let cells: [&str; 6] = [
            &id,
            &email,
            &name,
            outcome.as_str(),
            outcome.reason(),
            explanation,
        ];
        separated_line(by, &cells)
    }

    fn json((one, explanation): &Row) -> serde_json::Value {
        let outcome = &one.outcome;
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        serde_json::json!({
            "id": one.user,
            "email": one.named.as_ref().map(|(_, email)| email),
            "name": one.named.as_ref().map(|(name, _)| name),
            "outcome": outcome.as_str(),
            "reason": some(outcome.reason()),
            "explanation": some(explanation),
        })
    }
}

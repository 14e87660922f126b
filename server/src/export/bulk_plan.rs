//! What an operation on many users would do to each of them, as a file.

use super::preview::word;
use super::{Exported, Format, one_number};
use axum::response::Response;
use backend::access::Reader;
use backend::bulk::{PlanPlace, Planned, ReportedOutcome};
use backend::{Backend, Result};
use domain::csv_cell::{Separator, separated_line};
use domain::{BulkRefusal, Locale, OperationId, OutcomeKind, Timestamp};
use wire::path;

/// The plan of an operation.
#[derive(Debug)]
pub enum BulkPlan {}

/// A user, and why nothing would be done, in the reader's language.
type Row = (Planned, String);

impl Exported for BulkPlan {
    type Query = OperationId;
    type Row = Row;
    type Cursor = PlanPlace;

    const PAGE: &'static str = path::BULK_PLAN;
    const FIELDS: &'static [&'static str] = one_number::FIELDS;
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "email",
        "name",
        "outcome",
        "reason",
        "explanation",
        "leads_to",
        "until",
        "by",
    ];

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
            .begin_plan_export(reader, *id, format.extension())
            .await
    }

    async fn part(
        backend: &Backend,
        reader: Reader<'_>,
        id: &OperationId,
        after: Option<PlanPlace>,
    ) -> Result<(Vec<Row>, Option<PlanPlace>)> {
        let locale = Locale::of(reader.principal().language()).unwrap_or(Locale::Fr);
        let (users, next) = backend.planned_users(reader, *id, after).await?;
        let rows = users.into_iter().map(|one| {
            let outcome = ReportedOutcome::from(one.outcome);
            let reason = BulkRefusal::parse(outcome.reason());
            let text = reason.map(|reason| app::refusal_in(locale, reason));
            (one, text.unwrap_or_default())
        });
        Ok((rows.collect(), next))
    }

    fn csv((one, explanation): &Row, by: Separator) -> String {
        let (name, email) = one.named.clone().unwrap_or_default();
        let id = one.user.to_string();
        let outcome = ReportedOutcome::from(one.outcome);
        let leads_to = one.leads_to.as_ref();
        let until = leads_to.and_then(|then| then.until);
        let cells: [&str; 9] = [
            &id,
            &email,
            &name,
            outcome.as_str(),
            outcome.reason(),
            explanation,
            leads_to.map_or("", |then| OutcomeKind::as_str(then.kind)),
            &until.map(Timestamp::to_rfc3339).unwrap_or_default(),
            leads_to.and_then(|then| then.by).map_or("", word),
        ];
        separated_line(by, &cells)
    }

    fn json((one, explanation): &Row) -> serde_json::Value {
        let outcome = ReportedOutcome::from(one.outcome);
        let leads_to = one.leads_to.as_ref();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        serde_json::json!({
            "id": one.user,
            "email": one.named.as_ref().map(|(_, email)| email),
            "name": one.named.as_ref().map(|(name, _)| name),
            "outcome": outcome.as_str(),
            "reason": some(outcome.reason()),
            "explanation": some(explanation),
            "leads_to": leads_to.map(|then| then.kind),
            "until": leads_to.and_then(|then| then.until).map(Timestamp::to_rfc3339),
            "by": leads_to.and_then(|then| then.by).map(word),
        })
    }
}

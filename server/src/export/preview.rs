//! The users whom a change of a rule would touch, as a file.

use super::{Exported, Format};
use backend::access::Reader;
use backend::preview::{PreviewCursor, Touched};
use backend::{Backend, Result};
use domain::csv_cell::{Separator, separated_line};
use domain::{DeadlineBy, Timestamp};
use wire::PreviewQuery;
use wire::path;

/// The users whom a change would touch, each with what it leads to, in the order of their numbers.
#[derive(Debug)]
pub enum Preview {}

impl Exported for Preview {
    type Query = PreviewQuery;
    type Row = Touched;
    type Cursor = PreviewCursor;

    const PAGE: &'static str = path::PREVIEW;
    const FIELDS: &'static [&'static str] = &PreviewQuery::NAMES;
    const COLUMNS: &'static [&'static str] = &["id", "email", "name", "outcome", "until", "by"];

    fn query(get: &dyn Fn(&str) -> Option<String>) -> PreviewQuery {
        PreviewQuery::from_params(get)
    }

    fn fields(query: &PreviewQuery) -> Vec<(&'static str, String)> {
        query.params()
    }

    async fn begin(
        backend: &Backend,
        reader: Reader<'_>,
        _query: &Self::Query,
        format: Format,
    ) -> Result<()> {
        backend
            .begin_preview_export(reader, format.extension())
            .await
    }

    async fn part(
        backend: &Backend,
        reader: Reader<'_>,
        query: &PreviewQuery,
        after: Option<PreviewCursor>,
    ) -> Result<(Vec<Touched>, Option<PreviewCursor>)> {
        backend.preview_export(reader, query, after).await
    }

    fn csv(user: &Touched, by: Separator) -> String {
        let until = user.outcome.until.map(Timestamp::to_rfc3339);
        separated_line(
            by,
            &[
                &user.id.to_string(),
                &user.email,
                &user.name,
                user.outcome.kind.as_str(),
                &until.unwrap_or_default(),
                user.outcome.by.map(word).unwrap_or_default(),
            ],
        )
    }

    fn json(user: &Touched) -> serde_json::Value {
        serde_json::json!({
            "id": user.id,
            "email": user.email,
            "name": user.name,
            "outcome": user.outcome.kind,
            "until": user.outcome.until.map(Timestamp::to_rfc3339),
            "by": user.outcome.by.map(word),
        })
    }
}

/// What decides on the deadline.
pub(super) const fn word(by: DeadlineBy) -> &'static str {
    match by {
        DeadlineBy::Person => "person",
        DeadlineBy::Group => "group",
        DeadlineBy::Policy => "policy",
    }
}

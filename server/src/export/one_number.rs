//! Exports of one thing alone, by its number.

use super::unexpected;
use axum::response::Response;
use domain::OperationId;

/// The field with the number.
const ID: &str = "id";
/// The fields of such an export.
pub(super) const FIELDS: &[&str] = &[ID];

/// The number of a page; that of nothing where there is none.
pub(super) fn query(get: &dyn Fn(&str) -> Option<String>) -> OperationId {
    get(ID)
        .and_then(|id| id.parse().ok())
        .unwrap_or(OperationId::new(0))
}

/// The number that a form asks for; else the answer to it.
pub(super) fn read(fields: &[(String, String)]) -> Result<OperationId, Box<Response>> {
    let id = match fields {
        [(name, id)] if name == ID => id.parse().ok(),
        _ => None,
    };
    id.ok_or_else(|| Box::new(unexpected()))
}

/// The fields for this number.
pub(super) fn fields(id: OperationId) -> Vec<(&'static str, String)> {
    vec![(ID, id.to_string())]
}

//! Files that admins import: the upload, the form about its columns, and the refused rows. By POST of plain forms.

use crate::export::separator;
use crate::layers::{LayerState, headers, query};
use crate::refusal::{refusal, refusal_at};
use app::ssr::{Caller, Traced};
use axum::extract::{DefaultBodyLimit, Extension, Form, Multipart, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Router, middleware};
use backend::access::{Admin, Principal};
use backend::import::{Meaning, Refusal};
use backend::upload::{Choice, LONGEST};
use backend::{Backend, Error, Result};
use domain::csv_cell::Separator;
use domain::problem::Problem;
use domain::{FileEncoding, ImportId, Language, Locale};
use wire::path;

/// What a form has around a file of the greatest length.
const AROUND: usize = 64 * 1024;
/// The page that says that a file was not taken.
const NOT_TAKEN: (&str, &str) = ("file", "not-taken");

/// The fields of a form, in its order.
type Fields = Form<Vec<(String, String)>>;

/// The routes.
pub fn routes(known: &LayerState) -> Router {
    let file = post(upload).layer(DefaultBodyLimit::max(LONGEST + AROUND));
    let forms = Router::new()
        .route(path::IMPORT_FILE, file)
        .route(path::IMPORT_COLUMNS, post(choose))
        .route(path::IMPORT_REFUSED, post(refused))
        .with_state(known.backend.clone());
    known
        .with_form_guard(known.with_session(query::only(&[], forms)))
        .layer(middleware::from_fn(headers::never_store))
}

/// Keeps a file. Its bytes are read only once the caller is known to be an admin.
async fn upload(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    asked: HeaderMap,
    form: std::result::Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Response {
    let (principal, admin) = match permitted(&backend, &caller).await {
        Ok(principal) => (principal.clone(), principal),
        Err(error) => return refusal_at(path::IMPORT, &asked, error, &traced.id),
    };
    let Ok(admin) = admin.admin() else {
        return refusal(Error::Forbidden, &traced.id);
    };
    if let Err(error) = backend.take_write(&principal).await {
        return refusal(error, &traced.id);
    }
    let Some((name, content)) = file(form.ok()).await else {
        return not_taken();
    };
    match backend.keep_upload(admin, &name, content).await {
        Ok(id) => Redirect::to(&path::import(id)).into_response(),
        Err(Error::Refused(_) | Error::Busy { .. }) => not_taken(),
        Err(error) => refusal(error, &traced.id),
    }
}

fn not_taken() -> Response {
    let (name, value) = NOT_TAKEN;
    Redirect::to(&path::with(path::IMPORT, name, value)).into_response()
}

/// The name and the content of the file in a form; none if there is no file or it is too long.
async fn file(form: Option<Multipart>) -> Option<(String, Vec<u8>)> {
    let mut form = form?;
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let content = field.bytes().await.ok()?;
            return (!content.is_empty()).then(|| (name, content.to_vec()));
        }
    }
    None
}

/// Chooses what the columns of a file say, and how it is read.
async fn choose(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    asked: HeaderMap,
    Form(fields): Fields,
) -> Response {
    let done = async {
        let principal = permitted(&backend, &caller).await?;
        let admin = principal.admin()?;
        backend.take_write(&principal).await?;
        let (id, choice) = choice(&fields).ok_or(Problem::Unknown)?;
        backend.choose_upload(admin, id, choice).await?;
        Ok(id)
    };
    match done.await {
        Ok(id) => Redirect::to(&path::import(id)).into_response(),
        Err(error) => refusal_at(path::IMPORT, &asked, error, &traced.id),
    }
}

/// What was chosen; none if a field is unknown, missing or invalid.
fn choice(fields: &[(String, String)]) -> Option<(ImportId, Choice)> {
    let known = ["id", "column", "encoding", "language", "update"];
    if fields
        .iter()
        .any(|(name, _)| !known.contains(&name.as_str()))
    {
        return None;
    }
    let get = |name: &str| {
        let field = fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.as_str())
    };
    let columns = fields.iter().filter(|(name, _)| name == "column");
    let choice = Choice {
        columns: columns
            .map(|(_, word)| Meaning::parse(word))
            .collect::<Option<Vec<_>>>()?,
        encoding: FileEncoding::parse(get("encoding")?)?,
        update: get("update").is_some(),
        language: Language::parse(get("language")?)?,
    };
    Some((get("id")?.parse().ok()?, choice))
}

/// The refused rows as a file.
async fn refused(
    State(backend): State<Backend>,
    Extension(caller): Extension<Caller>,
    Extension(traced): Extension<Traced>,
    Form(fields): Fields,
) -> Response {
    let done = async {
        let principal = permitted(&backend, &caller).await?;
        let (by, fields) = separator(fields).ok_or(Problem::Unknown)?;
        let id = match fields.as_slice() {
            [(name, id)] if name == "id" => id.parse().ok(),
            _ => None,
        };
        let id = id.ok_or(Problem::Unknown)?;
        backend.take_write(&principal).await?;
        let locale = caller.locale.unwrap_or(Locale::Fr);
        let describe = move |refusal: &Refusal| app::reason_in(locale, refusal);
        backend
            .refused_of_upload(
                principal.admin()?,
                id,
                by.unwrap_or(Separator::Comma),
                describe,
            )
            .await
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (CONTENT_DISPOSITION, "attachment; filename=\"refused.csv\""),
    ];
    match done.await {
        // The mark tells spreadsheets that it is UTF-8.
        Ok(rows) => (StatusCode::OK, headers, format!("\u{feff}{rows}")).into_response(),
        Err(error) => refusal(error, &traced.id),
    }
}

/// The caller, as an admin.
async fn permitted(backend: &Backend, caller: &Caller) -> Result<Principal> {
    let principal = caller.principal.as_ref().ok_or(Error::Unauthenticated)?;
    let _admin: Admin<'_> = backend.noted_right(principal, principal.admin()).await?;
    Ok(principal.clone())
}

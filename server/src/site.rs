//! The browser's files: those in the program or, for development, those of a folder. They are served as
//! compressed at build time, under names that change with their content.

use app::ssr::Assets;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as PathOf, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, VARY};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wire::path;

/// Name of a file, with `/` between folders → content.
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/site.rs"));
/// The file that lists the others.
const INDEX: &str = "site.json";
/// The folder of the files that browsers fetch.
const PACKAGES: &str = "pkg";

/// Why there are no files for the browser.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The program was built without them, and no folder is set.
    #[error(
        "this program was built without the files for the browser: set --site-dir, or build it with `make build`"
    )]
    NotEmbedded,
    /// The folder cannot be read.
    #[error("--site-dir {path}: {1}", path = .0.display())]
    Folder(PathBuf, io::Error),
    /// The folder has no valid list of its files.
    #[error("--site-dir {path}: there is no {INDEX} that can be read; `make build` writes one", path = .0.display())]
    Index(PathBuf),
    /// A file that pages need is missing.
    #[error("--site-dir {path}: {1} is missing", path = .0.display())]
    Missing(PathBuf, String),
}

/// The content of a file in all of its encodings.
#[derive(Debug, Clone, Default)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// The browser's files.
#[derive(Debug)]
pub struct Site {
    /// Path below `/pkg/` → file.
    files: HashMap<String, File>,
    assets: Arc<Assets>,
}

impl Site {
    /// The files of a folder or, without one, those in the program.
    pub fn open(folder: Option<&Path>) -> Result<Self, SiteError> {
        match folder {
            Some(folder) => Self::read(folder),
            None if EMBEDDED.is_empty() => Err(SiteError::NotEmbedded),
            None => {
                let all = EMBEDDED
                    .iter()
                    .map(|(name, content)| ((*name).to_owned(), Bytes::from_static(content)));
                Self::gather(&all.collect()).map_err(|why| why.of(Path::new("")))
            }
        }
    }

    fn read(folder: &Path) -> Result<Self, SiteError> {
        let mut all = HashMap::new();
        read_into(&mut all, folder, "").map_err(|e| SiteError::Folder(folder.to_owned(), e))?;
        Self::gather(&all).map_err(|why| why.of(folder))
    }

    fn gather(all: &HashMap<String, Bytes>) -> Result<Self, Incomplete> {
        let index = all.get(INDEX).ok_or(Incomplete::Index)?;
        let assets: Assets = serde_json::from_slice(index).map_err(|_| Incomplete::Index)?;
        let form = |name: &str, extension: &str| all.get(&format!("{name}{extension}")).cloned();
        let files: HashMap<String, File> = all
            .iter()
            .filter(|(name, _)| !has_extension(name, "br") && !has_extension(name, "gz"))
            .filter_map(|(name, plain)| {
                let short = name.strip_prefix(PACKAGES)?.strip_prefix('/')?;
                let file = File {
                    plain: plain.clone(),
                    brotli: form(name, ".br"),
                    gzip: form(name, ".gz"),
                };
                Some((short.to_owned(), file))
            })
            .collect();
        let site = Self {
            files,
            assets: Arc::new(assets),
        };
        match site.assets.all().into_iter().find(|path| !site.has(path)) {
            Some(missing) => Err(Incomplete::Missing(missing)),
            None => Ok(site),
        }
    }

    fn has(&self, address: &str) -> bool {
        let name = address.strip_prefix(path::PACKAGE);
        name.is_some_and(|name| self.files.contains_key(name))
    }

    /// The addresses of the files.
    pub fn assets(&self) -> &Arc<Assets> {
        &self.assets
    }

    /// Serves the files, which never change under a given name.
    pub fn routes(self: &Arc<Self>) -> Router {
        Router::new()
            .route(&format!("{}{{*name}}", path::PACKAGE), get(serve))
            .with_state(Arc::clone(self))
    }
}

/// The fault of files that were read.
enum Incomplete {
    Index,
    Missing(String),
}

impl Incomplete {
    fn of(self, folder: &Path) -> SiteError {
        match self {
            Self::Index => SiteError::Index(folder.to_owned()),
            Self::Missing(path) => SiteError::Missing(folder.to_owned(), path),
        }
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == extension)
}

fn read_into(all: &mut HashMap<String, Bytes>, folder: &Path, prefix: &str) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_into(all, &entry.path(), &format!("{name}/"))?;
        } else {
            all.insert(name, std::fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

async fn serve(
    State(site): State<Arc<Site>>,
    PathOf(name): PathOf<String>,
    headers: HeaderMap,
) -> Response {
    let Some(file) = site.files.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    let accepted = accepted.unwrap_or_default();
    let (encoding, content) = file.best(accepted);
    let kind: [(HeaderName, &str); 2] = [(CONTENT_TYPE, type_of(&name)), (VARY, "accept-encoding")];
    match encoding {
        Some(encoding) => (kind, [(CONTENT_ENCODING, encoding)], content).into_response(),
        None => (kind, content).into_response(),
    }
}

impl File {
    /// The smallest form that the client accepts (RFC 9110, 12.5.3), and the name of its encoding.
    fn best(&self, accepted: &str) -> (Option<&'static str>, Bytes) {
        [("br", &self.brotli), ("gzip", &self.gzip)]
            .into_iter()
            .filter(|(encoding, _)| accepts(accepted, encoding))
            .find_map(|(encoding, content)| Some((Some(encoding), content.clone()?)))
            .unwrap_or_else(|| (None, self.plain.clone()))
    }
}

/// Whether a list of encodings contains this one, with a weight above zero.
fn accepts(list: &str, encoding: &str) -> bool {
    list.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts
            .filter_map(|part| part.strip_prefix("q="))
            .any(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0));
        named && !refused
    })
}

fn type_of(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|e| e.to_str()) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_that_the_client_names_and_does_not_refuse() {
        for list in ["br", "gzip, br", "gzip;q=1.0, BR;q=0.5", "deflate , br;q=1"] {
            assert!(accepts(list, "br"), "{list}");
        }
        for list in ["", "gzip", "br;q=0", "br; q=0.0, gzip", "bro", "x-br"] {
            assert!(!accepts(list, "br"), "{list}");
        }
    }

    #[test]
    fn the_smallest_form_is_sent_that_there_is_and_that_the_client_takes() {
        let file = File {
            plain: "plain".into(),
            brotli: Some("b".into()),
            gzip: Some("gz".into()),
        };
        assert_eq!(file.best("gzip, br"), (Some("br"), "b".into()));
        assert_eq!(file.best("gzip"), (Some("gzip"), "gz".into()));
        assert_eq!(file.best(""), (None, "plain".into()));
        let plain = File {
            brotli: None,
            ..file
        };
        assert_eq!(plain.best("br"), (None, "plain".into()));
    }

    #[test]
    fn a_folder_that_lacks_what_pages_need_is_refused_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Site::open(Some(folder.path())).unwrap_err().to_string();
        assert!(open().contains("site.json"), "{}", open());
        let index = r#"{"style":"/pkg/style.1.css","icon":"","live":"","program":"","parts":{},"texts":{}}"#;
        std::fs::write(folder.path().join(INDEX), index).unwrap();
        assert!(
            open().ends_with("/pkg/style.1.css is missing"),
            "{}",
            open()
        );
        let gone = Site::open(Some(&folder.path().join("gone")));
        assert!(gone.unwrap_err().to_string().contains("gone"));
    }
}

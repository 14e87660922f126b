//! Puts the browser's files into the program. `BOUCLIER_EMBED_SITE` names the folder that `tools/site` has written; without
//! it the program has none, and reads a folder when it starts. Checks the texts of mails, and makes their keys.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    texts::build("locales", texts::Use::Mails)?;
    println!("cargo:rerun-if-env-changed=BOUCLIER_EMBED_SITE");
    let mut table = String::from("&[");
    if let Some(folder) = env::var_os("BOUCLIER_EMBED_SITE").filter(|folder| !folder.is_empty()) {
        let folder = fs::canonicalize(PathBuf::from(folder))?;
        println!(
            "cargo:rerun-if-changed={}",
            folder.join("site.json").display()
        );
        for file in files(&folder)? {
            let name = text(file.strip_prefix(&folder).unwrap_or(&file))?;
            let file = text(&file)?;
            let _ = write!(table, "({name:?}, include_bytes!({file:?})),");
        }
    }
    table.push(']');
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("site.rs"), table)
}

fn text(path: &Path) -> io::Result<&str> {
    path.to_str()
        .ok_or_else(|| io::Error::other(format!("{} is not UTF-8", path.display())))
}

/// All files below a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

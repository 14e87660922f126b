//! Checks the texts of all languages, and makes their keys.

fn main() -> std::io::Result<()> {
    texts::build("locales", texts::Use::Interface)
}

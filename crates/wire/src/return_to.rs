//! Where a sign-in returns to: a path of this site and nothing else.

/// A path with query on this site, safe to redirect to (ASVS 5.0 V3.7.2, CWE-601).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// Reads a path; `None` for anything that a browser could read as the URL of another site.
    pub fn parse(text: &str) -> Option<Self> {
        let decoded = percent_decode(text)?;
        let safe = is_local_path(text) && is_local_path(&decoded) && text.len() <= 2_000;
        (safe && text.bytes().all(is_url_byte)).then(|| Self(text.to_owned()))
    }

    /// The path with its query.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(|c: char| c == '\\' || c.is_control())
}

/// The bytes that RFC 3986 allows in a path and a query.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/?%!$&'()*+,;=:@".contains(&byte)
}

/// Undoes one round of percent encoding; `None` where it is not well-formed UTF-8.
pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::ReturnTo;

    #[test]
    fn paths_of_this_site_are_kept() {
        for path in [
            "/me",
            "/account/users?q=lef%C3%A8vre&status=pending",
            "/",
            "/a//b",
            "/x?u=a@b",
        ] {
            assert_eq!(ReturnTo::parse(path).unwrap().as_str(), path);
        }
    }

    #[test]
    fn whatever_could_lead_elsewhere_is_refused() {
        let long = format!("/{}", "a".repeat(2_000));
        let cases = [
            "",
            "me",
            "//evil",
            "///evil",
            "/\\evil",
            "\\evil",
            "/%5cevil",
            "/%5Cevil",
            "/%2fevil",
            "user@host",
            "https://evil",
            "javascript:alert(1)",
            "/a\nb",
            "/a%0d%0aSet-Cookie:x",
            "/%",
            "/%zz",
            "/%ff",
            "/é",
            "/a b",
            "/\u{0}",
            "/a%00",
            "/a#b",
            long.as_str(),
        ];
        for text in cases {
            assert_eq!(ReturnTo::parse(text), None, "{text}");
        }
    }
}

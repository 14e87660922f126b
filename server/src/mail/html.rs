//! A mail as HTML: the paragraphs of its text, in a page that loads nothing. It names no colours, so that each program shows it in
//! its own, light or dark.

use domain::Locale;

/// A paragraph of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// What happened.
    Title(String),
    /// A text of one line.
    Text(String),
    /// Several lines.
    Lines(Vec<String>),
    /// An address of this console, which is shown as it is.
    Link(String),
}

/// Before the title, in the language of the mail.
const HEAD: &str = "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n";
const BODY: &str = "</title>\n</head>\n<body style=\"margin:0;padding:24px 16px;color-scheme:light dark;\
    font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5\">\n\
    <div style=\"max-width:36em;margin:0 auto;overflow-wrap:break-word\">\n";
const END: &str = "</div>\n</body>\n</html>\n";

/// All paragraphs as plain text.
pub fn plain(paragraphs: &[Paragraph]) -> String {
    let texts: Vec<String> = paragraphs.iter().map(Paragraph::plain).collect();
    texts.join("\n\n") + "\n"
}

/// All paragraphs as a page.
pub fn page(subject: &str, paragraphs: &[Paragraph], locale: Locale) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n{HEAD}<title>",
        locale.as_str()
    );
    escape(&mut out, subject);
    out.push_str(BODY);
    for paragraph in paragraphs {
        paragraph.write(&mut out);
    }
    out.push_str(END);
    out
}

impl Paragraph {
    fn plain(&self) -> String {
        match self {
            Self::Title(text) | Self::Text(text) | Self::Link(text) => text.clone(),
            Self::Lines(lines) => lines.join("\n"),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Title(text) => {
                out.push_str(
                    "<h1 style=\"margin:0 0 16px;font-size:20px;line-height:1.3;font-weight:600\">",
                );
                escape(out, text);
                out.push_str("</h1>\n");
                return;
            }
            Self::Link(address) => {
                out.push_str("<p style=\"margin:0 0 16px\"><a href=\"");
                escape(out, address);
                out.push_str("\">");
                escape(out, address);
                out.push_str("</a>");
            }
            Self::Text(text) => {
                out.push_str("<p style=\"margin:0 0 16px\">");
                escape(out, text);
            }
            Self::Lines(lines) => {
                out.push_str("<p style=\"margin:0 0 16px\">");
                for (number, line) in lines.iter().enumerate() {
                    if number > 0 {
                        out.push_str("<br>\n");
                    }
                    escape(out, line);
                }
            }
        }
        out.push_str("</p>\n");
    }
}

/// Adds a value: no character of it is markup.
fn escape(out: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_value_holds_it_is_no_markup() {
        let evil = "<img src=x onerror=\"alert('1')\">&amp;".to_owned();
        let paragraphs = [
            Paragraph::Title(evil.clone()),
            Paragraph::Text(evil.clone()),
            Paragraph::Lines(vec![evil.clone(), evil.clone()]),
            Paragraph::Link(evil.clone()),
        ];
        let page = page(&evil, &paragraphs, Locale::Fr);
        let safe = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;";
        assert_eq!(page.matches(safe).count(), 7, "{page}");
        assert!(!page.contains("<img"), "{page}");
        assert!(plain(&paragraphs).contains(&evil));
    }

    #[test]
    fn the_page_loads_nothing_and_names_no_colour() {
        let page = page("a", &[Paragraph::Text("b".to_owned())], Locale::En);
        for what in [
            "src=", "url(", "<link", "<style", "<script", "http", "color:", "#",
        ] {
            assert!(!page.contains(what), "{what} in {page}");
        }
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    }
}

//! Markup that is written as one string, where a tree of views would cost too much.
//!
//! The types ensure that no user input becomes markup: markup is a `&'static str`, everything
//! else is escaped.

/// Markup with escaped values in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

/// Adds to an [`Html`]: literals and expressions in `[ ]` (a `&'static str`) are markup,
/// expressions in `{ }` are values.
macro_rules! html {
    ($out:expr $(,)?) => {};
    ($out:expr, $markup:literal $($rest:tt)*) => {
        $out.markup($markup);
        html!($out, $($rest)*);
    };
    ($out:expr, [$markup:expr] $($rest:tt)*) => {
        $out.markup($markup);
        html!($out, $($rest)*);
    };
    ($out:expr, {$value:expr} $($rest:tt)*) => {
        $out.value(&$value);
        html!($out, $($rest)*);
    };
}

impl Html {
    /// Empty, with capacity for this many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Adds markup.
    pub fn markup(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// Adds a value: a text, or the value of an attribute, which must be in quotes.
    pub fn value(&mut self, value: &str) {
        debug_assert!(!self.0.ends_with('='), "an attribute without quotes");
        let mut rest = value;
        while let Some((plain, entity, after)) = split_at_special(rest) {
            self.0.push_str(plain);
            self.0.push_str(entity);
            rest = after;
        }
        self.0.push_str(rest);
    }

    /// Adds what was written as markup elsewhere.
    pub fn append(&mut self, other: Self) {
        self.0.push_str(&other.0);
    }

    /// The finished markup.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// Splits at the first character that needs escaping: the text before it, its entity, and the text
/// after it.
fn split_at_special(text: &str) -> Option<(&str, &'static str, &str)> {
    let place = text.bytes().position(|byte| entity(byte).is_some())?;
    let (plain, special) = text.split_at_checked(place)?;
    let entity = entity(special.bytes().next()?)?;
    Some((plain, entity, special.get(1..)?))
}

const fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Html;

    fn written(value: &str) -> String {
        let mut html = Html::default();
        html.value(value);
        html.into_text()
    }

    /// The text that a browser reads.
    fn read(html: &str) -> String {
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }

    #[test]
    fn each_character_that_could_end_a_text_or_an_attribute_is_escaped() {
        assert_eq!(
            written(r#"<a href="x" id='y'>&amp;"#),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;"
        );
    }

    #[test]
    fn whatever_is_written_is_read_again_and_holds_no_markup() {
        let parts = [
            "",
            "<",
            ">",
            "&",
            "\"",
            "'",
            "é",
            "\u{1F6E1}",
            "&lt;",
            "x",
            "=",
            "\0",
        ];
        for a in parts {
            for b in parts {
                for c in parts {
                    let text = format!("{a}{b}{c}");
                    let html = written(&text);
                    assert_eq!(read(&html), text, "{html}");
                    assert!(!html.contains(['<', '>', '"', '\'']), "{html}");
                }
            }
        }
    }

    #[test]
    fn markup_stays_and_values_between_are_escaped() {
        let mut html = Html::with_room(0);
        html!(html, "<p title=\"" {"\" onclick=\""} "\">" {"7"} ["<br>"] {"<b>"} "</p>");
        assert_eq!(
            html.into_text(),
            "<p title=\"&quot; onclick=&quot;\">7<br>&lt;b&gt;</p>"
        );
    }

    #[test]
    #[should_panic(expected = "an attribute without quotes")]
    fn an_attribute_without_quotes_is_noticed() {
        let mut html = Html::default();
        html!(html, "<p title=" {"x onclick=y"} ">");
    }
}

use super::{Unreadable, read};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    One(u8),
    Two(i32, String),
    Named { at: i64, by: Option<String> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Id(u64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Whole {
    id: Id,
    name: String,
    kinds: Vec<Kind>,
    pair: Option<(String, bool)>,
    nothing: (),
    below: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    left_out: Option<Box<Whole>>,
}

fn whole(name: &str) -> Whole {
    Whole {
        id: Id(u64::MAX),
        name: name.to_owned(),
        kinds: vec![
            Kind::Plain,
            Kind::One(255),
            Kind::Two(-7, "}]\"".to_owned()),
            Kind::Named { at: 0, by: None },
        ],
        pair: Some((name.to_owned(), true)),
        nothing: (),
        below: i64::MIN,
        left_out: None,
    }
}

/// Both readers of the texts; the library's is what the server's own tests read with.
fn both<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> Result<T, Unreadable> {
    let own = read::<T>(text);
    assert_eq!(
        own,
        serde_json::from_str(text).map_err(|_| Unreadable),
        "{text}"
    );
    own
}

#[test]
fn whatever_the_server_writes_is_read() {
    for name in [
        "",
        "Léa « Petit »",
        "a\"b\\c/d\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}",
        "🛡\u{10ffff}\u{2028}",
    ] {
        let mut value = whole(name);
        value.left_out = Some(Box::new(whole(name)));
        let short = serde_json::to_string(&value).unwrap();
        assert_eq!(both(&short), Ok(value.clone()), "{short}");
        let long = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(both(&long), Ok(value), "{long}");
    }
}

#[test]
fn escapes_are_read_as_any_writer_may_write_them() {
    for (text, read) in [
        (r#""\u00e9\u0041\/""#, "éA/"),
        (r#""\ud83d\udee1 \uD83D\uDEE1""#, "🛡 🛡"),
    ] {
        assert_eq!(both(text), Ok(read.to_owned()), "{text}");
    }
    for text in [
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\udee1\ud83d""#,
        r#""\u12""#,
        r#""\uéé""#,
        r#""\x""#,
        r#""\"#,
        r#"""#,
        "",
        "x",
    ] {
        assert_eq!(both::<String>(text), Err(Unreadable), "{text}");
    }
}

#[test]
fn what_a_later_version_has_added_is_skipped() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Small {
        id: u8,
    }
    for added in [
        "1.5e-3",
        "true",
        "null",
        r#""}""#,
        "[]",
        r#"{"a": [1, {"b": "]"}], "c": {}}"#,
    ] {
        for text in [
            format!(r#"{{"new": {added}, "id": 7}}"#),
            format!(r#"{{"id": 7,"new":{added}}}"#),
        ] {
            assert_eq!(both(&text), Ok(Small { id: 7 }), "{text}");
        }
    }
}

#[test]
fn anything_else_is_unreadable() {
    let text = serde_json::to_string(&whole("Léa")).unwrap();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert_eq!(both::<Whole>(&text[..end]), Err(Unreadable), "{end}");
    }
    assert_eq!(both::<Whole>(&(text.clone() + "}")), Err(Unreadable));
    for text in [
        "256", "-1", "1.5", "1e3", "", "-", "null", "\"1\"", "[1]", "1 2",
    ] {
        assert_eq!(both::<u8>(text), Err(Unreadable), "{text}");
    }
    for text in ["[1,]", "[,1]", "[1 2]", "[1", "1]", "[1}", "{1}"] {
        assert_eq!(both::<Vec<u8>>(text), Err(Unreadable), "{text}");
    }
    for text in [
        r#"{"One"}"#,
        r#""One""#,
        r#"{"One":1,}"#,
        r#"{"One":1"#,
        r#""Other""#,
    ] {
        assert_eq!(both::<Kind>(text), Err(Unreadable), "{text}");
    }
}

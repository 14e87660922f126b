//! The encoding of answers of server functions: JSON. They are parsed from a string, like the data in
//! the document: parsing from bytes would generate a second parser for each structure, which every
//! browser would have to load.

use leptos::server_fn::codec::{JsonEncoding, Post};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::{DeserializeOwned, Error};

/// The encoding of every answer.
pub type Answer = Post<JsonText>;

/// JSON that is parsed from a string.
#[derive(Debug)]
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = JsonEncoding::CONTENT_TYPE;
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        JsonEncoding::encode(output)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = str::from_utf8(&bytes).map_err(Error::custom)?;
        serde_json::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::JsonText;
    use leptos::server_fn::{Bytes, Decodes, Encodes};

    #[test]
    fn what_is_written_is_read_again() {
        let bytes = JsonText::encode(&["é".to_owned()]).unwrap();
        assert_eq!(&bytes[..], "[\"é\"]".as_bytes());
        let read: Vec<String> = JsonText::decode(bytes).unwrap();
        assert_eq!(read, ["é"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let read: Result<String, _> = JsonText::decode(Bytes::from_static(b"\"\xff\""));
        assert!(read.is_err());
    }
}

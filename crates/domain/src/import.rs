//! Files of users: how their text is stored, and how far an import is.

use crate::text_enum::text_enum;

text_enum! {
    /// How a text is stored where no byte order mark says it.
    FileEncoding {
        /// UTF-8; UTF-16 is known by its byte order mark.
        Utf8 = "utf-8",
        /// Windows-1252, as spreadsheets of Western Europe save « CSV ». Any bytes can be read as it: a person has to confirm it.
        Windows1252 = "windows-1252",
    }
}

impl FileEncoding {
    /// The encoding that a whole file is probably in.
    pub fn of(file: &[u8]) -> Self {
        let marked = file.starts_with(b"\xFF\xFE") || file.starts_with(b"\xFE\xFF");
        if marked || std::str::from_utf8(file).is_ok() {
            Self::Utf8
        } else {
            Self::Windows1252
        }
    }
}

text_enum! {
    /// How far an import in the browser is.
    ImportState {
        /// Its preview is shown.
        Uploaded = "uploaded",
        /// It is being carried out.
        Running = "running",
        /// Every row is done.
        Done = "done",
        /// It ended before its last row: its admin may not import any more, or somebody else may have begun it.
        Stopped = "stopped",
    }
}

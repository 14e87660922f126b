//! Enrolling an authenticator app.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

/// Where an enrolment stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enrolment {
    /// Nothing has begun: the user picks an application.
    Begin,
    /// A secret waits to be scanned and confirmed by a code.
    Confirm(Pending),
    /// The factor is active; its recovery codes wait to be saved.
    Save(RecoverySheet),
    /// There is an active factor and nothing left to do.
    Done,
}

/// Recovery codes as they are printed or saved, with what tells them from those of another account or day.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySheet {
    /// The codes, in groups of four.
    pub codes: Vec<String>,
    /// The address of the account.
    pub account: String,
    /// The name of the organisation; empty if it has none.
    pub organisation: String,
    /// The address of the console.
    pub site: String,
    /// When they were made.
    pub made: Timestamp,
}

/// A secret that awaits confirmation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The secret in base32 (RFC 4648).
    pub secret: String,
    /// The `otpauth` URI in the QR code.
    pub url: String,
    /// The QR code.
    pub qr: QrCode,
}

/// A QR code as vector graphics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// Modules on each side, without the quiet zone.
    pub size: usize,
    /// The dark modules as the data of an SVG path, one unit per module.
    pub path: String,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending(…)")
    }
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Begin => "Begin",
            Self::Confirm(_) => "Confirm(…)",
            Self::Save(_) => "Save(…)",
            Self::Done => "Done",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_a_secret_nor_a_recovery_code_can_be_printed_by_accident() {
        let pending = Pending {
            secret: "MZXW6YTB".to_owned(),
            url: "otpauth://totp/x?secret=MZXW6YTB".to_owned(),
            qr: QrCode {
                size: 1,
                path: "M0 0h1v1h-1z".to_owned(),
            },
        };
        assert_eq!(format!("{pending:?}"), "Pending(…)");
        let stands = [
            Enrolment::Begin,
            Enrolment::Confirm(pending),
            Enrolment::Save(RecoverySheet {
                codes: vec!["ABCD-2345-EFGH-67ZZ".to_owned()],
                account: "lea@exemple.fr".to_owned(),
                organisation: String::new(),
                site: "https://bouclier.exemple.fr".to_owned(),
                made: Timestamp::from_unix(0),
            }),
            Enrolment::Done,
        ];
        assert_eq!(format!("{stands:?}"), "[Begin, Confirm(…), Save(…), Done]");
    }
}

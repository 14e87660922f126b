//! Enrolling an authenticator app.

use serde::{Deserialize, Serialize};

/// Where an enrolment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enrolment {
    /// Nothing begun: the user picks an application.
    Begin,
    /// A secret waits to be scanned and confirmed by a code.
    Confirm(Pending),
    /// The factor is active; its recovery codes, in groups of four, wait to be saved.
    Save(Vec<String>),
    /// There is an active factor and nothing left to do.
    Done,
}

/// A secret that waits for its confirmation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The secret in base32 (RFC 4648).
    pub secret: String,
    /// The `otpauth` address that the QR code holds.
    pub url: String,
    /// The QR code.
    pub qr: QrCode,
}

/// A QR code as a drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// Modules on each side, without the quiet zone.
    pub size: usize,
    /// The dark modules as the data of an SVG path, one unit a module.
    pub path: String,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending(…)")
    }
}

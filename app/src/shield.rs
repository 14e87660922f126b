//! The icon of a shield: five that differ without colour.

use crate::html::Html;
use domain::{AccountState, TwoFactorStatus};

macro_rules! drawing {
    ($($mark:literal)?) => {
        concat!(
            r#"<path class="shield__body" d="M12 2.25 4.25 5v6.5c0 4.9 3.1 8.5 7.75 10.25 4.65-1.75 7.75-5.35 7.75-10.25V5Z"></path>"#,
            $(r#"<path class="shield__mark" d=""#, $mark, r#""></path>"#)?
        )
    };
}

/// The size of a shield.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ShieldSize {
    /// 20 pixels.
    #[default]
    Text,
    /// 24 pixels, in tables and counts.
    Table,
    /// 48 pixels, on the page of a user.
    Large,
}

impl ShieldSize {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Table => " shield--md",
            Self::Large => " shield--lg",
        }
    }
}

/// The paths of the icon.
pub(crate) const fn drawing(status: Option<TwoFactorStatus>) -> &'static str {
    match status {
        Some(TwoFactorStatus::Protected | TwoFactorStatus::Voluntary) => {
            drawing!("m8.25 11.75 2.75 2.75 4.75-5.25")
        }
        Some(TwoFactorStatus::Pending) => drawing!("M12 7.75v5M12 16.25v.01"),
        Some(TwoFactorStatus::Inactive) => drawing!(),
        None => drawing!("M8.5 12h7"),
    }
}

/// The word for it in the names of classes.
pub(crate) const fn word(status: Option<TwoFactorStatus>) -> &'static str {
    match status {
        Some(status) => status.as_str(),
        None => AccountState::Deactivated.as_str(),
    }
}

/// The icon as text.
pub fn write_shield(out: &mut Html, status: Option<TwoFactorStatus>, size: ShieldSize) {
    html!(out, r#"<svg class="shield shield--"# [word(status)] [size.class()] r#"" viewBox="0 0 24 24" aria-hidden="true">"# [drawing(status)] "</svg>");
}

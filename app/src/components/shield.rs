//! The shield: five icons that differ without colour.

use crate::html::Html;
use domain::{AccountState, TwoFactorStatus};
use leptos::prelude::*;

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
    const fn class(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Table => " shield--md",
            Self::Large => " shield--lg",
        }
    }
}

const fn drawing(status: Option<TwoFactorStatus>) -> &'static str {
    match status {
        Some(TwoFactorStatus::Protected | TwoFactorStatus::Voluntary) => {
            drawing!("m8.25 11.75 2.75 2.75 4.75-5.25")
        }
        Some(TwoFactorStatus::Pending) => drawing!("M12 7.75v5M12 16.25v.01"),
        Some(TwoFactorStatus::Inactive) => drawing!(),
        None => drawing!("M8.5 12h7"),
    }
}

const fn word(status: Option<TwoFactorStatus>) -> &'static str {
    match status {
        Some(status) => status.as_str(),
        None => AccountState::Deactivated.as_str(),
    }
}

/// The shield of a status, or of a deactivated account. The text beside it, or the control around it, says the status.
#[component]
pub fn Shield(
    /// The status; none for a deactivated account.
    #[prop(into)]
    status: Option<TwoFactorStatus>,
    /// The size.
    #[prop(optional)]
    size: ShieldSize,
) -> impl IntoView {
    let class = format!("shield shield--{}{}", word(status), size.class());
    view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=drawing(status)></svg> }
}

/// The same as text.
pub fn write_shield(out: &mut Html, status: Option<TwoFactorStatus>, size: ShieldSize) {
    html!(out, r#"<svg class="shield shield--"# [word(status)] [size.class()] r#"" viewBox="0 0 24 24" aria-hidden="true">"# [drawing(status)] "</svg>");
}

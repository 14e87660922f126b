//! The activity of the user's own account, in words.

use super::moment::Minute;
use super::sessions::device_name;
use crate::i18n::named;
use domain::NoticeKind;
use leptos::prelude::*;
use wire::view::AccountNotice;

/// What happened.
fn what(notice: &AccountNotice) -> String {
    match (notice.kind, notice.codes_left) {
        (NoticeKind::CodeRefused, _) => tr_count!(activity::CODES_REFUSED, notice.count),
        (NoticeKind::RecoveryCodeUsed, Some(left)) => {
            let left = tr_count!(factor::LEFT, left);
            tr!(activity::RECOVERY_CODE_USED, left = left)
        }
        (kind, _) => tr!(named::notice(kind)),
    }
}

/// Who did it, or with which browser.
fn whence(notice: &AccountNotice) -> String {
    match &notice.by {
        Some(by) => tr!(activity::BY, name = by),
        None => tr!(
            activity::FROM,
            address = notice.address,
            device = device_name(&notice.user_agent)
        ),
    }
}

/// One line of activity: what, when, and who or from where.
#[component]
pub fn ActivityLine(
    /// What happened.
    notice: AccountNotice,
) -> impl IntoView {
    view! {
        <li>
            <p class="item__title">{what(&notice)}</p>
            <p class="item__text">
                <Minute at=notice.at/>
                " · "
                {whence(&notice)}
            </p>
        </li>
    }
}

/// The latest activity of the user's own account, newest first.
#[component]
pub fn Activity(
    /// What happened.
    notices: Vec<AccountNotice>,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="activity">
            <h2 id="activity">{tr!(activity::TITLE)}</h2>
            {if notices.is_empty() {
                view! { <p class="muted">{tr!(activity::EMPTY)}</p> }.into_any()
            } else {
                view! {
                    <ol class="activity">
                        {notices
                            .into_iter()
                            .map(|notice| view! { <ActivityLine notice=notice/> })
                            .collect_view()}
                    </ol>
                }
                    .into_any()
            }}
        </section>
    }
}

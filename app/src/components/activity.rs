//! The activity of the user's own account, in words.

use super::form::FormAlert;
use super::moment::Minute;
use super::sessions::device_name;
use super::submit::{PostForm, Submission};
use crate::entry_text::who;
use crate::i18n::named::{self, What};
use domain::{NoticeId, NoticeKind, Timestamp};
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
        (NoticeKind::AdminsImported, _) => tr_count!(activity::ADMINS_IMPORTED, notice.count),
        (NoticeKind::UserHelpsMany, _) => tr!(
            activity::HELPS_MANY,
            count = notice.count,
            name = about(notice)
        ),
        (NoticeKind::AdminsFreed, _) => tr_count!(activity::ADMINS_FREED, notice.count),
        (kind, _) => match named::notice(kind) {
            What::Plain(key) => tr!(key),
            What::Named(key) => tr!(key, name = about(notice)),
        },
    }
}

/// Whose account it is about, where that is another one.
fn about(notice: &AccountNotice) -> String {
    notice.about.as_ref().map(who).unwrap_or_default()
}

/// Who did it, or with which browser, who gave the link or code for it, and how often it was done.
fn whence(notice: &AccountNotice) -> String {
    let done = match &notice.by {
        Some(by) => tr!(activity::BY, name = who(by)),
        None => tr!(
            activity::FROM,
            address = notice.address,
            device = device_name(&notice.user_agent)
        ),
    };
    let given = notice.given_by.as_ref().map(|giver| {
        let name = who(giver);
        if notice.kind.is_by_link() {
            tr!(activity::LINK_GIVEN_BY, name = name)
        } else {
            tr!(activity::CODE_GIVEN_BY, name = name)
        }
    });
    let often = notice.kind.says_how_often(notice.count);
    let often = often.then(|| tr!(activity::TIMES, count = notice.count));
    let parts: Vec<String> = std::iter::once(done).chain(given).chain(often).collect();
    parts.join(" · ")
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

/// The latest activity of the user's own account, and for admins of other accounts, newest first: what is unread before the rest.
#[component]
pub fn Activity(
    /// What happened.
    notices: Vec<AccountNotice>,
    /// The numbers of those that are unread.
    unread: Vec<NoticeId>,
    /// The moment at which they were read.
    now: Timestamp,
    /// Marks the unread ones as read.
    read: Submission,
) -> impl IntoView {
    let of_others = notices.iter().any(|notice| notice.kind.is_of_another());
    let title = if of_others {
        tr!(activity::TITLE_OTHERS)
    } else {
        tr!(activity::TITLE)
    };
    let is_empty = notices.is_empty();
    let (new, old): (Vec<_>, Vec<_>) = notices
        .into_iter()
        .partition(|notice| unread.contains(&notice.id));
    let ids: Vec<String> = new.iter().map(|notice| notice.id.to_string()).collect();
    view! {
        <section class="card" aria-labelledby="activity">
            <h2 id="activity">{title}</h2>
            {is_empty.then(|| view! { <p class="muted">{tr!(activity::EMPTY)}</p> })}
            {(!new.is_empty())
                .then(|| {
                    view! {
                        <h3>{tr!(activity::NEW)}</h3>
                        <ol class="activity">{lines(new)}</ol>
                        <PostForm to=read>
                            <FormAlert error=read.error()/>
                            <input type="hidden" name="shown" value=now.unix().to_string()/>
                            <input type="hidden" name="ids" value=ids.join(",")/>
                            <button class="btn btn--small" type="submit" aria-disabled=read.waits()>
                                {tr!(attention::UNDERSTOOD)}
                            </button>
                        </PostForm>
                    }
                })}
            {(!old.is_empty()).then(|| view! { <ol class="activity">{lines(old)}</ol> })}
        </section>
    }
}

fn lines(notices: Vec<AccountNotice>) -> impl IntoView {
    notices
        .into_iter()
        .map(|notice| view! { <ActivityLine notice=notice/> })
        .collect_view()
}

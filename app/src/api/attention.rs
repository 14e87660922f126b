//! What the frame of a page shows: unread notices, and the end of the session.

use crate::codec::Answer;
use crate::error::AppError;
use crate::reading::Question;
use domain::{SessionEnd, Timestamp, UserId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use wire::view::AccountNotice;

/// The notices and the end of the session, for the frame of every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameNotices {
    /// The notice that the user has not read, if it is the only one.
    pub notice: Option<AccountNotice>,
    /// How many there are.
    pub unread: u64,
    /// Whether an unread notice, shown or not, is about the user's account.
    pub own: bool,
    /// Whether one of them is about another account.
    pub of_others: bool,
    /// When the session ends.
    pub end: SessionEnd,
    /// The signed-in user.
    pub me: UserId,
    /// For those who see operations on many users, how far each of them is, and for an admin each import of this admin, as markup; empty where nothing is under way.
    pub under_way: String,
}

/// The notices and the end of the session, for the frame of every page.
#[server(prefix = "/api", endpoint = "me/attention", input = GetUrl, output = Answer)]
pub async fn read_attention() -> Result<FrameNotices, AppError> {
    crate::ssr::run(async |backend, me| {
        let mut unread = backend.unread_notices(me.member()?).await?;
        let count = unread.count();
        let operations = match me.reader() {
            Ok(reader) => backend.operations_under_way(reader).await?,
            Err(_) => Vec::new(),
        };
        let imports = match me.admin() {
            Ok(admin) => backend.uploads_under_way(admin).await?,
            Err(_) => Vec::new(),
        };
        let under_way = super::bulk::markup::under_way(&operations, &imports);
        Ok(FrameNotices {
            notice: unread.notices.pop().filter(|_| count == 1),
            unread: count,
            own: unread.own,
            of_others: unread.of_others,
            end: me.end(),
            me: me.user(),
            under_way,
        })
    })
    .await
}

impl Question for ReadAttention {
    type Shown = FrameNotices;
}

/// Marks the notices of a page that was rendered at the moment `shown` as read: those with the numbers `ids`, between commas.
#[server(prefix = "/api", endpoint = "me/notices-read", output = Answer)]
pub async fn mark_notices_read(shown: Timestamp, ids: String) -> Result<(), AppError> {
    crate::ssr::run(async move |backend, me| {
        let ids: Vec<domain::NoticeId> = ids
            .split(',')
            .filter_map(|id| id.parse().ok())
            .map(domain::NoticeId::new)
            .collect();
        backend.mark_notices_read(me.member()?, &ids, shown).await?;
        crate::ssr::redirect_back_without_script();
        Ok(())
    })
    .await
}

/// When the session ends. Asking does not put that off: see [`crate::BACKGROUND_HEADER`].
#[server(prefix = "/api", endpoint = "session/end", input = GetUrl, output = Answer)]
pub async fn read_session_end() -> Result<SessionEnd, AppError> {
    crate::ssr::run(async |_, me| Ok(me.member()?.principal().end())).await
}

impl Question for ReadSessionEnd {
    type Shown = SessionEnd;
}

/// Puts the idle end of the session off, as every request does; answers with when it ends now.
#[server(prefix = "/api", endpoint = "session/stay", output = Answer)]
pub async fn stay_signed_in() -> Result<SessionEnd, AppError> {
    crate::ssr::run(async |_, me| {
        crate::ssr::redirect_back_without_script();
        Ok(me.member()?.principal().end())
    })
    .await
}

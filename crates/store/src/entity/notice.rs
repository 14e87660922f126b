//! Something that a user is told about their own account.

use crate::column::{OrNewer, Stored};
use domain::{Language, LinkId, NoticeId, NoticeKind, SessionId, Timestamp, UserId};
use sea_orm::entity::prelude::*;

/// Something that a user is told about their own account, or an admin about that of an admin.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: Stored<NoticeId>,
    /// Who is told.
    pub user_id: Stored<UserId>,
    /// What it tells of.
    #[sea_orm(column_type = "Text")]
    pub kind: OrNewer<NoticeKind>,
    /// When it happened first; seconds since the Unix epoch.
    pub at: Stored<Timestamp>,
    /// When it happened last.
    pub last_at: Stored<Timestamp>,
    /// How many times.
    pub count: i64,
    /// Who did it, if it was not the user: the name at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub by_name: Option<String>,
    /// The address of that user; empty for the command line, none in rows of before.
    #[sea_orm(column_type = "Text", nullable)]
    pub by_email: Option<String>,
    /// About whose account, if it is not the user's: the name at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub about_name: Option<String>,
    /// The address of that user; empty for the command line, none in rows of before.
    #[sea_orm(column_type = "Text", nullable)]
    pub about_email: Option<String>,
    /// Who gave the link or access code by which it was done: the name at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_name: Option<String>,
    /// The address of that user; empty for the command line, none in rows of before.
    #[sea_orm(column_type = "Text", nullable)]
    pub given_by_email: Option<String>,
    /// The user's browser, as it identified itself.
    #[sea_orm(column_type = "Text")]
    pub user_agent: String,
    /// The user's IP address.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// Recovery codes left, where relevant.
    pub codes_left: Option<i64>,
    /// The link that the mail holds ([`super::one_time_link`]); none where it holds no link.
    pub link_id: Option<Stored<LinkId>>,
    /// The session that did it: the notice is not shown there.
    pub session_id: Option<Stored<SessionId>>,
    /// The session that made all the attempts that it counts; none where several did, or it counts none.
    pub attempts_session_id: Option<Stored<SessionId>>,
    /// When it was read.
    pub seen_at: Option<Stored<Timestamp>>,
    /// The address that is mailed, where it is not the user's present one.
    #[sea_orm(column_type = "Text", nullable)]
    pub mail_to: Option<String>,
    /// The mail of which this one is a sample.
    #[sea_orm(column_type = "Text", nullable)]
    pub sample_of: Option<OrNewer<NoticeKind>>,
    /// The language of the sample.
    #[sea_orm(column_type = "Text", nullable)]
    pub sample_language: Option<Stored<Language>>,
    /// The number of attempts to send a mail.
    pub mail_attempts: i32,
    /// When to try the next mail; none once that is settled.
    pub mail_due_at: Option<Stored<Timestamp>>,
    /// The place of the mail in the queue: the first is sent first.
    pub mail_place: Stored<Timestamp>,
    /// The account that caused the mail; none in rows of before.
    pub mail_cause_id: Option<Stored<UserId>>,
    /// When the mail was handed to the mail server.
    pub mailed_at: Option<Stored<Timestamp>>,
    /// The user.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

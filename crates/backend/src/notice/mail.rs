//! The outbox: notices that wait to be mailed. They survive a restart, and each is sent by one of
//! several processes.

use super::read::view;
use crate::context::Backend;
use crate::error::Result;
use domain::notice::{MAIL_LIFETIME, next_mail};
use domain::{Language, NoticeId, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::entity::{notice, user};
use wire::view::AccountNotice;

/// A mail to be sent now.
#[derive(Debug, Clone)]
pub struct DueMail {
    /// What it is about.
    pub notice: AccountNotice,
    /// The recipient's address.
    pub email: String,
    /// The recipient's name.
    pub name: String,
    /// The language.
    pub language: Language,
    /// Whether this is the last attempt.
    pub last: bool,
}

impl Backend {
    /// Takes the next mail that is due; of several processes one gets it. It counts as tried: if no result is reported, it is due
    /// again after a pause, up to a number of times and a day.
    pub async fn take_due_mail(&self) -> Result<Option<DueMail>> {
        loop {
            let now = self.now();
            let found = notice::Entity::find()
                .filter(notice::Column::MailDueAt.lte(now.unix()))
                .filter(notice::Column::At.gt(now.plus(-MAIL_LIFETIME).unix()))
                .order_by_asc(notice::Column::MailDueAt)
                .order_by_asc(notice::Column::Id)
                .find_also_related(user::Entity)
                .one(self.db.write())
                .await?;
            let Some((row, Some(user))) = found else {
                return Ok(None);
            };
            if let Some(mail) = self.take(row, user, now).await? {
                return Ok(Some(mail));
            }
        }
    }

    /// Takes this mail; none if another process was faster.
    async fn take(
        &self,
        row: notice::Model,
        user: user::Model,
        now: Timestamp,
    ) -> Result<Option<DueMail>> {
        let next = next_mail(row.mail_attempts + 1, now);
        let taken = notice::Entity::update_many()
            .col_expr(
                notice::Column::MailAttempts,
                Expr::value(row.mail_attempts + 1),
            )
            .col_expr(
                notice::Column::MailDueAt,
                Expr::value(next.map(Timestamp::unix)),
            )
            .filter(notice::Column::Id.eq(row.id))
            .filter(notice::Column::MailAttempts.eq(row.mail_attempts))
            .filter(notice::Column::MailDueAt.is_not_null())
            .exec(self.db.write())
            .await?;
        if taken.rows_affected == 0 {
            return Ok(None);
        }
        Ok(view(row).map(|notice| DueMail {
            notice,
            email: user.email,
            name: user.name,
            language: *user.language,
            last: next.is_none(),
        }))
    }

    /// Records that a mail was handed to the mail server.
    pub async fn mail_sent(&self, id: NoticeId) -> Result<()> {
        self.settle_mail(id, Some(self.now())).await
    }

    /// Records that a mail will never be sent.
    pub async fn mail_impossible(&self, id: NoticeId) -> Result<()> {
        self.settle_mail(id, None).await
    }

    async fn settle_mail(&self, id: NoticeId, mailed: Option<Timestamp>) -> Result<()> {
        notice::Entity::update_many()
            .col_expr(notice::Column::MailDueAt, Expr::value(Option::<i64>::None))
            .col_expr(
                notice::Column::MailedAt,
                Expr::value(mailed.map(Timestamp::unix)),
            )
            .filter(notice::Column::Id.eq(id.get()))
            .exec(self.db.write())
            .await?;
        Ok(())
    }
}

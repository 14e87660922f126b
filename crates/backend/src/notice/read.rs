//! Reading one's own notices.

use crate::access::Member;
use crate::context::Backend;
use crate::error::Result;
use domain::{NoticeKind, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use store::entity::notice;
use wire::view::AccountNotice;

/// How many the user's account page shows.
const ACTIVITY: u64 = 20;
/// How many a banner shows.
const BANNER: u64 = 3;

impl Backend {
    /// What happened to the user's account lately, newest first.
    pub async fn own_activity(&self, member: Member<'_>) -> Result<Vec<AccountNotice>> {
        let rows = latest(member).limit(ACTIVITY).all(self.db.read()).await?;
        Ok(rows.into_iter().filter_map(view).collect())
    }

    /// What the user has not read yet, newest first, and how many more there are. What this session
    /// itself did is left out.
    pub async fn unread_notices(&self, member: Member<'_>) -> Result<(Vec<AccountNotice>, u64)> {
        let db = self.db.read();
        let unread = latest(member).filter(unread(member));
        let count = unread.clone().count(db).await?;
        let rows = unread.limit(BANNER).all(db).await?;
        let more = count.saturating_sub(u64::try_from(rows.len()).unwrap_or(0));
        Ok((rows.into_iter().filter_map(view).collect(), more))
    }

    /// Records that the user has read the notices up to a moment, on a page that showed them. Later
    /// ones, and what this session itself did, stay unread.
    pub async fn mark_notices_read(&self, member: Member<'_>, shown: Timestamp) -> Result<()> {
        let tx = self.db.begin().await?;
        notice::Entity::update_many()
            .col_expr(notice::Column::SeenAt, Expr::value(self.now().unix()))
            .filter(notice::Column::UserId.eq(member.principal().user().get()))
            .filter(unread(member))
            .filter(notice::Column::LastAt.lte(shown.unix()))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

fn latest(member: Member<'_>) -> Select<notice::Entity> {
    notice::Entity::find()
        .filter(notice::Column::UserId.eq(member.principal().user().get()))
        .order_by_desc(notice::Column::LastAt)
        .order_by_desc(notice::Column::Id)
}

fn unread(member: Member<'_>) -> Condition {
    let elsewhere = Condition::any()
        .add(notice::Column::SessionId.is_null())
        .add(notice::Column::SessionId.ne(member.principal().session().get()));
    Condition::all()
        .add(notice::Column::SeenAt.is_null())
        .add(elsewhere)
}

/// A row, for display; none for a kind that this version does not know.
pub(super) fn view(row: notice::Model) -> Option<AccountNotice> {
    Some(AccountNotice {
        id: *row.id,
        kind: NoticeKind::parse(&row.kind)?,
        at: *row.last_at,
        count: row.count.unsigned_abs(),
        by: row.by_name,
        user_agent: row.user_agent,
        address: row.address,
        codes_left: row.codes_left.map(i64::unsigned_abs),
    })
}

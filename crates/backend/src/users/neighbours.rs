//! The users before and after one in the table.

use super::list::{load, row};
use super::selection::Selection;
use crate::access::Staff;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load_row, rules_of};
use domain::UserId;
use store::users_table::{Window, ends};
use wire::UserQuery;
use wire::cursor::RowKey;
use wire::view::{Neighbour, Neighbours};

impl Backend {
    /// The users before and after `id` in the table of a query, on whatever page they are. A user whom the filters no longer let
    /// through has the neighbours of the place where the row would be; one who is gone has none.
    pub async fn neighbours(
        &self,
        _staff: impl Into<Staff<'_>>,
        id: UserId,
        query: &UserQuery,
    ) -> Result<Neighbours> {
        let db = self.db.read();
        let now = self.now();
        let policy = load_row(db).await?;
        let rules = rules_of(&policy);
        let models = load(db, &[id]).await?;
        let rows: Vec<_> = models
            .iter()
            .map(|user| row(user, &policy, &rules, now))
            .collect();
        let Some((key, _)) = ends(query.sort, &models, &rows)? else {
            return Ok(Neighbours {
                user: id,
                previous: None,
                next: None,
            });
        };
        let selection = Selection::new(db, query, (&rules, now)).await?;
        let beside = async |window: Window| -> Result<Option<Neighbour>> {
            let ids = selection.ids(db, &window).await?;
            let found = load(db, &ids).await?.pop();
            Ok(found.map(|user| Neighbour {
                id: *user.id,
                name: user.name,
            }))
        };
        let after = |key: RowKey| Window::after(query, Some(key), 1);
        let before = Window {
            direction: query.direction.reversed(),
            ..after(key.clone())
        };
        Ok(Neighbours {
            user: id,
            previous: beside(before).await?,
            next: beside(after(key)).await?,
        })
    }
}

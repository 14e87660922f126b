//! Invitation links for all users who have neither a password nor an invitation that works, as a file for a mail merge: where there is
//! no mail server.

use crate::access::FreshAdmin;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::handover::hand_over;
use domain::problem::Problem;
use domain::{AuditAction, AuditDetail, Language, Means, Timestamp};
use std::time::{Duration, Instant};
use store::invitation_round::next_after;
use wire::view::LINKS_AT_ONCE;

/// For how long links are made for one file.
const PATIENCE: Duration = Duration::from_secs(15);
/// Users of one change, so that others get their turn between them.
const STEP: u64 = 100;

/// A link, and for whom it is.
#[derive(Clone)]
pub struct LinkOfUser {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language.
    pub language: Language,
    /// The link, under the configured public URL.
    pub url: String,
    /// When it expires.
    pub expires: Timestamp,
}

impl std::fmt::Debug for LinkOfUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LinkOfUser({:?}, …, {:?})", self.email, self.expires)
    }
}

impl Backend {
    /// Makes a link for each of them, at most [`LINKS_AT_ONCE`]; earlier ones stop working. Each is recorded as any invitation is, and
    /// at the end their number. Whom this admin may give no link now is left out: somebody else invites them. Refused where there is a
    /// mail server, which needs nobody who holds the links of others. Where it breaks off, the links that were made are lost, and lapse.
    pub async fn links_for_all(&self, admin: FreshAdmin<'_>) -> Result<Vec<LinkOfUser>> {
        if self.settings.mails {
            return Err(Problem::Unknown.into());
        }
        let (mut links, mut seen, mut after) = (Vec::new(), 0, 0);
        // The answer is waited for only so long, and links without it are lost.
        let begun = Instant::now();
        while seen < LINKS_AT_ONCE && begun.elapsed() < PATIENCE {
            let limit = STEP.min(LINKS_AT_ONCE - seen);
            let Some(last) = self.links_after(admin, after, limit, &mut links).await? else {
                break;
            };
            (after, seen) = (last, seen + limit);
        }
        if !links.is_empty() {
            let work = self.begin(admin.actor()).await?;
            let exported = Done::from(AuditAction::LinksExported);
            let count = AuditDetail::Count(links.len() as u64);
            work.commit(exported.with(count)).await?;
        }
        Ok(links)
    }

    /// Adds the links of the next users after one; returns the number of the last of them, if there is one.
    async fn links_after(
        &self,
        admin: FreshAdmin<'_>,
        after: i64,
        limit: u64,
        links: &mut Vec<LinkOfUser>,
    ) -> Result<Option<i64>> {
        let work = self.begin(admin.actor()).await?;
        let users = next_after(work.tx(), after, work.now(), limit).await?;
        for user in &users {
            match hand_over(&work, user, Means::Link).await {
                Err(Error::SecondMeans { .. }) => continue,
                given => given?,
            }
            let link = self.give_link(&work, user, true).await?.link;
            links.push(LinkOfUser {
                name: user.name.clone(),
                email: user.email.clone(),
                language: *user.language,
                url: link.url,
                expires: link.expires,
            });
        }
        work.commit_unrecorded().await?;
        Ok(users.last().map(|user| user.id.get()))
    }
}

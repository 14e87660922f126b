//! Securing an account in answer to a mail: its recipient says that a new factor or password is somebody else's.
//!
//! All that the link shows is that somebody reads the mailbox. So it takes away and gives nothing: the sessions, the known devices and
//! the factor end, and neither the password nor a link to another one enrols a new factor, only an access code from an admin.

use crate::access::{Actor, Origin};
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::link::{consume, end_one_time_rights, end_rights_given_by, end_securing_links, find};
use crate::rules::{compliance_of, keep_compliance};
use crate::session::end_all_of;
use crate::users::keep_an_admin;
use domain::problem::Problem;
use domain::{AuditAction, LinkPurpose, NoticeKind, ResetProof};
use store::entity::{one_time_link, user};
use store::factor::{remove_all, set_reset_proof};
use store::{Connection, profile};
use wire::view::Secured;

const SECURING: &[LinkPurpose] = &[LinkPurpose::SecureAccount];

impl Backend {
    /// The account that the link with this token secures, as long as the link works.
    pub async fn account_to_secure(&self, token: &str) -> Result<Secured> {
        let link = find(self.db.read(), SECURING, token, self.now()).await?;
        let user = user_of(self.db.read(), &link).await?;
        let last_admin = match keep_an_admin(self.db.read(), &user).await {
            Ok(()) => false,
            Err(Error::Refused(Problem::LastAdmin)) => true,
            Err(error) => return Err(error),
        };
        Ok(Secured {
            email: user.email,
            last_admin,
        })
    }

    /// Secures an account. Refused where nobody else could sign in as an admin: then the machine's own command line is the way.
    pub async fn secure_account(&self, token: &str, origin: &Origin) -> Result<()> {
        let found = find(self.db.read(), SECURING, token, self.now()).await?;
        let user = user_of(self.db.read(), &found).await?;
        let work = self.begin(Actor::of_user(&user, origin)).await?;
        let (tx, id) = (work.tx(), *user.id);
        // The role may have changed while this waited for its turn.
        let user = user_of(tx, &found).await?;
        keep_an_admin(tx, &user).await?;
        consume(tx, &found, work.now()).await?;
        end_securing_links(tx, id).await?;
        remove_all(tx, id).await?;
        // A stranger may have had these sessions: no reason is kept.
        end_all_of(tx, id, None).await?;
        store::device_cookie::forget(tx, id, None).await?;
        end_one_time_rights(tx, id, Some(NoticeKind::AccountSecured)).await?;
        end_rights_given_by(tx, id).await?;
        set_reset_proof(tx, id, Some(ResetProof::Code)).await?;
        keep_compliance(tx, &user, compliance_of(&user).reset(work.now())).await?;
        work.commit(Done::to(AuditAction::AccountSecured, &user))
            .await
    }
}

async fn user_of(db: &impl Connection, link: &one_time_link::Model) -> Result<user::Model> {
    let id = link.user_id.ok_or_else(|| Error::from(Problem::LinkGone))?;
    let user = profile::find(db, *id).await?;
    user.filter(|user| user.disabled_at.is_none())
        .ok_or_else(|| Problem::LinkGone.into())
}

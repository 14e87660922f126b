//! Samples of mails, which admins have sent to their own address.

use crate::access::FreshAdmin;
use crate::context::Backend;
use crate::error::{Error, Result};
use domain::notice::{SAMPLES, SAMPLES_WITHIN};
use domain::problem::Problem;
use domain::{Language, NoticeKind};
use store::notice::count_since;

impl Backend {
    /// Mails the admin a sample of the mail of this kind. It holds no link that works; no entry tells of it, since nothing has changed.
    pub async fn send_mail_sample(
        &self,
        admin: FreshAdmin<'_>,
        kind: NoticeKind,
        language: Language,
    ) -> Result<()> {
        if !self.settings.mails || kind == NoticeKind::MailSample {
            return Err(Problem::Unknown.into());
        }
        let work = self.begin(admin.actor()).await?;
        let me = admin.principal().user();
        let since = work.now().plus(-SAMPLES_WITHIN);
        let sent = count_since(work.tx(), me, NoticeKind::MailSample, since).await?;
        if sent >= SAMPLES {
            let retry_after = SAMPLES_WITHIN;
            return Err(Error::WritesLimited { retry_after });
        }
        work.mail_sample(me, (kind, language)).await?;
        work.commit_unrecorded().await
    }
}

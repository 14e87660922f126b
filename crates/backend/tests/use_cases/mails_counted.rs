//! What is counted up on a notice that waits to be mailed, is being mailed, or was: each number is mailed, to who is there (attack 25).

use crate::adding::with_mails;
use crate::admins::colleague;
use crate::bulk_kinds::EXEMPT;
use crate::support::{Person, TestApp};
use backend::access::Principal;
use backend::bulk::{Selected, Terms};
use backend::notice::DueMail;
use domain::notice::{COUNTED, COUNTED_FOR, MAIL_LIFETIME};
use domain::{BulkKind, NoticeKind};

/// An admin who frees another one, and one who is told.
struct Freeing {
    app: TestApp,
    admin: Principal,
    told: Person,
    freed: Person,
}

impl Freeing {
    async fn begin() -> Self {
        let app = with_mails().await;
        let admin = app.admin_with_factor().await;
        let (told, _) = colleague(&app, "Max Durand").await;
        let freed = app.add_admin("Zoé Roy").await;
        app.sql("DELETE FROM notices").await;
        Self {
            app,
            admin,
            told,
            freed,
        }
    }

    /// Once more.
    async fn free(&self) {
        // The proof is of now.
        let by = self.app.proven(self.admin.user()).await;
        let by = by.fresh_admin().unwrap().into();
        let one = Selected::Listed(vec![self.freed.id]);
        let require = BulkKind::Require;
        self.app.ran(&by, require, Terms::default(), &one).await;
        let (_, kept, _) = self.app.ran(&by, BulkKind::Exempt, EXEMPT, &one).await;
        assert_eq!(kept.done, 1);
    }

    /// The mail to who is told that is due a minute later.
    async fn mail(&self) -> Option<DueMail> {
        self.app.advance(COUNTED_FOR);
        self.due().await
    }

    async fn due(&self) -> Option<DueMail> {
        while let Some(mail) = self.app.backend.take_due_mail().await.unwrap() {
            if (mail.user, mail.notice.kind) == (self.told.id, NoticeKind::AdminsFreed) {
                return Some(mail);
            }
        }
        None
    }

    async fn sent(&self, mail: &DueMail) {
        self.app.backend.mail_sent(&mail.notice).await.unwrap();
    }
}

#[tokio::test]
async fn attack_25_after_a_change_of_address_what_comes_later_is_mailed_to_the_new_one() {
    let freeing = Freeing::begin().await;
    freeing.free().await;
    let waiting = "UPDATE notices SET mail_to = 'before@exemple.fr' WHERE mail_due_at IS NOT NULL";
    freeing.app.sql(waiting).await;
    freeing.free().await;
    let (first, second) = (freeing.mail().await.unwrap(), freeing.due().await.unwrap());
    assert_eq!(
        (first.email.as_str(), first.notice.count),
        ("before@exemple.fr", 1)
    );
    assert_eq!(
        (&second.email, second.notice.count),
        (&freeing.told.email, 1)
    );
}

#[tokio::test]
async fn attack_25_what_is_counted_while_its_mail_is_being_sent_is_mailed_once_more() {
    let freeing = Freeing::begin().await;
    freeing.free().await;
    let mail = freeing.mail().await.unwrap();
    assert_eq!(mail.notice.count, 1);
    freeing.free().await;
    freeing.sent(&mail).await;
    freeing.app.advance(3_600);
    let again = freeing.due().await.unwrap();
    assert_eq!(again.notice.count, 2);
    freeing.sent(&again).await;
    freeing.app.advance(3_600);
    assert!(freeing.due().await.is_none());
}

#[tokio::test]
async fn attack_25_what_is_counted_up_has_half_a_day_to_be_mailed() {
    let freeing = Freeing::begin().await;
    freeing.free().await;
    let mail = freeing.mail().await.unwrap();
    freeing.sent(&mail).await;
    freeing.app.advance(COUNTED - COUNTED_FOR - 1);
    freeing.free().await;
    let counted = freeing.mail().await.unwrap();
    assert_eq!(counted.notice.count, 2);
    freeing.sent(&counted).await;
    freeing.free().await;
    let by_itself = freeing.mail().await.unwrap();
    assert_eq!(by_itself.notice.count, 1);
}

#[tokio::test]
async fn mails_that_are_too_old_to_be_sent_are_taken_out_of_the_queue() {
    let freeing = Freeing::begin().await;
    freeing.free().await;
    let waiting = "SELECT count(*) FROM notices WHERE mail_due_at IS NOT NULL";
    let before = freeing.app.number(waiting).await;
    assert!(before > 0);
    for (seconds, left) in [(MAIL_LIFETIME - 1, before), (1, 0)] {
        freeing.app.advance(seconds);
        let now = freeing.app.now();
        freeing.app.backend.sweep(now).await.unwrap();
        assert_eq!(freeing.app.number(waiting).await, left);
    }
}

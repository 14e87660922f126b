//! Mailing notices: a background task takes due mails from the outbox and hands them to the mail
//! server. No request waits for that.

mod advice;
mod html;
mod letter;
mod sample;
mod sender;
mod situation;
mod text;

pub use letter::Written;
pub use sample::preview;
pub use sender::Sender;

use crate::config::{OptionError, SmtpUrl};
use crate::metrics::{MailOutcome, Metrics};
use backend::Backend;
use backend::error::with_causes;
use backend::notice::DueMail;
use lettre::transport::smtp::response::{Category, Severity};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// How often the task checks the outbox.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long a mail server may take for one mail: less than the pause before the next attempt.
const PATIENCE: Duration = Duration::from_secs(30);

/// The sender of mails.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    public_url: String,
    metrics: Option<Metrics>,
}

impl Mailer {
    /// Sends mails from `from` through a mail server; their links lead to `public_url`.
    pub fn new(server: &SmtpUrl, from: Address, public_url: &str) -> Result<Self, OptionError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.reveal())
            .map_err(|_| OptionError::SmtpUrl)?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self {
            transport,
            from,
            public_url: public_url.to_owned(),
            metrics: None,
        })
    }

    /// Counts the outcomes of mails.
    #[must_use]
    pub fn counted(self, metrics: Option<Metrics>) -> Self {
        Self { metrics, ..self }
    }

    fn note(&self, outcome: MailOutcome) {
        if let Some(metrics) = &self.metrics {
            metrics.note_mail(outcome);
        }
    }

    /// Sends due mails, in an endless loop.
    pub async fn run(self, backend: Backend) {
        let mut turn = tokio::time::interval(LOOK_EVERY);
        loop {
            turn.tick().await;
            if let Err(error) = self.send_due(&backend).await {
                tracing::warn!(
                    error.cause = with_causes(&error),
                    "the outbox could not be read"
                );
            }
        }
    }

    /// Sends all mails that are due now, and those that were asked for, also while it sends; returns how many the mail server has
    /// accepted.
    pub async fn send_due(&self, backend: &Backend) -> backend::Result<usize> {
        let invited = backend.go_on_inviting().await;
        warn_of(invited, "a round of invitations could not go on");
        let reminded = backend.go_on_reminding().await;
        warn_of(reminded, "a round of reminders could not go on");
        let mut sent = 0;
        loop {
            // A request is of no use after half an hour, and an outbox may take longer.
            let looked = backend.look_at_password_requests().await;
            warn_of(looked, "requests for another password could not be read");
            let Some(mail) = backend.take_due_mail().await? else {
                return Ok(sent);
            };
            sent += usize::from(self.send(backend, &mail).await?);
        }
    }

    async fn send(&self, backend: &Backend, mail: &DueMail) -> backend::Result<bool> {
        let id = mail.notice.id;
        let sender = Sender::new(&self.from, &self.public_url, backend.organisation().await?);
        let now = backend.now();
        let written = sample::written(mail, &sender, now);
        let Some(letter) = letter::write(mail, written, &sender, now) else {
            tracing::warn!(notice.id = %id, "a mail cannot be written to this address");
            self.note(MailOutcome::GivenUp);
            backend.mail_impossible(id).await?;
            backend.note_delivery(mail, false).await?;
            return Ok(false);
        };
        match self.hand_over(letter).await {
            Ok(()) => {
                self.note(MailOutcome::Sent);
                backend.mail_sent(&mail.notice).await?;
                backend.note_delivery(mail, true).await?;
                Ok(true)
            }
            Err(Failed { cause, .. }) if mail.last => {
                self.note(MailOutcome::GivenUp);
                tracing::error!(notice.id = %id, error.cause = %cause, "a mail is given up");
                backend.note_delivery(mail, false).await?;
                Ok(false)
            }
            Err(Failed { cause, refused }) => {
                self.note(MailOutcome::Failed);
                tracing::warn!(notice.id = %id, error.cause = %cause, "a mail will be tried again");
                if refused {
                    backend.note_delivery(mail, false).await?;
                }
                Ok(false)
            }
        }
    }

    /// The error leaves out the text of the mail server, which may repeat the address.
    async fn hand_over(&self, letter: Message) -> Result<(), Failed> {
        match tokio::time::timeout(PATIENCE, self.transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(match error.status() {
                Some(code) => Failed {
                    cause: format!("the mail server answers {code}"),
                    refused: code.severity == Severity::PermanentNegativeCompletion
                        && code.category == Category::MailSystem,
                },
                None => Failed::by(error.to_string()),
            }),
            Err(_) => Err(Failed::by("the mail server does not answer".to_owned())),
        }
    }
}

/// Why a mail was not taken.
struct Failed {
    cause: String,
    /// Whether the mail server refuses the mail itself for good (RFC 5321 §4.2.3: 55x), and not only this conversation. It is tried again
    /// all the same: a mail server that is set up wrongly refuses what it takes later.
    refused: bool,
}

impl Failed {
    const fn by(cause: String) -> Self {
        Self {
            cause,
            refused: false,
        }
    }
}

/// Logs what failed, and goes on: other mails do not wait for it.
fn warn_of(result: backend::Result<()>, failed: &str) {
    if let Err(error) = result {
        tracing::warn!(error.cause = with_causes(&error), "{failed}");
    }
}

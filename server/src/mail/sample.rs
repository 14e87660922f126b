//! Samples of mails: of each kind, with values that are nobody's.

use super::letter::{Written, write_out, write_sample};
use super::sender::Sender;
use backend::notice::{DueMail, TimeLeft};
use backend::users::InvitationLink;
use domain::notice::{SAMPLE_ADDRESS, SAMPLE_NAME};
use domain::{
    Deadline, DeadlineBy, Language, Named, NoticeId, NoticeKind, ResetProof, Situation, Timestamp,
    TwoFactorStatus, UserId,
};
use wire::path;
use wire::view::AccountNotice;

/// Where the links lead that are made for one user alone: no link has this token.
const NO_TOKEN: &str = "sample";
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// For documentation (RFC 5737).
const ADDRESS: &str = "192.0.2.7";
/// Seconds for which the links are said to work.
const LIFETIME: i64 = 3 * 86_400;

/// The mail of a kind as somebody of this name would get it.
pub fn preview(
    kind: NoticeKind,
    language: Language,
    name: &str,
    sender: &Sender<'_>,
    now: Timestamp,
) -> Written {
    write_out(&of(kind, language, name, sender.public_url, now), sender)
}

/// What a mail says: of a sample, that it is one.
pub(super) fn written(mail: &DueMail, sender: &Sender<'_>, now: Timestamp) -> Written {
    match mail.sample {
        None => write_out(mail, sender),
        Some(kind) => {
            let sample = of(kind, mail.language, &mail.name, sender.public_url, now);
            write_sample(&sample, sender)
        }
    }
}

/// What a mail of this kind tells.
fn of(
    kind: NoticeKind,
    language: Language,
    name: &str,
    public_url: &str,
    now: Timestamp,
) -> DueMail {
    let somebody = || Named::new(SAMPLE_NAME, SAMPLE_ADDRESS);
    let expires = now.plus(LIFETIME);
    let link = |page: String| InvitationLink {
        url: format!("{public_url}{page}"),
        expires,
    };
    let holds_link = matches!(kind, NoticeKind::Invited | NoticeKind::PasswordAsked);
    DueMail {
        notice: AccountNotice {
            id: NoticeId::new(0),
            kind,
            at: now,
            count: 1,
            about: kind.is_of_another().then(somebody),
            by: is_done_by_another(kind).then(somebody),
            given_by: None,
            user_agent: BROWSER.to_owned(),
            address: ADDRESS.to_owned(),
            codes_left: (kind == NoticeKind::RecoveryCodeUsed).then_some(9),
        },
        user: UserId::new(0),
        email: String::new(),
        name: name.to_owned(),
        language,
        link: holds_link.then(|| link(path::invitation(NO_TOKEN))),
        securing: kind
            .can_be_denied()
            .then(|| link(path::secure_account(NO_TOKEN))),
        sample: None,
        situation: situation(kind),
        time_left: (kind == NoticeKind::Reminder).then_some(TimeLeft {
            deadline: Deadline::At(expires, DeadlineBy::Policy),
            groups: Vec::new(),
            now,
        }),
        last: false,
    }
}

/// What is so of the sign-in of somebody who gets a mail of this kind, as a rule.
pub(super) const fn situation(kind: NoticeKind) -> Situation {
    match kind {
        NoticeKind::FactorsReset => Situation::Reset {
            proof: ResetProof::CodeOrNewPassword,
            has_password: true,
        },
        NoticeKind::AccountSecured => Situation::Reset {
            proof: ResetProof::Code,
            has_password: true,
        },
        NoticeKind::Reminder => Situation::InTime,
        NoticeKind::EnrolmentElsewhere | NoticeKind::Invited => {
            Situation::Usual(TwoFactorStatus::Pending)
        }
        _ => Situation::Usual(TwoFactorStatus::Protected),
    }
}

/// Whether an admin does what it tells of.
const fn is_done_by_another(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::FactorsReset
            | NoticeKind::AccessCodeGiven
            | NoticeKind::LinkGiven
            | NoticeKind::Invited
            | NoticeKind::Reminder
            | NoticeKind::ProfileEdited
            | NoticeKind::AddressChanged
            | NoticeKind::RoleChanged
    ) || (kind.is_of_another() && !kind.is_by_a_bearer())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::view::Organisation;

    #[test]
    fn a_sample_says_that_it_is_one_and_tells_of_the_kind_that_was_asked_for() {
        let from = "bouclier@exemple.fr".parse().unwrap();
        let url = "https://2fa.exemple.fr";
        let sender = Sender::new(&from, url, Organisation::default());
        let now = Timestamp::from_unix(1_800_000_000);
        let language = Language::En;
        let mut asked = of(NoticeKind::MailSample, language, "Ada Byron", url, now);
        asked.sample = Some(NoticeKind::PasswordAsked);
        let sample = written(&asked, &sender, now);
        assert!(sample.subject.starts_with("[Sample] A link to choose"));
        for part in ["nothing has changed", "Ada Byron", "/invitation/sample"] {
            assert!(sample.text.contains(part), "{part} in {}", sample.text);
            assert!(sample.page.contains(part), "{part} in {}", sample.page);
        }
        asked.sample = None;
        assert!(
            !written(&asked, &sender, now)
                .text
                .contains("nothing has changed")
        );
    }

    #[test]
    fn each_kind_has_a_sample_in_both_languages_without_anything_of_a_user() {
        let from = "bouclier@exemple.fr".parse().unwrap();
        let url = "https://2fa.exemple.fr";
        let sender = Sender::new(&from, url, Organisation::default());
        let now = Timestamp::from_unix(1_800_000_000);
        for kind in NoticeKind::ALL {
            for language in [Language::Fr, Language::En] {
                let sample = preview(*kind, language, "Ada Byron", &sender, now);
                assert!(sample.text.contains("Ada Byron"), "{}", sample.text);
                assert!(!sample.text.contains("%{"), "{}", sample.text);
                assert!(sample.page.contains("<html"), "{}", sample.page);
                let words = sample.text.split_whitespace();
                let links = words.filter(|word| word.starts_with(url));
                for link in links {
                    let token = link.rsplit('/').next().unwrap();
                    let secret = link.contains("invitation/") || link.contains("secure-account/");
                    assert_eq!(secret, token == NO_TOKEN, "{link}");
                }
            }
        }
    }
}

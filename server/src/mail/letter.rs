//! The content of a mail: what happened, when, from where, and what to do if it was somebody else.

use super::text::mail;
use super::text::{Key, What, of_kind, variable};
use backend::notice::DueMail;
use backend::users::InvitationLink;
use domain::name::is_elided;
use domain::user_agent::describe;
use domain::{DisplayName, EmailAddress, Locale, Named, NoticeKind, Timestamp};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{Address, message::SinglePart};
use std::time::{Duration, UNIX_EPOCH};
use wire::path;
use wire::view::AccountNotice;

/// A text in the language of the mail, and its variables as `name = value` in alphabetical order.
macro_rules! text {
    ($locale:expr, $key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        rust_i18n::t!(
            Key::<($(variable::$name,)*)>::name(&$key),
            locale = $locale.as_str()
            $(, $name = $value)*
        )
        .into_owned()
    };
}

/// Marks the mail as automatic, so that no machine answers (RFC 3834 §5).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Writes the mail; none if the address is not valid for mail.
pub fn write(mail: &DueMail, from: &Address, public_url: &str, now: Timestamp) -> Option<Message> {
    let locale = Locale::of(mail.language).unwrap_or(Locale::Fr);
    // An old name may contain what a header cannot: then the mail omits it.
    let name = DisplayName::parse(&mail.name).ok();
    let to = Mailbox::new(
        name.as_ref().map(|name| name.as_str().to_owned()),
        EmailAddress::for_mail(&mail.email).parse().ok()?,
    );
    let (id, at) = (mail.notice.id, mail.notice.at.unix());
    let seconds = Duration::from_secs(now.unix().unsigned_abs());
    Message::builder()
        .from(Mailbox::new(Some("Bouclier".to_owned()), from.clone()))
        .to(to)
        .subject(subject(&mail.notice, locale))
        .date(UNIX_EPOCH + seconds)
        .message_id(Some(format!("<notice.{id}.{at}@{}>", from.domain())))
        .header(AutoSubmitted)
        .singlepart(
            SinglePart::builder()
                .header(ContentType::TEXT_PLAIN)
                .body(body(mail, name.as_ref(), locale, public_url)),
        )
        .ok()
}

fn subject(notice: &AccountNotice, locale: Locale) -> String {
    sentence(notice, locale).trim_end_matches('.').to_owned()
}

/// What happened.
fn sentence(notice: &AccountNotice, locale: Locale) -> String {
    match of_kind(notice.kind) {
        What::Plain(key) => text!(locale, key),
        What::Named(key) => {
            let about = notice.about.as_ref();
            let name = about.map(|about| who(about, locale)).unwrap_or_default();
            elided(text!(locale, key, name = name), &name, locale)
        }
    }
}

/// A French text with « d’ » in place of « de » before the name, if it asks for it.
fn elided(text: String, name: &str, locale: Locale) -> String {
    if locale == Locale::Fr && is_elided(name) {
        text.replace(&format!(" de {name}"), &format!(" d’{name}"))
    } else {
        text
    }
}

/// Somebody by name and address, or the command line.
fn who(named: &Named, locale: Locale) -> String {
    match named.shown() {
        Some(shown) => one_line(&shown),
        None => text!(locale, mail::COMMAND_LINE),
    }
}

fn body(mail: &DueMail, name: Option<&DisplayName>, locale: Locale, public_url: &str) -> String {
    let notice = &mail.notice;
    let hello = match name {
        Some(name) => text!(locale, mail::HELLO_NAME, name = name.as_str()),
        None => text!(locale, mail::HELLO),
    };
    let mut facts = vec![text!(locale, mail::WHEN, moment = moment(notice.at))];
    facts.push(match &notice.by {
        Some(by) => text!(locale, mail::BY, name = who(by, locale)),
        None => text!(
            locale,
            mail::FROM,
            address = one_line(&notice.address),
            device = device(&notice.user_agent, locale)
        ),
    });
    if let Some(giver) = &notice.given_by {
        let name = who(giver, locale);
        facts.push(if notice.kind.is_by_link() {
            text!(locale, mail::LINK_GIVEN_BY, name = name)
        } else {
            text!(locale, mail::CODE_GIVEN_BY, name = name)
        });
    }
    if let Some(left) = notice.codes_left {
        facts.push(text!(locale, mail::CODES_LEFT, count = left));
    }
    let mut parts = vec![hello, sentence(notice, locale), facts.join("\n")];
    parts.extend(match &mail.link {
        Some(link) => invitation(link, locale),
        None => further(notice.kind, locale, public_url),
    });
    parts.join("\n\n") + "\n"
}

/// What to do, the page on which to look, and why this is sent.
fn further(kind: NoticeKind, locale: Locale, public_url: &str) -> Vec<String> {
    let (page, why) = match kind {
        NoticeKind::UserEnrolmentElsewhere => {
            (path::SECURITY, text!(locale, mail::AUTOMATIC_USERS))
        }
        kind if kind.is_of_another() => (path::AUDIT, text!(locale, mail::AUTOMATIC_ADMINS)),
        _ => (path::ME, text!(locale, mail::AUTOMATIC)),
    };
    let mut parts = advice(kind, locale);
    parts.extend([format!("{public_url}{page}"), why]);
    parts
}

/// The link to a first password.
fn invitation(link: &InvitationLink, locale: Locale) -> Vec<String> {
    let until = moment(link.expires);
    vec![
        text!(locale, mail::CHOOSE_PASSWORD, moment = until),
        link.url.clone(),
        text!(locale, mail::INVITATION),
    ]
}

/// What to do, up to the page on which to look.
fn advice(kind: NoticeKind, locale: Locale) -> Vec<String> {
    match kind {
        NoticeKind::EnrolmentElsewhere => {
            vec![text!(locale, mail::YOURS), text!(locale, mail::ENROL)]
        }
        NoticeKind::UserEnrolmentElsewhere => {
            vec![text!(locale, mail::ASK), text!(locale, mail::NOT_THEIRS)]
        }
        NoticeKind::AddressChanged => {
            vec![text!(locale, mail::YOURS), text!(locale, mail::OLD_ADDRESS)]
        }
        NoticeKind::RecoveryCodesEnded => vec![text!(locale, mail::RENEW)],
        _ if kind.is_of_another() => {
            vec![text!(locale, mail::KNOWN), text!(locale, mail::NOT_KNOWN)]
        }
        _ => vec![text!(locale, mail::YOURS), text!(locale, mail::NOT_YOURS)],
    }
}

/// A moment in a format for every language: `2026-11-03 14:05 UTC`.
fn moment(at: Timestamp) -> String {
    let civil = at.civil(0);
    format!("{} {:02}:{:02} UTC", at.to_day(), civil.hour, civil.minute)
}

fn device(user_agent: &str, locale: Locale) -> String {
    let device = describe(user_agent);
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => {
            text!(locale, mail::DEVICE, browser = browser, system = system)
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => text!(locale, mail::UNKNOWN_DEVICE),
    }
}

/// Without line breaks: a value within a line must not begin another.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Language, NoticeId, NoticeKind};

    fn mail(kind: NoticeKind, language: Language) -> DueMail {
        DueMail {
            notice: AccountNotice {
                id: NoticeId::new(7),
                kind,
                at: Timestamp::from_unix(1_800_000_000),
                count: 1,
                about: kind
                    .is_of_another()
                    .then(|| Named::new("Bob Martin", "bob@exemple.fr")),
                by: None,
                given_by: None,
                user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0".into(),
                address: "192.0.2.7".into(),
                codes_left: None,
            },
            link: None,
            email: "lea@exemple.fr".into(),
            name: "Léa Lefèvre".into(),
            language,
            last: false,
        }
    }

    fn text_of(mail: &DueMail) -> String {
        let name = DisplayName::parse(&mail.name).ok();
        let locale = Locale::of(mail.language).unwrap_or(Locale::Fr);
        body(mail, name.as_ref(), locale, "https://2fa.exemple.fr")
    }

    #[test]
    fn every_kind_has_its_words_in_both_languages_and_none_has_a_key_for_a_text() {
        for language in [Language::Fr, Language::En] {
            let locale = Locale::of(language).unwrap();
            let mut subjects = std::collections::BTreeSet::new();
            for kind in NoticeKind::ALL {
                let text = text_of(&mail(*kind, language));
                let words = || text.split_whitespace();
                assert!(words().all(|w| !w.starts_with("mail.")), "{text}");
                assert!(!text.contains("%{"), "{text}");
                assert!(text.contains("2027-01-15 08:00 UTC"), "{text}");
                let of_another = kind.is_of_another();
                let page = match kind {
                    NoticeKind::UserEnrolmentElsewhere => "account/security",
                    _ if of_another => "account/audit",
                    _ => "me",
                };
                let link = format!("https://2fa.exemple.fr/{page}\n");
                assert!(text.contains(&link), "{text}");
                let names = of_another && *kind != NoticeKind::AdminsImported;
                assert_eq!(text.contains("Bob Martin"), names, "{text}");
                assert!(
                    text.contains("Firefox") && text.contains("192.0.2.7"),
                    "{text}"
                );
                let about = mail(*kind, language).notice;
                assert!(subjects.insert(subject(&about, locale)), "{kind}");
            }
        }
    }

    #[test]
    fn an_invitation_has_its_link_and_end_and_who_sent_it() {
        for (language, end) in [(Language::Fr, "jusqu’au"), (Language::En, "until")] {
            let mut invited = mail(NoticeKind::Invited, language);
            invited.notice.by = Some(Named::new("Ada Byron", "ada@exemple.fr"));
            invited.link = Some(InvitationLink {
                url: "https://2fa.exemple.fr/invitation/abc".to_owned(),
                expires: Timestamp::from_unix(1_800_259_200),
            });
            let text = text_of(&invited);
            assert!(text.contains("Ada Byron (ada@exemple.fr)\n"), "{text}");
            let until = format!("{end} 2027-01-18 08:00 UTC");
            assert!(text.contains(&until), "{text}");
            assert!(text.contains("\n\nhttps://2fa.exemple.fr/invitation/abc\n\n"));
            assert!(!text.contains("exemple.fr/me"), "{text}");
        }
    }

    #[test]
    fn a_language_that_the_interface_does_not_speak_is_answered_in_french() {
        let german = text_of(&mail(NoticeKind::NewDevice, Language::De));
        assert_eq!(german, text_of(&mail(NoticeKind::NewDevice, Language::Fr)));
    }

    #[test]
    fn french_elides_before_a_name_that_begins_with_a_vowel_and_english_does_not() {
        for (language, about, expected) in [
            (
                Language::Fr,
                "Élodie",
                "Le compte admin Bouclier d’Élodie (e@exemple.fr) a été créé",
            ),
            (
                Language::Fr,
                "Bob",
                "Le compte admin Bouclier de Bob (e@exemple.fr) a été créé",
            ),
            (
                Language::En,
                "Élodie",
                "The Bouclier admin account of Élodie (e@exemple.fr) was created",
            ),
        ] {
            let mut created = mail(NoticeKind::AdminCreated, language).notice;
            created.about = Some(Named::new(about, "e@exemple.fr"));
            assert_eq!(subject(&created, Locale::of(language).unwrap()), expected);
        }
    }

    #[test]
    fn the_actor_is_named_instead_of_a_browser() {
        let mut given = mail(NoticeKind::AccessCodeGiven, Language::En);
        given.notice.by = Some(Named::new("Ada\nByron", "eve@exemple.fr"));
        let text = text_of(&given);
        assert!(text.contains("By: Ada Byron (eve@exemple.fr)\n"), "{text}");
        assert!(!text.contains("Firefox"), "{text}");
    }

    #[test]
    fn attack_25_the_giver_of_a_link_or_code_is_named() {
        for (kind, line) in [
            (
                NoticeKind::PasswordReset,
                "Link given by: Ada Byron (eve@exemple.fr)\n",
            ),
            (
                NoticeKind::AdminLinkUsed,
                "Link given by: Ada Byron (eve@exemple.fr)\n",
            ),
            (
                NoticeKind::FactorActivated,
                "Access code given by: Ada Byron (eve@exemple.fr)\n",
            ),
            (
                NoticeKind::AdminCodeUsed,
                "Access code given by: Ada Byron (eve@exemple.fr)\n",
            ),
        ] {
            let mut used = mail(kind, Language::En);
            used.notice.given_by = Some(Named::new("Ada\nByron", "eve@exemple.fr"));
            let text = text_of(&used);
            assert!(text.contains(line) && text.contains("Firefox"), "{text}");
        }
    }

    #[test]
    fn an_unknown_browser_is_called_that_and_codes_are_counted() {
        let mut used = mail(NoticeKind::RecoveryCodeUsed, Language::En);
        used.notice.user_agent = String::new();
        used.notice.codes_left = Some(9);
        let text = text_of(&used);
        assert!(text.contains("an unknown browser"), "{text}");
        assert!(text.contains("Recovery codes left: 9"), "{text}");
        used.notice.user_agent = "curl/8.0".into();
        assert!(text_of(&used).contains("curl"));
    }
}

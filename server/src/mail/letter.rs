//! The content of a mail: what happened, when, from where, and what to do if it was somebody else.

#[cfg(test)]
mod tests;

use super::advice::{Advice, Step, advice, awaits_more_than_a_password};
use super::html::{Paragraph, page, plain};
use super::sender::Sender;
use super::situation::said;
use super::text::{Key, What, mail, of_kind, one_line, text, variable};
use backend::notice::DueMail;
use backend::users::InvitationLink;
use domain::name::is_elided;
use domain::user_agent::describe;
use domain::{DisplayName, EmailAddress, Locale, Named, NoticeKind, Timestamp};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use std::time::{Duration, UNIX_EPOCH};
use wire::path;
use wire::view::{AccountNotice, Organisation};

/// Takes no room, and is part of no address.
const WORD_JOINER: char = '\u{2060}';

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

/// A mail as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as a page.
    pub page: String,
    locale: Locale,
}

impl Written {
    /// The text below the subject.
    pub fn text_with_subject(&self) -> String {
        let subject = text!(self.locale, mail::SUBJECT, subject = self.subject.as_str());
        format!("{subject}\n\n{}", self.text)
    }

    /// The page, whose links lead nowhere where no other window may open.
    pub fn page_without_links(&self) -> String {
        let head = "<head>\n";
        self.page
            .replacen(head, "<head>\n<base target=\"_blank\">\n", 1)
    }
}

/// Writes the text of a mail, without a sample's remark.
pub(super) fn write_out(mail: &DueMail, sender: &Sender<'_>) -> Written {
    let locale = Locale::of(mail.language).unwrap_or(Locale::Fr);
    let name = DisplayName::parse(&mail.name).ok();
    let subject = subject(&mail.notice, locale);
    out_of(
        subject,
        &paragraphs(mail, name.as_ref(), locale, sender),
        locale,
    )
}

/// The same of a sample, which says that it is one.
pub(super) fn write_sample(mail: &DueMail, sender: &Sender<'_>) -> Written {
    let locale = Locale::of(mail.language).unwrap_or(Locale::Fr);
    let name = DisplayName::parse(&mail.name).ok();
    let subject = subject(&mail.notice, locale);
    let mut all = vec![Paragraph::Text(text!(locale, mail::SAMPLE))];
    all.extend(paragraphs(mail, name.as_ref(), locale, sender));
    let subject = text!(locale, mail::SAMPLE_SUBJECT, subject = subject);
    out_of(subject, &all, locale)
}

fn out_of(subject: String, paragraphs: &[Paragraph], locale: Locale) -> Written {
    Written {
        text: plain(paragraphs),
        page: page(&subject, paragraphs, locale),
        subject,
        locale,
    }
}

/// The mail that says this, to the user of another; none if the address is not valid for mail.
pub fn write(
    mail: &DueMail,
    written: Written,
    sender: &Sender<'_>,
    now: Timestamp,
) -> Option<Message> {
    // An old name may contain what a header cannot: then the mail omits it.
    let name = DisplayName::parse(&mail.name).ok();
    let to = Mailbox::new(
        name.map(|name| name.as_str().to_owned()),
        EmailAddress::for_mail(&mail.email).parse().ok()?,
    );
    let (id, at) = (mail.notice.id, mail.notice.at.unix());
    let seconds = Duration::from_secs(now.unix().unsigned_abs());
    Message::builder()
        .from(Mailbox::new(Some(sender.name()), sender.from.clone()))
        .to(to)
        .subject(written.subject)
        .date(UNIX_EPOCH + seconds)
        .message_id(Some(format!("<notice.{id}.{at}@{}>", sender.from.domain())))
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(
            written.text,
            written.page,
        ))
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
    let parted = Named {
        name: without_link(&named.name),
        email: named.email.clone(),
    };
    match parted.shown() {
        Some(shown) => one_line(&shown),
        None => text!(locale, mail::COMMAND_LINE),
    }
}

fn paragraphs(
    mail: &DueMail,
    name: Option<&DisplayName>,
    locale: Locale,
    sender: &Sender<'_>,
) -> Vec<Paragraph> {
    let notice = &mail.notice;
    let hello = match name {
        Some(name) => text!(locale, mail::HELLO_NAME, name = without_link(name.as_str())),
        None => text!(locale, mail::HELLO),
    };
    let (hello, title) = (
        Paragraph::Text(hello),
        Paragraph::Title(sentence(notice, locale)),
    );
    let mut parts = vec![hello, title];
    if notice.kind == NoticeKind::Reminder {
        parts.extend(reminder(mail, locale, sender));
    } else {
        parts.push(Paragraph::Lines(facts(notice, locale, sender)));
        parts.extend(match &mail.link {
            Some(link) => holding(mail, link, locale, sender),
            None => further(mail, locale, sender),
        });
    }
    if !notice.kind.is_of_another() {
        parts.extend(own_sentence(sender));
    }
    parts.extend(signature(sender, locale));
    parts
}

/// When, by whom or from where, and through what.
fn facts(notice: &AccountNotice, locale: Locale, sender: &Sender<'_>) -> Vec<String> {
    let mut facts = vec![text!(
        locale,
        mail::WHEN,
        moment = sender.moment(notice.at, locale)
    )];
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
    if notice.kind.says_how_often(notice.count) {
        facts.push(text!(locale, mail::TIMES, count = notice.count));
    }
    if notice.kind == NoticeKind::UserHelpsMany {
        facts.push(text!(locale, mail::USERS_HELPED, count = notice.count));
    }
    if notice.kind == NoticeKind::AdminsFreed {
        facts.push(text!(locale, mail::ADMINS, count = notice.count));
    }
    if let Some(left) = notice.codes_left {
        facts.push(text!(locale, mail::CODES_LEFT, count = left));
    }
    facts
}

/// How 2FA is activated, with one link: it leads to the sign-in and from there to the activation.
fn reminder(mail: &DueMail, locale: Locale, sender: &Sender<'_>) -> Vec<Paragraph> {
    let by = mail.notice.by.as_ref().filter(|by| by.shown().is_some());
    let by = by.map(|by| Paragraph::Text(text!(locale, mail::REMINDED_BY, name = who(by, locale))));
    let names = app::authenticator_app_names().map(str::to_owned);
    let steps = [
        situation(mail, locale, sender),
        Paragraph::Text(text!(locale, mail::APPS)),
        Paragraph::Lines(names.collect()),
        Paragraph::Text(text!(locale, mail::ACTIVATE)),
        Paragraph::Link(format!("{}{}", sender.public_url, path::ENROL)),
        Paragraph::Text(text!(locale, mail::AUTOMATIC_REMINDER)),
    ];
    by.into_iter().chain(steps).collect()
}

/// What is so of the reader's sign-in.
fn situation(mail: &DueMail, locale: Locale, sender: &Sender<'_>) -> Paragraph {
    Paragraph::Text(said(
        mail.situation,
        mail.time_left.as_ref(),
        locale,
        sender,
    ))
}

/// What to do, the page on which to look, and why this is sent.
fn further(mail: &DueMail, locale: Locale, sender: &Sender<'_>) -> Vec<Paragraph> {
    let Advice { do_this, page, why } = advice(mail.notice.kind, mail.situation);
    let mut parts = match &mail.securing {
        Some(link) => denial(link, locale, sender),
        None => do_this
            .into_iter()
            .map(|step| match step {
                Step::Text(key) => Paragraph::Text(text!(locale, key)),
                Step::Situation => situation(mail, locale, sender),
            })
            .collect(),
    };
    parts.push(Paragraph::Link(format!("{}{page}", sender.public_url)));
    parts.push(Paragraph::Text(text!(locale, why)));
    parts
}

/// What the organisation adds to the mails for its users.
fn own_sentence(sender: &Sender<'_>) -> Option<Paragraph> {
    let sentence = &sender.organisation.sentence;
    (!sentence.is_empty()).then(|| Paragraph::Text(one_line(sentence)))
}

/// The last lines: whose users this is written to, and whom to ask.
fn signature(sender: &Sender<'_>, locale: Locale) -> Option<Paragraph> {
    let Organisation { name, contact, .. } = &sender.organisation;
    let name = (!name.is_empty()).then(|| one_line(name));
    let contact =
        (!contact.is_empty()).then(|| text!(locale, mail::CONTACT, contact = one_line(contact)));
    let lines: Vec<String> = name.into_iter().chain(contact).collect();
    (!lines.is_empty()).then_some(Paragraph::Lines(lines))
}

/// The link to a first password, or to another one that was asked for.
fn holding(
    mail: &DueMail,
    link: &InvitationLink,
    locale: Locale,
    sender: &Sender<'_>,
) -> Vec<Paragraph> {
    let until = sender.moment(link.expires, locale);
    let is_asked_for = mail.notice.kind == NoticeKind::PasswordAsked;
    let mut parts = vec![
        Paragraph::Text(text!(locale, mail::CHOOSE_PASSWORD, moment = until)),
        Paragraph::Link(link.url.clone()),
    ];
    if !is_asked_for && awaits_more_than_a_password(mail.situation) {
        parts.push(situation(mail, locale, sender));
    }
    parts.push(Paragraph::Text(if is_asked_for {
        text!(locale, mail::ASKED)
    } else {
        text!(locale, mail::INVITATION)
    }));
    parts
}

/// How to secure the account at once, without signing in, up to the page on which to look.
fn denial(link: &InvitationLink, locale: Locale, sender: &Sender<'_>) -> Vec<Paragraph> {
    let until = sender.moment(link.expires, locale);
    vec![
        Paragraph::Text(text!(locale, mail::YOURS)),
        Paragraph::Text(text!(locale, mail::SECURE, moment = until)),
        Paragraph::Link(link.url.clone()),
        Paragraph::Text(text!(locale, mail::LOOK)),
    ]
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

/// A name in which no program finds an address to make a link of: people choose their names themselves, and a mail is believed. It looks
/// the same.
fn without_link(name: &str) -> String {
    let mut parted = String::with_capacity(name.len());
    for character in name.chars() {
        if character == '.' {
            parted.push(WORD_JOINER);
        }
        parted.push(character);
        if matches!(character, '.' | ':' | '@') {
            parted.push(WORD_JOINER);
        }
    }
    parted
}

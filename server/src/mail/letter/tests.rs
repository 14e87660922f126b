use super::*;
use backend::notice::TimeLeft;
use domain::{Deadline, DeadlineBy, Language, NoticeId, NoticeKind, Situation, TwoFactorStatus};

mod names;

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
        user: domain::UserId::new(7),
        link: None,
        securing: None,
        situation: crate::mail::sample::situation(kind),
        time_left: None,
        sample: None,
        email: "lea@exemple.fr".into(),
        name: "Léa Lefèvre".into(),
        language,
        last: false,
    }
}

fn letter_of(mail: &DueMail, sender: &Sender<'_>) -> Message {
    write(mail, write_out(mail, sender), sender, now()).unwrap()
}

fn text_of(mail: &DueMail) -> String {
    text_by(mail, Organisation::default())
}

const fn now() -> Timestamp {
    Timestamp::from_unix(1_800_000_000)
}

fn text_by(mail: &DueMail, organisation: Organisation) -> String {
    let name = DisplayName::parse(&mail.name).ok();
    let locale = Locale::of(mail.language).unwrap_or(Locale::Fr);
    let from = "bouclier@exemple.fr".parse().unwrap();
    let sender = Sender::new(&from, "https://2fa.exemple.fr", organisation);
    plain(&paragraphs(mail, name.as_ref(), locale, &sender))
}

#[test]
fn the_organisation_signs_with_its_name_says_whom_to_ask_and_writes_in_its_time_zone() {
    let organisation = Organisation {
        name: "Mairie de Lille".to_owned(),
        contact: "Ada, poste 12".to_owned(),
        sentence: String::new(),
        time_zone: "Europe/Paris".to_owned(),
    };
    for (language, contact) in [
        (Language::Fr, "À qui s’adresser\u{a0}: Ada, poste 12"),
        (Language::En, "Who to contact: Ada, poste 12"),
    ] {
        let text = text_by(&mail(NoticeKind::NewDevice, language), organisation.clone());
        let end = format!("\n\nMairie de Lille\n{contact}\n");
        assert!(text.ends_with(&end), "{text}");
        assert!(text.contains(" 2027 "), "{text}");
        assert!(text.contains(" 09:00 (Europe/Paris)"), "{text}");
    }
    let from = "bouclier@exemple.fr".parse().unwrap();
    let sender = Sender::new(&from, "https://2fa.exemple.fr", organisation);
    let letter = letter_of(&mail(NoticeKind::NewDevice, Language::Fr), &sender);
    let head = String::from_utf8(letter.formatted()).unwrap();
    assert!(head.contains("<bouclier@exemple.fr>"), "{head}");
}

#[test]
fn every_kind_has_its_words_in_both_languages_and_none_has_a_key_for_a_text() {
    for language in [Language::Fr, Language::En] {
        let locale = Locale::of(language).unwrap();
        let mut subjects = std::collections::BTreeSet::new();
        let kinds = NoticeKind::ALL.iter();
        for kind in kinds.filter(|kind| **kind != NoticeKind::Reminder) {
            let text = text_of(&mail(*kind, language));
            let words = || text.split_whitespace();
            assert!(words().all(|w| !w.starts_with("mail.")), "{text}");
            assert!(!text.contains("%{"), "{text}");
            let moment = match language {
                Language::En => "15 January 2027 at 08:00 UTC",
                _ => "15 janvier 2027 à 08:00 UTC",
            };
            assert!(text.contains(moment), "{text}");
            let of_another = kind.is_of_another();
            let page = match kind {
                NoticeKind::UserEnrolmentElsewhere => "account/security",
                _ if of_another => "account/audit",
                _ => "me",
            };
            let link = format!("https://2fa.exemple.fr/{page}\n");
            assert!(text.contains(&link), "{text}");
            let many = [NoticeKind::AdminsImported, NoticeKind::AdminsFreed];
            let names = of_another && !many.contains(kind);
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
    for (language, until) in [
        (Language::Fr, "jusqu’au 18 janvier 2027 à 08:00 UTC"),
        (Language::En, "until 18 January 2027 at 08:00 UTC"),
    ] {
        let mut invited = mail(NoticeKind::Invited, language);
        invited.notice.by = Some(Named::new("Ada Byron", "ada@exemple.fr"));
        invited.link = Some(InvitationLink {
            url: "https://2fa.exemple.fr/invitation/abc".to_owned(),
            expires: Timestamp::from_unix(1_800_259_200),
        });
        let text = text_of(&invited);
        assert!(text.contains("Ada Byron (ada@exemple.fr)\n"), "{text}");
        assert!(text.contains(until), "{text}");
        assert!(text.contains("\n\nhttps://2fa.exemple.fr/invitation/abc\n\n"));
        assert!(!text.contains("exemple.fr/me"), "{text}");
    }
}

#[test]
fn a_mail_of_a_change_that_can_be_denied_says_until_when_and_leads_to_the_own_account_too() {
    for (language, until) in [
        (Language::Fr, "jusqu’au 22 janvier 2027 à 08:00 UTC"),
        (Language::En, "until 22 January 2027 at 08:00 UTC"),
    ] {
        let mut told = mail(NoticeKind::FactorReplaced, language);
        told.securing = Some(InvitationLink {
            url: "https://2fa.exemple.fr/secure-account/abc".to_owned(),
            expires: Timestamp::from_unix(1_800_604_800),
        });
        let text = text_of(&told);
        assert!(text.contains(until), "{text}");
        assert!(text.contains("\n\nhttps://2fa.exemple.fr/secure-account/abc\n\n"));
        assert!(text.contains("\n\nhttps://2fa.exemple.fr/me\n\n"), "{text}");
    }
}

#[test]
fn the_sentence_of_the_organisation_is_in_mails_to_users_and_no_link_is_made_of_it() {
    let organisation = Organisation {
        sentence: "La 2FA protège https://exemple.fr.".to_owned(),
        ..Organisation::default()
    };
    for kind in NoticeKind::ALL {
        let told = mail(*kind, Language::Fr);
        let page = page_of(&told, organisation.clone());
        let text = text_by(&told, organisation.clone());
        let said = "\n\nLa 2FA protège https://exemple.fr.\n";
        assert_eq!(text.ends_with(said), !kind.is_of_another(), "{text}");
        assert!(!page.contains("href=\"https://exemple.fr"), "{page}");
    }
}

/// The HTML part, with the organisation.
fn page_of(mail: &DueMail, organisation: Organisation) -> String {
    let name = DisplayName::parse(&mail.name).ok();
    let locale = Locale::of(mail.language).unwrap_or(Locale::Fr);
    let from = "bouclier@exemple.fr".parse().unwrap();
    let sender = Sender::new(&from, "https://2fa.exemple.fr", organisation);
    let paragraphs = paragraphs(mail, name.as_ref(), locale, &sender);
    page(&subject(&mail.notice, locale), &paragraphs, locale)
}

#[test]
fn the_pages_of_a_mail_are_these_in_both_languages() {
    for (language, expected) in [
        (Language::Fr, include_str!("tests/factor-activated.fr.html")),
        (Language::En, include_str!("tests/factor-activated.en.html")),
    ] {
        let mut told = mail(NoticeKind::FactorActivated, language);
        told.name = "Léa <b>Lefèvre</b>".into();
        told.securing = Some(InvitationLink {
            url: "https://2fa.exemple.fr/secure-account/abc".to_owned(),
            expires: Timestamp::from_unix(1_800_604_800),
        });
        let organisation = Organisation {
            name: "Mairie <i>de Lille</i>".to_owned(),
            contact: "Ada & Bob, poste 12".to_owned(),
            sentence: "Merci à <b>tous</b> https://exemple.fr".to_owned(),
            time_zone: "Europe/Paris".to_owned(),
        };
        let page = page_of(&told, organisation);
        assert_eq!(page, expected, "{page}");
    }
}

#[test]
fn text_and_page_of_each_kind_say_the_same_and_have_the_same_links() {
    for kind in NoticeKind::ALL {
        let told = mail(*kind, Language::En);
        let page = page_of(&told, Organisation::default());
        let shown = page.split("</head>").nth(1).unwrap();
        let mut words = String::new();
        for part in shown.split('<').filter_map(|tag| tag.split_once('>')) {
            words += part.1;
            words.push(' ');
        }
        let text = text_of(&told);
        let same = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(same(&words.replace("&#39;", "'")), same(&text), "{kind}");
        let links = text.lines().filter(|line| line.starts_with("https://"));
        for link in links {
            assert!(page.contains(&format!("<a href=\"{link}\">{link}</a>")));
        }
    }
}

#[test]
fn a_mail_is_its_text_and_then_its_page() {
    let from = "bouclier@exemple.fr".parse().unwrap();
    let sender = Sender::new(&from, "https://2fa.exemple.fr", Organisation::default());
    let letter = letter_of(&mail(NoticeKind::NewDevice, Language::Fr), &sender);
    let raw = String::from_utf8(letter.formatted()).unwrap();
    let at = |what: &str| raw.find(what).unwrap_or_else(|| panic!("{what} in {raw}"));
    assert!(at("multipart/alternative") < at("text/plain; charset=utf-8"));
    assert!(at("text/plain; charset=utf-8") < at("text/html; charset=utf-8"));
}

#[test]
fn a_reminder_names_the_apps_and_its_one_link_and_neither_a_moment_nor_a_browser() {
    for (language, by) in [(Language::Fr, "Rappel de"), (Language::En, "Reminder from")] {
        let mut told = mail(NoticeKind::Reminder, language);
        told.notice.by = Some(Named::new("Ada Byron", "ada@exemple.fr"));
        let text = text_of(&told);
        assert!(
            text.contains("Aegis\n") && text.contains("FreeOTP+\n"),
            "{text}"
        );
        assert!(
            text.contains("\n\nhttps://2fa.exemple.fr/enrol\n\n"),
            "{text}"
        );
        assert_eq!(text.matches("https://").count(), 1, "{text}");
        assert!(text.contains(by) && text.contains("Ada Byron"), "{text}");
        assert!(
            !text.contains("2027") && !text.contains("Firefox"),
            "{text}"
        );
        told.notice.by = Some(Named::new("bouclier", ""));
        assert!(!text_of(&told).contains(by));
    }
}

#[test]
fn a_reminder_says_until_when_there_is_time_by_which_rule_and_how_many_days_are_left() {
    let organisation = || Organisation {
        time_zone: "Europe/Paris".to_owned(),
        ..Organisation::default()
    };
    let at = now().plus(6 * 86_400 + 60);
    for (language, deadline, parts) in [
        (
            Language::Fr,
            Some(Deadline::At(at, DeadlineBy::Group)),
            [
                "au plus tard le 21 janvier 2027 à 09:01 (Europe/Paris)",
                "règle de groupe : Ventes, Nord",
                "Jours restants\u{a0}: 7.",
            ],
        ),
        (
            Language::En,
            Some(Deadline::At(at, DeadlineBy::Policy)),
            [
                "by 21 January 2027 at 09:01 (Europe/Paris)",
                "rule for all",
                "Days left: 7.",
            ],
        ),
        (
            Language::En,
            Some(Deadline::AfterFirstSignIn(14, DeadlineBy::Person)),
            ["first sign-in on: 14", "individual decision", "2FA"],
        ),
        (
            Language::Fr,
            None,
            ["à votre prochaine connexion", "2FA", "/enrol"],
        ),
    ] {
        let mut told = mail(NoticeKind::Reminder, language);
        told.situation = match deadline {
            Some(_) => Situation::InTime,
            None => Situation::Usual(TwoFactorStatus::Pending),
        };
        told.time_left = deadline.map(|deadline| TimeLeft {
            deadline,
            groups: match deadline.by() {
                DeadlineBy::Group => vec!["Ventes".to_owned(), "Nord".to_owned()],
                DeadlineBy::Person | DeadlineBy::Policy => Vec::new(),
            },
            now: now(),
        });
        let text = text_by(&told, organisation());
        for part in parts {
            assert!(text.contains(part), "{part}: {text}");
        }
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

//! Each mail in each situation of its reader.

use super::said;
use crate::mail::letter::write_out;
use crate::mail::sender::Sender;
use backend::notice::{DueMail, TimeLeft};
use backend::users::InvitationLink;
use domain::{
    Deadline, DeadlineBy, Language, Locale, NoticeId, NoticeKind, ResetProof, Situation, Timestamp,
    TwoFactorStatus, UserId,
};
use wire::view::{AccountNotice, Organisation};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

/// A further one does not compile until it is in the list below.
const fn is_listed(situation: Situation) -> bool {
    match situation {
        Situation::Deactivated
        | Situation::Reset { .. }
        | Situation::WithoutPassword { .. }
        | Situation::InTime
        | Situation::Usual(_) => true,
    }
}

fn situations() -> Vec<Situation> {
    let mut all = vec![Situation::Deactivated, Situation::InTime];
    for is_so in [false, true] {
        all.push(Situation::WithoutPassword { pending: is_so });
        all.extend(ResetProof::ALL.iter().map(|proof| Situation::Reset {
            proof: *proof,
            has_password: is_so,
        }));
    }
    all.extend(TwoFactorStatus::ALL.iter().copied().map(Situation::Usual));
    assert!(all.iter().copied().all(is_listed));
    all
}

fn left() -> TimeLeft {
    TimeLeft {
        deadline: Deadline::At(NOW.plus(86_400), DeadlineBy::Policy),
        groups: Vec::new(),
        now: NOW,
    }
}

fn mail(kind: NoticeKind, situation: Situation, language: Language) -> DueMail {
    DueMail {
        notice: AccountNotice {
            id: NoticeId::new(7),
            kind,
            at: NOW,
            count: 1,
            about: None,
            by: None,
            given_by: None,
            user_agent: String::new(),
            address: "192.0.2.7".to_owned(),
            codes_left: None,
        },
        user: UserId::new(7),
        link: (kind == NoticeKind::Invited).then(|| InvitationLink {
            url: "https://2fa.exemple.fr/invitation/abc".to_owned(),
            expires: NOW.plus(60),
        }),
        securing: None,
        situation,
        time_left: (situation == Situation::InTime).then(left),
        sample: None,
        email: "lea@exemple.fr".to_owned(),
        name: "Léa Lefèvre".to_owned(),
        language,
        last: false,
    }
}

/// Calls `look` with each mail, its reader's situation, its text, and the sentences of all situations with that of this one first.
fn each(look: impl Fn(NoticeKind, Situation, Locale, &str, &[String])) {
    let from = "bouclier@exemple.fr".parse().unwrap();
    let sender = Sender::new(&from, "https://2fa.exemple.fr", Organisation::default());
    for (language, locale) in [(Language::Fr, Locale::Fr), (Language::En, Locale::En)] {
        for kind in NoticeKind::ALL {
            for situation in situations() {
                let sentence = |one| said(one, Some(&left()), locale, &sender);
                let others = situations().into_iter().map(sentence);
                let mut sentences: Vec<String> =
                    [sentence(situation)].into_iter().chain(others).collect();
                let own = sentences.remove(0);
                sentences.retain(|one| *one != own);
                sentences.insert(0, own);
                let told = mail(*kind, situation, language);
                let text = write_out(&told, &sender).text;
                look(*kind, situation, locale, &text, &sentences);
            }
        }
    }
}

/// Whether a mail of this kind says what is so of its reader's sign-in.
fn says(kind: NoticeKind, situation: Situation) -> bool {
    use TwoFactorStatus::{Inactive, Pending, Protected, Voluntary};
    match kind {
        NoticeKind::Reminder | NoticeKind::FactorsReset | NoticeKind::AccountSecured => true,
        NoticeKind::Invited => matches!(
            situation,
            Situation::InTime | Situation::Usual(Pending) | Situation::Reset { .. }
        ),
        NoticeKind::EnrolmentElsewhere => !matches!(
            situation,
            Situation::InTime | Situation::Usual(Pending | Inactive)
        ),
        NoticeKind::RecoveryCodesEnded => {
            !matches!(situation, Situation::Usual(Protected | Voluntary))
        }
        _ => false,
    }
}

#[test]
fn each_mail_says_of_its_readers_sign_in_what_is_so_or_nothing() {
    each(|kind, situation, _, text, sentences| {
        let said: Vec<&String> = sentences.iter().filter(|one| text.contains(*one)).collect();
        let expected: Vec<&String> = sentences.iter().take(1).collect();
        let expected = if says(kind, situation) {
            expected
        } else {
            Vec::new()
        };
        assert_eq!(said, expected, "{kind}, {situation:?}: {text}");
    });
}

#[test]
fn no_text_of_a_mail_says_by_itself_who_can_sign_in_or_with_what() {
    let (fr, en) = (
        [
            "ne peut se connecter",
            "s’y connecter",
            "prochaine connexion",
            "première connexion",
            "chaque connexion",
            "mot de passe suffit",
            "mot de passe seul",
            "ne fonctionne plus",
            "il vous faut un code",
            "il vous faut un lien",
            "sans un code d’accès",
            "est désactivé",
            "pas de mot de passe",
        ],
        [
            "one can sign in",
            "cannot sign in",
            "next sign-in",
            "first sign-in",
            "each sign-in",
            "password alone",
            "lets you sign in",
            "no longer works",
            "you need an access code",
            "you need a link",
            "without an access code",
            "is deactivated",
            "no password",
        ],
    );
    each(|kind, situation, locale, text, sentences| {
        let rest = text.replace(sentences.first().map_or("", String::as_str), "");
        let words = if locale == Locale::Fr { fr } else { en };
        for word in words {
            assert!(
                !rest.contains(word),
                "{kind}, {situation:?}: {word} in {rest}"
            );
        }
    });
}

#[test]
fn nobody_who_cannot_sign_in_is_told_to_change_the_password_or_to_finish_the_activation() {
    each(|kind, situation, locale, text, _| {
        let words = match locale {
            Locale::Fr => ["changez votre mot de passe", "Terminez l’activation"],
            Locale::En => ["change your password", "Finish the activation"],
        };
        let told = words.iter().any(|word| text.contains(word));
        assert!(
            !told || situation.can_sign_in(),
            "{kind}, {situation:?}: {text}"
        );
    });
}

#[test]
fn every_sentence_about_a_sign_in_differs_but_for_those_of_an_active_factor() {
    each(|_, _, _, _, sentences| {
        let mut once = sentences.to_vec();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), situations().len() - 1);
    });
}

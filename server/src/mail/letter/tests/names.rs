//! Names that people have chosen themselves.

use super::*;

#[test]
fn attack_39_no_program_finds_an_address_in_the_name_that_somebody_has_chosen() {
    let name = "Urgent : https://faux.exemple.net/entrer www.faux.exemple.net a@faux.exemple.net";
    for language in [Language::Fr, Language::En] {
        let mut about = mail(NoticeKind::UserEnrolmentElsewhere, language);
        about.notice.about = Some(Named::new(name, "bob@exemple.fr"));
        about.notice.by = Some(Named::new(name, "bob@exemple.fr"));
        about.notice.given_by = Some(Named::new(name, "bob@exemple.fr"));
        let own = DueMail {
            name: name.to_owned(),
            ..mail(NoticeKind::Reminder, language)
        };
        for mail in [about, own] {
            let from = "bouclier@exemple.fr".parse().unwrap();
            let sender = Sender::new(&from, "https://2fa.exemple.fr", Organisation::default());
            let written = write_out(&mail, &sender);
            for text in [written.subject, written.text, written.page] {
                for part in ["faux.", "https://faux", "@faux", "www."] {
                    assert!(!text.contains(part), "{part} in {text}");
                }
            }
        }
    }
    assert_eq!(without_link("Jean-Paul Roy"), "Jean-Paul Roy");
}

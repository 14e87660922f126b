//! Texts that a native speaker has read aloud and replaced.

use std::path::Path;

/// What no text says any more, in each language.
const REPLACED: [(&str, &[&str]); 2] = [
    (
        "fr",
        &[
            "ne convient pas",
            "code faux",
            "Trop d’essais",
            "une seconde fois",
            "Votre mot de passe est choisi",
            "Le rôle est changé",
            "ne vaudront plus rien",
            "\"Par qui\"",
            "\"Sur qui\"",
            "\"D’où\"",
            "de son propre choix",
            "exempté par",
            "bouclier a importé",
            "Sans action de votre part",
            "Rien encore",
            "Ceci n’existe pas",
        ],
    ),
    (
        "en",
        &[
            "Reset the 2FA of",
            "Required of X",
            "By whom",
            "On whom",
            "From where",
            "Without any action of yours",
            "Everybody",
            "Nobody matches",
            "You do not have this right",
            "This code is wrong",
            "The code of your app, or",
            "Your password is chosen",
            "Close every session",
            "chosen over a link",
            "Bouclier does not answer",
            "or no longer.",
            "begun anew elsewhere",
        ],
    ),
];

/// The texts of pages and of mails in a language.
fn texts(language: &str) -> String {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [server.join("../app/locales"), server.join("locales")];
    let files = folders.map(|folder| folder.join(format!("{language}.yml")));
    files
        .map(|file| std::fs::read_to_string(file).unwrap())
        .concat()
}

#[test]
fn texts_that_were_replaced_by_what_a_native_speaker_says_do_not_come_back() {
    for (language, replaced) in REPLACED {
        let texts = texts(language);
        for line in texts.lines() {
            let found = replaced.iter().find(|words| line.contains(**words));
            assert_eq!(found, None, "{language}: {line}");
        }
    }
}

#[test]
fn a_french_text_addresses_everybody_without_a_gender() {
    for line in texts("fr").lines() {
        for words in ["·e", "(e)", "Vous êtes connecté", "Vous avez été invité"] {
            assert!(!line.contains(words), "{words}: {line}");
        }
    }
}

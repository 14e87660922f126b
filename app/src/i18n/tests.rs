//! What the texts say; that every language has them is checked by the build.

use super::key;
use domain::Locale;
use std::collections::BTreeMap;
use std::path::Path;
use texts::Text;

/// The keys of a language with their texts, in each plural form.
fn texts(folder: &str, language: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut all = BTreeMap::new();
    for (key, text) in texts::read(&folder).unwrap().remove(language).unwrap() {
        match text {
            Text::Plain(text) => {
                all.insert(key, text);
            }
            Text::Counted(forms) => {
                let forms = forms.into_iter();
                all.extend(forms.map(|(form, text)| (format!("{key}.{form}"), text)));
            }
        }
    }
    all
}

#[test]
fn no_french_text_may_break_before_a_sign_or_after_an_opening_quotation_mark() {
    for folder in ["locales", "../server/locales"] {
        for (key, text) in texts(folder, "fr") {
            let broken = [" :", " ;", " ?", " !", " »", "« "]
                .into_iter()
                .find(|sign| text.contains(sign));
            assert_eq!(broken, None, "{folder}: {key}");
        }
    }
}

#[test]
fn french_elides_before_each_variable_that_begins_with_a_vowel() {
    let text = "la 2FA de %{name}, avec le lien de %{other}";
    let filled = |name: &str, other: &str| {
        super::elided(
            text.to_owned(),
            &["name", "other"],
            &[name.to_owned(), other.to_owned()],
        )
    };
    assert_eq!(filled("Bob", "Léa"), text);
    assert_eq!(
        filled("Alix", "Léa"),
        "la 2FA d’%{name}, avec le lien de %{other}"
    );
    assert_eq!(
        filled("Bob", "Yves"),
        "la 2FA de %{name}, avec le lien d’%{other}"
    );
}

#[test]
fn a_language_of_the_interface_is_one_with_texts_and_the_other_way_round() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let languages: Vec<String> = texts::read(&folder).unwrap().into_keys().collect();
    let mut interface: Vec<&str> = Locale::ALL.iter().map(|l| l.as_str()).collect();
    interface.sort_unstable();
    assert_eq!(languages, interface);
}

#[test]
fn none_and_one_are_singular_in_french_and_only_one_in_english() {
    let forms = |locale| [0, 1, 2, 1_000_000].map(|count| key::form(locale, count));
    assert_eq!(forms(Locale::Fr), ["one", "one", "other", "other"]);
    assert_eq!(forms(Locale::En), ["other", "one", "other", "other"]);
}

#[test]
fn the_words_of_the_help_page_are_the_words_of_the_interface() {
    let labels = [
        ("frame.account", "Account", "Account"),
        ("frame.users", "Utilisateurs", "Users"),
        ("frame.security", "Sécurité", "Security"),
        ("users.column.two-factor", "2FA", "2FA"),
        (
            "user.security.checkbox",
            "Activer l'authentification à 2 facteurs",
            "Enforce 2FA activation",
        ),
        ("action.save", "Enregistrer", "Save"),
        (
            "security.enforce",
            "Rendre obligatoire l'authentification à 2 facteurs pour tous",
            "Enforce 2FA for all users",
        ),
        (
            "security.revoke",
            "Rendre optionnelle l'authentification à 2 facteurs pour tous",
            "Revoke enforcement",
        ),
    ];
    let (fr, en) = (texts("locales", "fr"), texts("locales", "en"));
    for (key, french, english) in labels {
        assert_eq!(
            (fr[key].as_str(), en[key].as_str()),
            (french, english),
            "{key}"
        );
    }
}

//! Languages of users and of the interface.

use crate::text_enum::text_enum;

text_enum! {
    /// A user's language: an ISO 639-1 code.
    Language {
        /// French.
        Fr = "fr",
        /// English.
        En = "en",
        /// German.
        De = "de",
        /// Spanish.
        Es = "es",
        /// Italian.
        It = "it",
        /// Dutch.
        Nl = "nl",
    }
}

text_enum! {
    /// A language of the interface.
    Locale {
        /// French, the default.
        Fr = "fr",
        /// English.
        En = "en",
    }
}

impl Language {
    /// The languages to choose from: those of the interface, and the one that was chosen before or elsewhere.
    pub fn choices(chosen: Self) -> impl Iterator<Item = Self> {
        let all = Self::ALL.iter().copied();
        all.filter(move |language| Locale::of(*language).is_some() || *language == chosen)
    }
}

impl Locale {
    /// The locale of a language, if the interface has it.
    pub fn of(language: Language) -> Option<Self> {
        Self::parse(language.as_str())
    }

    /// The language of a locale.
    pub const fn language(self) -> Language {
        match self {
            Self::Fr => Language::Fr,
            Self::En => Language::En,
        }
    }

    /// The interface's language: the user's choice, else the best of `Accept-Language`
    /// (RFC 9110 §12.5.4), else French.
    pub fn negotiate(chosen: Option<Language>, accept_language: Option<&str>) -> Self {
        chosen
            .and_then(Self::of)
            .or_else(|| accept_language.and_then(best_accepted))
            .unwrap_or(Self::Fr)
    }
}

/// The supported language with the highest weight; of equal weights the first.
fn best_accepted(header: &str) -> Option<Locale> {
    let mut best: Option<(Locale, u16)> = None;
    for item in header.split(',') {
        let mut parts = item.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let primary = tag
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let weight = parts
            .find_map(|p| p.trim().strip_prefix("q=").map(parse_weight))
            .unwrap_or(1000);
        if let Some(locale) = Locale::parse(&primary)
            && weight > best.map_or(0, |(_, w)| w)
        {
            best = Some((locale, weight));
        }
    }
    best.map(|(locale, _)| locale)
}

/// A weight in thousandths; 0, which never wins, for a text that is not a weight.
fn parse_weight(text: &str) -> u16 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = format!("{whole}{fraction:0<3}");
    match digits.parse() {
        Ok(weight) if weight <= 1000 && fraction.len() <= 3 => weight,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Locale};

    #[test]
    fn only_languages_of_the_interface_are_offered_and_the_present_one() {
        let choices = |chosen| Language::choices(chosen).collect::<Vec<_>>();
        assert_eq!(choices(Language::En), [Language::Fr, Language::En]);
        assert_eq!(
            choices(Language::De),
            [Language::Fr, Language::En, Language::De]
        );
    }

    #[test]
    fn the_users_choice_beats_the_browsers_wish() {
        assert_eq!(
            Locale::negotiate(Some(Language::En), Some("fr")),
            Locale::En
        );
    }

    #[test]
    fn a_language_that_the_interface_does_not_speak_leaves_the_browsers_wish() {
        assert_eq!(
            Locale::negotiate(Some(Language::De), Some("en-GB")),
            Locale::En
        );
    }

    #[test]
    fn the_highest_weight_wins_and_french_is_the_default() {
        let cases = [
            ("de, en;q=0.8, fr;q=0.9", Locale::Fr),
            ("fr;q=0.3, en-US;q=0.7", Locale::En),
            ("en, fr", Locale::En),
            ("fr;q=0, de", Locale::Fr),
            ("en;q=0", Locale::Fr),
            ("en;q=2", Locale::Fr),
            ("en;q=abc, *", Locale::Fr),
            ("", Locale::Fr),
        ];
        for (header, expected) in cases {
            assert_eq!(Locale::negotiate(None, Some(header)), expected, "{header}");
        }
        assert_eq!(Locale::negotiate(None, None), Locale::Fr);
    }
}

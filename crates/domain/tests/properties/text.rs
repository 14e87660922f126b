//! Names, reasons, passwords and the form for search.

use crate::support::{every_char, text, text_of};
use domain::fold::fold;
use domain::name::initials;
use domain::password::normalise;
use domain::text::bad_character;
use domain::user_agent::describe;
use domain::{
    DisplayName, Exemption, ExemptionInput, Language, Locale, NewPassword, Reason, Timestamp,
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_name_that_is_accepted_is_accepted_again_and_is_one_visible_line(typed in text()) {
        if let Ok(name) = DisplayName::parse(&typed) {
            prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name.clone()));
            prop_assert_eq!(bad_character(name.as_str()), None);
            prop_assert_eq!(name.as_str().trim(), name.as_str());
        }
        prop_assert!(initials(&typed).chars().count() <= 2);
    }

    #[test]
    fn a_reason_that_is_accepted_is_accepted_again(typed in text()) {
        if let Ok(reason) = Reason::parse(&typed) {
            prop_assert_eq!(Reason::parse(reason.as_str()), Ok(reason.clone()));
        }
    }

    #[test]
    fn folding_is_done_once_for_all_and_ignores_case(typed in text()) {
        let folded = fold(&typed);
        prop_assert_eq!(&fold(&folded), &folded);
        prop_assert_eq!(folded.trim(), folded.as_str());
        prop_assert!(!folded.contains("  "));
        if typed.is_ascii() {
            prop_assert_eq!(fold(&typed.to_uppercase()), folded);
        }
    }

    #[test]
    fn a_password_is_normalised_once_for_all(typed in text_of(10..30)) {
        let normal = normalise(&typed);
        prop_assert_eq!(&normalise(&normal), &normal);
        if let Ok(password) = NewPassword::parse(&typed, &["Léa Lefèvre"]) {
            prop_assert_eq!(password.reveal(), &normal);
            prop_assert_eq!(format!("{password:?}"), "NewPassword(…)");
        }
    }

    #[test]
    fn any_header_and_any_form_gives_an_answer(typed in text(), now in any::<i64>()) {
        let _ = describe(&typed);
        let locale = Locale::negotiate(None, Some(&typed));
        prop_assert_eq!(Locale::negotiate(Some(locale.language()), Some(&typed)), locale);
        prop_assert!(Language::parse(&typed).is_none_or(|l| l.as_str() == typed));
        let input = ExemptionInput {
            kind: None,
            reason: &typed,
            last_day: &typed,
        };
        let _ = Exemption::parse(input, Timestamp::from_unix(now), |day| day);
        let _ = domain::exemption::read_detail(&typed);
    }
}

#[test]
fn every_single_character_is_folded_once_for_all() {
    for c in every_char() {
        let folded = fold(&format!("a{c}b"));
        assert_eq!(fold(&folded), folded, "{c:?}");
    }
}

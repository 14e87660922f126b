//! The codes that a user types.

use crate::support::text;
use domain::code::{CodeError, in_groups_of_four};
use domain::{AccessCode, OneTimeCode, RecoveryCode, SecondFactorInput};
use proptest::prelude::*;

/// The code with separators somewhere between its characters.
fn spread(code: String, separators: &'static str) -> impl Strategy<Value = (String, String)> {
    let gap = proptest::collection::vec(
        proptest::option::of(proptest::sample::select(
            separators.chars().collect::<Vec<_>>(),
        )),
        code.chars().count() + 1,
    );
    gap.prop_map(move |gaps| {
        let mut typed = String::new();
        for (c, gap) in code.chars().map(Some).chain([None]).zip(gaps) {
            typed.extend(gap);
            typed.extend(c);
        }
        (code.clone(), typed)
    })
}

proptest! {
    #[test]
    fn six_digits_read_back_whatever_the_spaces(
        (code, typed) in "[0-9]{6}".prop_flat_map(|c| spread(c, " \t\n\u{a0}\u{202f}"))
    ) {
        let read = OneTimeCode::parse(&typed).unwrap();
        prop_assert_eq!(read.as_str(), &code);
        prop_assert!(matches!(SecondFactorInput::parse(&typed), Ok(SecondFactorInput::Totp(_))));
    }

    #[test]
    fn recovery_and_access_codes_read_back_in_either_case_whatever_the_separators(
        (code, typed) in "([A-Z2-7]{16})|([A-Z2-7]{8})".prop_flat_map(|c| spread(c, " -\t\u{a0}")),
        lower in any::<bool>(),
    ) {
        let typed = if lower { typed.to_lowercase() } else { typed };
        let (read, grouped) = match SecondFactorInput::parse_at_sign_in(&typed).unwrap() {
            SecondFactorInput::Recovery(c) => {
                prop_assert_eq!(c.prefix(), &code[..RecoveryCode::PREFIX]);
                (c.as_str().to_owned(), c.grouped())
            }
            SecondFactorInput::Access(c) => (c.as_str().to_owned(), c.grouped()),
            SecondFactorInput::Totp(_) => return Err(TestCaseError::fail("no six digits")),
        };
        prop_assert_eq!(&read, &code);
        prop_assert_eq!(SecondFactorInput::parse_at_sign_in(&grouped).unwrap(),
            SecondFactorInput::parse_at_sign_in(&typed).unwrap());
        prop_assert_eq!(grouped.replace('-', ""), code);
    }

    #[test]
    fn any_text_is_a_code_of_one_kind_at_most_and_is_never_printed(typed in text()) {
        let kinds = [
            OneTimeCode::parse(&typed).map(|c| (c.as_str().to_owned(), format!("{c:?}"))),
            RecoveryCode::parse(&typed).map(|c| (c.as_str().to_owned(), format!("{c:?}"))),
            AccessCode::parse(&typed).map(|c| (c.as_str().to_owned(), format!("{c:?}"))),
        ];
        let read: Vec<_> = kinds.into_iter().flatten().collect();
        prop_assert!(read.len() <= 1, "{:?}", read);
        let found = SecondFactorInput::parse_at_sign_in(&typed);
        prop_assert_eq!(read.is_empty(), found == Err(CodeError));
        for (code, printed) in read {
            prop_assert!(!printed.contains(&code), "{}", printed);
        }
    }

    #[test]
    fn groups_of_four_hold_the_text_and_nothing_but_separators_more(typed in text()) {
        let length = typed.chars().count();
        let grouped: Vec<char> = in_groups_of_four(&typed, '\u{1}').chars().collect();
        prop_assert_eq!(grouped.len(), length + length.saturating_sub(1) / 4);
        let kept: String = grouped
            .iter()
            .enumerate()
            .filter(|(place, _)| place % 5 != 4)
            .map(|(_, c)| *c)
            .collect();
        prop_assert_eq!(kept, typed);
    }
}

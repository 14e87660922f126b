//! What a form has shown of the state that it changes, as a word that it sends back: a form changes what it showed, and nothing that was
//! decided meanwhile.

use crate::deadline::Deadline;
use crate::grace::Grace;
use crate::language::Language;
use crate::requirement::GroupRule;

/// The profile of a user.
pub fn profile(name: &str, email: &str, language: Language) -> String {
    // In this order two profiles never have one word: of an address the part after the @ has no such sign.
    format!("{language}|{email}|{name}")
}

/// The organisation: its name, whom its users ask, its sentence, the name of its time zone.
pub fn organisation(name: &str, contact: &str, sentence: &str, zone: &str) -> String {
    // With the lengths of the first two no two organisations have one word, whatever signs are in them.
    let (first, second) = (name.len(), contact.len());
    format!("{zone}|{first}|{second}|{name}{contact}{sentence}")
}

/// What a group requires, and the time that it gives where it does.
pub fn group_rule(rule: GroupRule, grace: Grace) -> String {
    match rule {
        GroupRule::Nothing => rule.to_string(),
        GroupRule::Required => format!("{rule}|{}", time(grace)),
    }
}

/// The time that a rule gives.
pub fn time(grace: Grace) -> String {
    match grace {
        Grace::None => "none".to_owned(),
        Grace::Days(days) => format!("{days} days"),
        Grace::Until(end) => end.unix().to_string(),
    }
}

/// The deadline of a user.
pub fn deadline(deadline: Option<Deadline>) -> String {
    match deadline {
        None => "none".to_owned(),
        Some(Deadline::At(at, _)) => at.unix().to_string(),
        Some(Deadline::AfterFirstSignIn(days, _)) => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::DeadlineBy;
    use crate::timestamp::Timestamp;
    use std::collections::BTreeSet;

    #[test]
    fn attack_40_two_states_never_have_one_word() {
        let end = Timestamp::from_unix(14);
        let times = [
            Grace::None,
            Grace::Days(14),
            Grace::Days(15),
            Grace::Until(end),
        ];
        let of_times: BTreeSet<String> = times.into_iter().map(time).collect();
        assert_eq!(of_times.len(), times.len());
        let rules = times.map(|grace| group_rule(GroupRule::Required, grace));
        let nothing = group_rule(GroupRule::Nothing, Grace::None);
        let of_rules: BTreeSet<String> = rules.into_iter().chain([nothing]).collect();
        assert_eq!(of_rules.len(), times.len() + 1);
        let by = DeadlineBy::Person;
        let deadlines = [
            None,
            Some(Deadline::At(end, by)),
            Some(Deadline::AfterFirstSignIn(14, by)),
        ];
        let of_deadlines: BTreeSet<String> = deadlines.into_iter().map(deadline).collect();
        assert_eq!(of_deadlines.len(), deadlines.len());
        let organisations = [
            ("a", "b", "c", "UTC"),
            ("ab", "", "c", "UTC"),
            ("a", "", "bc", "UTC"),
            ("a", "b", "", "UTC"),
            ("a", "b", "c", "Europe/Paris"),
        ];
        let of_organisations: BTreeSet<String> = organisations
            .into_iter()
            .map(|(name, contact, sentence, zone)| organisation(name, contact, sentence, zone))
            .collect();
        assert_eq!(of_organisations.len(), organisations.len());
        let profiles = [
            ("Léa", "a@b.fr", Language::Fr),
            ("Léa", "a@b.fr", Language::En),
            ("Léo", "a@b.fr", Language::Fr),
            ("b@c.fr|Léa", "a@b.fr", Language::Fr),
            ("Léa", "a@b.fr|b@c.fr", Language::Fr),
            ("@c.fr|Léa", "a@b.fr|b", Language::Fr),
        ];
        let valid = profiles
            .into_iter()
            .filter(|(_, email, _)| crate::email::EmailAddress::parse(email).is_ok());
        let words: Vec<String> = valid
            .map(|(name, email, language)| profile(name, email, language))
            .collect();
        let distinct: BTreeSet<&String> = words.iter().collect();
        assert_eq!((words.len(), distinct.len()), (4, 4));
    }
}

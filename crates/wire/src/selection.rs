//! The users whom a selection by filter means.

use crate::UserQuery;

/// What says how the table looks, and which part of it is shown: none of it chooses users.
const LOOK: [&str; 6] = ["hide", "rows", "sort", "dir", "page", "at"];

/// The filters that were given. A field that means nothing, or is there twice, is an error and comes back: left out, it would mean
/// everybody.
pub fn selection(given: &[(String, String)]) -> Result<UserQuery, &(String, String)> {
    let get = |name: &str| {
        let found = given.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.clone())
    };
    let query = UserQuery::from_params(get);
    let understood = query.params();
    let is_read = |(name, value): &(String, String)| {
        let same = |(known, read): &(&str, String)| known == name && read == value.trim();
        LOOK.contains(&name.as_str()) || understood.iter().any(same)
    };
    let mut before = std::collections::HashSet::new();
    let lost = given
        .iter()
        .find(|field| !is_read(field) || !before.insert(field.0.as_str()));
    lost.map_or(Ok(query), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        fields.iter().map(owned).collect()
    }

    #[test]
    fn filters_are_read_and_the_look_of_the_table_does_not_count() {
        let fields = given(&[
            ("q", " le "),
            ("status", "inactive"),
            ("page", "3"),
            ("sort", "x"),
        ]);
        let read = selection(&fields);
        assert!(read.is_ok_and(|query| query.search == "le" && query.status.is_some()));
        assert!(selection(&[]).is_ok_and(|query| query.params().is_empty()));
    }

    #[test]
    fn a_field_that_means_nothing_comes_back() {
        for wrong in [
            ("status", "inactiv"),
            ("group", "x"),
            ("role", ""),
            ("state", "running"),
        ] {
            let fields = given(&[("q", "le"), wrong]);
            assert_eq!(selection(&fields), Err(&given(&[wrong])[0]), "{wrong:?}");
        }
        let twice = given(&[("role", "user"), ("role", "admin")]);
        assert_eq!(selection(&twice), Err(&twice[1]));
    }
}

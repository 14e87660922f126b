//! Patterns for LIKE.

use sea_orm::sea_query::LikeExpr;

/// The escape character.
const ESCAPE: char = '!';

/// A pattern that matches the text anywhere, whatever characters it has.
pub fn contains(text: &str) -> LikeExpr {
    LikeExpr::new(format!("%{}%", escaped(text))).escape(ESCAPE)
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn wildcards_in_the_search_text_are_characters_like_others() {
        assert_eq!(escaped("50%_!"), "50!%!_!!");
    }
}

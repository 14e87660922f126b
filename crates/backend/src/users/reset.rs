//! Taking a user's factors away, e.g. after the loss of a phone.

use super::find;
use crate::access::FreshAdmin;
use crate::audit::{self, Target};
use crate::context::Backend;
use crate::error::Result;
use crate::factor::store::remove_all;
use crate::session::end_all_of;
use domain::problem::Problem;
use domain::text::bad_character;
use domain::{AuditAction, UserId};

/// The most characters of a reason.
const MAX_REASON: usize = 300;

impl Backend {
    /// Removes every factor and recovery code of a user and ends the sessions. What is required
    /// stays required: the next sign-in leads to enrolment. Only for admins who have a factor of
    /// their own.
    pub async fn reset_two_factor(
        &self,
        admin: FreshAdmin<'_>,
        id: UserId,
        reason: &str,
    ) -> Result<()> {
        admin.has_own_factor()?;
        let reason = parse_reason(reason)?;
        let tx = self.db.begin().await?;
        let user = find(&tx, id).await?;
        remove_all(&tx, id).await?;
        end_all_of(&tx, id).await?;
        let target = Some(Target::from(&user));
        let reset = AuditAction::FactorsReset;
        audit::record(&tx, self.now(), &admin.actor(), reset, target, &reason).await?;
        Ok(tx.commit().await?)
    }
}

fn parse_reason(text: &str) -> Result<String, Problem> {
    let reason = text.trim();
    if reason.is_empty() {
        Err(Problem::ReasonMissing)
    } else if reason.chars().count() > MAX_REASON {
        Err(Problem::ReasonTooLong)
    } else if bad_character(reason).is_some() {
        Err(Problem::Unknown)
    } else {
        Ok(reason.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_REASON, Problem, parse_reason};

    #[test]
    fn a_reason_is_one_line_of_at_most_300_characters() {
        assert_eq!(
            parse_reason(" téléphone perdu "),
            Ok("téléphone perdu".to_owned())
        );
        assert_eq!(parse_reason("  "), Err(Problem::ReasonMissing));
        assert!(parse_reason(&"é".repeat(MAX_REASON)).is_ok());
        assert_eq!(
            parse_reason(&"é".repeat(MAX_REASON + 1)),
            Err(Problem::ReasonTooLong)
        );
        assert_eq!(parse_reason("a\nb"), Err(Problem::Unknown));
    }
}

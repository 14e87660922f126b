//! The filter by requirement.

use domain::text_enum;

text_enum! {
    /// The filter by requirement.
    RequirementFilter {
        /// 2FA is required of the user, by the policy or by an individual rule.
        Required = "required",
        /// 2FA is not required of the user.
        Optional = "optional",
        /// An individual rule requires it of the user.
        Individual = "individual",
        /// The user is exempted.
        Exempt = "exempt",
        /// The user has no factor, and is not exempt: whom a rule for all would make activate 2FA.
        Unprotected = "unprotected",
        /// The user has to activate 2FA, and has time to.
        InTime = "in-time",
        /// The user has to activate 2FA, and no time is left.
        Overdue = "overdue",
    }
}

impl RequirementFilter {
    /// Whether it asks for users who have to activate 2FA, and whether their time is over.
    pub const fn overdue(self) -> Option<bool> {
        match self {
            Self::InTime => Some(false),
            Self::Overdue => Some(true),
            Self::Required
            | Self::Optional
            | Self::Individual
            | Self::Exempt
            | Self::Unprotected => None,
        }
    }
}

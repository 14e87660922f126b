//! What a user may do.

use crate::text_enum::text_enum;

text_enum! {
    /// A user's role. Admins manage the other users' two-factor authentication.
    Role {
        /// May manage their own account only.
        User = "user",
        /// Sees the users, and helps the ordinary ones to sign in: invites, resets, gives access codes.
        Helpdesk = "helpdesk",
        /// Reads everything that admins read, and changes nothing.
        Auditor = "auditor",
        /// May manage every account and the policy.
        Admin = "admin",
    }
}

impl Role {
    /// Whether everything may be read: the log, the rules, what speaks of an attack, the exports.
    pub const fn reads_everything(self) -> bool {
        matches!(self, Self::Admin | Self::Auditor)
    }

    /// Whether the users may be seen: the table, and the page of each of them.
    pub const fn sees_users(self) -> bool {
        matches!(self, Self::Admin | Self::Auditor | Self::Helpdesk)
    }

    /// Whether users may be helped to sign in.
    pub const fn helps_users(self) -> bool {
        matches!(self, Self::Admin | Self::Helpdesk)
    }

    /// Whether somebody with this role may help a user who has the role `other`: only admins help those who have a right over others.
    pub const fn may_help(self, other: Self) -> bool {
        match self {
            Self::Admin => true,
            Self::Helpdesk => matches!(other, Self::User),
            Self::Auditor | Self::User => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn attack_25_the_helpdesk_helps_ordinary_users_and_nobody_with_a_right_over_others() {
        let helped = |helper: Role| {
            let all = Role::ALL.iter().filter(move |role| helper.may_help(**role));
            all.copied().collect::<Vec<_>>()
        };
        assert_eq!(helped(Role::Helpdesk), [Role::User]);
        assert_eq!(helped(Role::Admin), Role::ALL);
        assert_eq!(helped(Role::Auditor), []);
        assert_eq!(helped(Role::User), []);
    }

    #[test]
    fn whoever_reads_everything_or_helps_sees_the_users_too_and_users_see_nobody() {
        for role in Role::ALL {
            let more = role.reads_everything() || role.helps_users();
            assert_eq!(role.sees_users(), more, "{role}");
            assert_eq!(role.sees_users(), *role != Role::User, "{role}");
        }
        assert!(!Role::Helpdesk.reads_everything() && !Role::Auditor.helps_users());
    }
}

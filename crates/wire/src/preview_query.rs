//! Which change is previewed, as the URL or a form has it: the fields of the form that would make the change, and where these do not say
//! it, the value of the button that previews.

use crate::path;
use crate::return_to::percent_decode;
use domain::text_enum;
use domain::{ExemptionKind, GroupId, GroupRule, OverrideRule, Policy, Role, UserId};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a button that previews says of the form around it.
    PreviewedForm {
        /// Users join a group.
        Join = "join",
        /// Users leave a group.
        Leave = "leave",
        /// 2FA is required of one user, or not.
        Requirement = "requirement",
        /// The individual rule of a user ends.
        RuleEnd = "rule-end",
        /// A user is given time.
        Deadline = "deadline",
        /// An account is deactivated.
        Deactivation = "deactivation",
        /// An account is deleted.
        Deletion = "deletion",
        /// An account gets another role.
        Role = "role",
    }
}

/// The name of that button.
pub const FORM: &str = "form";

/// What would change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Previewed {
    /// The policy, to this one.
    Policy(Policy),
    /// What a group requires.
    Group(GroupId, GroupRule),
    /// Users join a group.
    Join(GroupId),
    /// Users leave a group.
    Leave(GroupId),
    /// 2FA is required of one user, or not.
    Requirement(UserId),
    /// The individual rule of a user ends: the one that the form showed.
    RuleEnd(UserId, OverrideRule),
    /// A user is given time.
    Deadline(UserId),
    /// An account is deactivated.
    Deactivation(UserId),
    /// An account is deleted.
    Deletion(UserId),
    /// An account gets this role.
    Role(UserId, Role),
}

/// A change that is previewed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "six boxes of forms, all named"
)]
pub struct PreviewQuery {
    /// The change; none where the fields name none.
    pub change: Option<Previewed>,
    /// The users who join or leave: numbers or addresses of accounts, with spaces, commas or semicolons between them.
    pub users: String,
    /// 2FA is required of the user.
    pub required: bool,
    /// What policy and groups asked of the user together when the form was rendered.
    pub below: Option<Policy>,
    /// The deadline that the form showed ([`domain::seen::deadline`]), where it gives a user time.
    pub seen: Option<String>,
    /// Who is exempt; none for the kind that the end gives.
    pub kind: Option<ExemptionKind>,
    /// The reason of an exemption.
    pub reason: String,
    /// The last day of an exemption, as `YYYY-MM-DD`.
    pub until: String,
    /// The fields of [`domain::GraceInput`].
    pub time: String,
    /// Likewise.
    pub days: String,
    /// Likewise.
    pub last_day: String,
    /// The time zone of that day (IANA), as a browser calls its own.
    pub zone: String,
    /// Open sessions end. It changes nobody's outcome, but is a field of the form.
    pub end_sessions: bool,
    /// Exemptions end.
    pub end_exemptions: bool,
    /// What is required of single users stays.
    pub keep_individual: bool,
    /// Days count from when they were announced before.
    pub keep_announced: bool,
    /// Only the time changes.
    pub only_time: bool,
}

/// The value of a box that is checked.
const ON: &str = "on";
/// Bytes of a field at the most: the names of time zones are shorter.
const LONGEST: usize = 64;
/// Bytes of a reason at the most; one that is too long is refused by its number of characters.
const LONGEST_REASON: usize = 2_048;
/// Bytes of what names users at the most: a URL is shorter.
const LONGEST_USERS: usize = 32 * 1024;

impl PreviewQuery {
    /// The names of the URL parameters.
    pub const NAMES: [&'static str; 20] = [
        FORM,
        "policy",
        "seen",
        "id",
        "rule",
        "role",
        "users",
        "required",
        "kind",
        "reason",
        "until",
        "time",
        "days",
        "last_day",
        "zone",
        "end_sessions",
        "end_exemptions",
        "keep_individual",
        "keep_announced",
        "only_time",
    ];

    /// Reads the query from a function that gives the value of a URL parameter. It never fails: what cannot be read is left out.
    pub fn from_params(get: impl Fn(&str) -> Option<String>) -> Self {
        let at_most = |name, longest| {
            let text = get(name).filter(|text| text.len() <= longest);
            text.unwrap_or_default()
        };
        let text = |name| at_most(name, LONGEST);
        let checked = |name| get(name).as_deref() == Some(ON);
        let users = at_most("users", LONGEST_USERS);
        let change = change(&get);
        let gives_time = matches!(change, Some(Previewed::Deadline(_)));
        Self {
            change,
            users: if users.is_empty() {
                text("user")
            } else {
                users
            },
            required: checked("required"),
            below: get(FORM).and_then(|_| Policy::parse(&get("policy")?)),
            seen: get("seen").filter(|seen| gives_time && seen.len() <= LONGEST),
            kind: get("kind").and_then(|text| ExemptionKind::parse(&text)),
            reason: at_most("reason", LONGEST_REASON),
            until: text("until"),
            time: text("time"),
            days: text("days"),
            last_day: text("last_day"),
            zone: text("zone"),
            end_sessions: checked("end_sessions"),
            end_exemptions: checked("end_exemptions"),
            keep_individual: checked("keep_individual"),
            keep_announced: checked("keep_announced"),
            only_time: checked("only_time"),
        }
    }

    /// The same from the query of an address, as a browser writes that of a form.
    pub fn read(query: &str) -> Self {
        let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|p| p.split_once('=')).collect();
        Self::from_params(|name| {
            let found = pairs.iter().find(|(other, _)| *other == name);
            percent_decode(&found?.1.replace('+', "%20"))
        })
    }

    /// The URL parameters, in a fixed order.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = self.change.map_or_else(Vec::new, params_of);
        params.extend(
            self.below
                .map(|policy| ("policy", policy.as_str().to_owned())),
        );
        params.extend(self.seen.clone().map(|seen| ("seen", seen)));
        params.extend(self.kind.map(|kind| ("kind", kind.as_str().to_owned())));
        let texts = [
            ("users", &self.users),
            ("reason", &self.reason),
            ("until", &self.until),
            ("time", &self.time),
            ("days", &self.days),
            ("last_day", &self.last_day),
            ("zone", &self.zone),
        ];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        params.extend(texts.map(|(name, text)| (name, text.clone())));
        let boxes = [
            ("required", self.required),
            ("end_sessions", self.end_sessions),
            ("end_exemptions", self.end_exemptions),
            ("keep_individual", self.keep_individual),
            ("keep_announced", self.keep_announced),
            ("only_time", self.only_time),
        ];
        let boxes = boxes.into_iter().filter(|(_, checked)| *checked);
        params.extend(boxes.map(|(name, _)| (name, ON.to_owned())));
        params
    }

    /// The path of the preview.
    pub fn href(&self) -> String {
        path::with_all(path::PREVIEW, &self.params())
    }
}

/// The change that the fields name.
fn change(get: &impl Fn(&str) -> Option<String>) -> Option<Previewed> {
    let group = || -> Option<GroupId> { get("id")?.parse().ok() };
    let user = || -> Option<UserId> { get("id")?.parse().ok() };
    let Some(form) = get(FORM) else {
        let policy = get("policy").and_then(|text| Policy::parse(&text));
        let of_group = || Some(Previewed::Group(group()?, GroupRule::parse(&get("rule")?)?));
        return policy.map(Previewed::Policy).or_else(of_group);
    };
    Some(match PreviewedForm::parse(&form)? {
        PreviewedForm::Join => Previewed::Join(group()?),
        PreviewedForm::Leave => Previewed::Leave(group()?),
        PreviewedForm::Requirement => Previewed::Requirement(user()?),
        PreviewedForm::RuleEnd => Previewed::RuleEnd(user()?, OverrideRule::parse(&get("rule")?)?),
        PreviewedForm::Deadline => Previewed::Deadline(user()?),
        PreviewedForm::Deactivation => Previewed::Deactivation(user()?),
        PreviewedForm::Deletion => Previewed::Deletion(user()?),
        PreviewedForm::Role => Previewed::Role(user()?, Role::parse(&get("role")?)?),
    })
}

/// The URL parameters that name a change.
fn params_of(change: Previewed) -> Vec<(&'static str, String)> {
    let form = |form: PreviewedForm, id: String| vec![(FORM, form.as_str().to_owned()), ("id", id)];
    match change {
        Previewed::Policy(policy) => vec![("policy", policy.as_str().to_owned())],
        Previewed::Group(id, rule) => {
            vec![("id", id.to_string()), ("rule", rule.as_str().to_owned())]
        }
        Previewed::Join(id) => form(PreviewedForm::Join, id.to_string()),
        Previewed::Leave(id) => form(PreviewedForm::Leave, id.to_string()),
        Previewed::Requirement(id) => form(PreviewedForm::Requirement, id.to_string()),
        Previewed::RuleEnd(id, rule) => {
            let mut params = form(PreviewedForm::RuleEnd, id.to_string());
            params.push(("rule", rule.as_str().to_owned()));
            params
        }
        Previewed::Deadline(id) => form(PreviewedForm::Deadline, id.to_string()),
        Previewed::Deactivation(id) => form(PreviewedForm::Deactivation, id.to_string()),
        Previewed::Deletion(id) => form(PreviewedForm::Deletion, id.to_string()),
        Previewed::Role(id, role) => {
            let mut params = form(PreviewedForm::Role, id.to_string());
            params.push(("role", role.as_str().to_owned()));
            params
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(params: &[(&str, &str)]) -> PreviewQuery {
        PreviewQuery::from_params(|name| {
            let found = params.iter().find(|(n, _)| *n == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_preview_reads_back_from_its_own_address() {
        for (params, change) in [
            (
                vec![
                    ("policy", "required"),
                    ("time", "days"),
                    ("days", "14"),
                    ("end_exemptions", "on"),
                ],
                Some(Previewed::Policy(Policy::Required)),
            ),
            (
                vec![
                    ("id", "7"),
                    ("rule", "required"),
                    ("time", "date"),
                    ("last_day", "2026-12-24"),
                    ("zone", "Europe/Paris"),
                ],
                Some(Previewed::Group(GroupId::new(7), GroupRule::Required)),
            ),
            (
                vec![("form", "join"), ("id", "7"), ("users", "3 a@exemple.fr")],
                Some(Previewed::Join(GroupId::new(7))),
            ),
            (
                vec![
                    ("form", "requirement"),
                    ("id", "3"),
                    ("policy", "required"),
                    ("kind", "for-a-time"),
                    ("reason", "En congé"),
                    ("until", "2026-12-24"),
                ],
                Some(Previewed::Requirement(UserId::new(3))),
            ),
            (
                vec![
                    ("form", "deadline"),
                    ("id", "3"),
                    ("seen", "14 days"),
                    ("last_day", "2026-12-24"),
                ],
                Some(Previewed::Deadline(UserId::new(3))),
            ),
            (
                vec![("form", "rule-end"), ("id", "3"), ("rule", "exempt")],
                Some(Previewed::RuleEnd(UserId::new(3), OverrideRule::Exempt)),
            ),
            (
                vec![("form", "role"), ("id", "3"), ("role", "user")],
                Some(Previewed::Role(UserId::new(3), Role::User)),
            ),
        ] {
            let query = read(&params);
            assert_eq!(query.change, change);
            let said = query.params();
            let said: Vec<(&str, &str)> = said.iter().map(|(n, v)| (*n, v.as_str())).collect();
            assert_eq!(said, params);
            let href = query.href();
            let address = href.strip_prefix("/account/preview?").unwrap();
            assert_eq!(PreviewQuery::read(address), query);
        }
    }

    #[test]
    fn the_one_who_leaves_is_named_by_the_field_of_that_form() {
        let query = read(&[("form", "leave"), ("id", "7"), ("user", "3")]);
        assert_eq!(query.users, "3");
        assert_eq!(query.change, Some(Previewed::Leave(GroupId::new(7))));
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let long = "x".repeat(65);
        let query = read(&[
            ("policy", "maybe"),
            ("id", "7"),
            ("time", &long),
            ("end_sessions", "yes"),
        ]);
        assert_eq!(query, PreviewQuery::default());
    }
}

//! How server functions are asked, and what they answer.

/// The answer to a caller of a server function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Get {
    /// 200: success.
    Done,
    /// 422: the rules let the caller through, and the values are refused.
    Refused,
    /// 401: there is no session.
    SignIn,
    /// 403: the second factor is missing.
    Code,
    /// 403: the enrolment is missing.
    Enrol,
    /// 403: only for callers who still have to give a code.
    TooFar,
    /// 403: only for admins.
    NoRight,
    /// 403: only with a fresh proof.
    StepUp,
}

/// How the arguments are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Args {
    /// In the address, for functions that only read.
    Query(&'static [(&'static str, &'static str)]),
    /// As a form.
    Form(&'static [(&'static str, &'static str)]),
    /// As JSON.
    Json(&'static str),
}

/// A filter to save.
pub const FILTER: Args = Args::Form(&[("name", "Urgent"), ("query", "status=pending")]);
/// A group.
pub const GROUP: Args = Args::Form(&[("id", "{group}")]);
/// The table of users without a filter.
pub const TABLE: &str = r#"{"query":{"search":"","status":null,"requirement":null,"role":null,"undeliverable":false,"sort":"name","direction":"asc","page":1}}"#;
/// The audit log without a filter.
pub const LOG: &str =
    r#"{"query":{"actor":"","target":"","action":null,"from":null,"to":null,"before":null}}"#;
/// All groups.
pub const GROUPS: &str = r#"{"asked":{"id":null,"members":{"search":"","status":null,"requirement":null,"role":null,"undeliverable":false,"sort":"name","direction":"asc","page":1},"find":"","dialog":""}}"#;
/// A preview of the policy.
pub const PREVIEW: &str = r#"{"asked":{"change":{"Policy":"required"},"users":"","required":false,"below":null,"seen":null,"kind":null,"reason":"","until":"","time":"","days":"","last_day":"","zone":"","end_sessions":false,"end_exemptions":false,"keep_individual":false,"keep_announced":false,"only_time":false}}"#;
/// The users before and after the first one in the table.
pub const NEIGHBOURS: &str = r#"{"id":1,"query":{"search":"","status":null,"requirement":null,"role":null,"undeliverable":false,"sort":"name","direction":"asc","page":1}}"#;
/// Says to which group users are added, begins that, and ends something that is under way.
pub const BULK_TERMS: Args = Args::Form(&[("id", "{bulk}"), ("group", "{group}")]);
/// See [`BULK_TERMS`].
pub const BULK_START: Args = Args::Form(&[("id", "{bulk}"), ("seen", "1|{group}|||")]);
/// See [`BULK_TERMS`].
pub const BULK_CANCEL: Args = Args::Form(&[("id", "{running}")]);
/// See [`BULK_TERMS`].
pub const BULK_UNDO: Args = Args::Form(&[("id", "{over}")]);
/// A password.
pub const NEW: &str = "sept girafes bleues nagent";

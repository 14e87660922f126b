//! The values and requests that the tables of routes stand for.

use super::{Args, VICTIM};
use crate::support::{Ask, INVITEE, TestServer, urlencode};
use axum::http::Method;
use domain::Timestamp;

/// A user who exists for one request alone, and a session of the caller's own to be ended.
#[derive(Debug, Clone)]
pub struct Values {
    pub victim: i64,
    pub session: i64,
    /// The known device of the newest sign-in.
    pub device: i64,
    /// A session of the victim.
    pub theirs: i64,
    /// A file that the caller may import, if the caller may.
    pub import: i64,
    /// An operation on many users that the caller prepares, if the caller may: adding the victim to the group.
    pub bulk: i64,
    /// One that is under way.
    pub running: i64,
    /// An operation that can be taken back.
    pub over: i64,
    /// A group that requires 2FA, with the victim in it.
    pub group: i64,
    /// The profile of the victim, as a form shows it.
    profile: String,
    /// The organisation, as its form shows it.
    organisation: String,
    /// The days of reminders, as their form shows them.
    reminder_days: String,
    /// A day in a month.
    month: Timestamp,
}

impl Values {
    /// Creates the victim.
    pub async fn new(server: &TestServer) -> Self {
        let count: i64 = server.value("SELECT count(*) FROM users").await;
        let victim = server
            .person(&format!("Victor {count}"), INVITEE)
            .await
            .id
            .get();
        let session: Option<i64> = server.value("SELECT max(id) FROM sessions").await;
        let device: Option<i64> = server.value("SELECT max(id) FROM device_cookies").await;
        let import = format!(
            "INSERT INTO imports (user_id, created_at, file_name, encoding, columns, language, state, address, user_agent) \
             VALUES (coalesce((SELECT user_id FROM sessions ORDER BY id DESC LIMIT 1), {victim}), {now}, 'a.csv', 'utf-8', '', 'fr', \
             'uploaded', '', '') RETURNING id",
            now = server.now().unix()
        );
        let import: i64 = server.value(&import).await;
        let content = if server.db().is_postgres() {
            "convert_to('e-mail,name', 'UTF8')"
        } else {
            "CAST('e-mail,name' AS BLOB)"
        };
        let file =
            format!("INSERT INTO import_files VALUES ({import}, {content}) RETURNING import_id");
        let import: i64 = server.value(&file).await;
        let group = format!(
            "INSERT INTO \"groups\" (name, name_key, requires, created_at) \
             VALUES ('Groupe {victim}', 'groupe {victim}', 'required', 1) RETURNING id"
        );
        let group: i64 = server.value(&group).await;
        let member = format!(
            "INSERT INTO group_members (group_id, user_id, added_at) \
             VALUES ({group}, {victim}, 1) RETURNING group_id"
        );
        let group: i64 = server.value(&member).await;
        // What the group requires is kept on the row: there is something to activate.
        let asked =
            format!("UPDATE users SET group_required_since = 1 WHERE id = {victim} RETURNING id");
        let victim: i64 = server.value(&asked).await;
        // Their numbers are no user's, and the number of those under way at once is bounded.
        server.plant("DELETE FROM bulk_operations").await;
        let operation = |number: i64, state: &str| {
            format!(
                "INSERT INTO bulk_operations (id, user_id, created_at, kind, group_id, selection, state, address, user_agent, last_user) \
                 VALUES ({number}, coalesce((SELECT user_id FROM sessions ORDER BY id DESC LIMIT 1), {victim}), {now}, 'join', {group}, \
                 '[{victim}]', '{state}', '', '', {victim}) RETURNING id",
                now = server.now().unix()
            )
        };
        let bulk: i64 = server.value(&operation(1_000_000 + victim, "chosen")).await;
        let running: i64 = server
            .value(&operation(2_000_000 + victim, "running"))
            .await;
        let over: i64 = server.value(&operation(3_000_000 + victim, "done")).await;
        let acted = format!(
            "UPDATE bulk_operations SET done = 1, acted_at = {} WHERE id = {over}",
            server.now().unix()
        );
        server.plant(&acted).await;
        let insert = format!(
            "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, opened_at, \
             user_agent, address) VALUES (randomblob(32), {victim}, {now}, {now}, {now}, '', '') \
             RETURNING id",
            now = server.now().unix()
        );
        Self {
            victim,
            session: session.unwrap_or(0),
            device: device.unwrap_or(0),
            theirs: server.value(&insert).await,
            import,
            bulk,
            running,
            over,
            group,
            profile: server.shown_profile(&victim.to_string()).await,
            organisation: server.shown_organisation().await,
            reminder_days: server.shown_reminder_days().await,
            month: server.now().plus(30 * 86_400),
        }
    }

    pub fn fill(&self, text: &str) -> String {
        text.replace(VICTIM, &self.victim.to_string())
            .replace("{session}", &self.session.to_string())
            .replace("{device}", &self.device.to_string())
            .replace("{theirs}", &self.theirs.to_string())
            .replace("{import}", &self.import.to_string())
            .replace("{bulk}", &self.bulk.to_string())
            .replace("{running}", &self.running.to_string())
            .replace("{over}", &self.over.to_string())
            .replace("{group}", &self.group.to_string())
            .replace("{profile}", &self.profile)
            .replace("{organisation}", &self.organisation)
            .replace("{reminder-days}", &self.reminder_days)
            .replace("{month}", &self.month.to_day())
    }
}

/// The request that calls a server function.
pub fn ask(path: &str, args: Args, values: &Values) -> Ask {
    match args {
        Args::Query([]) => Ask::get(path),
        Args::Query(fields) => Ask::get(&format!("{path}?{}", query(fields, values))),
        Args::Form(fields) => Ask::urlencoded(path, &query(fields, values)),
        Args::Json(text) => Ask::json(path, &values.fill(text)),
    }
}

fn query(fields: &[(&str, &str)], values: &Values) -> String {
    let filled: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, value)| (*name, values.fill(value)))
        .collect();
    let filled: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    urlencode(&filled)
}

/// How a server function must be called.
pub fn method(args: Args) -> Method {
    match args {
        Args::Query(_) => Method::GET,
        Args::Form(_) | Args::Json(_) => Method::POST,
    }
}

/// The path of a page.
pub fn page_path(pattern: &str, values: &Values) -> String {
    pattern
        .replace(":token", "none")
        .replace(":id", &values.victim.to_string())
}

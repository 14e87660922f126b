//! What the page of a form would have shown at this moment: the form sends it back.

use super::TestServer;
use domain::{Grace, GroupRule, Timestamp, seen};

impl TestServer {
    /// The fields, with what the page of this form shows now, unless it is among them.
    pub async fn as_shown(&self, path: &str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let given = |name: &str| fields.iter().find(|(field, _)| *field == name);
        let id = given("id").map_or("0", |(_, id)| *id);
        let shown = match path {
            "/api/users/requirement" => Some(("policy", self.shown_policy(id).await)),
            "/api/organisation/change" => Some(("seen", self.shown_organisation().await)),
            "/api/mails/reminder-days" => Some(("seen", self.shown_reminder_days().await)),
            "/api/users/edit" => Some(("seen", self.shown_profile(id).await)),
            "/api/groups/rename" => Some(("seen", self.shown_name(id).await)),
            "/api/groups/rule" => Some(("seen", self.shown_rule(id).await)),
            _ => None,
        };
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut fields: Vec<(String, String)> = fields.iter().copied().map(owned).collect();
        if let Some((name, value)) = shown
            && given(name).is_none()
        {
            fields.push((name.to_owned(), value));
        }
        fields
    }

    /// What policy and groups ask of a user together.
    async fn shown_policy(&self, id: &str) -> String {
        let required = format!(
            "SELECT (SELECT count(*) FROM users WHERE id = {id} AND group_required_since IS NOT NULL) \
             + (SELECT count(*) FROM policies WHERE policy = 'required')"
        );
        let required: i64 = self.value(&required).await;
        let word = if required > 0 { "required" } else { "optional" };
        word.to_owned()
    }

    /// The profile of a user; nothing where there is none.
    pub async fn shown_profile(&self, id: &str) -> String {
        let profile = "language || '|' || email || '|' || name";
        let sql = format!("SELECT coalesce(max({profile}), '') FROM users WHERE id = {id}");
        self.value(&sql).await
    }

    /// The organisation.
    pub async fn shown_organisation(&self) -> String {
        let row = self.backend.organisation().await.unwrap();
        seen::organisation(&row.name, &row.contact, &row.sentence, &row.time_zone)
    }

    /// The days of reminders.
    pub async fn shown_reminder_days(&self) -> String {
        self.value("SELECT reminder_days FROM organisations").await
    }

    /// The name of a group; nothing where there is none.
    pub async fn shown_name(&self, id: &str) -> String {
        let sql = format!("SELECT coalesce(max(name), '') FROM \"groups\" WHERE id = {id}");
        self.value(&sql).await
    }

    async fn shown_rule(&self, id: &str) -> String {
        let of = |column: &str| format!("SELECT max({column}) FROM \"groups\" WHERE id = {id}");
        let rule: Option<String> = self.value(&of("requires")).await;
        let rule = rule.and_then(|rule| GroupRule::parse(&rule));
        let days: Option<i64> = self.value(&of("grace_days")).await;
        let until: Option<i64> = self.value(&of("grace_until")).await;
        let grace = Grace::kept(days, until.map(Timestamp::from_unix));
        seen::group_rule(rule.unwrap_or(GroupRule::Nothing), grace)
    }
}

//! A browser with its cookies.

use super::{Answer, Ask, HTTPS_URL, PASSWORD, Person, Phone, TestServer};
use std::collections::BTreeMap;
use wire::view::Enrolment;

/// A browser: with script it calls server functions as the application does, without it sends
/// forms as they are.
pub struct Browser<'a> {
    pub(super) server: &'a TestServer,
    script: bool,
    pub cookies: BTreeMap<String, String>,
    /// The page that is open.
    pub here: String,
}

impl<'a> Browser<'a> {
    pub(super) fn new(server: &'a TestServer, script: bool) -> Self {
        Self {
            server,
            script,
            cookies: BTreeMap::new(),
            here: "/sign-in".to_owned(),
        }
    }

    /// The same cookies in a browser without script.
    pub fn without_script(&self) -> Self {
        let cookies = self.cookies.clone();
        Self {
            server: self.server,
            script: false,
            cookies,
            here: self.here.clone(),
        }
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Answer {
        path.clone_into(&mut self.here);
        self.send(Ask::get(path).with("accept", "text/html,*/*;q=0.8"))
            .await
    }

    /// Calls a server function that reads.
    pub async fn read(&mut self, path: &str) -> Answer {
        self.send(Ask::get(path)).await
    }

    /// Sends a form of a page that was rendered right now.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = self.server.as_shown(path, fields).await;
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        self.send(Ask::form(path, &fields)).await
    }

    /// Sends a request with the headers that a browser adds, and keeps the cookies of the answer.
    pub async fn send(&mut self, mut ask: Ask) -> Answer {
        let (accept, mode) = if self.script {
            ("application/json", "cors")
        } else {
            ("text/html,application/xhtml+xml,*/*;q=0.8", "navigate")
        };
        ask.default_header("accept", accept);
        ask.default_header("sec-fetch-mode", mode);
        ask.default_header("sec-fetch-site", "same-origin");
        ask.default_header("referer", &format!("{}{}", self.server.url, self.here));
        if !ask.is_get() {
            ask.default_header("origin", self.server.url);
        }
        if !self.cookies.is_empty() {
            ask.default_header("cookie", &self.cookie_header());
        }
        let answer = self.server.send(ask).await;
        self.keep_cookies(&answer);
        answer
    }

    /// All cookies, as a browser sends them.
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The name of the session's cookie.
    pub fn session_name(&self) -> &'static str {
        if self.server.url == HTTPS_URL {
            "__Host-bouclier"
        } else {
            "bouclier-3000"
        }
    }

    /// The session's token.
    #[track_caller]
    pub fn token(&self) -> String {
        self.cookies
            .get(self.session_name())
            .expect("a session")
            .clone()
    }

    /// A second browser of the same kind with this token.
    pub fn with_token(&self, token: &str) -> Self {
        let cookies = BTreeMap::from([(self.session_name().to_owned(), token.to_owned())]);
        Self {
            server: self.server,
            script: self.script,
            cookies,
            here: self.here.clone(),
        }
    }

    /// The same browser, as another server answers it.
    pub fn at<'b>(&self, server: &'b TestServer) -> Browser<'b> {
        Browser {
            server,
            script: self.script,
            cookies: self.cookies.clone(),
            here: self.here.clone(),
        }
    }

    /// Whether the server knows the session.
    pub async fn is_known(&mut self) -> bool {
        let accept = Ask::get("/api/viewer").with("accept", "application/json");
        self.send(accept).await.status == 200
    }

    pub async fn give_password(&mut self, person: &Person) -> Answer {
        let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
        self.post("/api/sign-in", &fields).await
    }

    /// Sends the code that the phone shows at the next time step.
    pub async fn give_code(&mut self, phone: &Phone) -> Answer {
        self.server.advance(30);
        self.post(
            "/api/sign-in/code",
            &[("code", &phone.at(self.server.now()))],
        )
        .await
    }

    /// The current step of the enrolment.
    pub async fn enrolment(&mut self) -> Enrolment {
        let ask = Ask::get("/api/enrolment").with("accept", "application/json");
        self.send(ask).await.json()
    }

    /// Begins an enrolment and scans the secret.
    pub async fn scan(&mut self) -> Phone {
        self.post("/api/enrolment/begin", &[]).await;
        match self.enrolment().await {
            Enrolment::Confirm(pending) => Phone::scan(&pending.secret),
            other => panic!("no secret: {other:?}"),
        }
    }

    /// Begins and confirms an enrolment; the recovery codes wait to be saved.
    pub async fn confirm(&mut self) -> (Phone, Vec<String>) {
        let phone = self.scan().await;
        let code = phone.at(self.server.now());
        self.post("/api/enrolment/confirm", &[("code", &code)])
            .await;
        match self.enrolment().await {
            Enrolment::Save(sheet) => (phone, sheet.codes),
            other => panic!("no codes to save: {other:?}"),
        }
    }

    /// Enrols a phone, to the end.
    pub async fn enrol(&mut self) -> (Phone, Vec<String>) {
        let (phone, codes) = self.confirm().await;
        self.post("/api/enrolment/finish", &[("saved", "on")]).await;
        assert!(matches!(self.enrolment().await, Enrolment::Done));
        (phone, codes)
    }
}

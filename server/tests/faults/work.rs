//! The work of users until the server is killed.

use super::http::{Answer, Client};
use super::people::{Ack, Enrolled, World};
use backend::clock::Clock;
use domain::UserId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use test_support::{Person, Phone};
use tokio::sync::Notify;
use wire::view::Enrolment;

/// One life of the server: after this many acknowledged answers it is killed.
pub struct Round {
    left: AtomicU64,
    pub enough: Notify,
}

impl Round {
    pub fn new(answers: u64) -> Self {
        Self {
            left: AtomicU64::new(answers),
            enough: Notify::new(),
        }
    }

    /// Counts an answer.
    pub fn count(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.enough.notify_one();
        }
    }
}

struct Worker {
    world: Arc<World>,
    round: Arc<Round>,
    client: Client,
}

/// Works until an answer does not come; each browser prefers another kind of work.
pub async fn work(world: Arc<World>, round: Arc<Round>, client: Client, kind: u64, shift: u64) {
    let mut worker = Worker {
        world,
        round,
        client,
    };
    let mut turn = if kind < 2 { shift } else { kind };
    loop {
        let answered = match turn % 5 {
            // Only one browser: of two concurrent changes the last one would be unknown.
            3 if kind == 3 => worker.switch().await,
            1 | 4 => worker.code_or_recovery(turn.is_multiple_of(2)).await,
            2 => worker.enrol().await,
            _ => worker.password(turn).await,
        };
        if answered.is_none() {
            return;
        }
        if kind < 2 {
            turn += 1;
        }
    }
}

impl Worker {
    fn done(&self, ack: Ack) {
        self.world.acks.lock().unwrap().push(ack);
        self.round.count();
    }

    async fn password(&mut self, turn: u64) -> Option<()> {
        let visitors = &self.world.visitors;
        let person = visitors[usize::try_from(turn).unwrap() % visitors.len()].clone();
        right(&person.email, self.client.sign_in(&person.email).await?);
        self.done(Ack::Session(self.client.token.clone()?));
        Some(())
    }

    async fn code_or_recovery(&mut self, recovery: bool) -> Option<()> {
        let taken = self.world.enrolled.lock().unwrap().pop_front();
        let Some(mut enrolled) = taken else {
            return self.password(0).await;
        };
        let given = self.second_factor(&mut enrolled, recovery).await;
        self.world.enrolled.lock().unwrap().push_back(enrolled);
        given
    }

    async fn second_factor(&mut self, enrolled: &mut Enrolled, recovery: bool) -> Option<()> {
        let person = enrolled.person.clone();
        right(&person.email, self.client.sign_in(&person.email).await?);
        let now = Clock::System.now();
        let step = now.unix() / 30;
        let ack = if step > enrolled.step && !recovery {
            enrolled.step = step;
            let code = enrolled.phone.at(now);
            Ack::Step(person.clone(), step, code)
        } else if let Some(code) = enrolled.codes.pop() {
            Ack::Recovery(person.clone(), code)
        } else {
            return Some(());
        };
        let (Ack::Step(_, _, code) | Ack::Recovery(_, code)) = &ack else {
            return Some(());
        };
        let fields = [("code", code.as_str())];
        let answer = self.client.post("/api/sign-in/code", &fields).await?;
        // Attempts that were cut off stay counted: too many in a row start a delay.
        if answer.status == 429 {
            return Some(());
        }
        right(&person.email, answer.status);
        self.done(ack);
        Some(())
    }

    async fn enrol(&mut self) -> Option<()> {
        let taken = self.world.plain.lock().unwrap().pop_front();
        let Some(person) = taken else {
            return self.password(0).await;
        };
        let enrolled = self.enrol_as(&person).await;
        let gone = enrolled.as_ref().map(|_| ());
        match enrolled {
            Some(Some(enrolled)) => self.world.enrolled.lock().unwrap().push_back(enrolled),
            // A user whose confirmation went unanswered is recognised by the refusal to begin again.
            Some(None) => {}
            None => self.world.plain.lock().unwrap().push_back(person),
        }
        gone
    }

    /// `None` if an answer did not come; nothing if the factor was confirmed before.
    async fn enrol_as(&mut self, person: &Person) -> Option<Option<Enrolled>> {
        right(&person.email, self.client.sign_in(&person.email).await?);
        if self.client.post("/api/enrolment/begin", &[]).await?.status != 200 {
            return Some(None);
        }
        let Enrolment::Confirm(pending) = stands(&self.client.get("/api/enrolment").await?)? else {
            return Some(None);
        };
        let now = Clock::System.now();
        let phone = Phone::scan(&pending.secret);
        let shown = phone.at(now);
        let fields = [("code", shown.as_str())];
        let answer = self.client.post("/api/enrolment/confirm", &fields).await?;
        right(&person.email, answer.status);
        self.done(Ack::Confirmed(person.clone()));
        let Enrolment::Save(sheet) = stands(&self.client.get("/api/enrolment").await?)? else {
            panic!("no codes to save");
        };
        let codes = sheet.codes;
        let fields = [("saved", "on")];
        let answer = self.client.post("/api/enrolment/finish", &fields).await?;
        right(&person.email, answer.status);
        self.done(Ack::Saved(person.clone()));
        Some(Some(Enrolled {
            person: person.clone(),
            phone,
            codes,
            step: now.unix() / 30,
        }))
    }

    /// The admin switches the requirement of each user in turn.
    async fn switch(&mut self) -> Option<()> {
        let admin = self.world.admin.clone();
        right(&admin, self.client.sign_in(&admin).await?);
        let targets: Vec<UserId> = self.world.rules.lock().unwrap().keys().copied().collect();
        for id in targets {
            let before = self.world.rules.lock().unwrap().insert(id, None).flatten();
            let required = before != Some(true);
            let number = id.to_string();
            let mut fields = vec![
                ("id", number.as_str()),
                ("policy", "optional"),
                ("reason", ""),
                ("until", ""),
            ];
            if required {
                fields.push(("required", "on"));
            }
            let answer = self.client.post("/api/users/requirement", &fields).await?;
            right(&admin, answer.status);
            self.world.rules.lock().unwrap().insert(id, Some(required));
            self.done(Ack::Rule);
        }
        Some(())
    }
}

#[track_caller]
fn right(who: &str, status: u16) {
    assert_eq!(status, 200, "{who}");
}

/// The current step of an enrolment; none if the answer was cut off.
fn stands(answer: &Answer) -> Option<Enrolment> {
    let (from, to) = (
        answer.body.find(['{', '"'])?,
        answer.body.rfind(['}', '"'])?,
    );
    serde_json::from_str(answer.body.get(from..=to)?).ok()
}

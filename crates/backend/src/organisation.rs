//! The organisation: its name, whom its users ask, a sentence of its own, its time zone, and when its users are reminded.

use crate::access::{FreshAdmin, Reader};
use crate::as_seen::AsSeen;
use crate::audit::{Done, UnitOfWork};
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::time_zone::{self, TimeZone};
use domain::problem::Problem;
use domain::reminder::ReminderDays;
use domain::{AuditAction, AuditDetail, Change, Contact, OrganisationName, OwnSentence, seen};
use store::Connection;
use store::entity::organisation;
use wire::view::Organisation;

/// The fields of the form.
#[derive(Debug, Clone, Copy)]
pub struct OrganisationInput<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// Whom users ask, as typed.
    pub contact: &'a str,
    /// The sentence of its own, as typed.
    pub sentence: &'a str,
    /// The name of the time zone.
    pub time_zone: &'a str,
}

impl Backend {
    /// The organisation. For everybody: the sign-in shows it.
    pub async fn organisation(&self) -> Result<Organisation> {
        let row = load(self.db.read()).await?;
        Ok(Organisation {
            name: row.name,
            contact: row.contact,
            sentence: row.sentence,
            time_zone: row.time_zone,
        })
    }

    /// The organisation, and the names of the time zones to choose from.
    pub async fn organisation_to_change(
        &self,
        _reader: impl Into<Reader<'_>>,
    ) -> Result<(Organisation, Vec<String>)> {
        let present = self.organisation().await?;
        let mut names = time_zone::names();
        if !names.contains(&present.time_zone) {
            names.push(present.time_zone.clone());
        }
        Ok((present, names))
    }

    /// Changes name, contact, sentence and time zone; returns whether anything has changed.
    pub async fn change_organisation<'a>(
        &self,
        admin: FreshAdmin<'_>,
        input: impl Into<AsSeen<'a, OrganisationInput<'a>>>,
    ) -> Result<bool> {
        let work = self.begin(admin.actor()).await?;
        let changed = change_in(&work, input.into()).await?;
        work.commit_unrecorded().await?;
        Ok(changed)
    }

    /// How many days before a deadline users are reminded.
    pub async fn reminder_days(&self, _reader: impl Into<Reader<'_>>) -> Result<ReminderDays> {
        reminder_days(self.db.read()).await
    }

    /// Changes these days, which are typed with commas, semicolons or spaces between them; nothing for no reminders. Returns whether
    /// anything has changed.
    pub async fn change_reminder_days<'a>(
        &self,
        admin: FreshAdmin<'_>,
        typed: impl Into<AsSeen<'a, &'a str>>,
    ) -> Result<bool> {
        let form: AsSeen<'_, &str> = typed.into();
        let days = ReminderDays::parse(form.asked).ok_or(Problem::ReminderDays)?;
        let work = self.begin(admin.actor()).await?;
        let row = load(work.tx()).await?;
        let Some(change) = Change::between(row.reminder_days, days.to_string()) else {
            return Ok(false);
        };
        form.still(&change.from)?;
        store::organisation::set_reminder_days(work.tx(), &days).await?;
        let detail = AuditDetail::Organisation {
            name: None,
            contact: None,
            time_zone: None,
            sentence: None,
            reminder_days: Some(change),
        };
        let done = Done::from(AuditAction::OrganisationChanged).with(detail);
        work.commit(done).await?;
        Ok(true)
    }
}

/// How many days before a deadline users are reminded.
pub(crate) async fn reminder_days(db: &impl Connection) -> Result<ReminderDays> {
    let row = load(db).await?;
    ReminderDays::parse(&row.reminder_days)
        .ok_or_else(|| Error::internal("reading the days of reminders", "they are none"))
}

/// The single row.
pub(crate) async fn load(db: &impl Connection) -> Result<organisation::Model> {
    store::organisation::find(db)
        .await?
        .ok_or_else(|| Error::internal("reading the organisation", "its row is gone"))
}

/// Changes the organisation within a change, and writes from what to what; returns whether anything has changed.
pub(crate) async fn change_in(
    work: &UnitOfWork,
    form: AsSeen<'_, OrganisationInput<'_>>,
) -> Result<bool> {
    let input = form.asked;
    let name = OrganisationName::parse(input.name)?;
    let contact = Contact::parse(input.contact)?;
    let sentence = OwnSentence::parse(input.sentence)?;
    let zone = TimeZone::parse(input.time_zone).ok_or(Problem::TimeZoneUnknown)?;
    let row = load(work.tx()).await?;
    let present = seen::organisation(&row.name, &row.contact, &row.sentence, &row.time_zone);
    let changes = [
        (row.name, name.as_str()),
        (row.contact, contact.as_str()),
        (row.sentence, sentence.as_str()),
        (row.time_zone, zone.name()),
    ];
    let changes = changes.map(|(from, to)| Change::between(from, to.to_owned()));
    if changes.iter().all(Option::is_none) {
        return Ok(false);
    }
    form.still(&present)?;
    store::organisation::change(work.tx(), &name, &contact, &sentence, zone.name()).await?;
    let [name, contact, sentence, time_zone] = changes;
    let detail = AuditDetail::Organisation {
        name,
        contact,
        time_zone,
        sentence,
        reminder_days: None,
    };
    let done = Done::from(AuditAction::OrganisationChanged).with(detail);
    work.record(done).await?;
    Ok(true)
}

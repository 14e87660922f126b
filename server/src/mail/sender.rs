//! Who writes the mails: the organisation, in its time zone.

use super::text::{Key, mail, month, text, variable};
use backend::time_zone::{TimeZone, UTC};
use domain::{Locale, Timestamp};
use lettre::Address;
use wire::view::Organisation;

/// Who writes.
#[derive(Debug, Clone)]
pub struct Sender<'a> {
    /// The address of the sender.
    pub from: &'a Address,
    /// Links lead there.
    pub public_url: &'a str,
    /// The organisation.
    pub organisation: Organisation,
    zone: TimeZone,
}

impl<'a> Sender<'a> {
    /// An organisation that writes from this address.
    pub fn new(from: &'a Address, public_url: &'a str, organisation: Organisation) -> Self {
        Self {
            from,
            public_url,
            zone: TimeZone::of(&organisation.time_zone),
            organisation,
        }
    }

    /// The name of the sender.
    pub fn name(&self) -> String {
        match &*self.organisation.name {
            "" => "Bouclier".to_owned(),
            name => format!("{name} · Bouclier"),
        }
    }

    /// A moment: `3 November 2026 at 14:05 UTC`, « 3 novembre 2026 à 15:05 (Europe/Paris) ».
    pub fn moment(&self, at: Timestamp, locale: Locale) -> String {
        let civil = at.civil(self.zone.offset_minutes(at));
        let zone = match self.zone.name() {
            UTC => UTC.to_owned(),
            name => format!("({name})"),
        };
        text!(
            locale,
            mail::MOMENT,
            day = self.day(at, locale),
            time = format!("{:02}:{:02}", civil.hour, civil.minute),
            zone = zone
        )
    }

    /// Until when something is: its last day where it ends with a day, else the moment.
    pub fn until(&self, at: Timestamp, locale: Locale) -> String {
        match at.last_of_day(|at| self.zone.offset_minutes(at)) {
            Some(last) => self.day(last, locale),
            None => self.moment(at, locale),
        }
    }

    fn day(&self, at: Timestamp, locale: Locale) -> String {
        let civil = at.civil(self.zone.offset_minutes(at));
        let day = match civil.day {
            1 => text!(locale, mail::FIRST),
            day => day.to_string(),
        };
        let month = text!(locale, month(civil.month));
        text!(
            locale,
            mail::DAY,
            day = day,
            month = month,
            year = civil.year
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn organisation(name: &str, time_zone: &str) -> Organisation {
        Organisation {
            name: name.to_owned(),
            time_zone: time_zone.to_owned(),
            ..Organisation::default()
        }
    }

    fn written(name: &str, time_zone: &str) -> [String; 2] {
        let from = "bouclier@exemple.fr".parse().unwrap();
        let organisation = organisation(name, time_zone);
        let sender = Sender::new(&from, "https://2fa.exemple.fr", organisation);
        let at = Timestamp::from_unix(1_800_000_000);
        [sender.name(), sender.moment(at, Locale::En)]
    }

    #[test]
    fn the_sender_has_the_name_of_the_organisation_and_its_time_zone_if_there_are_any() {
        assert_eq!(
            written("", "UTC"),
            ["Bouclier", "15 January 2027 at 08:00 UTC"]
        );
        assert_eq!(
            written("Mairie de Lille", "America/New_York"),
            [
                "Mairie de Lille · Bouclier",
                "15 January 2027 at 03:00 (America/New_York)"
            ]
        );
    }

    #[test]
    fn moments_are_said_in_the_language_of_the_mail_and_the_end_of_a_day_as_its_last_day() {
        let from = "bouclier@exemple.fr".parse().unwrap();
        let paris = organisation("", "Europe/Paris");
        let sender = Sender::new(&from, "https://2fa.exemple.fr", paris);
        // 1 August 2026 at midnight in Paris.
        let end = Timestamp::from_unix(1_785_535_200);
        for (at, fr, en) in [
            (end, "31 juillet 2026", "31 July 2026"),
            (
                end.plus(60),
                "1er août 2026 à 00:01 (Europe/Paris)",
                "1 August 2026 at 00:01 (Europe/Paris)",
            ),
        ] {
            assert_eq!(sender.until(at, Locale::Fr), fr);
            assert_eq!(sender.until(at, Locale::En), en);
        }
        for locale in [Locale::Fr, Locale::En] {
            let months = (1..=12).map(|number| text!(locale, month(number)));
            let months: BTreeSet<String> = months.collect();
            assert_eq!(months.len(), 12);
        }
    }
}

//! Who writes the mails: the organisation, in its time zone.

use backend::time_zone::{TimeZone, UTC};
use domain::Timestamp;
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

    /// A moment in a format for every language: `2026-11-03 14:05 UTC` or `2026-11-03 15:05 (Europe/Paris)`.
    pub fn moment(&self, at: Timestamp) -> String {
        let offset = self.zone.offset_minutes(at);
        let civil = at.civil(offset);
        let zone = match self.zone.name() {
            UTC => UTC.to_owned(),
            name => format!("({name})"),
        };
        let (hour, minute) = (civil.hour, civil.minute);
        format!("{} {hour:02}:{minute:02} {zone}", at.day_at(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, time_zone: &str) -> [String; 2] {
        let organisation = Organisation {
            name: name.to_owned(),
            time_zone: time_zone.to_owned(),
            ..Organisation::default()
        };
        let from = "bouclier@exemple.fr".parse().unwrap();
        let sender = Sender::new(&from, "https://2fa.exemple.fr", organisation);
        let at = Timestamp::from_unix(1_800_000_000);
        [sender.name(), sender.moment(at)]
    }

    #[test]
    fn the_sender_has_the_name_of_the_organisation_and_its_time_zone_if_there_are_any() {
        assert_eq!(written("", "UTC"), ["Bouclier", "2027-01-15 08:00 UTC"]);
        assert_eq!(
            written("Mairie de Lille", "America/New_York"),
            [
                "Mairie de Lille · Bouclier",
                "2027-01-15 03:00 (America/New_York)"
            ]
        );
    }
}

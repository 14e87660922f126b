//! How the figures have changed from day to day.

use super::overview::people;
use crate::access::Reader;
use crate::context::Backend;
use crate::error::Result;
use crate::rules::{load_row, rules_of};
use crate::time_zone::{TimeZone, UTC};
use domain::course::{DayFigures, Forecast, forecast};
use store::users_table::{Segment, Segments};
use store::{daily_figure, organisation};

/// The figures of each day so far, and what they lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The days in their order; one on which no server ran is missing.
    pub days: Vec<DayFigures>,
    /// When nobody will be left.
    pub forecast: Forecast,
}

impl Backend {
    /// Keeps the present figures, service accounts apart, as those of today, where the organisation is. Called again and again: the last ones stay.
    pub async fn keep_daily_figures(&self) -> Result<()> {
        let now = self.now();
        let db = self.db.read();
        let rules = rules_of(&load_row(db).await?);
        let segments = Segments::load(db, &rules, now).await?;
        let own = organisation::find(db).await?;
        let zone = TimeZone::of(own.as_ref().map_or(UTC, |row| &row.time_zone));
        let figures = DayFigures {
            day: zone.day_of(now),
            distribution: people(&segments),
            service_accounts: Some(segments.distribution(Segment::is_service).total()),
        };
        Ok(daily_figure::keep(self.db.write(), &figures).await?)
    }

    /// The figures of each day so far.
    pub async fn course(&self, _reader: impl Into<Reader<'_>>) -> Result<Course> {
        let db = self.db.read();
        let rules = rules_of(&load_row(db).await?);
        let days = daily_figure::all(db).await?;
        Ok(Course {
            forecast: forecast(&days, rules.policy, rules.time.made),
            days,
        })
    }
}

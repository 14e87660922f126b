//! What a page says of the organisation.

use backend::time_zone::TimeZone;
use domain::Timestamp;
use http::request::Parts;
use leptos::prelude::*;
use std::sync::Arc;
use wire::view::Organisation;

/// The organisation, as a layer has read it for a page.
#[derive(Debug, Clone)]
pub struct PageOrganisation(Arc<(Organisation, TimeZone)>);

impl From<Organisation> for PageOrganisation {
    fn from(organisation: Organisation) -> Self {
        let zone = TimeZone::of(&organisation.time_zone);
        Self(Arc::new((organisation, zone)))
    }
}

fn of_page<T>(read: impl FnOnce(&Organisation, &TimeZone) -> T) -> Option<T> {
    with_context::<Parts, _>(|parts| parts.extensions.get::<PageOrganisation>().cloned())
        .flatten()
        .map(|page| read(&page.0.0, &page.0.1))
}

/// The organisation; without a name where it is not known.
pub fn organisation() -> Organisation {
    of_page(|organisation, _| organisation.clone()).unwrap_or_default()
}

/// Minutes east of UTC at a moment, in the time zone of the organisation.
pub fn offset_minutes(at: Timestamp) -> i32 {
    of_page(|_, zone| zone.offset_minutes(at)).unwrap_or(0)
}

//! Query plans: the keys that have sealed something are found without reading what each has sealed.

use crate::explain::{SORTS, steps};
use crate::{Db, sealed_code, totp};
use sea_orm::{DbBackend, QueryTrait};

#[tokio::test]
async fn the_keys_are_found_without_reading_what_each_has_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/plan.sqlite", folder.path().display());
    let db = Db::open(&url).await.unwrap();
    for (select, index) in [
        (
            totp::by_next_key(b"").build(DbBackend::Sqlite),
            "idx_totp_factors_key",
        ),
        (
            sealed_code::by_next_key(b"").build(DbBackend::Sqlite),
            "idx_recovery_codes_key",
        ),
    ] {
        let steps = steps(&db, select, &SORTS).await;
        assert_eq!(steps.len(), 1, "{steps:?}");
        assert!(steps[0].starts_with("SEARCH"), "{steps:?}");
        assert!(steps[0].contains(index), "{steps:?}");
    }
}

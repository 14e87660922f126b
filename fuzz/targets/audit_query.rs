//! The address of the audit log: any query is read, and what was read survives its own address.
#![no_main]

use wire::AuditQuery;
use libfuzzer_sys::fuzz_target;
use url::Url;

fn read(href: &str) -> AuditQuery {
    let site = Url::parse("https://bouclier.exemple.fr").expect("a URL");
    let url = site.join(href).expect("an address of this site");
    let find = |name: &str| {
        url.query_pairs()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.into_owned())
    };
    AuditQuery::from_params(find)
}

fuzz_target!(|query: &str| {
    let once = read(&format!("/account/audit?{}", query.replace('#', "")));
    assert!(once.before.is_none_or(|id| id.get() > 0));
    assert_eq!(once.end().is_some(), once.to.is_some());
    assert_eq!(read(&once.href()), once);
});

//! The address of the table of users: any query is read, and what was read survives its own address.
#![no_main]

use wire::UserQuery;
use libfuzzer_sys::fuzz_target;
use url::Url;

fn read(href: &str) -> UserQuery {
    let site = Url::parse("https://bouclier.exemple.fr").expect("a URL");
    let url = site.join(href).expect("an address of this site");
    let find = |name: &str| {
        url.query_pairs()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.into_owned())
    };
    UserQuery::from_params(find)
}

fuzz_target!(|query: &str| {
    let once = read(&format!("/account/users?{}", query.replace('#', "")));
    assert!((1..=1_000_000).contains(&once.page));
    assert_eq!(read(&once.href()), once);
});

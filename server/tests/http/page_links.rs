//! Every page is linked from another one, beginning with the first page of an admin: a page that nobody finds is none. On the way no form
//! sends a field twice.

use crate::support::{Browser, TestServer, USER};
use app::access::PAGES;
use std::collections::{BTreeMap, BTreeSet};

/// The pages to which no link leads, and how they are reached.
const NOT_LINKED: &[(&str, &str)] = &[
    ("/sign-in", "for those who are not signed in"),
    ("/forgot-password", "for those who are not signed in"),
    ("/step-up", "from a form that asks for a fresh proof"),
    ("/invitation/:token", "from a mail"),
    ("/secure-account/:token", "from a mail"),
    ("/set-up/:token", "from the output of the first start"),
    ("/account/preview", "from a form with a change of a rule"),
    ("/account/groups/:id", "there is no group"),
    ("/account/users/import/:id", "there is no import"),
    ("/account/users/bulk/:id", "there is no operation"),
];

/// The addresses to which a page links.
fn links(page: &str) -> Vec<String> {
    let quoted = page.split(" href=\"").skip(1);
    let links = quoted.filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| link.starts_with('/'))
        .map(|link| link.replace("&amp;", "&"))
        .collect()
}

/// The page of the application at an address.
fn page_of(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next()?;
    let exact = PAGES.iter().find(|(page, _)| *page == path);
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |page: &str| {
        let wanted: Vec<&str> = page.split('/').collect();
        wanted.len() == parts.len()
            && wanted
                .iter()
                .zip(&parts)
                .all(|(want, part)| want == part || want.starts_with(':'))
    };
    exact
        .or_else(|| PAGES.iter().find(|(page, _)| fits(page)))
        .map(|(page, _)| *page)
}

/// The fields that one form of a page would send twice, which every function refuses; buttons, boxes and choices send one of several.
fn sent_twice(page: &str) -> Vec<String> {
    let forms = page.split("<form").skip(1);
    let forms = forms.filter_map(|rest| rest.split("</form>").next());
    let mut twice = Vec::new();
    for form in forms {
        let mut names = BTreeSet::new();
        for tag in form.split('<').filter_map(|rest| rest.split('>').next()) {
            let is_field = ["input ", "select ", "textarea "]
                .iter()
                .any(|kind| tag.starts_with(kind));
            let is_choice = ["radio", "checkbox"]
                .iter()
                .any(|kind| tag.contains(&format!("type=\"{kind}\"")));
            let name = tag.split(" name=\"").nth(1);
            let name = name.and_then(|rest| rest.split('"').next());
            if let Some(name) = name.filter(|_| is_field && !is_choice)
                && !names.insert(name)
            {
                twice.push(name.to_owned());
            }
        }
    }
    twice
}

/// The pages that links lead to, from one page and from those, each with the page that links to it first.
async fn reached(admin: &mut Browser<'_>, first: &str) -> BTreeMap<&'static str, String> {
    let mut reached = BTreeMap::from([(page_of(first).unwrap(), String::new())]);
    let mut to_open = vec![first.to_owned()];
    while let Some(address) = to_open.pop() {
        let answer = admin.open(&address).await;
        // The first address leads to the page of who asks, as some others do.
        assert!(matches!(answer.status, 200 | 303), "{address}");
        assert_eq!(sent_twice(&answer.text()), [""; 0], "{address}");
        for link in links(&answer.text()) {
            let Some(page) = page_of(&link) else { continue };
            if !reached.contains_key(page) {
                reached.insert(page, address.clone());
                to_open.push(link);
            }
        }
    }
    reached
}

#[tokio::test]
async fn every_page_is_linked_from_another_one_or_said_to_be_reached_otherwise() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    // The first one in the table: the page of an admin's account leads that admin elsewhere.
    server.person("Aaron Petit", USER).await;
    let reached = reached(&mut admin, "/account/users").await;
    let all: BTreeSet<&str> = PAGES.iter().map(|(page, _)| *page).collect();
    let linked: BTreeSet<&str> = reached.keys().copied().collect();
    let otherwise: BTreeSet<&str> = NOT_LINKED.iter().map(|(page, _)| *page).collect();
    let forgotten: Vec<&&str> = all
        .iter()
        .filter(|page| !linked.contains(*page) && !otherwise.contains(*page))
        .collect();
    assert!(forgotten.is_empty(), "no page links to {forgotten:?}");
    let both: Vec<&&str> = linked.intersection(&otherwise).collect();
    assert!(both.is_empty(), "{both:?} are linked: {reached:?}");
    let unknown: Vec<&&str> = otherwise.difference(&all).collect();
    assert!(unknown.is_empty(), "{unknown:?} are no pages");
}

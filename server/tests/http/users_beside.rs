//! From the page of one user to the next one of the table.

use crate::support::{Browser, TestServer, USER};

/// The addresses behind « previous » and « next » on a page.
async fn beside(admin: &mut Browser<'_>, path: &str) -> [Option<String>; 2] {
    let page = admin.open(path).await;
    assert_eq!(page.status, 200, "{page:?}");
    let html = page.text();
    ["prev", "next"].map(|rel| {
        let (before, _) = html.split_once(&format!("rel=\"{rel}\""))?;
        let (_, link) = before.rsplit_once("<a ")?;
        let (_, href) = link.split_once("href=\"")?;
        let (href, _) = href.split_once('"')?;
        Some(href.replace("&amp;", "&"))
    })
}

#[tokio::test]
async fn the_page_of_a_user_leads_to_the_neighbours_in_the_table_that_it_was_opened_from() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let mut numbers = Vec::new();
    for name in ["Anne Petit", "Bruno Petit", "Chloé Petit", "Dora Roy"] {
        numbers.push(server.person(name, USER).await.id);
    }
    let table = admin.open("/account/users?q=petit&dir=desc").await.text();
    let [anne, bruno, chloe, dora] = numbers.try_into().unwrap();
    let of = |id| format!("/account/users/{id}?list=1&q=petit&dir=desc");
    for id in [anne, bruno, chloe] {
        let link = of(id).replace('&', "&amp;");
        assert!(table.contains(&format!("href=\"{link}\"")), "{table}");
    }
    assert_eq!(
        beside(&mut admin, &of(chloe)).await,
        [None, Some(of(bruno))]
    );
    assert_eq!(
        beside(&mut admin, &of(bruno)).await,
        [Some(of(chloe)), Some(of(anne))]
    );
    assert_eq!(beside(&mut admin, &of(anne)).await, [Some(of(bruno)), None]);
    let plain = |id| format!("/account/users/{id}?list=1");
    assert_eq!(
        beside(&mut admin, &plain(dora)).await,
        [Some(plain(chloe)), None]
    );
    // Somebody who came otherwise.
    let alone = format!("/account/users/{bruno}");
    assert_eq!(beside(&mut admin, &alone).await, [None, None]);
}

#[tokio::test]
async fn dialogs_of_that_page_keep_the_table() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let id = server.person("Léa Roy", USER).await.id;
    let here = format!("/account/users/{id}?list=1&amp;sort=email");
    let page = admin.open(&here.replace("&amp;", "&")).await.text();
    let dialog = format!("href=\"{here}&amp;dialog=delete\"");
    assert!(page.contains(&dialog), "{page}");
    let open = admin
        .open(&format!("{}&dialog=delete", here.replace("&amp;", "&")))
        .await
        .text();
    // What closes it.
    assert!(open.contains(&format!("href=\"{here}\"")), "{open}");
    assert!(open.contains("rel=\"prev\""), "{open}");
}

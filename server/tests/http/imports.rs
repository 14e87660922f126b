//! Importing a file in the browser.

use crate::support::{ADMIN, Answer, Ask, Browser, TestServer, USER};

const PAGE: &str = "/account/users/import";
const FILE: &str = "/account/users/import/file";
const COLUMNS: &str = "/account/users/import/columns";
const REFUSED: &str = "/account/users/import/refused.csv";
const START: &str = "/api/import/start";
const OKTA: &str =
    "login,firstName,lastName,email\nlea@exemple.fr,Léa,Moreau,lea@exemple.fr\nx,X,<b>Y,x\n";

/// A form with a file, as a browser sends it.
fn form(content: &[u8]) -> Ask {
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    let body = [head.as_bytes(), content, b"\r\n--x--\r\n"].concat();
    Ask::form(FILE, &[])
        .without("content-type")
        .with("content-type", "multipart/form-data; boundary=x")
        .body(&body)
}

async fn upload(admin: &mut Browser<'_>, content: &[u8]) -> (String, String) {
    let answer = admin.send(form(content)).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let page = answer.location().to_owned();
    let id = page.strip_prefix("/account/users/import/").unwrap();
    (id.to_owned(), page)
}

/// What the form that starts says of the preview that it stands under.
async fn seen(admin: &mut Browser<'_>, page: &str) -> String {
    let answer = admin.open(page).await;
    let text = answer.text();
    let (_, after) = text.split_once("name=\"seen\" value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

fn has(answer: &Answer, parts: &[&str]) {
    let text = answer.text();
    for part in parts {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn a_file_is_looked_at_imported_and_its_refused_rows_downloaded_without_script() {
    let server = TestServer::new().await;
    let (_, admin, phone) = server.ada_with_factor().await;
    let mut admin = admin.without_script();
    has(
        &admin.open(PAGE).await,
        &["type=\"file\"", "multipart/form-data"],
    );
    let (id, page) = upload(&mut admin, OKTA.as_bytes()).await;
    let preview = admin.open(&page).await;
    has(
        &preview,
        &["a.csv", "firstName", "value=\"first-name\" selected"],
    );
    assert_eq!(server.value::<i64>("SELECT count(*) FROM users").await, 1);
    server.advance(301);
    let sent = admin.post(START, &[("id", &id)]).await;
    assert!(sent.location().starts_with("/step-up"), "{sent:?}");
    let code = phone.at(server.now());
    let proved = admin.post("/api/step-up", &[("code", &code)]).await;
    assert!(proved.status < 400, "{proved:?}");
    let seen = seen(&mut admin, &page).await;
    let sent = admin.post(START, &[("id", &id), ("seen", &seen)]).await;
    assert_eq!(
        (sent.status, sent.location()),
        (302, page.as_str()),
        "{sent:?}"
    );
    has(
        &admin.open(&page).await,
        &["<progress max=\"2\" value=\"0\">"],
    );
    server.backend.carry_out_imports().await.unwrap();
    let report = admin.open(&page).await;
    has(
        &report,
        &["2 / 2", "action=\"/account/users/import/refused.csv\""],
    );
    assert!(
        !report.text().contains("<b>Y"),
        "what a file says is no markup"
    );
    let names = server
        .column::<String>("SELECT name FROM users WHERE email = 'lea@exemple.fr'")
        .await;
    assert_eq!(names, ["Léa Moreau"]);
    let rows = admin.post(REFUSED, &[("id", &id)]).await;
    assert_eq!(
        rows.header("content-disposition"),
        "attachment; filename=\"refused.csv\""
    );
    has(
        &rows,
        &[
            "line,reason,login,firstName,lastName,email\r\n3,",
            ",x,X,<b>Y,x\r\n",
        ],
    );
    has(&admin.open(PAGE).await, &["a.csv"]);
    let again = admin
        .send(form(rows.text().replace(",x", ",x@exemple.fr").as_bytes()))
        .await;
    has(&admin.open(again.location()).await, &["login"]);
}

#[tokio::test]
async fn what_a_column_says_is_chosen_on_the_page_and_windows_1252_is_confirmed() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let (id, page) = upload(&mut admin, b"Adresse;Wer\nrene@exemple.fr;Ren\xe9\n").await;
    let preview = admin.open(&page).await;
    has(
        &preview,
        &["René", "role=\"alert\"", "value=\"windows-1252\" selected"],
    );
    assert!(!preview.text().contains(START), "there is nothing to start");
    let mut fields = vec![
        ("id", &*id),
        ("column", "email"),
        ("column", "name"),
        ("encoding", "windows-1252"),
        ("language", "de"),
    ];
    let chosen = admin.post(COLUMNS, &fields).await;
    assert_eq!((chosen.status, chosen.location()), (303, page.as_str()));
    has(&admin.open(&page).await, &[START, "name=\"confirmed\""]);
    let seen = seen(&mut admin, &page).await;
    let unconfirmed = [("id", &*id), ("seen", &seen)];
    assert_eq!(admin.post(START, &unconfirmed).await.status, 422);
    let started = admin
        .post(START, &[("id", &id), ("seen", &seen), ("confirmed", "yes")])
        .await;
    assert_eq!(started.status, 200, "{started:?}");
    server.backend.carry_out_imports().await.unwrap();
    let rows = server
        .column::<String>("SELECT name || language FROM users WHERE email = 'rene@exemple.fr'")
        .await;
    assert_eq!(rows, ["Renéde"]);
    fields.push(("other", "x"));
    assert_eq!(admin.post(COLUMNS, &fields).await.status, 422);
}

#[tokio::test]
async fn attack_42_a_file_that_is_too_long_or_comes_from_elsewhere_is_not_kept() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    for content in [vec![b'a'; (4 << 20) + 1], vec![b'a'; 5 << 20], Vec::new()] {
        let answer = admin.send(form(&content)).await;
        assert_eq!(
            answer.location(),
            "/account/users/import?file=not-taken",
            "{answer:?}"
        );
    }
    has(
        &admin.open("/account/users/import?file=not-taken").await,
        &["role=\"alert\""],
    );
    let foreign = form(OKTA.as_bytes())
        .without("sec-fetch-site")
        .with("sec-fetch-site", "cross-site");
    assert_eq!(admin.send(foreign).await.status, 403);
    assert_eq!(
        server
            .client()
            .send(form(&vec![b'a'; 3 << 20]))
            .await
            .status,
        401
    );
    assert_eq!(server.value::<i64>("SELECT count(*) FROM imports").await, 0);
    assert_eq!(
        admin
            .post(START, &[("id", "1"), ("x", &"a".repeat(70_000))])
            .await
            .status,
        413
    );
}

#[tokio::test]
async fn attack_04_the_file_of_another_admin_is_not_found() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let (id, page) = upload(&mut admin, OKTA.as_bytes()).await;
    let other = server.person("Max Martin", ADMIN).await;
    let mut other = server.signed_in(&other).await;
    assert_eq!(other.open(&page).await.status, 404);
    for path in [REFUSED, START, "/api/import/discard"] {
        assert_eq!(other.post(path, &[("id", &id)]).await.status, 404, "{path}");
    }
    assert_eq!(
        admin
            .post("/api/import/discard", &[("id", &id)])
            .await
            .status,
        200
    );
    assert_eq!(admin.open(&page).await.status, 404);
}

#[tokio::test]
async fn a_preview_that_is_another_one_now_is_shown_before_anything_begins() {
    let server = TestServer::new().await;
    let (_, admin) = server.ada().await;
    let mut admin = admin.without_script();
    let (id, page) = upload(&mut admin, OKTA.as_bytes()).await;
    let before = seen(&mut admin, &page).await;
    let mut fields = vec![("id", &*id), ("encoding", "utf-8"), ("language", "de")];
    for column in ["nothing", "first-name", "last-name", "email"] {
        fields.push(("column", column));
    }
    assert_eq!(admin.post(COLUMNS, &fields).await.status, 303);
    for seen in [&*before, "", "x"] {
        let sent = admin.post(START, &[("id", &id), ("seen", seen)]).await;
        assert_eq!(sent.location(), format!("{page}?file=changed"), "{sent:?}");
    }
    let told = admin.open(&format!("{page}?file=changed")).await;
    has(
        &told,
        &["L’import n’a pas été lancé", "value=\"de\" selected"],
    );
    assert!(!told.text().contains("Ce fichier n’a pas été accepté"));
    let now = seen(&mut admin, &page).await;
    let sent = admin.post(START, &[("id", &id), ("seen", &now)]).await;
    assert_eq!(sent.location(), page, "{sent:?}");
}

#[tokio::test]
async fn the_reasons_of_refused_rows_are_in_the_language_of_who_downloads_them() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let file = "email,name,role,language\nx,X,user,fr\nlea@exemple.fr,Léa,boss,fr\n";
    let (id, _) = upload(&mut admin, file.as_bytes()).await;
    let french = admin.post(REFUSED, &[("id", &id)]).await;
    has(
        &french,
        &[
            "line,reason,email,name,role,language\r\n",
            "3,\"Rôle – Ce n’est pas un rôle – \"\"boss\"\"\",lea@exemple.fr,Léa,boss,fr\r\n",
        ],
    );
    server.plant("UPDATE users SET language = 'en'").await;
    let english = admin.post(REFUSED, &[("id", &id)]).await;
    has(&english, &["3,\"Role – "]);
    let semicolons = [("id", id.as_str()), ("separator", "semicolon")];
    let semicolons = admin.post(REFUSED, &semicolons).await;
    has(&semicolons, &["line;reason;email;name;role;language\r\n"]);
    let unknown = [("id", id.as_str()), ("separator", "tab")];
    assert_ne!(admin.post(REFUSED, &unknown).await.status, 200);
    let mended = french.text().replace(",boss,", ",user,");
    let mended = mended.replace(",x,X,", ",x@exemple.fr,X,");
    let again = admin.send(form(mended.as_bytes())).await;
    has(&admin.open(again.location()).await, &["<dd>2</dd>"]);
}

#[tokio::test]
async fn the_page_of_an_import_that_was_stopped_says_why_and_what_was_done() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let (id, page) = upload(&mut admin, OKTA.as_bytes()).await;
    let word = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &word)]).await;
    let stop = "UPDATE imports SET state = 'stopped', done = 1, created = 1, stopped_for = ";
    server.plant(&format!("{stop}'factors-reset'")).await;
    has(
        &admin.open(&page).await,
        &[
            "La 2FA a été réinitialisée",
            "1 / 2",
            "importez de nouveau le même fichier",
        ],
    );
}

#[tokio::test]
async fn how_far_an_import_is_stands_on_each_page_of_who_began_it_and_on_nobody_elses() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let max = server.person("Max Martin", ADMIN).await;
    let mut other = server.signed_in(&max).await;
    let bar = "<progress aria-label=\"Importer des utilisateurs\" max=\"2\" value=\"1\">";
    let (_, page) = upload(&mut admin, OKTA.as_bytes()).await;
    assert!(!admin.open("/me").await.text().contains("under-way\"><p>"));
    server
        .plant("UPDATE imports SET state = 'running', row_count = 2, done = 1")
        .await;
    for path in ["/account/groups", "/account/security", "/me"] {
        has(&admin.open(path).await, &[bar, &page]);
        assert!(!other.open(path).await.text().contains(bar), "{path}");
    }
    server.plant("UPDATE imports SET state = 'done'").await;
    assert!(!admin.open("/me").await.text().contains(bar));
}

#[tokio::test]
async fn the_first_accounts_are_shown_as_they_would_be_created_with_what_stands_above_their_columns()
 {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let file = "Prénom;Nom;Courriel;rule;rule_until;group;disabled\n\
        Léa;Moreau;lea@exemple.fr;exempt;2100-01-01T00:00:00Z;Ventes|Nord;no\n\
        Hugo;Le Goff;hugo@exemple.fr;yes;;;no\n\
        Ada;Byron;ada.byron@exemple.fr;;;;no\n";
    let (_, page) = upload(&mut admin, file.as_bytes()).await;
    has(
        &admin.open(&page).await,
        &[
            "Premiers comptes à créer",
            "<th scope=\"col\">Nom (Prénom, Nom)</th>",
            "(Courriel)</th>",
            ">2</td><th scope=\"row\">Léa Moreau</th>",
            ">lea@exemple.fr</td>",
            ">Utilisateur</td>",
            ">Français</td>",
            ">exemption jusqu’au <time",
            ">Ventes, Nord</td>",
            "<th scope=\"row\">Hugo Le Goff</th>",
            ">2FA obligatoire</td>",
        ],
    );
}

#[tokio::test]
async fn each_refused_row_is_reached_a_hundred_at_a_time() {
    let server = TestServer::new().await;
    let (_, mut admin) = server.ada().await;
    let row = |number| format!("nobody{number};A\n");
    let rows: String = (0..250).map(row).collect();
    let (_, page) = upload(&mut admin, format!("Courriel;Nom\n{rows}").as_bytes()).await;
    let first = admin.open(&page).await;
    let next = format!("href=\"{page}?from=101\"");
    has(
        &first,
        &[
            "1 à 100 sur 250",
            "nobody99",
            &next,
            "Adresse e-mail (Courriel)",
        ],
    );
    assert!(!first.text().contains("nobody100"));
    let last = admin.open(&format!("{page}?from=201")).await;
    has(&last, &["201 à 250 sur 250", "nobody249", &next]);
    assert!(!last.text().contains("nobody199"));
    // A link that is older than the file.
    has(
        &admin.open(&format!("{page}?from=9999")).await,
        &["nobody249"],
    );
}

#[tokio::test]
async fn those_whom_an_import_has_created_are_found_again_and_invited_at_once() {
    const SELECT: &str = "/account/users/bulk/select";
    let server = TestServer::with(|settings| settings.mails = true).await;
    let (_, mut admin) = server.ada().await;
    server.person("Bruno Petit", USER).await;
    let (id, page) = upload(&mut admin, OKTA.as_bytes()).await;
    let seen = seen(&mut admin, &page).await;
    admin.post(START, &[("id", &id), ("seen", &seen)]).await;
    server.backend.carry_out_imports().await.unwrap();
    let table = format!("/account/users?import={id}");
    has(
        &admin.open(&page).await,
        &[SELECT, &format!("href=\"{table}\"")],
    );
    let found = admin.open(&table).await;
    has(&found, &["lea@exemple.fr", "Créés par l’import n°\u{a0}"]);
    assert!(
        !found.text().contains("bruno.petit@exemple.fr"),
        "{found:?}"
    );
    let fields = [("kind", "invite"), ("who", "all"), ("import", &*id)];
    let prepared = admin.post(SELECT, &fields).await;
    has(&admin.open(prepared.location()).await, &["/api/bulk/start"]);
    // The file goes, and those whom it has created stay together.
    admin.post("/api/import/discard", &[("id", &id)]).await;
    has(&admin.open(&table).await, &["lea@exemple.fr"]);
    let operation = prepared.location().rsplit_once('/').unwrap().1.to_owned();
    let text = admin.open(prepared.location()).await.text();
    let (_, after) = text.split_once("name=\"seen\" value=\"").unwrap();
    let word = after.split_once('"').unwrap().0.to_owned();
    admin
        .post("/api/bulk/start", &[("id", &operation), ("seen", &word)])
        .await;
    server.backend.carry_out_operations().await.unwrap();
    let invited = "SELECT email FROM users WHERE invited_at IS NOT NULL";
    assert_eq!(server.column::<String>(invited).await, ["lea@exemple.fr"]);
}

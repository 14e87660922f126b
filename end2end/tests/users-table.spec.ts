import { hold } from "../fixtures/hold";
import { ADMIN, HOME } from "../fixtures/people";
import { ORGANISATION } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const PAGE_SIZE = 50;
/** The addresses that the table is read from. */
const TABLE = "**/api/users";

test.describe("The table of users", { tag: "@sqlite" }, () => {
  test.beforeEach(async ({ bouclier, pages }) => {
    bouclier.fillDemo(ORGANISATION);
    bouclier.run(["demo", "activate"]);
    bouclier.addUser(ADMIN);
    await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
  });

  test("« lefevre » finds Lefèvre, by name or address, without regard to case and accents.", async ({ pages }) => {
    const { page, users } = pages;
    for (const text of ["lefevre", "LEFÈVRE", "ines.lefevre@", "  Lefèvre "]) {
      await users.searchFor(text);
      await expect(users.names, text).toHaveText(["Inès Lefèvre"]);
      await expect(page).toHaveURL(/[?&]q=/);
    }
    await expect(users.message("1 utilisateur")).toBeVisible();
  });

  test("The filters by status, requirement and role narrow the table, alone and together.", async ({ bouclier, pages }) => {
    const accounts = bouclier.list();
    const shown = (number: number): string => (number < 2 ? `${number} utilisateur` : `${number} utilisateurs`);
    const { users } = pages;

    const protectedUsers = accounts.filter(({ status }) => status === "protected").length;
    await users.status("Active et obligatoire").click();
    await expect(users.message(shown(protectedUsers))).toBeVisible();
    await expect(users.rows.getByRole("button", { name: "2FA : Active et obligatoire" })).toHaveCount(
      Math.min(protectedUsers, PAGE_SIZE),
    );
    await expect(users.status("Active et obligatoire")).toHaveAttribute("aria-current", "true");
    await expect(users.status("Non active")).not.toHaveAttribute("aria-current");
    await users.status("Active et obligatoire").click();
    await expect(users.status("Active et obligatoire")).not.toHaveAttribute("aria-current");

    await users.role.selectOption({ label: "Rôle : admin" });
    await users.filter();
    await expect(users.rows).toHaveCount(accounts.filter(({ role }) => role === "admin").length);

    await users.role.selectOption({ label: "Rôle : tous" });
    await users.requirement.selectOption({ label: "Règle : exemption" });
    await users.filter();
    await expect(users.message(shown(22))).toBeVisible();

    await users.requirement.selectOption({ label: "Règle : obligatoire" });
    await users.filter();
    const required = accounts.filter(({ status }) => status === "protected" || status === "pending");
    await expect(users.message(shown(required.length))).toBeVisible();

    await users.status("Obligatoire, à activer").click();
    const pending = accounts.filter(({ status }) => status === "pending");
    await expect(users.message(shown(pending.length))).toBeVisible();
    const [someone] = pending;
    await users.searchFor(someone?.email ?? "");
    await expect(users.names).toHaveText([someone?.name ?? ""]);
  });

  test("Each column sorts, and sorts the other way round at the second click.", async ({ pages }) => {
    const { users } = pages;
    const addresses = async (): Promise<string[]> =>
      (await users.rows.allInnerTexts()).map((text) => /\S+@\S+/.exec(text)?.[0] ?? "");
    await users.sortBy("Adresse");
    const column = users.headers.filter({ hasText: "Adresse" });
    await expect(column).toHaveAttribute("aria-sort", "ascending");
    const ascending = await addresses();
    expect(ascending).toEqual([...ascending].sort());
    await users.sortBy("Adresse");
    await expect(column).toHaveAttribute("aria-sort", "descending");
    const descending = await addresses();
    expect(descending).toEqual([...descending].sort().reverse());

    for (const name of ["Nom", "Rôle", "Langue", "Dernière connexion", "2FA"]) {
      const header = users.headers.filter({ hasText: name });
      await users.sortBy(name);
      await expect(header, name).toHaveAttribute("aria-sort", "ascending");
      await expect(column).not.toHaveAttribute("aria-sort");
      await expect(users.rows).toHaveCount(PAGE_SIZE);
    }
    await users.sortBy("Rôle");
    await expect(users.rows.first()).toContainText("Admin");
  });

  test("The table comes in pages of 50, each with an address of its own.", async ({ pages }) => {
    const { page, users } = pages;
    const pager = users.main.getByRole("navigation", { name: "Pages" });
    await expect(users.rows).toHaveCount(PAGE_SIZE);
    await expect(pager).toContainText("1 à 50 sur 1 201");
    const current = pager.getByRole("link").and(page.locator("[aria-current]"));
    await expect(current).toHaveText(["1"]);
    const first = await users.names.allInnerTexts();

    await pager.getByRole("link", { name: "Page suivante" }).click();
    await expect(pager).toContainText("51 à 100 sur 1 201");
    await expect(current).toHaveText(["2"]);
    await expect(page).toHaveURL(/page=2(&at=|$)/);
    const second = await users.names.allInnerTexts();
    expect(second).not.toEqual(first);

    await pager.getByRole("link", { name: "Page 25", exact: true }).click();
    await expect(users.rows).toHaveCount(1);
    await expect(pager.getByRole("link", { name: "Page suivante" })).toHaveCount(0);

    await page.goBack();
    await expect(users.names).toHaveText(second);
    await page.goBack();
    await expect(users.names).toHaveText(first);
    await expect(page).toHaveURL(/\/account\/users$/);
  });

  test("The address holds search, filters, order and page, and the back button undoes one after the other.", async ({
    pages,
    visitor,
  }) => {
    const { page, users } = pages;
    await users.searchFor("exemple.fr");
    await expect(page).toHaveURL(/q=exemple/);
    await users.requirement.selectOption({ label: "Règle : optionnelle" });
    await expect(page).toHaveURL(/requirement=optional/);
    await users.role.selectOption({ label: "Rôle : utilisateur" });
    await expect(page).toHaveURL(/role=user/);
    await users.status("Active par choix").click();
    await expect(page).toHaveURL(/status=voluntary/);
    await expect(users.status("Active par choix")).toHaveAttribute("aria-current", "true");
    await users.sortBy("Adresse");
    await expect(page).toHaveURL(/sort=email/);
    await users.main.getByRole("link", { name: "Page 2", exact: true }).click();
    await expect(page).toHaveURL(/page=2/);
    await users.loaded();
    const names = await users.names.allInnerTexts();
    expect(names).toHaveLength(PAGE_SIZE);
    const address = new URL(page.url());

    await page.reload();
    await expect(users.names).toHaveText(names);
    await expect(users.search).toHaveValue("exemple.fr");
    await expect(users.requirement).toHaveValue("optional");
    await expect(users.role).toHaveValue("user");

    const elsewhere = await visitor();
    await elsewhere.page.goto(address.pathname + address.search);
    await elsewhere.signIn.submitPassword(ADMIN.email, ADMIN.password);
    await expect(elsewhere.users.names).toHaveText(names);

    await page.goBack();
    await expect(page).not.toHaveURL(/page=2/);
    await page.goBack();
    await expect(page).not.toHaveURL(/sort=email/);
    await page.goBack();
    await expect(page).not.toHaveURL(/status=voluntary/);
    await page.goBack();
    await expect(page).not.toHaveURL(/role=user/);
    await page.goBack();
    await expect(users.requirement).toHaveValue("");
    await expect(users.search).toHaveValue("exemple.fr");
    await page.goBack();
    await expect(users.search).toHaveValue("");
    await expect(users.message("1 201 utilisateurs")).toBeVisible();
  });

  test("What is clicked while the table is still on its way adds to what was asked for before.", async ({ pages }) => {
    const { page, users } = pages;
    const answer = await hold(page, TABLE);
    const asked: Record<string, string> = {};
    const asks = async (name: string, value: string): Promise<void> => {
      asked[name] = value;
      await expect(page).toHaveURL(({ searchParams }) =>
        Object.entries(asked).every(([name, value]) => searchParams.get(name) === value),
      );
    };
    await users.sortBy("Adresse");
    await asks("sort", "email");
    await users.main.getByRole("link", { name: "Page 2", exact: true }).click();
    await asks("page", "2");
    await users.role.selectOption({ label: "Rôle : utilisateur" });
    delete asked["page"];
    await asks("role", "user");
    await users.status("Non active").click();
    await asks("status", "inactive");
    await users.searchFor("exemple.fr");
    await asks("q", "exemple.fr");
    await expect(users.message("1 201 utilisateurs")).toBeVisible();
    answer();
    await expect(users.message("« exemple.fr »")).toBeVisible();
    await expect(users.status("Non active")).toHaveAttribute("aria-current", "true");
    await expect(users.headers.filter({ hasText: "Adresse" })).toHaveAttribute("aria-sort", "ascending");
    await expect(users.role).toHaveValue("user");
  });

  test("What is chosen and typed while the table is on its way stays when it comes.", async ({ pages }) => {
    const { users } = pages;
    const answer = await hold(pages.page, TABLE);
    await users.sortBy("Adresse");
    await users.requirement.selectOption({ label: "Règle : optionnelle" });
    await users.search.fill("exemple.fr");
    answer();
    await expect(users.headers.filter({ hasText: "Adresse" })).toHaveAttribute("aria-sort", "ascending");
    await expect(users.requirement).toHaveValue("optional");
    await expect(users.search).toHaveValue("exemple.fr");
  });

  test("A word is searched for while it is typed, in one entry of the history; each filter has its way out.", async ({ pages }) => {
    const { page, users } = pages;
    await users.search.pressSequentially("lefevre", { delay: 30 });
    await expect(users.message("« lefevre »")).toBeVisible();
    await expect(users.search).toHaveValue("lefevre");
    await expect(users.search).toBeFocused();
    expect(new URL(page.url()).search).toBe("?q=lefevre");
    await users.requirement.selectOption({ label: "Règle : optionnelle" });
    await expect(page).toHaveURL(/[?]q=lefevre&requirement=optional$/);
    const chips = users.main.locator(".chip");
    await expect(chips).toHaveText([/«\slefevre\s»/, /Règle\s: optionnelle/]);
    await chips.first().click();
    await expect(page).toHaveURL(/[?]requirement=optional$/);
    await expect(users.search).toHaveValue("");
    await page.goBack();
    await expect(users.search).toHaveValue("lefevre");
    await page.goBack();
    await expect(page).toHaveURL(/[?]q=lefevre$/);
    await expect(users.requirement).toHaveValue("");
    await page.goBack();
    await expect(page).toHaveURL(/\/account\/users$/);
    await expect(users.search).toHaveValue("");
  });

  test("What is chosen while a search is on its way stays when its result comes.", async ({ pages }) => {
    const { page, users } = pages;
    const answer = await hold(page, TABLE);
    await users.searchFor("exemple.fr");
    await expect(page).toHaveURL(/q=exemple/);
    await users.requirement.selectOption({ label: "Règle : optionnelle" });
    answer();
    await expect(users.message("« exemple.fr »")).toBeVisible();
    await expect(users.requirement).toHaveValue("optional");
  });

  test("Search, sorting and the filters by status keep the focus when another table comes.", async ({ pages }) => {
    const { page, users } = pages;
    await users.searchFor("exemple");
    await expect(users.message("« exemple »")).toBeVisible();
    await expect(users.search).toBeFocused();
    await page.keyboard.type(".fr");
    await expect(users.search).toHaveValue("exemple.fr");
    const heading = users.headers.getByRole("link", { name: "Adresse", exact: true });
    await heading.press("Enter");
    await expect(users.headers.filter({ hasText: "Adresse" })).toHaveAttribute("aria-sort", "ascending");
    await expect(heading).toBeFocused();
    await users.status("Non active").press("Enter");
    await expect(users.status("Non active")).toHaveAttribute("aria-current", "true");
    await expect(users.status("Non active")).toBeFocused();
  });

  test("The way back from a user’s page leads to the table as it was: its search, its page, its place and the name with the focus.", async ({
    pages,
  }) => {
    const { page, user, users } = pages;
    await users.searchFor("exemple.fr");
    await expect(page).toHaveURL(/q=exemple/);
    await users.main.getByRole("link", { name: "Page 2", exact: true }).click();
    await expect(page).toHaveURL(/page=2/);
    await users.loaded();
    const names = await users.names.allInnerTexts();
    const chosen = users.names.nth(40);
    await chosen.scrollIntoViewIfNeeded();
    const top = await page.evaluate(() => scrollY);
    expect(top).toBeGreaterThan(500);
    await chosen.click();
    await expect(user.heading).toHaveText(names[40] ?? "");
    await expect(user.heading).toBeFocused();
    await page.goBack();
    await expect(page).toHaveURL(/q=exemple\.fr&page=2/);
    await expect(users.names).toHaveText(names);
    await expect(users.search).toHaveValue("exemple.fr");
    await expect(chosen).toBeFocused();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(top);
  });

  test("A table that takes more than 150 ms says that it is on its way, and a quicker one does not.", async ({ pages }) => {
    const { page, users } = pages;
    await users.loaded();
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    const answer = await hold(page, TABLE);
    const asked = page.waitForRequest(TABLE);
    await users.sortBy("Adresse");
    await asked;
    const document = page.locator("html");
    await page.clock.runFor(149);
    await expect(document).not.toHaveAttribute("data-busy");
    await expect(users.main).not.toHaveAttribute("aria-busy", "true");
    await page.clock.runFor(1);
    await expect(document).toHaveAttribute("data-busy");
    await expect(users.main).toHaveAttribute("aria-busy", "true");
    answer();
    await expect(document).not.toHaveAttribute("data-busy");
    await expect(users.main).toHaveAttribute("aria-busy", "false");
  });

  test("The first paint comes from the server with the rows in it.", async ({ pages }) => {
    const answer = await pages.page.request.get("/account/users");
    const html = await answer.text();
    expect(html.match(/<tr\b/g)).toHaveLength(PAGE_SIZE + 1);
    const found = await pages.page.request.get("/account/users?q=lefevre");
    expect(await found.text()).toMatch(/<th[^>]*scope="row"[^>]*>[^]*Inès Lefèvre[^]*<\/th>/);
  });

  test("Where nobody is found the page says so and offers the way out.", async ({ pages }) => {
    const { users } = pages;
    await users.searchFor("quetzalcoatl");
    await expect(users.main.getByRole("heading", { name: "Personne ne correspond à « quetzalcoatl »" })).toBeVisible();
    await expect(users.message("0 utilisateur")).toBeVisible();
    await expect(users.table).toBeHidden();
    await users.main.getByRole("link", { name: "Tout afficher" }).last().click();
    await expect(users.rows).toHaveCount(PAGE_SIZE);
    await expect(users.search).toHaveValue("");
  });

  test("attack_17: Names that look like HTML, formulas or SQL are just names.", async ({ bouclier, pages }) => {
    const { users, user } = pages;
    const names = ["<script>alert(1)</script>", "=1+1|calc", "Robert'); DROP TABLE users;--", "% _ & \" '"];
    const rows = names.map((name, index) => `odd${index}@odd.example,"${name.replaceAll('"', '""')}",user,fr`);
    bouclier.importRows("email,name,role,language", ...rows);
    await users.open("?q=odd.example&sort=email");
    await expect(users.names).toHaveText(names);
    for (const name of names) {
      await users.searchFor(name);
      await expect(users.names).toHaveText([name]);
    }
    await users.searchFor(names[0] ?? "");
    await users.openUser(names[0] ?? "");
    await expect(user.heading).toHaveText("<script>alert(1)</script>");
  });

  test("Keys lead to the search, through the rows and from one user to the next; none does anything while one types.", async ({
    pages,
  }) => {
    const { page, user, users } = pages;
    const [first, second, third] = await users.names.allInnerTexts();
    await page.keyboard.press("j");
    await expect(users.names.nth(0)).toBeFocused();
    await page.keyboard.press("j");
    await expect(users.names.nth(1)).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(users.names.nth(0)).toBeFocused();
    await page.keyboard.press("/");
    await expect(users.search).toBeFocused();
    await page.keyboard.type("j/k?");
    await expect(users.search).toHaveValue("j/k?");
    await users.open();
    await users.loaded();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(user.heading).toHaveText(first ?? "");
    await page.keyboard.press("j");
    await expect(user.heading).toHaveText(second ?? "");
    await page.keyboard.press("k");
    await expect(user.heading).toHaveText(first ?? "");
    // Keys pressed faster than the pages come are as many steps.
    for (const key of ["j", "j"]) await page.keyboard.press(key);
    await expect(user.heading).toHaveText(third ?? "");
    await page.goBack();
    await expect(user.heading).toHaveText(second ?? "");
  });

  test("The list of keys opens by a key or its button, and switches them off.", async ({ pages }) => {
    const { page, users } = pages;
    const list = page.getByRole("dialog", { name: "Raccourcis clavier" });
    await page.keyboard.press("?");
    await expect(list).toBeVisible();
    await list.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await expect(list).toBeHidden();
    await page.keyboard.press("/");
    await expect(users.search).not.toBeFocused();
    await users.main.getByRole("button", { name: "Raccourcis clavier" }).click();
    await list.getByRole("checkbox").check();
    await list.getByRole("button", { name: "Fermer" }).click();
    await page.keyboard.press("/");
    await expect(users.search).toBeFocused();
  });

  test("The page of a user leads to the neighbours of the filtered table, and Back leads to the table.", async ({ pages }) => {
    const { page, user, users } = pages;
    await users.open("?sort=email&dir=desc&status=pending");
    const [first, second, third] = await users.names.allInnerTexts();
    await users.openUser(second ?? "");
    await expect(user.heading).toHaveText(second ?? "");
    await user.main.getByRole("link", { name: "Suivant" }).click();
    await expect(user.heading).toHaveText(third ?? "");
    await user.main.getByRole("link", { name: "Précédent" }).click();
    await expect(user.heading).toHaveText(second ?? "");
    await user.main.getByRole("link", { name: "Précédent" }).click();
    await expect(user.heading).toHaveText(first ?? "");
    await expect(user.main.getByRole("link", { name: "Précédent" })).toHaveCount(0);
    await expect(page).toHaveURL(/list=1&status=pending&sort=email&dir=desc$/);
  });

  test("A link to a neighbour that is followed before it is that of the user who is shown waits for it.", async ({ pages }) => {
    const { page, user, users } = pages;
    const [first, second, third] = await users.names.allInnerTexts();
    await users.openUser(first ?? "");
    await expect(user.heading).toHaveText(first ?? "");
    const next = page.locator(".neighbours").getByRole("link", { name: "Suivant" });
    await expect(next).toBeVisible();
    let release = (): void => {};
    const released = new Promise<void>((done) => (release = done));
    await page.route("**/api/users/neighbours*", async (route) => {
      await released;
      await route.continue();
    });
    await next.click();
    await expect(user.heading).toHaveText(second ?? "");
    await next.click();
    release();
    await expect(user.heading).toHaveText(third ?? "");
  });

  test("The head of the table stays while one scrolls, and hides no row that gets the focus.", async ({ pages }) => {
    const { page, users } = pages;
    await users.names.last().focus();
    const head = users.headers.first();
    await expect(head).toBeInViewport();
    await users.names.nth(30).focus();
    const [name, above] = [await users.names.nth(30).boundingBox(), await head.boundingBox()];
    expect(name?.y ?? 0).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
    await expect(page.locator(":focus")).toBeInViewport();
  });
});

import { hold, moment } from "../fixtures/hold";
import { ADMIN, HOME } from "../fixtures/people";
import { expect, test, type Pages } from "../fixtures/test";

/** The part of the program with the pages behind the table of users. */
const PART = /split_rest_\w+\.wasm/;
const SECURITY = "/account/security";

/** Answers requests for the part as a server that no longer has it, as after an update: this many times. */
const withoutPart = ({ page }: Pages, times?: number): Promise<unknown> =>
  page.route(PART, (route) => route.fulfill({ status: 404, body: "" }), times === undefined ? {} : { times });

test.describe("A part of the program that the server has no more", { tag: "@sqlite" }, () => {
  test.beforeEach(async ({ bouclier, guard, pages }) => {
    guard.allow(/status of 404/, /Incorrect response MIME type|HTTP status code is not ok/);
    bouclier.addUser(ADMIN);
    await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await pages.users.loaded();
  });

  test("An open page that meets another version of the server asks it for the page of the link.", async ({ pages, words }) => {
    const { me, page, security } = pages;
    await withoutPart(pages, 1);
    const loaded = page.waitForEvent("load");
    await me.menu.getByRole("link", { name: words.security, exact: true }).click();
    await loaded;
    await security.ready();
    await expect(page).toHaveURL(SECURITY);
    await expect(security.heading).toHaveText(words.security);
    await page.goBack();
    await expect(pages.users.heading).toHaveText(words.users);
  });

  test("An open page that meets another version on the way back asks it for that page.", async ({ pages, words }) => {
    const { page, security } = pages;
    // As after a reload: the previous page belongs to this document, which has not rendered it yet.
    await page.evaluate((path) => {
      const here = location.href;
      history.replaceState(history.state, "", path);
      history.pushState(null, "", here);
    }, SECURITY);
    await withoutPart(pages, 1);
    const loaded = page.waitForEvent("load");
    await page.goBack();
    await loaded;
    await security.ready();
    await expect(security.heading).toHaveText(words.security);
  });

  test("So it does where the address names a place in that page.", async ({ pages, words }) => {
    const { me, page, security, users } = pages;
    await me.openSecurity();
    await expect(page).toHaveURL(SECURITY);
    // The new page takes the focus to its heading, and would take it from the link.
    await expect(security.heading).toBeFocused();
    await page.getByRole("link", { name: "Aller au contenu" }).press("Enter");
    await expect(page).toHaveURL(`${SECURITY}#main`);
    await me.openUsers();
    await expect(page).toHaveURL(HOME);
    await page.reload();
    await users.loaded();
    await withoutPart(pages, 1);
    const loaded = page.waitForEvent("load");
    await page.goBack();
    await loaded;
    await security.ready();
    await expect(security.heading).toHaveText(words.security);
    await expect(page).toHaveURL(`${SECURITY}#main`);
  });

  test("A page that is on its way stays where a link of it was opened in another tab.", async ({ pages, words }) => {
    const { me, page, security } = pages;
    const left = moment();
    await page.route(PART, async (route) => {
      await left.reached;
      await route.fulfill({ status: 404, body: "" });
    });
    const documents: string[] = [];
    page.on("request", (request) => {
      if (request.isNavigationRequest()) documents.push(new URL(request.url()).pathname);
    });
    await security.open();
    const other = page.context().waitForEvent("page");
    await me.menu.getByRole("link", { name: words.me, exact: true }).click({ modifiers: ["Control"] });
    await (await other).waitForLoadState();
    const failed = page.waitForEvent("console", { predicate: (message) => message.text().includes("WebAssembly") });
    left.reach();
    await failed;
    await me.openUsers();
    await expect(page).toHaveURL(HOME);
    expect(documents).toEqual([SECURITY, HOME]);
  });

  // Firefox aborts the loading of a page's parts as soon as the user leaves the page.
  test("A page that is being left asks for nothing any more.", async ({ guard, pages }) => {
    guard.allow(/ERR_FAILED/, /Failed to fetch/);
    const { me, page } = pages;
    const signOut = await hold(page, "**/api/sign-out");
    const left = moment();
    await page.route(PART, async (route) => {
      await left.reached;
      await route.abort();
    });
    await me.openSecurity();
    const leaving = page.waitForRequest("**/api/sign-out");
    // The page reacts to it immediately.
    const failed = page.waitForEvent("console", { predicate: (message) => message.text().includes("Failed to fetch") });
    const signedOut = me.signOut();
    await leaving;
    left.reach();
    await failed;
    signOut();
    await signedOut;
  });

  test("Where the page’s own part cannot be had it stays as the server rendered it, and is not loaded for ever.", async ({
    pages,
    words,
  }) => {
    const { me, page, security } = pages;
    await withoutPart(pages);
    let documents = 0;
    page.on("request", (request) => (documents += Number(request.isNavigationRequest())));
    const again = page.waitForResponse((answer) => PART.test(answer.url()) && answer.request().frame().url().endsWith(SECURITY));
    await me.menu.getByRole("link", { name: words.security, exact: true }).click();
    await again;
    await expect(security.heading).toHaveText(words.security);
    await me.menu.getByRole("link", { name: words.users, exact: true }).click();
    await expect(page).toHaveURL(HOME);
    await expect(pages.users.heading).toHaveText(words.users);
    expect(documents).toBe(2);
  });
});

test("A page can be used once all of it has been taken over, not before.", { tag: "@sqlite" }, async ({ bouclier, pages }) => {
  bouclier.addUser(ADMIN);
  const { page, security, signIn } = pages;
  await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
  await page.addInitScript(() => {
    const own = window.fetch;
    window.fetch = (...asked) => {
      if (String(asked[0]).includes("split_rest")) document.documentElement.dataset["asked"] = "";
      return own(...asked);
    };
  });
  const arrive = await hold(page, "**/split_rest_*.wasm");
  await page.goto(SECURITY, { waitUntil: "commit" });
  await expect(page.locator("html[data-asked]")).toBeAttached();
  // The program has done everything that it can without its part.
  await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done())));
  await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
  arrive();
  await security.ready();
});

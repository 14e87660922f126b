import type { Page } from "@playwright/test";
import { signInEnrolled } from "../fixtures/enrolled";
import { hold, moment } from "../fixtures/hold";
import { live } from "../fixtures/live";
import { ADMIN, HOME, USER } from "../fixtures/people";
import type { Bouclier, NewUser } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const NEW: NewUser = { ...USER, email: "entre@exemple.fr", name: "Entre Temps" };

/** Adds a new user; resolves when the page has received the event. */
async function comes(bouclier: Bouclier, page: Page): Promise<void> {
  await page.evaluate(() => {
    addEventListener("bouclier-event", () => (document.body.dataset["heard"] = ""), { once: true });
  });
  bouclier.addUser(NEW);
  await expect(page.locator("body[data-heard]")).toBeAttached();
}

// One server renders the page and another one holds its stream: both must mean the same position in the events.
test.describe("Live updates of what changes meanwhile", { tag: "@cluster" }, () => {
  test.beforeEach(({ bouclier }) => bouclier.addUser(ADMIN));

  test("What changes before the application has begun shows once it has.", async ({ bouclier, pages }) => {
    const { page, signIn, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await live(page);
    const begin = await hold(page, "**/*.wasm");
    await page.goto(HOME, { waitUntil: "commit" });
    await expect(page.locator("html[data-live=online]")).toBeAttached();
    await comes(bouclier, page);
    await expect(users.row(NEW.email)).toHaveCount(0);
    begin();
    await expect(users.row(NEW.email)).toBeVisible();
  });

  test("What changes while the next page is on its way shows on it.", async ({ bouclier, pages }) => {
    const { page, security, signIn, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await security.open();
    await live(page);
    await page.route(
      "**/api/users",
      async (route) => {
        const response = await route.fetch();
        expect(await response.text()).not.toContain(NEW.email);
        await comes(bouclier, page);
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    await security.openUsers();
    await expect(users.row(NEW.email)).toBeVisible();
  });

  test("What happens to one’s own account while the next page is on its way stays above it.", async ({
    guard,
    pages,
    visitor,
  }) => {
    guard.allow(/status of 422/);
    const { page, security, users } = pages;
    const { app } = await signInEnrolled(pages, ADMIN);
    await security.open();
    await live(page);
    const banner = users.main.getByRole("region", { name: "À vérifier sur votre compte" });
    await expect(banner).toHaveCount(0);
    let readAgain: Promise<unknown> | undefined;
    const answered = moment();
    await page.route(
      "**/api/me/attention*",
      async (route) => {
        const response = await route.fetch();
        const stranger = await visitor();
        await stranger.signIn.open();
        await stranger.signIn.submitPassword(ADMIN.email, ADMIN.password);
        await stranger.signIn.submitCode(app.expiredCode());
        await expect(banner).toContainText("code");
        readAgain = page.waitForRequest("**/api/me/attention*");
        await route.fulfill({ response });
        answered.reach();
      },
      { times: 1 },
    );
    await security.openUsers();
    await answered.reached;
    await readAgain;
    await expect(banner).toContainText("code");
  });
});

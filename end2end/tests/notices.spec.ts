import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { AWAY } from "../fixtures/guard";
import { live } from "../fixtures/live";
import { OWN_PAGE, USER } from "../fixtures/people";
import { expect, test, type Pages } from "../fixtures/test";
import type { Locator } from "@playwright/test";

test.beforeEach(({ bouclier }) => bouclier.addUser(USER));

const banner = ({ me }: Pages): Locator => me.main.getByRole("region", { name: "À vérifier sur votre compte" });

/** Activates 2FA, signs out and in again. */
async function comeBack(pages: Pages): Promise<void> {
  const { me, page, signIn } = pages;
  const { app } = await signInEnrolled(pages, USER, OWN_PAGE);
  await me.signOut();
  await signIn.submitPassword(USER.email, USER.password);
  await signIn.submitCode(await app.nextCode());
  await page.waitForURL("**/me");
}

async function isToldUntilRead(pages: Pages): Promise<void> {
  const { me, page } = pages;
  await comeBack(pages);
  await expect(banner(pages)).toContainText("La 2FA a été activée");
  await expect(banner(pages)).toContainText("Chrome");
  await banner(pages).getByRole("button", { name: "J’ai compris", exact: true }).click();
  await expect(banner(pages)).toBeHidden();
  await expect(page).toHaveURL(/\/me$/);
  await page.reload();
  await expect(me.main.getByRole("region", { name: "Activité du compte" })).toContainText("La 2FA a été activée");
  await expect(banner(pages)).toBeHidden();
}

// A session is extended or ends on both servers, whichever of them takes the request.
test.describe("The end of a session", { tag: "@cluster" }, () => {
  test("Before the session ends the page says so, one click keeps it, and its end leads to the sign-in.", async ({
    bouclier,
    guard,
    pages,
  }) => {
    guard.allow(/status of 401/, AWAY);
    const { me, page, signIn } = pages;
    const warning = me.main.getByRole("status").filter({ hasText: "Votre session se termine à" });
    await page.clock.install();
    await signIn.signIn(USER.email, USER.password, OWN_PAGE);
    await me.loaded();
    const almost = 55 * 60 + 30;
    await bouclier.restart(almost);
    await page.clock.fastForward(almost * 1000);
    await expect(warning).toBeVisible();
    await audit(page);
    await warning.getByRole("button", { name: "Garder la session", exact: true }).click();
    await expect(warning).toBeHidden();

    await bouclier.restart(2 * almost);
    await page.clock.fastForward(almost * 1000);
    await expect(warning).toBeVisible();
    await bouclier.restart(2 * almost + 300);
    await page.clock.fastForward(300_000);
    await page.waitForURL(/\/sign-in\?next=%2Fme$/);
    await expect(signIn.main).toContainText("Votre session a pris fin après une période d’inactivité.");
    await signIn.submitPassword(USER.email, USER.password);
    await page.waitForURL("**/me");
  });
});

test.describe("Notices", { tag: "@sqlite" }, () => {
  test("The next sign-in tells what happened to the account, until the user has read it.", async ({ pages }) => {
    await isToldUntilRead(pages);
  });

  test("Moments are in the zone of the browser, in what it takes over last too.", async ({ pages }) => {
    await comeBack(pages);
    const parts = ["À vérifier sur votre compte", "Activité du compte"];
    for (const name of parts) {
      const moment = pages.me.main.getByRole("region", { name }).locator("time").first();
      const at = new Date((await moment.getAttribute("datetime")) ?? "");
      const here = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Paris" } as const;
      await expect(moment).toContainText(at.toLocaleTimeString("fr-FR", here));
    }
  });

  test("Who reads a notice goes on with the page by keyboard.", async ({ pages }) => {
    await comeBack(pages);
    await audit(pages.page);
    await banner(pages).getByRole("button", { name: "J’ai compris", exact: true }).press("Enter");
    await expect(banner(pages)).toBeHidden();
    await expect(pages.me.main).toBeFocused();
  });

  test("What one tab has read leaves the other tabs.", async ({ pages }) => {
    await comeBack(pages);
    const tab = await pages.page.context().newPage();
    await tab.goto(OWN_PAGE);
    await live(tab);
    const other = tab.getByRole("region", { name: "À vérifier sur votre compte" });
    await expect(other).toBeVisible();
    await banner(pages).getByRole("button", { name: "J’ai compris", exact: true }).click();
    await expect(other).toBeHidden();
  });

  test("A typing error in a code is no news to who then gives the right one.", async ({ pages }) => {
    const { me, page, signIn } = pages;
    const { app } = await signInEnrolled(pages, USER, OWN_PAGE);
    await me.signOut();
    await signIn.submitPassword(USER.email, USER.password);
    await signIn.submitCode("000000");
    await expect(signIn.main).toContainText("Code incorrect.");
    await signIn.submitCode(await app.nextCode());
    await page.waitForURL("**/me");
    // What is to be checked is the activation alone, not the code.
    await expect(banner(pages)).toContainText("La 2FA a été activée");
    await expect(banner(pages).getByRole("listitem")).toHaveCount(1);
  });

  test.describe("Without script", () => {
    test.use({ javaScriptEnabled: false });

    test("the next sign-in tells what happened to the account, until the user has read it.", async ({ pages }) => {
      await isToldUntilRead(pages);
    });
  });

  test("At the end of the longest session the page advises to sign in again.", async ({ pages }) => {
    const { me, page, signIn } = pages;
    await page.clock.install();
    await page.route("**/api/session/end", async (route) => {
      await route.fulfill({ json: { now: 43_000, idle: 46_000, absolute: 43_200, warning: 300 } });
    });
    await signIn.signIn(USER.email, USER.password, OWN_PAGE);
    await me.loaded();
    await page.clock.fastForward(56 * 60_000);
    const warning = me.main.getByRole("status").filter({ hasText: "dans tous les cas" });
    await expect(warning).toBeVisible();
    await warning.getByRole("button", { name: "Se déconnecter", exact: true }).click();
    await page.waitForURL("**/sign-in");
  });
});

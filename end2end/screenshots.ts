import type { Page } from "@playwright/test";
import { join } from "node:path";
import { signInEnrolled } from "./fixtures/enrolled";
import { HOME, PASSWORD } from "./fixtures/people";
import { PREVIEW, expectEachRoute, prepareImport, prepareOperation, routeOf } from "./fixtures/routes";
import { showOn } from "./fixtures/screens";
import { ORGANISATION, ROOT } from "./fixtures/server";
import { LOCALES, pagesOf, test, expect } from "./fixtures/test";
import { WORDS, type Language } from "./fixtures/words";

// Not a test: screenshots of every page for people to look at, into the folder BOUCLIER_SCREENSHOTS, and those in the
// documentation.

const FOLDER = process.env["BOUCLIER_SCREENSHOTS"] ?? "screenshots";
const LANGUAGES = ["fr", "en"] as const;
const WIDTHS = [1280, 360];
const THEMES = ["light", "dark"] as const;

/** The pages of which there are pictures. */
const taken = new Set(["/"]);

/** Screenshots of the page at this path, or of the current page. */
async function shoot(page: Page, path: string, name: string, language: Language): Promise<void> {
  if (path) await page.goto(path);
  await expect(page.getByRole("main")).toBeVisible();
  taken.add(routeOf(new URL(page.url()).pathname) ?? "");
  for (const width of WIDTHS) {
    for (const theme of THEMES) {
      const viewport = { width, height: width > 600 ? 900 : 780 };
      await showOn(page, { name: "", options: { viewport, colorScheme: theme } });
      await page.screenshot({ path: join(FOLDER, `${name}-${language}-${theme}-${width}.png`), fullPage: true });
    }
  }
}

test("the pictures of the documentation", async ({ bouclier, pages }) => {
  const admin = { email: "admin@bouclier.example", name: "Camille Chef", password: PASSWORD, admin: true };
  bouclier.fillDemo(ORGANISATION);
  bouclier.run(["demo", "activate"]);
  bouclier.addUser(admin);
  const { page, signIn, users } = pages;
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await signIn.signIn(admin.email, admin.password, HOME);
  await expect(users.rows).toHaveCount(50);
  await users.loaded();
  await page.screenshot({ path: join(ROOT, "docs/users.png") });
});

test.describe("With a mail server", () => {
  test.use({ mailing: true });

  test("pictures of every page", async ({ bouclier, browser, guard, mails }) => {
    // The screenshots of refusals come with answers 403 and 404.
    // The sandbox of the previews of mails keeps scripts out.
    guard.allow(/Failed to load resource/, /Blocked script execution/);
    const fresh = async (language: Language) => {
      const context = await browser.newContext({ locale: LOCALES[language] });
      guard.watch(context);
      return { context, ...pagesOf(await context.newPage(), WORDS[language]) };
    };
    for (const language of LANGUAGES) {
      const first = await fresh(language);
      await shoot(first.page, bouclier.setUpLink, "set-up", language);
      await first.context.close();
    }
    bouclier.fillDemo(ORGANISATION);
    bouclier.run(["demo", "activate"]);

    for (const language of LANGUAGES) {
      const alix = { email: `alix@${language}.example`, name: "Alix Morel", password: PASSWORD, admin: true, language };
      const camille = { email: `camille@${language}.example`, name: "Camille Arnaud", password: PASSWORD, language };
      [alix, camille].forEach((person) => bouclier.addUser(person));

      const admin = await fresh(language);
      await shoot(admin.page, "/sign-in", "sign-in", language);
      await shoot(admin.page, "/forgot-password", "forgot-password", language);
      await shoot(admin.page, bouclier.invite(camille.email), "invitation", language);
      await shoot(admin.page, "/invitation/nothing", "link-gone", language);
      await shoot(admin.page, "/applications", "applications", language);
      await admin.signIn.open();
      await admin.signIn.submitPassword(alix.email, PASSWORD);
      await admin.page.waitForURL("**/account/users");
      await shoot(admin.page, "/account/users", "users", language);
      await shoot(admin.page, "/account/users?q=quetzalcoatl", "users-nobody", language);
      await shoot(admin.page, "/account/users/filters?status=inactive&role=user", "filters", language);
      await shoot(admin.page, "/account/users/new", "new-user", language);
      await shoot(admin.page, "/step-up?next=/account/security", "step-up", language);
      const accounts = bouclier.list();
      for (const status of ["inactive", "pending", "voluntary", "protected"]) {
        const id = accounts.find((account) => account.status === status)?.id;
        if (id) await shoot(admin.page, `/account/users/${id}`, `user-${status}`, language);
      }
      const someone = `/account/users/${accounts.find(({ status }) => status === "protected")?.id}`;
      for (const dialog of ["invite", "reset", "role", "disable", "delete"]) {
        await shoot(admin.page, `${someone}?dialog=${dialog}`, `user-dialog-${dialog}`, language);
      }
      await shoot(admin.page, `${someone}/edit`, "edit-user", language);
      await admin.user.open(bouclier.account(camille.email).id);
      await admin.user.makeInvitation(WORDS[language].newPasswordLink);
      await shoot(admin.page, "", "user-invited", language);
      await shoot(admin.page, "/account/security", "security", language);
      await shoot(admin.page, "/account/security?dialog=required", "security-dialog", language);
      await shoot(admin.page, "/account/exemptions", "exemptions", language);
      await shoot(admin.page, PREVIEW, "preview", language);
      await shoot(admin.page, "/account/report", "report", language);
      await shoot(admin.page, "/account/users/import", "import", language);
      await shoot(admin.page, await prepareImport(admin.page.request), "import-file", language);
      await shoot(admin.page, await prepareOperation(admin.page.request), "bulk-operation", language);
      await shoot(admin.page, "/account/users/bulk", "bulk", language);
      await shoot(admin.page, "/account/users/invite", "invite-users", language);
      await shoot(admin.page, "/account/groups", "groups", language);
      await shoot(admin.page, "/account/groups/1", "group", language);
      await shoot(admin.page, "/account/groups/1?dialog=required", "group-dialog", language);
      await shoot(admin.page, "/account/organisation", "organisation", language);
      await shoot(admin.page, "/account/organisation/mails", "mails", language);
      await shoot(admin.page, "/account/users/remind", "remind-users", language);
      await shoot(admin.page, "/account/audit", "audit", language);
      await shoot(admin.page, "/account/audit?actor=alix&action=invited", "audit-filtered", language);
      await shoot(admin.page, "/no-such-page", "not-found", language);
      await admin.context.close();

      const user = await fresh(language);
      await user.signIn.open();
      await user.signIn.submitPassword(camille.email, PASSWORD);
      await user.page.waitForURL("**/me");
      await shoot(user.page, "/me", "me", language);
      await shoot(user.page, "/account/users", "no-right", language);
      await shoot(user.page, "/enrol", "enrol", language);
      await user.enrol.begin();
      const app = await user.enrol.scan();
      await shoot(user.page, "", "enrol-qr", language);
      await user.enrol.goOnToCode();
      await shoot(user.page, "", "enrol-code", language);
      await user.enrol.submitCode(await app.nextCode());
      await user.enrol.readRecoveryCodes();
      await shoot(user.page, "", "enrol-recovery", language);
      await user.enrol.saved.check();
      await user.enrol.finish();
      await user.page.waitForURL("**/me*");
      const secure = await mails.linkTo("secure-account", camille.email);
      await shoot(user.page, secure, "secure-account", language);
      await shoot(user.page, "/me", "me-active", language);
      await shoot(user.page, "/me?dialog=recovery", "me-dialog", language);
      await user.context.close();
      const again = await fresh(language);
      await again.signIn.open();
      await again.signIn.submitPassword(camille.email, PASSWORD);
      await expect(again.signIn.code).toBeVisible();
      await shoot(again.page, "", "sign-in-code", language);
      await again.signIn.submitCode("000000");
      await expect(again.page.getByRole("alert")).not.toBeEmpty();
      await again.page.clock.install();
      await again.page.route("**/api/session/end", async (route) => {
        const now = Math.floor(Date.now() / 1000);
        await route.fulfill({ json: { now, idle: now + 280, absolute: now + 9_000, warning: 300 } });
      });
      await again.signIn.submitCode(await app.nextCode());
      await again.page.waitForURL("**/me");
      await shoot(again.page, "", "me-notices", language);
      await again.page.clock.fastForward(56 * 60_000);
      await expect(again.page.getByRole("status").getByRole("button")).toBeVisible();
      await shoot(again.page, "", "me-session-end", language);
      await again.context.close();
    }
    expectEachRoute("end2end/screenshots.ts", [...taken].filter(Boolean));
  });
});

/** Seconds after which a proof has expired. */
const LATER = 301;

for (const language of LANGUAGES) {
  test(`pictures of what opens on a page, ${language}`, async ({ bouclier, browser, guard }) => {
    guard.allow(/Failed to load resource/);
    const alix = { email: "alix@exemple.fr", name: "Alix Morel", password: PASSWORD, admin: true, language };
    const camille = { email: "camille@exemple.fr", name: "Camille Arnaud", password: PASSWORD, language };
    bouclier.fillDemo(ORGANISATION);
    [alix, camille].forEach((person) => bouclier.addUser(person));
    bouclier.run(["demo", "activate"]);
    const context = await browser.newContext({ locale: LOCALES[language] });
    guard.watch(context);
    const { page, security, user, users, ...pages } = pagesOf(await context.newPage(), WORDS[language]);
    await signInEnrolled({ page, security, user, users, ...pages }, alix);

    await users.open();
    await users.shield("exemple.fr").first().focus();
    await expect(page.getByRole("tooltip").first()).toBeVisible();
    await shoot(page, "", "open-tooltip", language);
    await security.open();
    await security.enforceAll.click();
    await expect(security.dialog).toBeVisible();
    await shoot(page, "", "open-for-all", language);
    await security.confirm();
    await expect(security.dialog).toBeHidden();
    await shoot(page, "", "open-for-all-done", language);

    const { id } = bouclier.account(camille.email);
    await user.open(id);
    await user.loaded();
    await page.getByRole("main").getByRole("group").first().click();
    await shoot(page, "", "open-menu", language);
    await page.keyboard.press("Escape");
    // Which opens the fields of an exemption, and scrolls to them.
    await user.enforce.uncheck();
    await expect(user.exemptionReason).toBeVisible();
    await page.evaluate(() => scrollTo(0, 0));
    await shoot(page, "", "open-exemption", language);
    await user.open(id);
    await user.loaded();
    await bouclier.restart(LATER);
    await user.act(WORDS[language].newPasswordLink);
    await user.dialog.getByRole("button", { name: WORDS[language].makeLink, exact: true }).click();
    await expect(page.locator("#step-up-code")).toBeVisible();
    await shoot(page, "", "open-step-up", language);
    await context.close();
  });
}

import type { Page } from "@playwright/test";
import { join } from "node:path";
import { pagesOf, test, expect } from "./fixtures/test";
import { ORGANISATION } from "./fixtures/server";
import { WORDS, type Language } from "./fixtures/words";

// Not a test: pictures of every page for people to look at, into the folder BOUCLIER_SCREENSHOTS.

const FOLDER = process.env["BOUCLIER_SCREENSHOTS"] ?? "screenshots";
const WIDTHS = [1280, 360];
const THEMES = ["light", "dark"] as const;
const LOCALES: Record<Language, string> = { fr: "fr-FR", en: "en-GB" };
const PASSWORD = "bouclier-pictures-only";

async function shoot(page: Page, path: string, name: string, language: Language): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("main")).toBeVisible();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width > 600 ? 900 : 780 });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.screenshot({ path: join(FOLDER, `${name}-${language}-${theme}-${width}.png`), fullPage: true });
    }
  }
}

test("pictures of every page", async ({ bouclier, browser, guard }) => {
  // The pictures of refusals come with answers 403 and 404.
  guard.allow(/Failed to load resource/);
  bouclier.importUsers(ORGANISATION);
  bouclier.run(["demo", "activate"]);
  const people = [
    { email: "alix@demo.example", name: "Alix Demo", password: PASSWORD, admin: true },
    { email: "camille@demo.example", name: "Camille Demo", password: PASSWORD },
  ];
  people.forEach((person) => bouclier.addUser(person));

  for (const language of ["fr", "en"] as const) {
    const fresh = async () => {
      const context = await browser.newContext({ locale: LOCALES[language] });
      guard.watch(context);
      return { context, ...pagesOf(await context.newPage(), WORDS[language]) };
    };

    const admin = await fresh();
    await shoot(admin.page, "/sign-in", "sign-in", language);
    await admin.signIn.open();
    await admin.signIn.submitPassword("alix@demo.example", PASSWORD);
    await admin.page.waitForURL("**/account/users");
    await shoot(admin.page, "/account/users", "users", language);
    await admin.users.rows.first().getByRole("link").first().click();
    await admin.page.waitForURL("**/account/users/*");
    await shoot(admin.page, admin.page.url(), "user", language);
    await shoot(admin.page, "/account/security", "security", language);
    await shoot(admin.page, "/no-such-page", "not-found", language);
    await admin.context.close();

    const user = await fresh();
    await user.signIn.open();
    await user.signIn.submitPassword("camille@demo.example", PASSWORD);
    await user.page.waitForURL("**/me");
    await shoot(user.page, "/me", "me", language);
    await shoot(user.page, "/enrol", "enrol", language);
    await shoot(user.page, "/account/users", "no-right", language);
    await user.context.close();
  }
});

import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { ORGANISATION } from "../fixtures/server";
import { expect, test } from "../fixtures/test";
import type { Page } from "@playwright/test";

/** What has the focus: its element and its name; `nothing` is the top of a document that was just loaded. */
async function expectFocus(page: Page, expected: string): Promise<void> {
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const at = document.activeElement ?? document.body;
      const name = at.getAttribute("aria-label") ?? at.getAttribute("name") ?? at.textContent ?? "";
      return at === document.body ? "nothing" : `${at.tagName.toLowerCase()} ${name.trim()}`;
    });
  await expect.poll(focused, { message: `the focus at ${page.url()}` }).toBe(expected);
}

test.describe("What has the focus", { tag: "@sqlite" }, () => {
  test("Another page of the console, and another one of the table, take the focus to the heading.", async ({
    bouclier,
    pages,
  }) => {
    bouclier.fillDemo(ORGANISATION);
    bouclier.addUser(ADMIN);
    const { page, security, signIn, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await users.openSecurity();
    await expect(security.heading).toHaveText("Sécurité");
    await expectFocus(page, "h1 Sécurité");
    await users.openUsers();
    await expect(users.heading).toHaveText("Utilisateurs");
    await expectFocus(page, "h1 Utilisateurs");

    const pager = users.main.getByRole("navigation", { name: "Pages" });
    const next = pager.getByRole("link", { name: "Page suivante" });
    await next.click();
    await expect(pager).toContainText("51 à 100 sur");
    await expectFocus(page, "h1 Utilisateurs");
    await pager.getByRole("link", { name: "Page 25", exact: true }).click();
    await expect(users.rows).toHaveCount(1);
    await expect(next).toHaveCount(0);
    await expectFocus(page, "h1 Utilisateurs");
  });

  test("A refused sign-in has the focus where one types again; a step of the enrolment begins at its top or in its field.", async ({
    bouclier,
    guard,
    pages,
  }) => {
    guard.allow(/status of 422/);
    bouclier.addUser(USER);
    const { enrol, page, signIn } = pages;
    await signIn.open();
    await expectFocus(page, "input email");
    await signIn.submitPassword(USER.email, "ce n’est pas le bon");
    await expect(signIn.alert("incorrect")).toBeVisible();
    await expectFocus(page, "input password");
    await signIn.submitPassword(USER.email, USER.password);
    await page.waitForURL(`**${OWN_PAGE}`);
    await pages.me.ready();
    await pages.me.activate.click();
    await expect(enrol.applications).toHaveCount(8);
    await expectFocus(page, "nothing");
    await enrol.begin();
    const app = await enrol.scan();
    await expectFocus(page, "nothing");
    await enrol.goOnToCode();
    await expectFocus(page, "input code");
    await enrol.submitCode(app.expiredCode());
    await expect(enrol.alert("incorrect")).toBeVisible();
    await expectFocus(page, "button Vérifier le code");
    await enrol.submitCode(await app.nextCode());
    await enrol.readRecoveryCodes();
    await expectFocus(page, "nothing");
    await enrol.saved.check();
    await enrol.finish();
    await page.waitForURL(`**${OWN_PAGE}*`);
    await expectFocus(page, "nothing");
  });

  test("After « Enregistrer » the button keeps the focus; a page that is loaded anew begins at its top.", async ({ bouclier, pages }) => {
    [ADMIN, USER].forEach((who) => bouclier.addUser(who));
    const { me, page, user } = pages;
    await signInEnrolled(pages, ADMIN, OWN_PAGE);
    await me.saveProfile();
    await expect(me.message(/enregistré/)).toBeVisible();
    await expectFocus(page, "nothing");
    await user.open(bouclier.account(USER.email).id);
    await user.ready();
    await user.enforce.check();
    await user.save();
    await expect(user.message("obligatoire")).toBeVisible();
    await expectFocus(page, "button Enregistrer");
  });
});

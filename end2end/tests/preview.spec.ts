import type { Locator, Page } from "@playwright/test";
import { audit } from "../fixtures/audit";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

/** The page that the button of this form opens in another tab. */
async function foreseen(page: Page, form: Locator): Promise<Page> {
  const opened = page.waitForEvent("popup");
  await form.getByRole("button", { name: "Prévisualiser (nouvel onglet)", exact: true }).click();
  return opened;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`What a change leads to, ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(async ({ bouclier, pages }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    });

    test("What an individual rule leads to is said before it is saved, and the form stays.", async ({
      bouclier,
      pages,
    }) => {
      const { page, user } = pages;
      await user.open(bouclier.account(USER.email).id);
      await user.ready();
      await user.enforce.check();
      const preview = await foreseen(page, user.security);
      await expect(preview.getByRole("heading", { name: "Effet du changement" })).toBeVisible();
      await expect(preview.getByText(/devra activer la 2FA à sa première connexion\.$/)).toBeVisible();
      if (javaScriptEnabled) await audit(preview);
      await preview.close();
      await expect(user.enforce).toBeChecked();
      await user.open(bouclier.account(USER.email).id);
      await expect(user.enforce).not.toBeChecked();
    });

    test("Who would take the last admin away is told that before.", async ({ bouclier, pages }) => {
      const { page, user } = pages;
      await user.open(bouclier.account(ADMIN.email).id);
      await user.ready();
      await user.act("Changer le rôle");
      await user.dialog.getByLabel("Rôle", { exact: true }).selectOption({ label: "Utilisateur" });
      const preview = await foreseen(page, user.dialog);
      await expect(preview.getByText("Plus aucun admin ne pourrait se connecter : ce changement sera refusé.")).toBeVisible();
      await preview.close();
      await expect(user.dialog).toBeVisible();
    });
  });
}

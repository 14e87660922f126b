import { audit } from "../fixtures/audit";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

for (const javaScriptEnabled of [true, false]) {
  test.describe(`What a change leads to, ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(async ({ bouclier, pages }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    });

    test("What an individual rule leads to is said before it is saved, and no more once a field has changed.", async ({
      bouclier,
      pages,
    }) => {
      const { page, user } = pages;
      await user.open(bouclier.account(USER.email).id);
      await user.ready();
      await user.enforce.check();
      const effect = user.security.getByRole("button", { name: "Voir l’effet", exact: true });
      const said = /devra activer la 2FA à sa première connexion\.$/;
      if (javaScriptEnabled) {
        await effect.click();
        await expect(user.security.getByRole("status")).toHaveText(said);
        await audit(page);
        await user.enforce.uncheck();
        await expect(user.security.getByRole("status")).toHaveText("");
        await expect(effect).toBeVisible();
      } else {
        const opened = page.waitForEvent("popup");
        await effect.click();
        const preview = await opened;
        await expect(preview.getByRole("heading", { name: "Effet du changement" })).toBeVisible();
        await expect(preview.getByText(said)).toBeVisible();
        await preview.close();
        await expect(user.enforce).toBeChecked();
      }
      await user.open(bouclier.account(USER.email).id);
      await expect(user.enforce).not.toBeChecked();
    });

    test("Who would take the last admin away is told that before.", async ({ bouclier, pages }) => {
      const { page, user } = pages;
      await user.open(bouclier.account(ADMIN.email).id);
      await user.ready();
      await user.act("Changer le rôle");
      await user.dialog.getByLabel("Rôle", { exact: true }).selectOption({ label: "Utilisateur" });
      const said = "Plus aucun admin ne pourrait se connecter : ce changement sera refusé.";
      const effect = user.dialog.getByRole("button", { name: "Voir l’effet", exact: true });
      if (javaScriptEnabled) {
        await effect.click();
        await expect(user.dialog.getByRole("status")).toHaveText(said);
        await audit(page);
      } else {
        const opened = page.waitForEvent("popup");
        await effect.click();
        const preview = await opened;
        await expect(preview.getByText(said)).toBeVisible();
        await preview.close();
      }
    });
  });
}

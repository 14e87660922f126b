import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, PASSWORD, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

for (const javaScriptEnabled of [true, false]) {
  test.describe(`Groups ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test("A group requires 2FA of its members, who have to activate it at their next sign-in.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      const { groups, page, users } = pages;
      await signInEnrolled(pages, ADMIN);
      await users.menu.getByRole("link", { name: "Groupes", exact: true }).click();
      await expect(groups.heading).toHaveText("Groupes");
      if (javaScriptEnabled) await audit(page);
      await groups.create("Ventes");
      await expect(groups.heading).toHaveText("Ventes");
      await expect(groups.message("Groupe créé.")).toBeVisible();
      await groups.add("mercier", USER.name);
      await expect(groups.members.getByRole("link", { name: USER.name, exact: true })).toBeVisible();

      await groups.openRule();
      await expect(groups.dialog).toContainText("1 utilisateur devra activer la 2FA");
      if (javaScriptEnabled) {
        await audit(page);
        await expect(groups.dialog.locator(":focus")).toHaveCount(1);
        await page.keyboard.press("Escape");
        await expect(groups.dialog).toBeHidden();
        await groups.openRule();
      }
      await groups.confirmBy("Rendre la 2FA obligatoire pour ce groupe");
      await expect(groups.message("Modification du groupe enregistrée.")).toBeVisible();
      await expect(groups.main).toContainText("2FA obligatoire");

      await users.open();
      await expect(users.shield(USER.name).locator(".shield--pending")).toBeVisible();
      if (javaScriptEnabled) {
        await users.shield(USER.name).hover();
        await expect(users.row(USER.name).getByRole("tooltip")).toContainText("obligatoire pour les membres de Ventes");
      }
      const noa = await visitor();
      await noa.signIn.open();
      await noa.signIn.submitPassword(USER.email, PASSWORD);
      await noa.page.waitForURL("**/enrol**");

      const { user } = pages;
      await user.open(bouclier.account(USER.email).id);
      await user.ready();
      await user.groups.getByRole("button", { name: "Retirer du groupe : Ventes", exact: true }).click();
      await expect(user.groups).toContainText("Dans aucun groupe.");
      await user.groups.getByLabel("Ajouter à un groupe", { exact: true }).selectOption({ label: "Ventes" });
      await user.groups.getByRole("button", { name: "Ajouter", exact: true }).click();
      await expect(user.groups.getByRole("link", { name: "Ventes", exact: true })).toBeVisible();
      await groups.open();
      await expect(groups.row("Ventes")).toContainText("0 / 1");
      await groups.row("Ventes").getByRole("link").click();
      await groups.remove(USER.name);
      await expect(groups.main).toContainText("Aucun membre.");
      await users.open();
      await expect(users.shield(USER.name).locator(".shield--inactive")).toBeVisible();
    });
  });
}

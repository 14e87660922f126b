import { audit } from "../fixtures/audit";
import { ADMIN, HOME } from "../fixtures/people";
import { ORGANISATION } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

for (const javaScriptEnabled of [true, false]) {
  test.describe(`How the table looks ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(async ({ bouclier, pages }) => {
      bouclier.fillDemo(ORGANISATION);
      bouclier.addUser(ADMIN);
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    });

    test("Columns and the length of a page are chosen below the table, are in the address, and are kept.", async ({ pages }) => {
      const { page, users } = pages;
      await users.open();
      await users.ready();
      await users.rowsPerPage.getByRole("button", { name: "25", exact: true }).click();
      await expect(page).toHaveURL(/[?&]rows=25$/);
      await expect(users.rows).toHaveCount(25);
      await expect(users.rowsPerPage.getByRole("button", { name: "25", exact: true })).toHaveAttribute("aria-pressed", "true");
      await users.columns.getByRole("button", { name: "Rôle", exact: true }).click();
      await expect(page).toHaveURL(/[?&]hide=role/);
      await expect(users.headers.filter({ hasText: "Rôle" })).toBeHidden();
      await users.columns.getByRole("button", { name: "Rôle", exact: true }).click();
      await expect(users.headers.filter({ hasText: "Rôle" })).toBeVisible();
      await users.columns.getByRole("button", { name: "Groupes", exact: true }).click();
      await expect(page).toHaveURL(/[?&]show=groups/);
      await expect(users.headers.filter({ hasText: "Groupes" })).toBeVisible();
      await users.open();
      await users.ready();
      await expect(users.rows).toHaveCount(25);
      await expect(users.headers.filter({ hasText: "Groupes" })).toBeVisible();
      if (javaScriptEnabled) {
        // At the top: further down the head of the table lies over a row.
        await page.evaluate(() => {
          window.scrollTo(0, 0);
        });
        await audit(page);
      }
    });

    test("A filter is saved under a name, chosen above the table, and deleted.", async ({ pages }) => {
      const { page, users } = pages;
      await users.open("?role=admin&rows=25");
      await users.ready();
      await users.saved.getByRole("link", { name: "Filtres enregistrés", exact: true }).click();
      await expect(users.heading).toHaveText("Filtres enregistrés");
      await users.main.getByLabel("Nom du filtre", { exact: true }).fill("Les admins");
      await users.main.getByRole("button", { name: "Enregistrer ce filtre", exact: true }).click();
      await expect(page).toHaveURL(/\/account\/users\?role=admin&rows=25$/);
      await expect(users.message("Filtre enregistré.")).toBeVisible();
      await users.open();
      await users.ready();
      await users.saved.getByRole("link", { name: "Les admins", exact: true }).click();
      await expect(page).toHaveURL(/\/account\/users\?role=admin&rows=25$/);
      await users.saved.getByRole("link", { name: "Filtres enregistrés", exact: true }).click();
      await expect(users.heading).toHaveText("Filtres enregistrés");
      if (javaScriptEnabled) {
        // At the top: further down the head of the table lies over a row.
        await page.evaluate(() => {
          window.scrollTo(0, 0);
        });
        await audit(page);
      }
      await users.main.getByRole("button", { name: "Supprimer le filtre : Les admins", exact: true }).click();
      await expect(users.message("Filtre supprimé.")).toBeVisible();
      await expect(users.main).toContainText("Aucun filtre enregistré.");
    });
  });
}

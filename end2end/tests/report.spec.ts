import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, AUDITOR, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

for (const javaScriptEnabled of [true, false]) {
  test.describe(`The report ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test("An auditor opens the report from the security page, chooses its days, and downloads it.", async ({
      bouclier,
      pages,
    }) => {
      for (const who of [ADMIN, AUDITOR, USER]) bouclier.addUser(who);
      await signInEnrolled(pages, AUDITOR, "/account/security");
      const { page, users } = pages;
      await users.main.getByRole("link", { name: "Rapport d’audit", exact: true }).click();
      await expect(users.heading).toHaveText("Rapport d’audit");
      for (const title of ["Règles en vigueur", "Chiffres", "Exemptions", "Vérification du journal d’audit"]) {
        await expect(users.main.getByRole("region", { name: title, exact: true })).toBeVisible();
      }
      await expect(users.main.getByText("est intacte du début à la fin")).toBeVisible();
      if (javaScriptEnabled) await audit(page);
      await users.main.getByLabel("Premier jour", { exact: true }).fill("2026-01-01");
      await users.main.getByLabel("Dernier jour", { exact: true }).fill("2026-01-31");
      await users.main.getByRole("button", { name: "Afficher cette période", exact: true }).click();
      await page.waitForURL("**/account/report?from=2026-01-01&to=2026-01-31");
      await expect(users.main.getByText("Aucune règle n’a changé pendant cette période.")).toBeVisible();
      if (javaScriptEnabled) {
        await users.main.getByText("Exporter", { exact: true }).click();
        const download = page.waitForEvent("download");
        await users.main.getByRole("button", { name: /CSV/ }).click();
        expect((await download).suggestedFilename()).toBe("report.csv");
      }
      await page.emulateMedia({ media: "print" });
      await expect(users.main.getByRole("button", { name: "Afficher cette période", exact: true })).toBeHidden();
      await expect(users.main.getByRole("region", { name: "Chiffres", exact: true })).toBeVisible();
    });
  });
}

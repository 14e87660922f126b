import { readFileSync } from "node:fs";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.describe("The audit log", { tag: "@sqlite" }, () => {
  test("The log shows who did what; it is filtered, read back to its beginning and exported.", async ({
    bouclier,
    pages,
  }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
    for (let count = 0; count < 55; count += 1) bouclier.invite(USER.email);
    const { page, signIn, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await users.menu.getByRole("link", { name: "Journal d’audit", exact: true }).click();
    await expect(users.heading).toHaveText("Journal d’audit");
    await expect(users.rows).toHaveCount(50);
    await expect(users.rows.first()).toContainText(`${ADMIN.name}`);
    await expect(users.rows.first()).toContainText("a ouvert une session");

    await users.main.getByRole("link", { name: "Entrées plus anciennes" }).click();
    await expect(users.rows).toHaveCount(8);
    await expect(users.rows.last()).toContainText(`a créé le compte d’${ADMIN.name}`);
    await users.main.getByRole("link", { name: "Entrées les plus récentes" }).click();
    await expect(users.rows).toHaveCount(50);

    await users.main.getByLabel("Compte", { exact: true }).fill("MERCIER");
    await users.main.getByLabel("Action", { exact: true }).selectOption({ label: "a créé le compte de …" });
    await users.filter();
    await expect(users.rows).toHaveCount(1);
    await expect(page).toHaveURL(/target=MERCIER&action=user-created/);

    const downloading = page.waitForEvent("download");
    await users.exportAs("Exporter en CSV");
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("audit.csv");
    const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`user-created;;bouclier;2;${USER.name}`);

    await users.main.getByRole("link", { name: "Tout afficher" }).click();
    await expect(users.rows.first()).toContainText("a exporté le journal d’audit");
    await expect(users.main.getByLabel("Compte", { exact: true })).toHaveValue("");
  });

  test.describe("West of UTC", () => {
    test.use({ timezoneId: "Pacific/Pago_Pago" });

    test("The days of the filter are those of the browser.", async ({ bouclier, pages }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      const { page, signIn, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.menu.getByRole("link", { name: "Journal d’audit", exact: true }).click();
      await expect(users.heading).toHaveText("Journal d’audit");
      const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Pacific/Pago_Pago" });
      await users.main.getByLabel("Compte", { exact: true }).fill("mercier");
      await users.main.getByLabel("Du", { exact: true }).fill(today);
      await users.main.getByLabel("Au", { exact: true }).fill(today);
      await users.filter();
      await expect(page).toHaveURL(/zone=Pacific(%2F|\/)Pago_Pago/);
      await expect(users.rows).toHaveCount(1);
    });
  });

  test("The page of a user leads to what was done to the account.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
    const { signIn, user, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await users.openUser(USER.name);
    await user.main.getByRole("link", { name: "Toutes les actions sur ce compte" }).click();
    await expect(users.rows).toHaveCount(1);
    await expect(users.rows.first()).toContainText(`a créé le compte de ${USER.name}`);
  });
});

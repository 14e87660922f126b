import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.describe("Inviting all accounts without a password", { tag: "@sqlite" }, () => {
  test("Without a mail server the page says why nobody can be invited.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await page.goto("/account/users/new");
    await users.main.getByRole("link", { name: "Inviter les personnes sans mot de passe", exact: true }).click();
    await expect(page).toHaveURL(/\/account\/users\/invite$/);
    await expect(users.main).toContainText("Aucun serveur de messagerie");
    await expect(users.main.getByRole("button", { name: "Envoyer les invitations" })).toHaveCount(0);
    await audit(page);
  });

  test("Without a mail server the links of all are a file.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.run(["users", "add", "--email", "lea@exemple.fr", "--name", "Léa Moreau"]);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await page.goto("/account/users/invite");
    await expect(users.main).toContainText("valable : 1");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      users.main.getByRole("button", { name: "Télécharger les liens (CSV)" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("invitations.csv");
    await audit(page);
    await page.reload();
    await expect(users.main).toContainText("valable : 0");
    await page.goto("/account/users?account=invited");
    await expect(page.getByRole("link", { name: "Léa Moreau" })).toBeVisible();
  });
});

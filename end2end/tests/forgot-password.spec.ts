import { audit } from "../fixtures/audit";
import { expect, test } from "../fixtures/test";

test.describe("A forgotten password", { tag: "@sqlite" }, () => {
  test("Without a mail server the page says whom to ask, and loads no script.", async ({ pages }) => {
    const { page, signIn } = pages;
    await signIn.open();
    await expect(signIn.main.getByRole("link", { name: "Mot de passe oublié ?" })).toHaveCount(0);
    await page.goto("/forgot-password");
    await expect(signIn.heading).toHaveText("Mot de passe oublié");
    await expect(signIn.main).toContainText("Un admin de votre organisation");
    await expect(signIn.main.getByRole("textbox")).toHaveCount(0);
    await expect(page.locator("script[src], script[type]")).toHaveCount(0);
    await audit(page);
    await signIn.main.getByRole("link", { name: "Retour à la connexion", exact: true }).click();
    await page.waitForURL("**/sign-in");
  });
});

import { enrolQuietly, signInEnrolled } from "../fixtures/enrolled";
import { audit } from "../fixtures/audit";
import { ADMIN, OWN_PAGE, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

const NEW_PASSWORD = "quinze hérissons au clair de lune";

for (const javaScriptEnabled of [true, false]) {
  test.describe(`A reset ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(({ bouclier }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
    });

    test("attack_21: The password alone enrols no phone; the code that the admin read out does.", async ({
      guard,
      pages,
      visitor,
    }) => {
      guard.allow(/status of 422/);
      const { page, user, users } = pages;
      const noa = await visitor();
      await enrolQuietly(noa, USER);

      await signInEnrolled(pages, ADMIN);
      await users.openUser(USER.name);
      await user.act("Réinitialiser la 2FA");
      await expect(user.dialog.getByRole("radio", { name: "Un code d’accès", exact: true })).toBeChecked();
      if (javaScriptEnabled) await audit(page);
      await user.dialog.getByLabel("Motif", { exact: true }).fill("trop de codes faux");
      await user.dialog.getByRole("button", { name: "Réinitialiser la 2FA", exact: true }).click();
      const shown = user.dialog.getByText(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/);
      const size = await shown.evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
      expect(size, "it is read out from the screen").toBeGreaterThanOrEqual(20);
      const code = await shown.innerText();
      await expect(user.dialog.getByRole("listitem")).toHaveCount(8);
      await expect(user.dialog).toContainText("2FA réinitialisée.");
      if (javaScriptEnabled) {
        await expect(page.locator("#handed-over")).toBeFocused();
        await audit(page);
      }
      await user.dialog.getByRole("link", { name: "Terminé", exact: true }).click();
      if (javaScriptEnabled) await expect(page.locator("summary").filter({ hasText: "Actions" })).toBeFocused();
      await user.act("Réinitialiser la 2FA");
      await expect(user.dialog.getByLabel("Motif", { exact: true })).toBeVisible();
      await expect(user.dialog).not.toContainText(code);
      await user.dialog.getByRole("link", { name: "Annuler", exact: true }).click();
      await expect(user.status).toContainText("a besoin d’un code d’accès");
      await expect(user.status).not.toContainText("son seul mot de passe");
      await expect(user.main).toContainText("Motif : trop de codes faux");

      await noa.page.goto(OWN_PAGE);
      await noa.signIn.submitPassword(USER.email, USER.password);
      await expect(noa.signIn.heading).toHaveText("Votre code d’accès");
      await noa.page.goto("/enrol");
      await expect(noa.signIn.heading).toHaveText("Votre code d’accès");
      await expect(noa.signIn.main).toContainText("Demandez-en un à un admin");
      await noa.page.goto(OWN_PAGE);
      const field = noa.signIn.main.getByLabel("Code d’accès", { exact: true });
      await field.fill("AAAA-BBBB");
      await noa.signIn.main.getByRole("button", { name: "Continuer", exact: true }).click();
      await expect(noa.signIn.alert("Code d’accès incorrect ou expiré")).toBeVisible();
      await field.fill(code);
      await noa.signIn.main.getByRole("button", { name: "Continuer", exact: true }).click();
      await noa.page.waitForURL("**/enrol*");
      const { recoveryCodes } = await noa.enrol.enrol();
      expect(recoveryCodes).toHaveLength(10);
      await expect(noa.me.main).toContainText("La 2FA est active");
    });

    test("attack_21: With both, the new password needs the code as well.", async ({ pages, visitor }) => {
      const { user, users } = pages;
      const noa = await visitor();
      await enrolQuietly(noa, USER);
      await signInEnrolled(pages, ADMIN);
      await users.openUser(USER.name);
      await user.act("Réinitialiser la 2FA");
      await user.dialog.getByRole("radio", { name: "Les deux", exact: true }).check();
      await user.dialog.getByLabel("Motif", { exact: true }).fill("mot de passe connu d’un tiers");
      await user.dialog.getByRole("button", { name: "Réinitialiser la 2FA", exact: true }).click();
      const code = await user.dialog.getByText(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/).innerText();
      const link = await user.link.innerText();

      await noa.signIn.choosePassword(link, NEW_PASSWORD);
      await noa.page.waitForURL("**/sign-in*");
      await noa.signIn.submitPassword(USER.email, NEW_PASSWORD);
      await expect(noa.signIn.heading).toHaveText("Votre code d’accès");
      await noa.signIn.main.getByLabel("Code d’accès", { exact: true }).fill(code);
      await noa.signIn.main.getByRole("button", { name: "Continuer", exact: true }).click();
      await noa.page.waitForURL("**/enrol*");
      await expect(noa.enrol.heading).toBeVisible();
    });
  });
}

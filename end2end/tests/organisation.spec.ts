import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, PASSWORD, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

const CONTACT = "Ada Byron, poste 12";

for (const javaScriptEnabled of [true, false]) {
  test.describe(`The organisation ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test("An admin names the organisation and whom to ask, and the sign-in shows both.", async ({
      bouclier,
      guard,
      pages,
      visitor,
    }) => {
      guard.allow(/status of 422/);
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      const { page, users } = pages;
      await signInEnrolled(pages, ADMIN);
      await users.menu.getByRole("link", { name: "Organisation", exact: true }).click();
      await expect(users.heading).toHaveText("Organisation");
      const name = users.main.getByLabel("Nom de l’organisation (facultatif)", { exact: true });
      const contact = users.main.getByLabel("À qui s’adresser (facultatif)", { exact: true });
      const zone = users.main.getByLabel("Fuseau horaire", { exact: true });
      const save = users.main.getByRole("button", { name: "Enregistrer", exact: true });
      await expect(name).toHaveValue("");
      await expect(zone).toHaveValue("UTC");
      if (javaScriptEnabled) await audit(page);
      await name.fill("M".repeat(61));
      await contact.fill(CONTACT);
      await zone.selectOption("America/New_York");
      await save.click();
      await expect(users.alert("trop long")).toBeVisible();
      await expect(name).toBeFocused();
      await expect(name).toHaveAttribute("aria-invalid", "true");
      await expect(contact).toHaveValue(CONTACT);
      await expect(zone).toHaveValue("America/New_York");
      await name.fill("Mairie de Lille");
      await save.click();
      await expect(users.message("Informations de l’organisation enregistrées.")).toBeVisible();
      await expect(name).toHaveValue("Mairie de Lille");
      await expect(zone).toHaveValue("America/New_York");

      const noa = await visitor();
      await noa.signIn.open();
      await expect(noa.signIn.main).toContainText("Mairie de Lille");
      await expect(noa.signIn.main).toContainText(CONTACT);
      await noa.signIn.submitPassword(USER.email, PASSWORD);
      await noa.page.waitForURL("**/me");
    });
  });
}

import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, OWN_PAGE, PASSWORD, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

const NEW = { name: "Léa Roy", email: "lea.roy@console.example" };

for (const javaScriptEnabled of [true, false]) {
  test.describe(`Profiles ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(({ bouclier }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
    });

    test("A user is added, gets the link that is shown once, and signs in.", async ({ guard, pages, visitor }) => {
      guard.allow(/status of 422/);
      const { page, user, users } = pages;
      await signInEnrolled(pages, ADMIN);
      await users.main.getByRole("link", { name: "Ajouter un utilisateur", exact: true }).click();
      await expect(page).toHaveURL(/\/account\/users\/new$/);
      const name = users.main.getByLabel("Nom", { exact: true });
      const email = users.main.getByLabel("Adresse e-mail", { exact: true });
      const add = users.main.getByRole("button", { name: "Ajouter l’utilisateur", exact: true });
      await expect(users.main.getByRole("radio", { name: "Afficher le lien", exact: true })).toBeChecked();
      if (javaScriptEnabled) await audit(page);
      await name.fill(NEW.name);
      await email.fill(USER.email);
      await users.main.getByRole("checkbox", { name: "2FA obligatoire", exact: true }).check();
      await add.click();
      await expect(users.main.getByRole("alert")).toContainText("Un autre compte");
      await expect(email).toBeFocused();
      await expect(email).toHaveAttribute("aria-invalid", "true");
      await expect(name).toHaveValue(NEW.name);
      await expect(users.main.getByRole("checkbox", { name: "2FA obligatoire", exact: true })).toBeChecked();
      await email.fill(NEW.email);
      await add.click();
      await page.waitForURL("**/account/users/*?dialog=invite");
      const link = await user.link.innerText();
      if (javaScriptEnabled) await audit(page);
      await user.dialog.getByRole("link", { name: "Terminé", exact: true }).click();
      await expect(user.main).toContainText(NEW.email);

      const lea = await visitor();
      await lea.signIn.choosePassword(link, PASSWORD);
      await lea.page.waitForURL("**/sign-in*");
      await lea.signIn.submitPassword(NEW.email, PASSWORD);
      await lea.page.waitForURL("**/enrol*");
    });

    test("A profile is edited on its own page, and the next sign-in takes the new address.", async ({
      guard,
      pages,
      visitor,
    }) => {
      guard.allow(/status of 422/);
      const { page, user, users } = pages;
      await signInEnrolled(pages, ADMIN);
      await users.openUser(USER.name);
      await user.act("Modifier le profil");
      await expect(page).toHaveURL(/\/account\/users\/\d+\/edit$/);
      const email = user.main.getByLabel("Adresse e-mail", { exact: true });
      const save = user.main.getByRole("button", { name: "Enregistrer", exact: true });
      await expect(email).toHaveValue(USER.email);
      if (javaScriptEnabled) await audit(page);
      await user.main.getByLabel("Nom", { exact: true }).fill("Noa Grand");
      await email.fill(ADMIN.email);
      await save.click();
      await expect(email).toBeFocused();
      await expect(user.main.getByLabel("Nom", { exact: true })).toHaveValue("Noa Grand");
      await email.fill(NEW.email);
      await save.click();
      await expect(page).toHaveURL(/\/account\/users\/\d+$/);
      await expect(user.message("Profil enregistré pour Noa Grand.")).toBeVisible();
      await expect(user.main).toContainText(NEW.email);

      const noa = await visitor();
      await noa.signIn.signInByHand(NEW.email, PASSWORD, "/me");
      await expect(noa.me.main).toContainText("L’adresse de votre compte a été modifiée");
    });

    test("A refused own name and the chosen language are still there, also of an account in a language without pages.", async ({
      bouclier,
      pages,
    }) => {
      const gerd = { ...NEW, name: "Gerd Baum", password: PASSWORD, language: "de" };
      bouclier.addUser(gerd);
      const { me, signIn } = pages;
      await signIn.signIn(gerd.email, gerd.password, OWN_PAGE);
      const name = me.profile.getByRole("textbox");
      await expect(me.language.getByRole("option")).toHaveCount(3);
      await me.language.selectOption("en");
      await name.fill(" ");
      await me.profile.getByRole("button").click();
      await expect(me.profile.getByRole("alert")).toContainText(/\S/);
      await expect(name).toHaveValue(" ");
      await expect(me.language).toHaveValue("en");
      if (javaScriptEnabled) await me.ready();
      await name.fill("Gerd Klein");
      await me.profile.getByRole("button").click();
      await expect(me.profile.getByRole("alert")).toHaveText("");
      await me.open();
      await expect(name).toHaveValue("Gerd Klein");
    });
  });
}

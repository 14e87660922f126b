import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, USER } from "../fixtures/people";
import { SCREENS } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

const SENTENCE = "La 2FA protège les données de nos habitants.";

for (const { name, options } of SCREENS) {
  test.describe(`Mails and reminders ${name}`, { tag: "@sqlite" }, () => {
    test.use({ ...options, mailing: true });

    test("An admin puts a sentence into the mails, sees them and gets one.", async ({ bouclier, guard, mails, pages, visitor }) => {
      // The sandbox of the previews keeps out what looks for faults, too.
      guard.allow(/Blocked script execution/);
      bouclier.addUser(ADMIN);
      const { page, users } = pages;
      await signInEnrolled(pages, ADMIN, "/account/organisation");
      await users.main.getByLabel("Une phrase à vous (facultatif)", { exact: true }).fill(SENTENCE);
      await users.main.getByRole("button", { name: "Enregistrer", exact: true }).click();
      await expect(users.message("Informations de l’organisation enregistrées.")).toBeVisible();
      const stranger = await visitor();
      await stranger.signIn.open();
      await expect(stranger.signIn.main).toContainText(SENTENCE);

      await users.main.getByRole("link", { name: "Voir les e-mails envoyés aux utilisateurs", exact: true }).click();
      await expect(users.heading).toHaveText("E-mails");
      const formatted = page.frameLocator("iframe[title='Avec mise en forme']");
      const plain = page.frameLocator("iframe[title='En texte simple']");
      await expect(formatted.getByRole("link", { name: /\/enrol$/ })).toBeVisible();
      await expect(formatted.locator("body")).toContainText(SENTENCE);
      await users.main.getByText("En texte simple", { exact: true }).click();
      await expect(plain.locator("body")).toContainText("Aegis");
      await audit(page);
      await users.main.getByLabel("E-mail", { exact: true }).selectOption("new-device");
      await users.main.getByLabel("Langue", { exact: true }).selectOption("en");
      await users.main.getByRole("button", { name: "Afficher", exact: true }).click();
      await expect(page).toHaveURL(/kind=new-device&language=en$/);
      await expect(formatted.getByRole("heading", { name: "new device" })).toBeVisible();
      await users.main.getByRole("button", { name: "M’envoyer cet e-mail", exact: true }).click();
      await expect(users.message("L’exemple part à votre adresse.")).toBeVisible();
      const samples = (): string[] => mails.to(ADMIN.email).map(({ subject }) => subject);
      await expect
        .poll(samples, { message: "the sample", timeout: 30_000 })
        .toContain("[Sample] Your Bouclier account was accessed from a new device");
      expect(mails.to(ADMIN.email).at(-1)?.text).toContain(SENTENCE);
    });

    test("Somebody is reminded from the own page, and everybody from one page.", async ({ bouclier, mails, pages }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      const { page, user, users } = pages;
      await signInEnrolled(pages, ADMIN);
      await users.main.getByRole("link", { name: USER.name, exact: true }).click();
      await expect(users.heading).toHaveText(USER.name);
      const remind = user.status.getByRole("button", { name: "Envoyer un rappel", exact: true });
      await expect(remind).toHaveCount(0);
      await user.enforce.check();
      await user.save();
      await remind.click();
      await expect(users.message("Le rappel part par e-mail.")).toBeVisible();
      await expect(user.status).toContainText("Dernier rappel");
      await audit(page);
      await expect
        .poll(() => mails.to(USER.email).map(({ text }) => text).join(), { message: "the reminder", timeout: 30_000 })
        .toMatch(/Aegis[\s\S]*\/enrol/);

      await page.goto("/account/security");
      await users.main.getByRole("link", { name: "Rappeler d’activer la 2FA", exact: true }).click();
      await expect(users.main).toContainText("à rappeler : 0");
      await audit(page);
    });
  });
}

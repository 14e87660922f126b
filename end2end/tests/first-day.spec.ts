import { HOME, OWN_PAGE, PASSWORD } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

// The first day of an admin: from the link in the server's log to a table of users with the four shields.

const ADMIN = { email: "camille@mairie.example", name: "Camille Arnaud", password: PASSWORD };
const LEA = { email: "lea@mairie.example", name: "Léa Moreau", password: "quatre canards au bord du lac" };

/** A list as somebody has written it: one row has no address, one a role that does not exist. */
const FILE = [
  "Nom;E-mail;Rôle;Chez nous",
  `${LEA.name};${LEA.email};;oui`,
  "Hugo Le Goff;hugo@mairie.example;;oui",
  "Nour Benali;nour@mairie.example;;",
  "Sans Adresse;;;",
  "Zoé Petit;zoe@mairie.example;chef;",
].join("\r\n");

const file = { name: "mairie.csv", mimeType: "text/csv", buffer: Buffer.from(`\u{feff}${FILE}`) };

for (const javaScriptEnabled of [true, false]) {
  test.describe(`The first day of an admin ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled, mailing: true });

    test("From the link in the log to invited people, one of whom has activated 2FA.", async ({
      bouclier,
      mails,
      pages,
      visitor,
    }) => {
      test.slow();
      const { enrol, page, signIn, users } = pages;
      const lea = await visitor({ javaScriptEnabled });

      await test.step("The admin makes the own account and names the organisation", async () => {
        await page.goto(bouclier.setUpLink);
        await signIn.ready();
        await signIn.main.getByLabel("Nom", { exact: true }).fill(ADMIN.name);
        await signIn.email.fill(ADMIN.email);
        await signIn.main.getByLabel("Nouveau mot de passe", { exact: true }).fill(ADMIN.password);
        await signIn.main.getByLabel("Confirmez le nouveau mot de passe", { exact: true }).fill(ADMIN.password);
        await signIn.main.getByLabel("Nom de l’organisation (facultatif)", { exact: true }).fill("Mairie de Lille");
        await signIn.main.getByLabel("À qui s’adresser (facultatif)", { exact: true }).fill("Accueil, poste 12");
        // With script the zone is that of the browser.
        const zone = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
        await expect(signIn.main.getByLabel("Fuseau horaire", { exact: true })).toHaveValue(
          javaScriptEnabled ? zone : "UTC",
        );
        await signIn.main.getByRole("button", { name: "Créer le compte", exact: true }).click();
        await page.waitForURL("**/sign-in*");
        await expect(signIn.main).toContainText("Mairie de Lille");
        await signIn.submitPassword(ADMIN.email, ADMIN.password);
        await page.waitForURL(`**${HOME}`);
        await users.ready();
      });

      await test.step("Alone, the admin is told what comes next, and activates the own 2FA", async () => {
        const next = users.main.getByRole("region", { name: "Pour commencer", exact: true });
        await next.getByRole("link", { name: "Activez la 2FA de votre propre compte", exact: true }).click();
        await enrol.enrol();
        await page.goto(HOME);
        await users.ready();
        await next.getByRole("link", { name: "Importer des utilisateurs", exact: true }).click();
        await expect(users.heading).toHaveText("Importer des utilisateurs");
      });

      await test.step("A list is imported, and its two flawed rows are refused", async () => {
        await users.main.getByLabel(/^Fichier/).setInputFiles(file);
        await users.main.getByRole("button", { name: "Voir l’aperçu", exact: true }).click();
        await expect(page).toHaveURL(/\/account\/users\/import\/\d+$/);
        await users.ready();
        // What this column says cannot be known from its name.
        await users.main.getByLabel("4 Chez nous", { exact: true }).selectOption({ label: "2FA obligatoire" });
        await users.main.getByRole("button", { name: "Actualiser l’aperçu", exact: true }).click();
        await expect(users.main.getByLabel("4 Chez nous", { exact: true })).toHaveValue("required");
        await users.ready();
        const refused = users.main.getByRole("region", { name: "Lignes refusées" }).getByRole("row");
        await expect(refused).toHaveCount(3);
        await expect(refused.filter({ hasText: "chef" })).toContainText("6");
        await users.main.getByRole("button", { name: "Importer", exact: true }).click();
        // Without script the page shows how far the import is when it is loaded again.
        await expect(async () => {
          if (!javaScriptEnabled) await page.reload();
          await expect(users.main).toContainText("Comptes créés", { timeout: 2_000 });
        }).toPass();
        expect(bouclier.list().map(({ email }) => email)).toHaveLength(4);
      });

      await test.step("Those whom the import has created are invited by mail", async () => {
        await users.main.getByRole("button", { name: "Inviter ces personnes par e-mail", exact: true }).click();
        await page.waitForURL(/\/account\/users\/bulk\/\d+$/);
        await users.ready();
        await users.main.getByRole("button", { name: /^Confirmer pour 3 / }).click();
        await mails.linkTo("invitation", "hugo@mairie.example");
        await mails.linkTo("invitation", "nour@mairie.example");
      });

      await test.step("Léa chooses a password, and has to activate 2FA at her first sign-in", async () => {
        const link = await mails.linkTo("invitation", LEA.email);
        expect(mails.to(LEA.email)[0]?.text).toContain("Mairie de Lille");
        await lea.signIn.choosePassword(link, LEA.password);
        await expect(lea.signIn.message("Mot de passe enregistré.")).toBeVisible();
        await lea.signIn.submitPassword(LEA.email, LEA.password);
        await lea.page.waitForURL("**/enrol");
        await lea.enrol.enrol();
        await expect(lea.page).toHaveURL(new RegExp(`${OWN_PAGE}($|\\?)`));
      });

      await test.step("The table shows the four shields", async () => {
        await page.goto(HOME);
        const shields = [
          [ADMIN.email, /2FA\s: Active par choix$/],
          [LEA.email, /2FA\s: Active et obligatoire$/],
          ["hugo@mairie.example", /2FA\s: Obligatoire, à activer$/],
          ["nour@mairie.example", /2FA\s: Non active$/],
        ] as const;
        for (const [email, name] of shields) await expect(users.shield(email), email).toHaveAccessibleName(name);
        await expect(users.rows).toHaveCount(shields.length);
      });
    });
  });
}

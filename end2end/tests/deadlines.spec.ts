import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, USER } from "../fixtures/people";
import { SCREENS } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

const DAY = 24 * 3600 * 1000;

/** The day this many days from now, as a date field takes it. */
function inDays(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
}

/** A zone in which the day of UTC is over only when half of the next one is. */
const WEST = "Pacific/Pago_Pago";

test.describe("Time to activate 2FA, west of UTC", { tag: "@sqlite" }, () => {
  test.use({ timezoneId: WEST });

  test("The last day is that of the admin in the field that shows it again, and so is the day in the preview.", async ({
    bouclier,
    pages,
    browser,
  }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
    const { page, security } = pages;
    const other = await browser.newContext({ baseURL: bouclier.url });
    const own = await other.newPage();
    await own.goto("/sign-in");
    await own.getByLabel("Adresse e-mail", { exact: true }).fill(USER.email);
    await own.getByLabel("Mot de passe", { exact: true }).fill(USER.password);
    await own.getByRole("button", { name: "Se connecter", exact: true }).click();
    await own.waitForURL("**/me");
    await other.close();

    await signInEnrolled(pages, ADMIN);
    await security.open();
    await security.enforceAll.click();
    const last = new Date(Date.now() + 7 * DAY).toLocaleDateString("sv-SE", { timeZone: WEST });
    await security.dialog.getByLabel("Jusqu’à une date").check();
    await security.dialog.getByLabel("Dernier jour").fill(last);
    const opened = page.waitForEvent("popup");
    await security.dialog.getByRole("button", { name: "Prévisualiser (nouvel onglet)" }).click();
    const preview = await opened;
    const outcome = preview.getByText("1 utilisateur aura du temps pour l’activer.");
    await expect(outcome).toContainText(`Échéance : ${Number(last.slice(8))}`);
    await expect(outcome).not.toContainText("00:00");
    await preview.close();
    await security.confirm();
    await security.main.getByRole("link", { name: "Changer le délai" }).click();
    await expect(security.dialog.getByLabel("Dernier jour")).toHaveValue(last);
    await page.reload();
    await expect(security.dialog.getByLabel("Dernier jour")).toHaveValue(last);
  });
});

test.describe("Time to activate 2FA", { tag: "@sqlite" }, () => {
  for (const { name, options } of SCREENS) {
    test.describe(name, () => {
      test.use(options);

      test("A rule for all gives days, which each user is told at the sign-in, and one of them gets more.", async ({
        bouclier,
        pages,
        browser,
      }) => {
        bouclier.addUser(ADMIN);
        bouclier.addUser(USER);
        const { page, security, user } = pages;
        await signInEnrolled(pages, ADMIN);
        await security.open();
        await security.enforceAll.click();
        await security.dialog.getByLabel("Un nombre de jours").check();
        await security.dialog.getByLabel("Jours", { exact: true }).fill("14");
        await audit(page);
        const opened = page.waitForEvent("popup");
        await security.dialog.getByRole("button", { name: "Prévisualiser (nouvel onglet)" }).click();
        const preview = await opened;
        await expect(preview.getByRole("heading", { name: "Effet du changement" })).toBeVisible();
        await expect(preview.getByText("1 utilisateur qui ne s’est jamais connecté devra l’activer.")).toBeVisible();
        await audit(preview);
        await preview.close();
        await security.confirm();
        await expect(security.main.getByText("Délai : 14 jours.")).toBeVisible();
        await expect(security.main.getByRole("link", { name: "1 utilisateur a encore du temps" })).toBeVisible();

        const other = await browser.newContext({ baseURL: bouclier.url, viewport: options.viewport ?? null });
        const own = await other.newPage();
        await own.goto("/sign-in");
        await own.getByLabel("Adresse e-mail", { exact: true }).fill(USER.email);
        await own.getByLabel("Mot de passe", { exact: true }).fill(USER.password);
        await own.getByRole("button", { name: "Se connecter", exact: true }).click();
        await expect(own.getByRole("heading", { name: "Activez la 2FA" })).toBeVisible();
        // An account that has never signed in has its days from now on.
        await expect(own.getByText("Il vous reste")).toContainText(/1[34] jours/);
        await audit(own);
        await own.getByRole("link", { name: "Plus tard", exact: true }).click();
        await expect(own.getByText("À activer au plus tard le")).toBeVisible();
        await own.goto("/sign-in?step=time&next=%2Fme");
        await own.getByRole("link", { name: "Activer maintenant", exact: true }).click();
        await expect(own).toHaveURL(/\/enrol/);
        await other.close();

        await user.open(bouclier.account(USER.email).id);
        const deadline = user.main.getByRole("region", { name: "Échéance", exact: true });
        await expect(deadline).toContainText("(règle pour tous)");
        await deadline.getByLabel("Accorder un délai jusqu’au").fill(inDays(40));
        const another = page.waitForEvent("popup");
        await deadline.getByRole("button", { name: "Prévisualiser (nouvel onglet)", exact: true }).click();
        const effect = await another;
        await expect(effect.getByText("aura jusqu’au")).toBeVisible();
        await effect.close();
        await expect(deadline).toContainText("(règle pour tous)");
        await deadline.getByRole("button", { name: "Fixer l’échéance" }).click();
        await expect(user.message("Échéance fixée")).toBeVisible();
        await expect(deadline).toContainText("(décision individuelle)");
        await expect(user.journal).toContainText("a fixé l’échéance");
        await audit(page);
      });

      test("The time is changed later, and none at all forces the enrolment.", async ({ bouclier, pages }) => {
        bouclier.addUser(ADMIN);
        bouclier.addUser(USER);
        const { page, security } = pages;
        await signInEnrolled(pages, ADMIN);
        await security.open();
        await security.enforceAll.click();
        await security.dialog.getByLabel("Jusqu’à une date").check();
        await security.dialog.getByLabel("Dernier jour").fill(inDays(7));
        await security.confirm();
        await security.main.getByRole("link", { name: "Changer le délai" }).click();
        await expect(security.dialog.getByLabel("Dernier jour")).toHaveValue(inDays(7));
        await security.dialog.getByLabel("Aucun : dès la prochaine connexion").check();
        await audit(page);
        await security.confirm();
        await expect(security.message("Le délai de la règle pour tous a changé.")).toBeVisible();
        await expect(security.main.getByText("Délai : ")).toBeHidden();
        await pages.signIn.startAnew();
        await pages.signIn.submitPassword(USER.email, USER.password);
        await expect(page).toHaveURL(/\/enrol/);
      });
    });
  }
});

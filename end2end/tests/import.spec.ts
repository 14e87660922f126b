import { auditOn } from "../fixtures/audit";
import { ADMIN, HOME } from "../fixtures/people";
import { prepareImport } from "../fixtures/routes";
import { SCREENS } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

const FILE = [
  "login,firstName,lastName,email,department",
  "lea.moreau@exemple.fr,Léa,Moreau,lea.moreau@exemple.fr,Support",
  "hugo,Hugo,Le Goff,hugo,Support",
].join("\n");

const file = { name: "equipe.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) };

test.describe("Importing a file", { tag: "@sqlite" }, () => {
  test.beforeEach(({ bouclier }) => {
    bouclier.addUser(ADMIN);
  });

  test("A file is looked at, imported, and its refused rows are downloaded.", async ({ pages }) => {
    const { page, signIn } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await page.goto("/account/users/import");
    await page.getByLabel("Fichier (4 Mo au plus)").setInputFiles(file);
    await page.getByRole("button", { name: "Voir l’aperçu" }).click();
    await expect(page).toHaveURL(/\/account\/users\/import\/\d+$/);
    await page.getByLabel("5 department").selectOption({ label: "Groupe" });
    await page.getByRole("button", { name: "Actualiser l’aperçu" }).click();
    await expect(page.getByLabel("5 department")).toHaveValue("group");
    await expect(page.getByRole("region", { name: "Lignes refusées" }).getByRole("row")).toHaveCount(2);
    await auditOn(page, SCREENS);
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await expect(page.getByText("Comptes créés", { exact: true })).toBeVisible();
    await auditOn(page, SCREENS);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Télécharger les lignes refusées" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("refused.csv");
    await page.goto(`${HOME}?q=moreau`);
    await expect(page.getByRole("link", { name: "Léa Moreau" })).toBeVisible();
  });

  test("A file dropped anywhere on the page is the one that is read, and the page is not left for it.", async ({
    pages,
  }) => {
    const { page, signIn } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await page.goto("/account/users/import");
    const input = page.getByLabel("Fichier (4 Mo au plus)");
    await expect(page.getByText("déposez-le n’importe où")).toBeVisible();
    const dataTransfer = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "equipe.csv", { type: "text/csv" }));
      return transfer;
    }, FILE);
    const heading = page.getByRole("heading", { name: "Importer des utilisateurs" });
    await heading.dispatchEvent("dragover", { dataTransfer });
    await expect(page.locator(".drop[data-over]")).toBeVisible();
    // Whatever takes it prevents that the browser opens it.
    const isTaken = await heading.evaluate((element, data) => {
      const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      return !element.dispatchEvent(event);
    }, dataTransfer);
    expect(isTaken).toBe(true);
    await expect(page.locator(".drop[data-over]")).toHaveCount(0);
    await expect(input).toHaveValue(/equipe\.csv$/);
    await expect(page.getByRole("button", { name: "Voir l’aperçu" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/account\/users\/import\/\d+$/);
    await expect(page.getByRole("region", { name: "Premiers comptes à créer" })).toContainText("Léa Moreau");
  });

  test("An import that runs says how far it is, and its report takes that place.", async ({ bouclier, pages }) => {
    const { page, signIn } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    const rows = Array.from({ length: 5_000 }, (_, at) => `user${at}@exemple.fr,Nom ${at},user,fr`);
    const buffer = Buffer.from(["email,name,role,language", ...rows].join("\n"));
    await page.goto(await prepareImport(page.request, { ...file, buffer }));
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await expect(page.getByText("L’import est en cours.")).toBeVisible();
    // It goes no further while it is looked at.
    bouclier.freeze();
    await auditOn(page, SCREENS);
    bouclier.thaw();
    await expect(page.getByText("Comptes créés", { exact: true })).toBeVisible({ timeout: 40_000 });
    await expect(page.getByText("L’import est en cours.")).toHaveCount(0);
  });

  test("What was chosen in another window is shown before it is done.", async ({ pages }) => {
    const { page, signIn } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await page.goto("/account/users/import");
    await page.getByLabel("Fichier (4 Mo au plus)").setInputFiles(file);
    await page.getByRole("button", { name: "Voir l’aperçu" }).click();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel("5 department").selectOption({ label: "Groupe" });
    await other.getByRole("button", { name: "Actualiser l’aperçu" }).click();
    await expect(other.getByLabel("5 department")).toHaveValue("group");
    await other.close();
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "L’import n’a pas été lancé" })).toBeVisible();
    await expect(page.getByLabel("5 department")).toHaveValue("group");
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await expect(page.getByText("Comptes créés", { exact: true })).toBeVisible();
  });
});

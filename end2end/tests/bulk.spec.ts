import { readFileSync } from "node:fs";
import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN } from "../fixtures/people";
import { SCREENS } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

const NAMES = ["Alice Aubry", "Basile Brun", "Chloé Caron", "David Denis"];
const ROWS = NAMES.map((name, at) => `user${at}@exemple.fr,${name},user,fr`);

for (const { name, options } of SCREENS) {
  test.describe(`Acting on several users: ${name}`, { tag: "@sqlite" }, () => {
    test.use(options);

    test("Ticked users are dealt with after a preview, and the report says who was refused.", async ({
      bouclier,
      pages,
    }) => {
      bouclier.addUser(ADMIN);
      bouclier.importRows("email,name,role,language", ...ROWS);
      const { page, users } = pages;
      await signInEnrolled(pages, ADMIN);
      await users.tick(ADMIN.name).check();
      await users.tick("Basile Brun").check();
      await expect(users.ticked).toHaveText("2");
      await audit(page);
      await users.act("Désactiver les comptes", "Les utilisateurs cochés");
      await expect(page).toHaveURL(/\/account\/users\/bulk\/\d+$/);
      await expect(users.main).toContainText("2 utilisateurs cochés");
      await expect(users.refused).toContainText("C’est votre propre compte.");
      await audit(page);
      await users.press("Confirmer pour 2 utilisateurs");
      await expect(users.main).toContainText("2 / 2");
      await audit(page);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        users.press("Télécharger le rapport (CSV)"),
      ]);
      expect(download.suggestedFilename()).toBe("report.csv");
      await users.open();
      await expect(users.row("Basile Brun")).toContainText("désactivé");
      await page.goto("/account/users/bulk");
      await expect(users.main).toContainText("Terminé");
      await audit(page);
    });

    test("Everybody whom the filters list is exempt, with a reason that is asked for.", async ({ bouclier, pages }) => {
      bouclier.addUser(ADMIN);
      bouclier.importRows("email,name,role,language,required", ...ROWS.map((row) => `${row},yes`));
      const { page, users } = pages;
      await signInEnrolled(pages, ADMIN);
      await users.open("?status=pending");
      await users.act("Exempter de la 2FA", "Toute la liste (4 utilisateurs)");
      await page.getByLabel("Motif de l’exemption").fill("bornes d’accueil");
      await page.getByLabel("Exemption jusqu’au").fill("2090-12-31");
      await users.press("Voir l’aperçu");
      await expect(users.main).toContainText("bornes d’accueil");
      await audit(page);
      await users.press("Confirmer pour 4 utilisateurs");
      await expect(users.main).toContainText("4 / 4");
      await users.open("?requirement=exempt");
      await expect(users.rows).toHaveCount(4);
    });
  });
}

test.describe("Acting on several users: very many", { tag: "@sqlite" }, () => {
  test("The plan goes on by itself, and a reason that is being typed stays.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const many = Array.from({ length: 26_000 }, (_, at) => `user${at}@exemple.fr,User ${at},user,fr`);
    bouclier.importRows("email,name,role,language", ...many);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    let asked = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/api\/bulk\?id=\d+&from=[1-9]/, async (route) => {
      asked += 1;
      await held;
      await route.continue();
    });
    await users.open("?status=inactive&role=user");
    await users.act("Exempter de la 2FA", "Toute la liste (26 000 utilisateurs)");
    const reason = page.getByLabel("Motif de l’exemption");
    await reason.fill("bornes d’accueil");
    await page.getByLabel("Exemption jusqu’au").fill("2090-12-31");
    await users.press("Voir l’aperçu");
    await expect(users.main).toContainText("5 000 utilisateurs sur 26 000");
    await audit(page);
    await reason.fill("bornes du hall");
    release();
    await expect(users.main).toContainText("26 000 utilisateurs auront une exemption pour un temps.");
    await expect(users.main.locator("progress")).toHaveCount(0);
    await expect(reason).toHaveValue("bornes du hall");
    expect(asked).toBe(2);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      users.press("Exporter l’effet pour chaque utilisateur (CSV)"),
    ]);
    expect(download.suggestedFilename()).toBe("plan.csv");
    const file = readFileSync(await download.path(), "utf8");
    expect(file.trimEnd().split("\n")).toHaveLength(26_001);
  });
});

test.describe("Acting on several users: ticking", { tag: "@sqlite" }, () => {
  test("Shift ticks a range, x the row with the focus, and one box the whole page.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language", ...ROWS);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await users.tick("Alice Aubry").check();
    await expect(users.ticked).toHaveText("1");
    await users.tick("David Denis").click({ modifiers: ["Shift"] });
    for (const name of NAMES) await expect(users.tick(name)).toBeChecked();
    await users.table.getByRole("link", { name: "Chloé Caron", exact: true }).focus();
    await page.keyboard.press("x");
    await expect(users.tick("Chloé Caron")).not.toBeChecked();
    await page.getByLabel("Toute la page").check();
    await expect(users.tick("Chloé Caron")).toBeChecked();
    await expect(users.tick(ADMIN.name)).toBeChecked();
    await expect(users.ticked).toHaveText("5");
  });

  test("Ticked users stay ticked while others are searched, until all are unticked.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language", ...ROWS);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await users.tick("Alice Aubry").check();
    await expect(users.ticked).toHaveText("1");
    await users.searchFor("Basile");
    await expect(users.rows).toHaveCount(1);
    await users.tick("Basile Brun").check();
    await expect(users.ticked).toHaveText("2");
    await users.open("?q=Denis");
    await expect(users.ticked).toHaveText("2");
    await users.act("Fermer les sessions", "Les utilisateurs cochés");
    await expect(users.main).toContainText("2 utilisateurs cochés");
    await users.open();
    await expect(users.tick("Alice Aubry")).toBeChecked();
    await page.getByRole("button", { name: "Tout décocher" }).click();
    await expect(users.ticked).toHaveText("0");
    await expect(users.tick("Alice Aubry")).not.toBeChecked();
  });

  test("Ticked users are downloaded.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language", ...ROWS);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await users.tick("Chloé Caron").check();
    await expect(users.ticked).toHaveText("1");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      users.press("Exporter les utilisateurs cochés (CSV)"),
    ]);
    const file = readFileSync(await download.path(), "utf8");
    expect(file).toContain("Chloé Caron");
    expect(file).not.toContain("David Denis");
  });

  test("What was done to several users is taken back.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language", ...ROWS);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await users.open("?status=inactive&role=user");
    await users.act("Rendre la 2FA obligatoire", "Toute la liste (4 utilisateurs)");
    await users.press("Confirmer pour 4 utilisateurs");
    await expect(users.main).toContainText("4 / 4");
    await users.press("Annuler cette action");
    await expect(users.main).toContainText("Annulation : Rendre la 2FA obligatoire");
    await expect(users.main).toContainText("4 / 4");
    await audit(page);
    await users.open("?status=inactive&role=user");
    await expect(users.rows).toHaveCount(4);
  });

  test("What an admin has done to several users is shown in the window of another admin.", async ({ bouclier, pages, visitor }) => {
    const other = { ...ADMIN, email: "second.admin@exemple.fr", name: "Zoé Admin" };
    bouclier.addUser(ADMIN);
    bouclier.addUser(other);
    bouclier.importRows("email,name,role,language", ...ROWS);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await users.open("?status=inactive&role=user");
    await users.act("Rendre la 2FA obligatoire", "Toute la liste (4 utilisateurs)");
    await users.press("Confirmer pour 4 utilisateurs");
    await expect(users.main).toContainText("4 / 4");
    const second = await visitor();
    await signInEnrolled(second, other);
    await second.page.goto(page.url());
    await expect(second.users.main).toContainText(`Par ${ADMIN.name}`);
    await expect(second.users.main).toContainText("4 / 4");
  });
});

test.describe("Acting on several users without script", { tag: "@sqlite" }, () => {
  test.use({ javaScriptEnabled: false });

  test("Ticked users must use 2FA, and nobody is asked to be ticked.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language", ...ROWS);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await users.act("Rendre la 2FA obligatoire", "Les utilisateurs cochés");
    await expect(page.getByRole("alert").filter({ hasText: "Aucun utilisateur n’est coché." })).toBeVisible();
    await users.open();
    await users.tick("Basile Brun").check();
    await users.act("Rendre la 2FA obligatoire", "Les utilisateurs cochés");
    await users.press("Confirmer pour 1 utilisateur");
    await expect(async () => {
      await page.reload();
      await expect(users.main).toContainText("1 / 1", { timeout: 500 });
    }).toPass();
    await users.open();
    await expect(users.shield("Basile Brun").locator(".shield--pending")).toBeVisible();
  });
});

import { audit } from "../fixtures/audit";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { SCREENS } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

const DAY = 24 * 3600 * 1000;

/** The day this many days from now, as a date field takes it. */
function inDays(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
}

/** A zone in which the day of UTC is over only when half of the next one is. */
const WEST = "Pacific/Pago_Pago";

test.describe("Exemptions west of UTC", { tag: "@sqlite" }, () => {
  test.use({ timezoneId: WEST });

  test("The last day is the admin's own: today is not over, and the page shows it again.", async ({
    bouclier,
    pages,
  }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language,required", `${USER.email},${USER.name},user,fr,exempt`);
    const { enrol, security, signIn, user } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await enrol.open();
    await enrol.enrol();
    await security.open();
    await security.enforceAll.click();
    await security.confirm();
    await expect(security.message("maintenant obligatoire")).toBeVisible();
    const { id } = bouclier.account(USER.email);
    await user.open(id);
    await user.exemptionKind.selectOption("for-a-time");
    await user.exemptionReason.fill("congé parental");
    const today = new Date().toLocaleDateString("sv-SE", { timeZone: WEST });
    await user.exemptionEnd.fill(today);
    await user.save();
    await expect(user.message("Exemption enregistrée")).toBeVisible();
    await expect(user.exemptionEnd).toHaveValue(today);
    await user.open(id);
    await expect(user.exemptionEnd).toHaveValue(today);
  });
});

test.describe("Exemptions", { tag: "@sqlite" }, () => {
  for (const { name, options } of SCREENS) {
    test.describe(name, () => {
      test.use(options);

      test("An exemption is given a reason and an end, which the page, the table and the log show.", async ({
        bouclier,
        guard,
        pages,
      }) => {
        guard.allow(/status of 422/);
        bouclier.addUser(ADMIN);
        bouclier.importRows("email,name,role,language,required", `${USER.email},${USER.name},user,fr,exempt`);
        const { enrol, page, security, signIn, user, users } = pages;
        await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
        await enrol.open();
        await enrol.enrol();
        await security.open();
        await security.enforceAll.click();
        await security.confirm();
        await expect(security.message("maintenant obligatoire")).toBeVisible();

        const { id } = bouclier.account(USER.email);
        await user.open(id);
        await expect(user.enforce).not.toBeChecked();
        await expect(user.exemption).toBeVisible();
        await user.enforce.check();
        await expect(user.exemption).toBeHidden();
        await user.enforce.uncheck();
        await user.exemptionKind.selectOption("for-a-time");
        await user.exemptionReason.fill("congé parental");
        await user.exemptionEnd.fill("2020-01-01");
        await user.save();
        await expect(user.alert("cette date est passée")).toBeVisible();
        await expect(user.exemptionReason).toHaveValue("congé parental");
        await expect(user.exemptionEnd).toHaveAttribute("aria-invalid", "true");
        await audit(page);

        await user.exemptionEnd.fill(inDays(30));
        await user.save();
        await expect(user.message("Exemption enregistrée")).toBeVisible();
        const rule = /exemption par Alix Durand \(alix@console\.example\) jusqu’au \d+(?:er)?\s\S+ \d{4}, depuis le .* Motif\s: congé parental/;
        await expect(user.status).toHaveText(rule);
        await expect(user.journal).toContainText("congé parental");
        await expect(user.exemptionEnd).toHaveValue(inDays(30));
        await audit(page);
        await users.open();
        await users.shield(USER.email).focus();
        await expect(users.tooltip(USER.email)).toHaveText(rule);

        await user.open(id);
        await user.rule("Exemption").getByRole("button", { name: "Mettre fin à l’exemption", exact: true }).click();
        await expect(user.message(/Exemption terminée.*maintenant obligatoire/)).toBeVisible();
        await expect(user.rule("Exemption")).toBeHidden();
        await expect(user.status).toContainText("obligatoire pour tous");
        await user.enforce.uncheck();
        await expect(user.exemption).toBeVisible();
      });
    });
  }
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`The list of exemptions ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test("An exemption is ended in the list, after a dialog that names the person.", async ({ bouclier, pages }) => {
      bouclier.addUser(ADMIN);
      bouclier.importRows("email,name,role,language,required", `${USER.email},${USER.name},user,fr,exempt`);
      const { page, security, signIn } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await page.goto("/account/exemptions");
      await security.ready();
      await expect(security.main).toContainText("par la ligne de commande");
      await security.main.getByRole("link", { name: `Mettre fin à l’exemption : ${USER.name}`, exact: true }).click();
      await expect(security.dialog).toContainText(`Mettre fin à l’exemption de ${USER.name}`);
      if (javaScriptEnabled) await audit(page);
      await security.dialog.getByRole("button", { name: "Mettre fin à l’exemption", exact: true }).click();
      await expect(security.message("Exemption terminée")).toBeVisible();
      await expect(security.main).toContainText("Aucune exemption.");
    });
  });
}

import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, USER } from "../fixtures/people";
import { SCREENS } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

const DAY = 24 * 3600;

/** The day this many days from now, as a date field takes it. */
function inDays(days: number): string {
  return new Date(Date.now() + days * DAY * 1000).toISOString().slice(0, 10);
}

const ROWS = ["nord@exemple.fr,Alice Aubry,user,fr,yes,Nord", "sud@exemple.fr,Basile Brun,user,fr,no,Nord"];

for (const { name, options } of SCREENS) {
  test.describe(`How far the requirement is ${name}`, { tag: "@sqlite" }, () => {
    test.use(options);

    test("Funnel, rates and the course of two days are shown, and a figure leads to its users.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      bouclier.addUser(ADMIN);
      bouclier.importRows("email,name,role,language,required,group", ...ROWS);
      const { page, security, users } = pages;
      // A server keeps the figures of its day when it starts.
      const stranger = await visitor();
      await bouclier.restart(-DAY);
      await stranger.signIn.open();
      await stranger.signIn.loaded();
      await bouclier.restart(0);
      await signInEnrolled(pages, ADMIN, "/account/security");
      const drawing = security.main.getByRole("img", { name: /^Répartition de la 2FA du / });
      await expect(async () => {
        await security.open();
        await expect(drawing).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await security.main.getByText("Les chiffres en tableau", { exact: true }).click();
      await expect(security.main.getByRole("table", { name: "Évolution" }).getByRole("row")).toHaveCount(3);
      await expect(security.main.getByRole("region", { name: "2FA active par groupe" })).toContainText("0 / 2");
      await audit(page);
      const todo = security.main.getByRole("row", { name: /^dont 2FA à activer/ });
      await todo.getByRole("link", { name: "1", exact: true }).click();
      await expect(users.rows).toHaveCount(1);
      await expect(users.rows).toContainText("Alice Aubry");
    });

    test("What was announced before is kept where the rule for all is made again, unless the box is unticked.", async ({
      bouclier,
      pages,
    }) => {
      bouclier.addUser(ADMIN);
      const { page, security } = pages;
      await signInEnrolled(pages, ADMIN, "/account/security");
      await security.enforceAll.click();
      await expect(security.dialog).toBeVisible();
      const kept = security.dialog.getByLabel(/^Garder ce qui avait été annoncé/);
      await expect(kept).toHaveCount(0);
      await security.dialog.getByLabel("Un nombre de jours").check();
      await security.dialog.getByLabel("Jours", { exact: true }).fill("14");
      await security.confirm();
      await security.revokeAll.click();
      await security.confirm();
      await security.enforceAll.click();
      await expect(kept).toBeChecked();
      await audit(page);
      await kept.uncheck();
      await security.confirm();
      await expect(security.main.getByText("Délai : 14 jours.")).toBeVisible();
    });
  });

  test.describe(`Acting on several users by what they need ${name}`, { tag: "@sqlite" }, () => {
    test.use({ ...options, mailing: true });

    test("They join and leave a group, and get a deadline, a reminder and an invitation.", async ({ bouclier, mails, pages }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      bouclier.run(["groups", "add", "Nord"]);
      bouclier.importRows("email,name,role,language", "alice@exemple.fr,Alice Aubry,user,fr");
      const { page, users } = pages;
      await signInEnrolled(pages, ADMIN);
      const all = async (query: string, what: string, count: string): Promise<void> => {
        await users.open(query);
        await users.act(what, `Toute la liste (${count})`);
        await expect(page).toHaveURL(/\/account\/users\/bulk\/\d+$/);
      };
      const confirm = async (count: string): Promise<void> => {
        await users.press(`Confirmer pour ${count}`);
        const done = count.replace(/ .*/, "");
        await expect(users.main).toContainText(`${done} / ${done}`, { timeout: 30_000 });
        await expect(users.main).toContainText("Terminé");
      };
      const two = "2 utilisateurs";
      for (const [what, left] of [["Ajouter à un groupe", 2], ["Retirer d’un groupe", 0]] as const) {
        await all("?role=user", what, two);
        await users.main.getByLabel("Groupe", { exact: true }).selectOption({ label: "Nord" });
        await users.press("Voir l’aperçu");
        await confirm(two);
        await users.open("?group=1");
        await expect(users.rows).toHaveCount(left);
      }

      await all("?role=user", "Rendre la 2FA obligatoire", two);
      await confirm(two);
      await all("?status=pending", "Fixer l’échéance", two);
      await users.main.getByLabel("Dernier jour pour activer la 2FA").fill(inDays(40));
      await users.press("Voir l’aperçu");
      await expect(users.main).toContainText("Ce qui se passerait");
      await audit(page);
      await confirm(two);
      await users.open("?requirement=in-time");
      await expect(users.rows).toHaveCount(2);

      const one = "1 utilisateur";
      await all(`?q=${USER.email}`, "Rappeler d’activer la 2FA, par e-mail", one);
      await confirm(one);
      await expect.poll(() => mails.to(USER.email).map(({ text }) => text).join(), { timeout: 30_000 }).toContain("/enrol");
      await all("?account=never-invited", "Inviter par e-mail", one);
      await confirm(one);
      await mails.linkTo("invitation", "alice@exemple.fr");
      await audit(page);
    });

    test("An address that refuses mails is found by the filter.", async ({ bouclier, mails, pages }) => {
      mails.refused.add(USER.email);
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      const { page, users, user } = pages;
      await signInEnrolled(pages, ADMIN);
      await user.open(bouclier.account(USER.email).id);
      await user.enforce.check();
      await user.save();
      await user.status.getByRole("button", { name: "Envoyer un rappel", exact: true }).click();
      await expect(user.status).toContainText("E-mails refusés par cette adresse depuis le", { timeout: 30_000 });
      await user.status.getByRole("link", { name: "Toutes les adresses concernées" }).click();
      await expect(page).toHaveURL(/mail=refused/);
      await expect(users.rows).toHaveCount(1);
      await expect(users.main.getByRole("link", { name: /^E-mails refusés/ })).toBeVisible();
      await audit(page);
    });

    test("Somebody who did not activate 2FA blocks the account by the link of the mail.", async ({
      bouclier,
      mails,
      pages,
      visitor,
    }) => {
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
      const admin = await visitor();
      await signInEnrolled(admin, ADMIN);
      const { me, page } = pages;
      await signInEnrolled(pages, USER, "/me");
      const owner = await visitor();
      await owner.page.goto(await mails.linkTo("secure-account", USER.email));
      await expect(owner.me.heading).toHaveText("Bloquer l’accès au compte");
      await audit(owner.page);
      await owner.me.main.getByRole("button", { name: "Bloquer l’accès", exact: true }).click();
      await expect(owner.page.getByText("Accès bloqué.")).toBeVisible();
      await audit(owner.page);
      await page.goto("/me");
      await expect(me.heading).toHaveText("Se connecter");
      await admin.page.goto("/me");
      await expect(admin.me.main).toContainText("a été bloqué par le lien d’un e-mail");
    });
  });
}

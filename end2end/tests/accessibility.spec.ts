import { auditOn } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { someone } from "../fixtures/routes";
import { EDGES, SCREENS } from "../fixtures/screens";
import { ORGANISATION } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

test.describe("Accessibility", { tag: "@sqlite" }, () => {
  // Each page is checked on two screens.
  test.describe.configure({ timeout: 120_000 });

  test("axe finds nothing in the steps of the sign-in.", async ({ bouclier, guard, pages }) => {
    // 401: a page that receives the event of its enrolment asks for the user's name, and may have lost its cookie by then.
    guard.allow(/status of 4(22|10|01)/);
    bouclier.addUser(USER);
    const { enrol, page, signIn } = pages;
    await signIn.open();
    await auditOn(page, SCREENS);
    await signIn.submitPassword(USER.email, "ce n’est pas le bon");
    await expect(signIn.alert("incorrect")).toBeVisible();
    await auditOn(page, SCREENS);
    await signIn.submitPassword(USER.email, USER.password);
    await page.waitForURL("**/me");
    await enrol.open();
    const { app } = await enrol.enrol();
    await signIn.startAnew();
    await signIn.submitPassword(USER.email, USER.password);
    await expect(signIn.code).toBeVisible();
    await auditOn(page, SCREENS);
    await signIn.submitCode(app.expiredCode());
    await expect(signIn.alert("incorrect")).toBeVisible();
    await auditOn(page, SCREENS);
    await page.goto("/sign-in?step=recovery");
    await expect(signIn.recoveryCode).toBeVisible();
    await auditOn(page, SCREENS);
    await page.goto(bouclier.invite(USER.email));
    await expect(signIn.heading).toHaveText("Bienvenue, Noa");
    await auditOn(page, SCREENS);
    await page.goto("/invitation/nothing");
    await expect(signIn.heading).toHaveText("Ce lien ne fonctionne plus");
    await expect(page).toHaveTitle("Ce lien ne fonctionne plus · Bouclier");
    // While the script takes the page over, the page may have no title for a moment.
    await signIn.loaded();
    await auditOn(page, SCREENS);
    await page.goto("/secure-account/nothing");
    await expect(signIn.heading).toHaveText("Ce lien ne fonctionne plus");
    await signIn.loaded();
    await auditOn(page, SCREENS);
    await page.goto("/applications");
    await expect(enrol.applications).toHaveCount(8);
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing in the set-up of the first admin.", async ({ bouclier, pages }) => {
    await pages.page.goto(bouclier.setUpLink);
    await expect(pages.signIn.heading).toHaveText("Créer le premier compte admin");
    await auditOn(pages.page, SCREENS);
  });

  test("axe finds nothing in the steps of the enrolment.", async ({ bouclier, guard, pages }) => {
    guard.allow(/status of 422/);
    bouclier.addUser(USER);
    const { enrol, page, signIn } = pages;
    await signIn.signIn(USER.email, USER.password, OWN_PAGE);
    await enrol.open();
    await expect(enrol.applications).toHaveCount(8);
    await auditOn(page, SCREENS);
    await enrol.begin();
    const app = await enrol.scan();
    await auditOn(page, SCREENS);
    await enrol.goOnToCode();
    await expect(enrol.code).toBeVisible();
    await auditOn(page, SCREENS);
    await enrol.submitCode(app.expiredCode());
    await expect(enrol.alert("incorrect")).toBeVisible();
    await auditOn(page, SCREENS);
    await enrol.submitCode(await app.nextCode());
    await enrol.readRecoveryCodes();
    await auditOn(page, SCREENS);
    await enrol.saved.check();
    await enrol.finish();
    await page.waitForURL("**/me*");
    await enrol.open();
    await expect(enrol.heading).toHaveText("La 2FA est active");
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing on the user’s own page.", async ({ bouclier, pages }) => {
    bouclier.addUser(USER);
    const { enrol, me, page, signIn } = pages;
    await signIn.signIn(USER.email, USER.password, OWN_PAGE);
    await auditOn(page, SCREENS);
    await me.activate.click();
    await enrol.enrol();
    await me.open();
    await expect(me.deactivate).toBeVisible();
    await auditOn(page, SCREENS);
    await page.goto("/me?dialog=recovery");
    await expect(me.dialog).toBeVisible();
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing in the table of users.", async ({ bouclier, pages }) => {
    bouclier.fillDemo(ORGANISATION);
    bouclier.run(["demo", "activate"]);
    bouclier.addUser(ADMIN);
    const { page, signIn, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await expect(users.rows).toHaveCount(50);
    await auditOn(page, SCREENS);
    await users.shield("exemple.fr").first().focus();
    await expect(users.tooltip("exemple.fr")).toHaveCount(1);
    await auditOn(page, SCREENS);
    await users.open("?q=lefevre&status=inactive&role=user&requirement=optional&sort=email");
    await auditOn(page, SCREENS);
    await users.open("?q=quetzalcoatl");
    await expect(users.main.getByRole("heading", { name: "Personne ne correspond" })).toBeVisible();
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing on the page of a user and in its dialogs.", async ({ bouclier, pages }) => {
    bouclier.fillDemo(ORGANISATION);
    bouclier.run(["demo", "activate"]);
    bouclier.addUser(ADMIN);
    const { page, signIn, user } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    const someone = bouclier.list().find(({ status }) => status === "protected");
    for (const id of [someone?.id ?? "", bouclier.account(ADMIN.email).id]) {
      await user.open(id);
      await expect(user.enforce).toBeVisible();
      await auditOn(page, SCREENS);
    }
    await user.open(someone?.id ?? "");
    await user.main.getByText("Actions", { exact: true }).click();
    await expect(user.main.getByRole("link", { name: "Changer le rôle" })).toBeVisible();
    await auditOn(page, SCREENS);
    for (const dialog of ["invite", "access-code", "reset", "role", "disable", "delete"]) {
      await page.goto(`/account/users/${someone?.id}?dialog=${dialog}`);
      await expect(user.dialog, dialog).toBeVisible();
      await auditOn(page, SCREENS);
    }
    await user.open(someone?.id ?? "");
    await user.makeInvitation("Lien pour un nouveau mot de passe");
    await auditOn(page, SCREENS);
    await page.keyboard.press("Escape");
    await user.enforce.uncheck();
    await user.save();
    await expect(user.message("n’est plus obligatoire")).toBeVisible();
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing on the security page and in its dialogs.", async ({ bouclier, pages }) => {
    bouclier.fillDemo(ORGANISATION);
    bouclier.run(["demo", "activate"]);
    bouclier.addUser(ADMIN);
    const { page, security } = pages;
    await signInEnrolled(pages, ADMIN);
    await security.open();
    await expect(security.figures).toBeVisible();
    await auditOn(page, SCREENS);
    await security.enforceAll.click();
    await expect(security.dialog).toBeVisible();
    await auditOn(page, SCREENS);
    await security.confirm();
    await expect(security.message("maintenant obligatoire")).toBeVisible();
    await auditOn(page, SCREENS);
    await security.revokeAll.click();
    await expect(security.dialog).toBeVisible();
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing on the organisation, the groups and the audit log.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
    for (let count = 0; count < 50; count += 1) bouclier.invite(USER.email);
    const { groups, page, signIn, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await page.goto("/account/organisation");
    await expect(users.heading).toHaveText("Organisation");
    await auditOn(page, SCREENS);
    await groups.open();
    await groups.create("Ventes");
    await expect(groups.heading).toHaveText("Ventes");
    await groups.add("mercier", USER.name);
    await expect(groups.members.getByRole("link", { name: USER.name, exact: true })).toBeVisible();
    await auditOn(page, SCREENS);
    await groups.open();
    await expect(groups.row("Ventes")).toBeVisible();
    await auditOn(page, SCREENS);
    await page.goto("/account/audit");
    await expect(users.rows).toHaveCount(50);
    await auditOn(page, SCREENS);
    await page.goto("/account/audit?target=mercier&action=user-created&from=2026-01-01&before=3");
    await expect(users.rows).toHaveCount(1);
    await auditOn(page, SCREENS);
    await page.goto("/account/audit?actor=quetzalcoatl");
    await expect(users.main.getByText("Aucune entrée")).toBeVisible();
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing on the exemptions and where many users are added.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language,required", `${USER.email},${USER.name},user,fr,exempt`);
    const { page, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await page.goto("/account/exemptions");
    await expect(users.main.getByRole("link", { name: USER.name, exact: true })).toBeVisible();
    await auditOn(page, SCREENS);
    await page.goto("/account/exemptions?kind=service-account");
    await expect(users.main.getByText("Aucune exemption")).toBeVisible();
    await auditOn(page, SCREENS);
    await page.goto("/account/users/import");
    await expect(users.heading).toHaveText("Importer des utilisateurs");
    await auditOn(page, SCREENS);
    await page.goto("/account/users/invite");
    await expect(users.heading).toHaveText("Inviter les personnes sans mot de passe");
    await auditOn(page, SCREENS);
  });

  test("axe finds nothing on the pages of errors.", async ({ bouclier, guard, pages }) => {
    guard.allow(/status of 40[34]/, /ERR_INTERNET_DISCONNECTED/);
    bouclier.addUser(USER);
    bouclier.addUser(ADMIN);
    const { me, page, signIn, users } = pages;
    expect((await page.goto("/no-such-page"))?.status()).toBe(404);
    await expect(me.heading).toHaveText("Cette page n’existe pas");
    await auditOn(page, SCREENS);
    await signIn.signIn(USER.email, USER.password, OWN_PAGE);
    expect((await page.goto("/account/users"))?.status()).toBe(403);
    await expect(me.heading).toHaveText("Votre rôle ne donne pas accès à cette page");
    await auditOn(page, SCREENS);
    await signIn.startAnew();
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    expect((await page.goto("/account/users/999999"))?.status()).toBe(404);
    await expect(me.heading).toHaveText("Cette page n’existe pas");
    await auditOn(page, SCREENS);

    await users.open();
    await expect(users.rows).toHaveCount(2);
    await page.context().setOffline(true);
    await users.search.fill("noa");
    await expect(users.main.getByRole("heading", { name: "Bouclier ne répond pas" })).toBeVisible();
    await auditOn(page, SCREENS);
    await page.context().setOffline(false);
  });

  test.describe("in English", () => {
    test.use({ language: "en" });

    test("axe finds nothing on the narrowest and on a very wide screen.", async ({ bouclier, pages }) => {
      bouclier.fillDemo(ORGANISATION);
      bouclier.run(["demo", "activate"]);
      const admin = { ...ADMIN, language: "en" };
      bouclier.addUser(admin);
      const { page, signIn, users } = pages;
      await signIn.open();
      await auditOn(page, EDGES);
      await signInEnrolled(pages, admin);
      const { id } = someone(bouclier);
      for (const [address, heading] of [
        [HOME, "Users"],
        [`${HOME}/${id}`, /./],
        ["/account/security", "Security"],
        ["/account/groups/1", /./],
        ["/account/report", "Audit report"],
        [OWN_PAGE, "My account"],
      ] as const) {
        await page.goto(address);
        await expect(users.heading).toHaveText(heading);
        await users.ready();
        await auditOn(page, EDGES);
      }
    });
  });

  test("The keyboard alone gets from the sign-in to a user’s page.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const { page, signIn, users } = pages;
    await signIn.open();
    await expect(signIn.email).toBeFocused();
    await page.keyboard.type(ADMIN.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(ADMIN.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${HOME}`);
    await expect(users.rows).toHaveCount(1);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Aller au contenu" });
    await expect(skip).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(users.main).toBeFocused();
    await users.search.focus();
    await page.keyboard.type("durand");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/q=durand/);
    await users.loaded();
    await users.table.getByRole("link", { name: ADMIN.name }).focus();
    await page.keyboard.press("Enter");
    await expect(users.heading).toHaveText(ADMIN.name);
  });

  test("A dialog keeps the focus and gives it back.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const { page, security, signIn } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await security.openSecurity();
    await expect(security.heading).toBeFocused();
    await security.enforceAll.focus();
    await page.keyboard.press("Enter");
    await expect(security.dialog).toBeVisible();
    const focused = security.dialog.locator(":focus");
    await expect(focused).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(security.dialog).toBeHidden();
    await expect(security.enforceAll).toBeFocused();
  });
});

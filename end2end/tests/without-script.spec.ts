import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.describe("Without script", { tag: "@sqlite" }, () => {
  test.use({ javaScriptEnabled: false });

  test.beforeEach(({ bouclier }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
  });

  test("The enrolment and the sign-in with a code work as forms.", async ({ pages }) => {
    const { enrol, me, page, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await me.activate.click();
    const { app, recoveryCodes } = await enrol.enrol();
    expect(recoveryCodes).toHaveLength(10);
    await expect(me.main).toContainText("Vous l’avez activée de votre propre initiative.");

    await me.signOut();
    await page.goto("/me?dialog=recovery");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await signIn.submitPassword(USER.email, USER.password);
    await expect(signIn.heading).toHaveText("Votre code à 6 chiffres");
    await signIn.submitCode(await app.nextCode());
    await expect(page).toHaveURL(/\/me\?dialog=recovery$/);
    await expect(me.dialog).toHaveAccessibleName("Créer dix nouveaux codes de récupération ?");
  });

  test("What a form refuses is said on the page that comes back.", async ({ pages }) => {
    const { enrol, me, page, signIn } = pages;
    await signIn.open();
    await signIn.submitPassword(USER.email, "ce n’est pas le bon");
    await expect(signIn.alert("Adresse e-mail ou mot de passe incorrect.")).toBeVisible();

    await page.goto("/sign-in?next=%2Fme");
    await signIn.submitPassword(USER.email, "ce n’est pas le bon");
    await expect(signIn.alert("Adresse e-mail ou mot de passe incorrect.")).toBeVisible();
    await signIn.submitPassword(USER.email, USER.password);
    await page.waitForURL("**/me");

    await me.activate.click();
    await enrol.begin();
    const app = await enrol.scan();
    await enrol.goOnToCode();
    await enrol.submitCode("12 34");
    await expect(enrol.alert("Un code a six chiffres")).toBeVisible();
    await enrol.submitCode(app.expiredCode());
    await expect(enrol.alert("Code incorrect.")).toBeVisible();
    await enrol.submitCode(await app.nextCode());
    await enrol.readRecoveryCodes();
  });

  test("The checkbox of the user’s page is saved.", async ({ pages }) => {
    const { signIn, user, users } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await users.openUser(USER.name);
    await user.enforce.check();
    await user.save();
    await expect(user.message(`La 2FA est maintenant obligatoire pour ${USER.name}.`)).toBeVisible();
    await expect(user.enforce).toBeChecked();
    await user.enforce.uncheck();
    await user.save();
    await expect(user.message(`La 2FA n’est plus obligatoire pour ${USER.name}.`)).toBeVisible();
    await expect(user.enforce).not.toBeChecked();
  });

  test("The dialog before the rule for all changes is a part of the page.", async ({ pages }) => {
    const { security } = pages;
    await signInEnrolled(pages, ADMIN);
    await security.openSecurity();
    await security.enforceAll.click();
    await expect(security.dialog).toHaveAccessibleName("Rendre la 2FA obligatoire pour tous ?");
    await security.dialog.getByRole("link", { name: "Annuler", exact: true }).click();
    await expect(security.dialog).toBeHidden();
    await security.enforceAll.click();
    await security.confirm();
    await expect(security.message("maintenant obligatoire pour tous")).toBeVisible();
    await expect(security.dialog).toBeHidden();
    await security.revokeAll.click();
    await security.confirm();
    await expect(security.message("maintenant optionnelle pour tous")).toBeVisible();
    await expect(security.enforceAll).toBeVisible();
  });

  test("An invitation link is shown once, and works once.", async ({ bouclier, guard, pages, visitor }) => {
    guard.allow(/status of 410/);
    bouclier.importRows("email,name,role,language", "lea@console.example,Léa Petit,user,fr");
    const { page, signIn, user, users } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await users.openUser("Léa Petit");
    const link = await user.makeInvitation();
    await page.reload();
    await expect(user.link).toBeHidden();
    await expect(user.dialog.getByRole("button", { name: "Créer le lien", exact: true })).toBeVisible();

    const lea = await visitor();
    await lea.signIn.choosePassword(link, "trop court");
    await expect(lea.signIn.alert("Ce mot de passe est trop court")).toBeVisible();
    await lea.signIn.choosePassword(link, "trois tasses de tilleul");
    await expect(lea.signIn.message("Mot de passe enregistré.")).toBeVisible();
    await lea.signIn.submitPassword("lea@console.example", "trois tasses de tilleul");
    await lea.page.waitForURL("**/me");
    const again = await lea.page.goto(link);
    expect(again?.status()).toBe(410);
    await expect(lea.signIn.heading).toHaveText("Ce lien ne fonctionne plus");
  });

  test("The last admin cannot be deactivated, and the page says why.", async ({ pages }) => {
    const { signIn, user, users } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await users.openUser(ADMIN.name);
    await user.act("Désactiver le compte");
    await user.dialog.getByRole("button", { name: "Désactiver le compte", exact: true }).click();
    await expect(user.alert("Il doit rester au moins un admin")).toBeVisible();
  });

  test("The table of users is searched, filtered, sorted and left through by links and a form.", async ({ pages }) => {
    const { page, signIn, users } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await users.searchFor("MERCIER");
    await expect(users.names).toHaveText([USER.name]);
    await users.search.fill("");
    await users.role.selectOption("admin");
    await users.filter();
    await expect(users.names).toHaveText([ADMIN.name]);
    await page.goBack();
    await expect(users.names).toHaveText([USER.name]);
    await users.open();
    await users.sortBy("Adresse");
    await users.sortBy("Adresse");
    await expect(users.names).toHaveText([USER.name, ADMIN.name]);
  });
});

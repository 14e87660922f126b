import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.describe("Passwords", { tag: "@sqlite" }, () => {
  test("A user without a password is not said to sign in with one.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language", "ines@console.example,Inès Roy,user,fr");
    const { signIn, user, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await users.openUser("Inès Roy");
    await expect(user.status).toContainText("Inès n’a pas de mot de passe et ne peut pas se connecter.");
    await user.enforce.check();
    await user.save();
    await expect(user.status).toContainText("Inès n’a pas de mot de passe et devra activer la 2FA");
  });

  test("A user without 2FA is said to have no second factor, or to have to activate it.", async ({
    bouclier,
    pages,
  }) => {
    [ADMIN, USER].forEach((person) => bouclier.addUser(person));
    const { signIn, user, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await users.openUser(USER.name);
    await expect(user.status).toContainText("Noa n’a pas de second facteur.");
    await user.enforce.check();
    await user.save();
    await expect(user.status).toContainText("Noa devra l’activer à sa prochaine connexion.");
  });

  test("A user who has forgotten the password reads at the sign-in who can help.", async ({ pages }) => {
    await pages.signIn.open();
    const field = pages.page.getByLabel("Mot de passe", { exact: true });
    await expect(field).toBeVisible();
    await expect(pages.signIn.main).toContainText("Mot de passe oublié ? Un admin de votre organisation peut vous donner");
  });
});

import { enrolQuietly, signInEnrolled } from "../fixtures/enrolled";
import { AWAY } from "../fixtures/guard";
import { ADMIN, OWN_PAGE, USER } from "../fixtures/people";
import { audit } from "../fixtures/audit";
import { expect, test } from "../fixtures/test";

/** Seconds after which a proof has expired. */
const LATER = 301;

// One server may ask for a proof and another one receive it: the session must store it.
test.describe("Step-up", { tag: "@cluster" }, () => {
  test.beforeEach(({ bouclier }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
  });

  test("Before something sensitive a dialog asks for a code; what was typed waits, and is sent then.", async ({
    bouclier,
    guard,
    pages,
    visitor,
  }) => {
    guard.allow(/status of (403|422)/, AWAY);
    await enrolQuietly(await visitor(), USER);
    const { page, user, users } = pages;
    const { app } = await signInEnrolled(pages, ADMIN);
    await users.openUser(USER.name);
    await user.act("Réinitialiser la 2FA");
    await user.dialog.getByLabel("Motif").fill("téléphone perdu");
    await user.loaded();
    await bouclier.restart(LATER);
    app.ahead = LATER;

    await user.dialog.getByRole("button", { name: "Réinitialiser la 2FA", exact: true }).click();
    const ask = page.getByRole("dialog", { name: "Confirmez que c’est bien vous" });
    await expect(ask.getByLabel("Code à 6 chiffres")).toBeFocused();
    await audit(page);
    await ask.getByLabel("Code à 6 chiffres").fill(app.expiredCode());
    await ask.getByRole("button", { name: "Continuer", exact: true }).click();
    await expect(ask.getByRole("alert")).toContainText("Code incorrect");

    await page.keyboard.press("Escape");
    await expect(ask).toBeHidden();
    await expect(user.dialog.getByRole("alert")).toContainText("Rien n’a été modifié");
    await expect(user.dialog.getByLabel("Motif")).toHaveValue("téléphone perdu");

    await user.dialog.getByRole("button", { name: "Réinitialiser la 2FA", exact: true }).click();
    await ask.getByLabel("Code à 6 chiffres").fill(await app.nextCode());
    await ask.getByRole("button", { name: "Continuer", exact: true }).click();
    await expect(ask).toBeHidden();
    await expect(user.dialog.getByText(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/)).toBeVisible();
    await user.dialog.getByRole("link", { name: "Terminé", exact: true }).click();
    await expect(user.main).toContainText("Motif : téléphone perdu");
  });

  test("A user without a factor proves the password before activating one.", async ({ bouclier, guard, pages }) => {
    guard.allow(/status of 403/, AWAY);
    const { enrol, me, page, signIn } = pages;
    await signIn.signIn(USER.email, USER.password, OWN_PAGE);
    // Anything that the page still loads would fail without the server.
    await me.loaded();
    await bouclier.restart(LATER);
    await me.activate.click();
    await enrol.begin();
    const ask = page.getByRole("dialog", { name: "Confirmez que c’est bien vous" });
    await ask.getByLabel("Mot de passe actuel").fill(USER.password);
    await ask.getByRole("button", { name: "Continuer", exact: true }).click();
    await expect(enrol.secret).toBeVisible();
  });

  test("A lost phone: the admin gives an access code, and the user sets up a new phone with it.", async ({
    pages,
    visitor,
  }) => {
    const { user, users } = pages;
    const noa = await visitor();
    const lost = await signInEnrolled(noa, USER, OWN_PAGE);
    await noa.me.signOut();

    await signInEnrolled(pages, ADMIN);
    await users.openUser(USER.name);
    await user.act("Donner un code d’accès");
    await user.dialog.getByRole("button", { name: "Créer le code", exact: true }).click();
    const code = await user.dialog.getByText(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/).innerText();

    await noa.signIn.submitPassword(USER.email, USER.password);
    await noa.signIn.submitRecoveryCode(code);
    await noa.page.waitForURL("**/enrol*");
    const { recoveryCodes } = await noa.enrol.enrol();
    expect(recoveryCodes).not.toContain(lost.recoveryCodes[0]);
    await expect(noa.me.main).toContainText("La 2FA est active");
  });

  test("A new phone takes the place of the old one without a moment without 2FA.", async ({ guard, pages }) => {
    guard.allow(/status of 422/);
    const { enrol, me, page, signIn } = pages;
    const old = await signInEnrolled(pages, USER, OWN_PAGE);
    await me.main.getByRole("button", { name: "Remplacer", exact: true }).click();
    const app = await enrol.scan();
    await enrol.goOnToCode();
    await enrol.submitCode(await app.nextCode());
    await enrol.readRecoveryCodes();
    await enrol.saved.check();
    await enrol.finish();
    await page.waitForURL("**/me*");
    await me.signOut();
    await signIn.submitPassword(USER.email, USER.password);
    await signIn.submitCode(await old.app.nextCode());
    await expect(signIn.alert("Code incorrect")).toBeVisible();
    await signIn.submitCode(await app.nextCode());
    await page.waitForURL("**/me");
  });
});

import { enrolQuietly, signInEnrolled } from "../fixtures/enrolled";
import { AWAY } from "../fixtures/guard";
import { OTHER } from "../fixtures/live";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { REFUSED, strangerPosts } from "../fixtures/stranger";
import { expect, test } from "../fixtures/test";

// The attacks of docs/SECURITY.md on codes, links and enrolments, as far as people in browsers take part.

const NEW_PASSWORD = "quinze hérissons au clair de lune";
/** An admin who watches. */
const THIRD = { ...ADMIN, email: "chloe@console.example", name: "Chloé Témoin" };
/** Seconds after which a proof has expired. */
const LATER = 301;
const HOUR = 3_600;
/** Wrong codes before the first wait, without the one that it follows. */
const FREE = 4;
/** Wrong codes after which the longest wait begins, and one more. */
const GUESSES = 12;

for (const javaScriptEnabled of [true, false]) {
  test.describe(`Attacks on codes ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(({ bouclier, guard }) => {
      guard.allow(REFUSED, AWAY);
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
    });

    test("attack_22: While codes of the app have to wait, a recovery code signs in, and another one proves what the advice asks for.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      const { app, recoveryCodes } = await enrolQuietly(pages, USER);
      await bouclier.restart(1);
      const thief = await visitor();
      for (let tried = 0; tried < GUESSES; tried += 1) {
        // The session ends during the longer waits.
        if (tried === 0 || tried > FREE) await thief.signIn.givePassword(USER.email, USER.password);
        const headers = { origin: bouclier.url, accept: "application/json" };
        const wrong = await thief.page.request.post("/api/sign-in/code", { headers, form: { code: app.expiredCode() } });
        expect(wrong.status()).toBe(422);
        if (tried >= FREE && tried < GUESSES - 1) bouclier.advance(HOUR);
      }
      app.ahead = (GUESSES - FREE - 1) * HOUR + 1;

      const noa = await visitor();
      const { me, page, signIn } = noa;
      await page.goto(OWN_PAGE);
      await signIn.submitPassword(USER.email, USER.password);
      await signIn.submitCode(await app.nextCode());
      await expect(signIn.alert("Trop de tentatives. Réessayez dans 60 min.")).toBeVisible();
      await signIn.submitRecoveryCode(recoveryCodes[0] ?? "");
      await page.waitForURL(`**${OWN_PAGE}`);
      await expect(me.main).toContainText("12 codes incorrects ont été saisis après votre mot de passe");

      // The proof is old, and codes of the app still have to wait.
      bouclier.advance(LATER);
      const choose = async (): Promise<void> => {
        await me.main.getByLabel("Mot de passe actuel", { exact: true }).fill(USER.password);
        await me.main.getByLabel("Nouveau mot de passe", { exact: true }).fill(NEW_PASSWORD);
        await me.main.getByLabel("Confirmez le nouveau mot de passe", { exact: true }).fill(NEW_PASSWORD);
        await me.main.getByRole("button", { name: "Changer le mot de passe", exact: true }).click();
      };
      await choose();
      const ask = javaScriptEnabled ? page.getByRole("dialog", { name: "Confirmez que c’est bien vous" }) : me.main;
      await ask.getByLabel("Code à 6 chiffres").fill(recoveryCodes[1] ?? "");
      await ask.getByRole("button", { name: "Continuer", exact: true }).click();
      // Without script the form has to be sent again.
      if (!javaScriptEnabled) {
        await page.waitForURL(`**${OWN_PAGE}`);
        await choose();
      }
      await expect(me.message("Mot de passe modifié")).toBeVisible();
    });

    test("attack_23: An enrolment that began with a fresh proof is neither seen nor confirmed with an old one.", async ({
      bouclier,
      pages,
    }) => {
      const { enrol, me, page } = pages;
      const old = await signInEnrolled(pages, USER, OWN_PAGE);
      await bouclier.restart(1);
      await page.reload();
      await me.ready();
      await me.main.getByRole("button", { name: "Remplacer", exact: true }).click();
      const app = await enrol.scan();
      const secret = await enrol.secret.innerText();
      await enrol.goOnToCode();
      await expect(enrol.code).toBeVisible();
      bouclier.advance(LATER);
      app.ahead = LATER;
      await enrol.submitCode(await app.nextCode());
      await expect(page.getByText("Confirmez que c’est bien vous").first()).toBeVisible();
      await expect(enrol.recoveryCodes).toHaveCount(0);
      const shown = await page.goto("/enrol");
      expect(await shown?.text()).not.toContain(secret.split(/\s/)[0]);
      await expect(enrol.secret).toBeHidden();
      // The phone of before is the one that signs in.
      await pages.signIn.startAnew();
      await page.goto(OWN_PAGE);
      await pages.signIn.submitPassword(USER.email, USER.password);
      old.app.ahead = LATER;
      await pages.signIn.submitCode(await old.app.nextCode());
      await page.waitForURL(`**${OWN_PAGE}`);
    });

    test("attack_24: An open page of a link, and the link, end when the account has been deactivated and is active again.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      bouclier.importRows("email,name,role,language", "lea@console.example,Léa Petit,user,fr");
      const { signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser("Léa Petit");
      const link = await user.invite();
      const lea = await visitor();
      await lea.page.goto(link);
      await lea.signIn.ready();
      const [field, repeated] = ["Nouveau mot de passe", "Confirmez le nouveau mot de passe"].map((label) =>
        lea.signIn.main.getByLabel(label, { exact: true }),
      );
      await field?.fill(NEW_PASSWORD);
      await repeated?.fill(NEW_PASSWORD);

      for (const act of ["Désactiver le compte", "Réactiver le compte"]) {
        await user.act(act);
        await user.dialog.getByRole("button", { name: act, exact: true }).click();
        await expect(user.dialog).toBeHidden();
      }
      await lea.signIn.main.getByRole("button", { name: "Choisir ce mot de passe", exact: true }).click();
      await expect(lea.page.getByText("Ce lien ne fonctionne plus").first()).toBeVisible();
      const again = await lea.page.goto(link);
      expect(again?.status()).toBe(410);
      await expect(lea.signIn.heading).toHaveText("Ce lien ne fonctionne plus");
      expect(await strangerPosts(bouclier.url, "/api/sign-in", { email: "lea@console.example", password: NEW_PASSWORD })).toBe(422);
    });

    test("attack_25: Who gives an admin a link gives no code that day, and a third admin reads who gave it.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      bouclier.addUser(OTHER);
      bouclier.addUser(THIRD);
      const { user, users } = pages;
      await enrolQuietly(await visitor(), OTHER);
      await signInEnrolled(pages, ADMIN);
      await users.openUser(OTHER.name);
      const link = await user.makeInvitation("Lien pour un nouveau mot de passe");
      await user.dialog.getByRole("link", { name: "Terminé", exact: true }).click();
      await expect(user.dialog).toBeHidden();
      await user.act("Donner un code d’accès");
      await user.dialog.getByRole("button", { name: "Créer le code", exact: true }).click();
      await expect(user.page.getByText("Un même admin ne donne pas à un autre").first()).toBeVisible();
      await expect(user.dialog.getByText(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/)).toBeHidden();

      const bea = await visitor();
      await bea.signIn.choosePassword(link, NEW_PASSWORD);
      await expect(bea.signIn.message("Mot de passe enregistré.")).toBeVisible();
      const chloe = await visitor();
      await chloe.signIn.signIn(THIRD.email, THIRD.password, OWN_PAGE);
      await expect(chloe.me.main.getByRole("region", { name: "À vérifier sur d’autres comptes" })).toBeVisible();
      await expect(chloe.me.main).toContainText(`lien donné par ${ADMIN.name} (${ADMIN.email})`);
      await chloe.me.menu.getByRole("link", { name: "Journal d’audit", exact: true }).click();
      await expect(chloe.users.rows.filter({ hasText: "Lien donné par" }).first()).toContainText(ADMIN.email);
    });

    test("attack_26: A code to come that the answer has named does not work when it is due.", async ({ bouclier, pages }) => {
      const { me, page, signIn } = pages;
      const { app } = await signInEnrolled(pages, USER, OWN_PAGE);
      await me.signOut();
      await bouclier.restart(1);
      await page.goto(OWN_PAGE);
      await signIn.submitPassword(USER.email, USER.password);
      await expect(signIn.heading).toHaveText("Votre code à 6 chiffres");
      const ahead = 120;
      app.ahead = ahead;
      const guessed = await app.nextCode();
      await signIn.submitCode(guessed);
      await expect(signIn.alert("l’horloge de votre téléphone avance")).toBeVisible();
      bouclier.advance(ahead);
      await signIn.submitCode(guessed);
      await expect(signIn.alert("Ce code a déjà servi.")).toBeVisible();
      bouclier.advance(60);
      app.ahead = ahead + 60;
      await signIn.submitCode(await app.nextCode());
      await page.waitForURL(`**${OWN_PAGE}`);
    });
  });
}

import { enrolQuietly, signInEnrolled } from "../fixtures/enrolled";
import { AWAY } from "../fixtures/guard";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { REFUSED, strangerPosts } from "../fixtures/stranger";
import { expect, test } from "../fixtures/test";

// The attacks of docs/SECURITY.md on passwords, sign-ins and changes, as far as people in browsers take part.

const WRONG = "ce n’est pas le bon";
/** Sessions that wait for their code, of all browsers that the user has not signed in with. */
const WAITING = 20;
/** Wrong passwords of a network before it waits for every account. */
const FREE_OF_NETWORK = 50;
/** Wrong codes before the first wait. */
const FREE = 4;
/** Common words, drawn out. */
const COMMON = ["Password123456789!", "MotDePasse12345!", "Bienvenue2026!!"];

for (const javaScriptEnabled of [true, false]) {
  test.describe(`Attacks on passwords ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(({ bouclier, guard }) => {
      guard.allow(REFUSED, AWAY);
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
    });

    test("attack_27: Sign-ins with the password push out no session of a known device; its user forgets it on the own page.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      const { me, page, signIn } = pages;
      const { app } = await signInEnrolled(pages, USER, OWN_PAGE);
      await me.signOut();
      await page.goto(OWN_PAGE);
      await signIn.submitPassword(USER.email, USER.password);
      await expect(signIn.heading).toHaveText("Votre code à 6 chiffres");
      const unknown = await visitor();
      await unknown.page.goto(OWN_PAGE);
      await unknown.signIn.submitPassword(USER.email, USER.password);
      await expect(unknown.signIn.heading).toHaveText("Votre code à 6 chiffres");

      const { email, password } = USER;
      for (let more = 0; more < WAITING; more += 1) {
        expect(await strangerPosts(bouclier.url, "/api/sign-in", { email, password })).toBe(200);
      }
      await unknown.page.goto(OWN_PAGE);
      await expect(unknown.signIn.heading).toHaveText("Se connecter");
      await signIn.submitCode(await app.nextCode());
      await page.waitForURL(`**${OWN_PAGE}`);

      const devices = me.main.getByRole("region", { name: "Appareils connus", exact: true });
      await devices.getByRole("button", { name: /^Oublier / }).click();
      await expect(me.message("Appareil oublié.")).toBeVisible();
      await expect(devices).toContainText("Aucun pour l’instant.");
    });

    test("attack_28: In a network that has to wait, who waits as told comes in, and a known device waits for nobody.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      const { me, page, signIn } = pages;
      await signIn.signIn(USER.email, USER.password, OWN_PAGE);
      await me.signOut();
      await bouclier.restart(1);
      const wrong = Array.from({ length: FREE_OF_NETWORK }, (_, number) =>
        strangerPosts(bouclier.url, "/api/sign-in", { email: `nobody${number}@console.example`, password: WRONG }),
      );
      expect(new Set(await Promise.all(wrong))).toEqual(new Set([422]));

      const elsewhere = await visitor();
      await elsewhere.page.goto(OWN_PAGE);
      await elsewhere.signIn.ready();
      await elsewhere.signIn.submitPassword(USER.email, USER.password);
      await expect(elsewhere.signIn.alert(/Trop de tentatives\. Réessayez dans \d+\ss\./)).toBeVisible();
      await page.goto(OWN_PAGE);
      await signIn.submitPassword(USER.email, USER.password);
      await page.waitForURL(`**${OWN_PAGE}`);
      bouclier.advance(30);
      await elsewhere.signIn.submitPassword(USER.email, USER.password);
      await elsewhere.page.waitForURL(`**${OWN_PAGE}`);
    });

    test("attack_29: The user’s page, the security page and the user’s own page tell of failed attempts.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      await bouclier.restart(1);
      for (let tried = 1; tried <= 10; tried += 1) {
        const { email } = USER;
        expect(await strangerPosts(bouclier.url, "/api/sign-in", { email, password: WRONG })).toBe(422);
        if (tried > FREE) bouclier.advance(30 * 2 ** (tried - FREE - 1));
      }
      const { page, signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(USER.name);
      const attempts = user.main.getByRole("region", { name: "Tentatives", exact: true });
      await expect(attempts.getByRole("row").filter({ hasText: "Mot de passe incorrect" }).getByRole("cell")).toHaveText([
        "10",
        "10",
      ]);
      await users.openSecurity();
      const day = page.getByRole("region", { name: "Tentatives des dernières 24 heures", exact: true });
      await expect(day.getByRole("img", { name: /^Tentatives par heure\s: 10 en 24 heures/ })).toBeVisible();
      await expect(day.getByRole("row").filter({ hasText: "Mot de passe incorrect" })).toContainText("10");

      const noa = await visitor();
      await noa.page.goto(OWN_PAGE);
      await noa.signIn.submitPassword(USER.email, USER.password);
      await noa.page.waitForURL(`**${OWN_PAGE}`);
      await expect(noa.me.main.getByRole("region", { name: "À vérifier sur votre compte" })).toBeVisible();
      await expect(noa.me.main).toContainText("Dix tentatives ou plus en 24 heures");
    });

    test("attack_31: Where a stranger uses up what one user may change, the page says so, and the user throws the stranger out.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      const { me, page, signIn } = pages;
      await signIn.signIn(USER.email, USER.password, OWN_PAGE);
      const thief = await visitor();
      await thief.signIn.givePassword(USER.email, USER.password);
      await page.reload();
      await me.ready();
      const headers = { origin: bouclier.url, accept: "application/json" };
      const form = { name: USER.name, language: "fr" };
      const save = async (): Promise<number> =>
        (await thief.page.request.post("/api/me/profile", { headers, form })).status();
      await expect(async () => expect(await save()).toBe(429)).toPass({ intervals: [0] });
      // One more change is allowed each second: the stranger goes on, and takes it.
      let last = 429;
      const goesOn = (async () => {
        while (last !== 401) last = await save();
      })();
      await me.saveProfile();
      await expect(me.alert(/Trop de changements à la fois\s: celui-ci n’a pas été fait\./)).toBeVisible();
      await me.sessions.getByRole("button", { name: /^Fermer la session/ }).click();
      await expect(me.message("Session fermée.")).toBeVisible();
      await goesOn;
      await expect(me.sessions).toHaveCount(1);
    });

    test("attack_32: A wrong code whose window is closed at once is counted as often as it is in the log.", async ({
      pages,
      visitor,
    }) => {
      const noa = await visitor();
      const { app } = await enrolQuietly(noa, USER);
      await noa.signIn.startAnew();
      await noa.page.goto(OWN_PAGE);
      await noa.signIn.submitPassword(USER.email, USER.password);
      await expect(noa.signIn.heading).toHaveText("Votre code à 6 chiffres");
      const window = await noa.page.context().newPage();
      await window.goto(noa.page.url());
      await window.getByLabel("Code à 6 chiffres", { exact: true }).fill(app.expiredCode());
      const asked = window.waitForRequest("**/api/sign-in/code");
      await window.getByRole("button", { name: "Se connecter", exact: true }).click({ noWaitAfter: true });
      // Its headers are complete once the browser has a connection for it.
      await (await asked).allHeaders();
      await window.close();
      await noa.signIn.submitCode(app.expiredCode());
      await expect(noa.signIn.alert("Code incorrect.")).toBeVisible();

      const { page, signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(USER.name);
      await page.waitForURL(/\/account\/users\/\d+/);
      const here = page.url();
      const wrong = user.main.getByRole("row").filter({ hasText: "Code incorrect" }).getByRole("cell").first();
      // A request whose connection ends before the server has read it is none: both codes are known, or the second one alone.
      await expect(async () => {
        await page.goto("/account/audit?action=code-refused");
        const logged = await users.rows.count();
        expect(logged).toBeGreaterThan(0);
        await page.goto(here);
        await expect(wrong).toHaveText(String(logged), { timeout: 1_000 });
      }).toPass();
    });

    test("attack_43: A common word that is drawn out is refused where a password is chosen and where it is changed.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      bouclier.importRows("email,name,role,language", "lea@console.example,Léa Petit,user,fr");
      const link = bouclier.invite("lea@console.example");
      const lea = await visitor();
      const { me, page, signIn } = pages;
      await signIn.signIn(USER.email, USER.password, OWN_PAGE);
      for (const password of COMMON) {
        await lea.signIn.choosePassword(link, password);
        await expect(lea.page.getByText("Ce mot de passe est facile à deviner").first(), password).toBeVisible();
      }
      await me.main.getByLabel("Mot de passe actuel", { exact: true }).fill(USER.password);
      await me.main.getByLabel("Nouveau mot de passe", { exact: true }).fill(COMMON[0] ?? "");
      await me.main.getByLabel("Confirmez le nouveau mot de passe", { exact: true }).fill(COMMON[0] ?? "");
      await me.main.getByRole("button", { name: "Changer le mot de passe", exact: true }).click();
      await expect(page.getByText("Ce mot de passe est facile à deviner").first()).toBeVisible();
    });
  });
}

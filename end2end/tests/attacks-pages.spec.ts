import { signInEnrolled } from "../fixtures/enrolled";
import { send } from "../fixtures/forms";
import { AWAY } from "../fixtures/guard";
import { OTHER } from "../fixtures/live";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { REFUSED } from "../fixtures/stranger";
import { expect, test } from "../fixtures/test";
import { join } from "node:path";

// The attacks of docs/SECURITY.md on what pages show, keep and change, as far as people in browsers take part.

for (const javaScriptEnabled of [true, false]) {
  test.describe(`Attacks on pages ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(({ bouclier, guard }) => {
      guard.allow(REFUSED, AWAY);
      bouclier.addUser(ADMIN);
      bouclier.addUser(USER);
    });

    test("attack_35: A session that opens because nothing is required any more is in the log and on the user’s page.", async ({
      pages,
      visitor,
    }) => {
      const { page, signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(USER.name);
      await expect(user.main.getByRole("complementary", { name: "Profil" })).toContainText("Dernière connexionjamais");
      await user.enforce.check();
      await user.save();
      await expect(user.message(/La 2FA est maintenant obligatoire pour/)).toBeVisible();
      const noa = await visitor();
      await noa.page.goto(OWN_PAGE);
      await noa.signIn.submitPassword(USER.email, USER.password);
      await noa.page.waitForURL("**/enrol*");
      await user.enforce.uncheck();
      await user.save();
      await expect(user.message(/La 2FA n’est plus obligatoire pour/)).toBeVisible();

      await noa.page.goto(OWN_PAGE);
      await expect(noa.me.heading).toHaveText("Mon compte");
      await page.reload();
      await expect(user.main.getByRole("complementary", { name: "Profil" })).not.toContainText("jamais");
      await page.goto("/account/audit?action=signed-in");
      await expect(users.rows.filter({ hasText: USER.name })).toHaveCount(1);
    });

    test("attack_36: A session that was ended after the backup stays ended when it is restored, and the log says so.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      const { page, signIn, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      const noa = await visitor();
      await noa.signIn.signIn(USER.email, USER.password, OWN_PAGE);
      await noa.me.loaded();
      const cookies = await noa.page.context().cookies();
      const copy = join(bouclier.dataDir, "copy.sqlite");
      bouclier.run(["backup", copy]);
      await noa.me.signOut();
      await bouclier.stop();
      bouclier.run(["restore", copy]);
      await bouclier.start();

      await noa.page.context().addCookies(cookies);
      await noa.page.goto(OWN_PAGE);
      await expect(noa.signIn.heading).toHaveText("Se connecter");
      await page.goto("/account/audit?action=database-restored");
      await signIn.submitPassword(ADMIN.email, ADMIN.password);
      await page.waitForURL("**/account/audit?action=database-restored");
      await expect(users.rows).toHaveCount(1);
    });

    test("attack_38: An address puts no word and no claim on a page.", async ({ pages }) => {
      const { me, page, signIn } = pages;
      const words = Buffer.from('"internal:CALL-0800-555"').toString("base64");
      await page.goto(`/sign-in?__path=%2Fapi%2Fsign-in&__err=${words}`);
      await signIn.ready();
      await expect(signIn.email).toBeVisible();
      await expect(page.getByText("0800")).toHaveCount(0);
      await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
      await signIn.signIn(USER.email, USER.password, "/me?notice=activated");
      await expect(me.heading).toHaveText("Mon compte");
      await me.loaded();
      await expect(me.main.getByRole("status").filter({ hasText: "activée" })).toHaveCount(0);
      await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
    });

    test("attack_39: The page of somebody who is called like an admin, and a dialog there, warn, with both addresses.", async ({
      bouclier,
      pages,
    }) => {
      // With Cyrillic letters that look like those of the admin's name.
      const double = { ...USER, email: "eve@console.example", name: "Аlіх Durаnd" };
      bouclier.addUser(double);
      const { signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(double.name);
      await expect(user.main).toContainText("Ce nom ressemble à celui d’un admin");
      for (const { email } of [ADMIN, double]) await expect(user.main).toContainText(email);
      await user.act("Changer le rôle");
      await expect(user.dialog).toContainText("Ce nom ressemble à celui d’un admin");
    });

    test("attack_40: A form that was rendered under another rule is a conflict that the page shows, and changes nothing.", async ({
      bouclier,
      pages,
      visitor,
    }) => {
      const { page, signIn, user, users } = pages;
      // The page hears of nothing, so that it goes on showing what was true.
      await page.route("**/events*", (route) => route.abort());
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(USER.name);
      await expect(user.enforce).not.toBeChecked();
      bouclier.addUser(OTHER);
      const bea = await visitor();
      await signInEnrolled(bea, OTHER);
      await send(bea.page.request, "/api/policy/change", { policy: "required", time: "none" });
      await user.save();
      await expect(user.alert("La règle pour tous a changé depuis que cette page s’est affichée")).toBeVisible();
      await page.reload();
      await expect(user.enforce).toBeChecked();
      await expect(user.status).toContainText("devra l’activer à sa prochaine connexion");
    });

    test("attack_41: An export is asked for by its form alone: an address that asks for one gets nobody.", async ({ pages }) => {
      const { page, signIn, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      for (const path of ["/account/users/export.csv?q=noa", "/account/audit/export.jsonl?target=noa"]) {
        const answer = await page.goto(path);
        expect(answer?.status(), path).toBe(422);
        expect(await answer?.text(), path).not.toContain(USER.email);
      }
      await page.goto("/account/audit?action=users-exported");
      await expect(users.heading).toHaveText("Journal d’audit");
      await expect(users.rows).toHaveCount(0);
    });

    test("attack_42: An address with two meanings is no page, a dead cookie is taken away, and a sign-out clears what the browser kept.", async ({
      bouclier,
      pages,
    }) => {
      const { me, page, signIn } = pages;
      await signIn.signIn(USER.email, USER.password, OWN_PAGE);
      for (const path of ["/account%2Fusers", "/me%00", "//me"]) {
        // As it stands: the browser would read it otherwise than it is written.
        const answer = await page.goto(bouclier.url + path);
        expect(answer?.status(), path).toBe(404);
      }
      await page.goto(OWN_PAGE);
      await me.ready();
      await page.evaluate(() => localStorage.setItem("kept", "something of the account"));
      const [session] = (await page.context().cookies()).filter(({ name }) => /^bouclier-\d+$/.test(name));
      expect(session).toBeDefined();
      await me.signOut();
      await expect(signIn.heading).toHaveText("Se connecter");
      await expect.poll(() => page.evaluate(() => localStorage.getItem("kept"))).toBeNull();

      if (session) await page.context().addCookies([session]);
      await page.goto("/sign-in");
      expect((await page.context().cookies()).map(({ name }) => name)).not.toContain(session?.name);
    });
  });
}

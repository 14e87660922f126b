import { audit } from "../fixtures/audit";
import { AWAY } from "../fixtures/guard";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { SCREENS } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

test.beforeEach(({ bouclier }) => {
  bouclier.addUser(ADMIN);
  bouclier.addUser(USER);
});

for (const { name, options } of SCREENS) {
  // Both servers go away and come back behind nginx, and either of them may meet the damaged row.
  test.describe(`A server that fails, ${name}`, { tag: "@cluster" }, () => {
    test.use(options);

    test("A page that the server does not answer for says so, and comes once it does.", async ({
      bouclier,
      guard,
      pages,
    }) => {
      guard.allow(AWAY);
      const { page, signIn, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await expect(users.rows).toHaveCount(2);
      // Anything that the page still loads would fail without the server.
      await users.loaded();
      await bouclier.stop();
      await users.searchFor("noa");
      await expect(users.heading).toHaveText("Bouclier ne répond pas");
      await expect(users.main).toContainText("Vérifiez votre connexion, puis réessayez.");
      await expect(page).toHaveTitle("Bouclier ne répond pas · Bouclier");
      await audit(page);

      await bouclier.start();
      await users.retry.click();
      await expect(users.names).toHaveText([USER.name]);
      await expect(page).toHaveURL(/q=noa/);
    });

    test("A failure of the server shows a reference that its log has too.", async ({ bouclier, guard, pages }) => {
      guard.allow(/status of 500/);
      const { page, signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await expect(users.rows).toHaveCount(2);
      bouclier.setLanguage(USER.email, "xx");
      const linesWith = (reference: string) => bouclier.log.split("\n").filter((line) => line.includes(reference));

      // As an answer to the page that the browser renders.
      await users.openUser(USER.name);
      await expect(user.heading).toHaveText("Une erreur est survenue");
      await expect(user.main).toContainText("Rien n’a été modifié.");
      const answered = await user.reference.innerText();
      expect(linesWith(answered)).toEqual([expect.stringContaining("a request failed")]);
      await audit(page);

      // And as the server's own first paint.
      expect((await page.reload())?.status()).toBe(500);
      await expect(user.heading).toHaveText("Une erreur est survenue");
      await expect(user.reference).not.toHaveText(answered);
      // The page has two questions, and neither can be answered.
      const lines = linesWith(await user.reference.innerText());
      expect(lines).toEqual([expect.stringContaining("a request failed"), expect.stringContaining("a request failed")]);
      await audit(page);

      bouclier.setLanguage(USER.email, "fr");
      await user.retry.click();
      await expect(user.heading).toHaveText(USER.name);
    });
  });

  test.describe(`What is not to be had, ${name}`, { tag: "@sqlite" }, () => {
    test.use(options);

    test("A link that is followed without a connection leads to the page offline, and on once there is one.", async ({
      guard,
      page,
      pages,
    }) => {
      guard.allow(/ERR_INTERNET_DISCONNECTED/);
      const { signIn, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(USER.name);
      await users.main.getByRole("link", { name: "Utilisateurs", exact: true }).click();
      await expect(users.rows).toHaveCount(2);
      await page.context().setOffline(true);
      await users.openUser(ADMIN.name);
      await expect(users.heading).toHaveText("Bouclier ne répond pas");
      await expect(page).toHaveURL(/\/account\/users\/\d+\?list=1$/);
      await page.context().setOffline(false);
      await users.retry.click();
      await expect(users.heading).toHaveText(ADMIN.name);
    });

    test("A page that is not there and a page for admins say so.", async ({ guard, pages }) => {
      guard.allow(/status of 40[34]/);
      const { me, page, signIn } = pages;
      await signIn.signIn(USER.email, USER.password, OWN_PAGE);
      expect((await page.goto("/no-such-page"))?.status()).toBe(404);
      await expect(me.heading).toHaveText("Cette page n’existe pas");
      await expect(me.main).toContainText("Erreur 404");
      await me.home.click();
      await expect(me.heading).toHaveText("Mon compte");
      expect((await page.goto("/account/security"))?.status()).toBe(403);
      await expect(me.heading).toHaveText("Votre rôle ne donne pas accès à cette page");
      await expect(me.main).toContainText("Erreur 403");
      await me.home.click();
      await expect(me.heading).toHaveText("Mon compte");
    });
  });
}

test("Without its texts a page stays as the server rendered it, and its forms work.", { tag: "@sqlite" }, async ({
  guard,
  page,
  pages,
}) => {
  guard.allow(/ERR_FAILED/);
  await page.route("**/pkg/*.json", (route) => route.abort());
  const { signIn, users } = pages;
  await page.goto("/sign-in");
  await signIn.submitPassword(ADMIN.email, ADMIN.password);
  await page.waitForURL(`**${HOME}`);
  await expect(users.rows).toHaveCount(2);
  await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
});

import { live, mark, expectMarked } from "../fixtures/live";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

/** Milliseconds without a sign of life after which a connection counts as cut, and some more. */
const SILENCE = 55_000;

// The stream comes through nginx, and may come back from the other server.
test.describe("Live updates after a cut", { tag: "@cluster" }, () => {
  test.beforeEach(({ bouclier }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
  });

  test("A connection that stays open and tells nothing any more counts as cut, and is made anew.", async ({
    bouclier,
    pages,
  }) => {
    const { page, users } = pages;
    const online = page.getByText("En direct", { exact: true });
    await page.clock.install();
    await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await live(page);
    await mark(page);
    bouclier.freeze();
    await page.clock.fastForward(SILENCE);
    await expect(page.getByText("Hors ligne, nouvelle tentative…")).toBeVisible();
    await expect(online).toBeHidden();
    bouclier.thaw();
    await expect(online).toBeVisible({ timeout: 20_000 });
    bouclier.addUser({ ...USER, email: "nouvelle@exemple.fr", name: "Venue Ensuite" });
    await page.clock.fastForward(1_000);
    await expect(users.row("nouvelle@exemple.fr")).toBeVisible();
    await expectMarked(page);
  });

  test("A new own name shows in every other window of its user, but not over what is being typed.", async ({
    pages,
  }) => {
    const { me, page, signIn } = pages;
    await signIn.signIn(USER.email, USER.password, "/me");
    const [other, typing] = await Promise.all([page.context().newPage(), page.context().newPage()]);
    const nameIn = (window: typeof page) => window.getByRole("main").getByLabel("Nom", { exact: true });
    for (const window of [other, typing]) {
      await window.goto("/me");
      await live(window);
      await mark(window);
    }
    await nameIn(typing).fill("Noa à moitié");
    await nameIn(page).fill("Noa Nouvelle");
    await me.saveProfile();
    await expect(me.message("Profil enregistré.")).toBeVisible();

    await expect(nameIn(other)).toHaveValue("Noa Nouvelle");
    for (const window of [other, typing]) {
      await expect(window.getByRole("navigation").getByText("Noa Nouvelle")).toBeVisible();
      await expectMarked(window);
    }
    await expect(nameIn(typing)).toHaveValue("Noa à moitié");
  });
});

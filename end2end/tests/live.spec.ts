import { audit } from "../fixtures/audit";
import { enrolQuietly, signInEnrolled } from "../fixtures/enrolled";
import { AWAY } from "../fixtures/guard";
import { hold } from "../fixtures/hold";
import { expectMarked, live, mark, OTHER } from "../fixtures/live";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { SCREENS } from "../fixtures/screens";
import { ORGANISATION, type NewUser } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ bouclier }) => {
  bouclier.addUser(ADMIN);
  bouclier.addUser(OTHER);
  bouclier.addUser(USER);
});

// Windows receive from one server the changes made on the other.
test.describe("Live updates", { tag: "@cluster" }, () => {
  test("What one admin changes shows in the other's table, counts, chart, button and pages without a reload.", async ({
    bouclier,
    pages,
    visitor,
  }) => {
    const { id } = bouclier.account(USER.email);
    await signInEnrolled(pages, ADMIN);
    const other = await visitor();
    await other.signIn.signIn(OTHER.email, OTHER.password, HOME);
    await live(other.page);
    await mark(other.page);
    await expect(other.users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Non active$/);
    await expect(other.users.status("Obligatoire, à activer")).toContainText("0");

    await pages.user.open(id);
    await pages.user.enforce.check();
    await pages.user.save();
    await expect(other.users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Obligatoire, à activer$/);
    await expect(other.users.row(USER.email)).toHaveAttribute("data-changed", /even|odd/);
    await expect(other.users.status("Obligatoire, à activer")).toContainText("1");
    await expect(other.page.getByRole("status").filter({ hasText: "Un compte a changé" })).toBeAttached();
    await other.users.shield(USER.email).focus();
    await expect(other.users.tooltip(USER.email)).toContainText("obligatoire pour cet utilisateur");
    await expectMarked(other.page);

    await other.page.goto(`/account/users/${id}`);
    await live(other.page);
    await mark(other.page);
    await expect(other.user.enforce).toBeChecked();
    const entries = await other.user.journal.getByRole("listitem").count();
    await pages.user.enforce.uncheck();
    await pages.user.save();
    await expect(other.user.enforce).not.toBeChecked();
    await expect(other.user.journal.getByRole("listitem")).toHaveCount(entries + 1);
    await expectMarked(other.page);

    await other.security.open();
    await live(other.page);
    await mark(other.page);
    await expect(other.security.figure("Active par choix")).toHaveText("1");
    await pages.security.open();
    await pages.security.enforceAll.click();
    await pages.security.confirm();
    await expect(other.security.revokeAll).toBeVisible();
    await expect(other.security.figure("Active et obligatoire")).toHaveText("1");
    await expect(other.security.chart.getByRole("link", { name: /Active et obligatoire/ })).toBeVisible();
    await expectMarked(other.page);
  });

  test("A row that has changed is marked, whichever change it was that the page heard of.", async ({
    bouclier,
    pages,
    visitor,
  }) => {
    const { id } = bouclier.account(USER.email);
    await signInEnrolled(pages, ADMIN);
    const { page, signIn, users } = await visitor();
    await page.addInitScript((user) => {
      const isDeaf = (event: Event): void => {
        if ("hears" in window) return;
        event.stopImmediatePropagation();
        const told = String((event as CustomEvent<unknown>).detail);
        if (told.includes(`"kind":"user","user":${user}`)) document.documentElement.dataset["missed"] = "";
      };
      addEventListener("bouclier-event", isDeaf);
      addEventListener("bouclier-heard", isDeaf);
    }, id);
    await signIn.signIn(OTHER.email, OTHER.password, HOME);
    await live(page);
    await pages.user.open(id);
    await pages.user.enforce.check();
    await pages.user.save();
    await expect(page.locator("html[data-missed]")).toBeAttached();
    await expect(users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Non active$/);
    const third = { ...USER, email: "tiers@exemple.fr", name: "Tiers Nouveau" };
    await page.evaluate(() => Object.assign(window, { hears: true }));
    bouclier.addUser(third);
    await expect(users.row(third.email)).toHaveAttribute("data-changed", /even|odd/);
    await expect(users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Obligatoire, à activer$/);
    await expect(users.row(USER.email)).toHaveAttribute("data-changed", /even|odd/);
    await expect(users.row(OTHER.email)).not.toHaveAttribute("data-changed");
  });

  test("The user’s own page follows what an admin changes, and the table what its user does.", async ({
    bouclier,
    pages,
    visitor,
  }) => {
    await signInEnrolled(pages, ADMIN);
    const noa = await visitor();
    await noa.signIn.signIn(USER.email, USER.password, OWN_PAGE);
    await live(noa.page);
    await mark(noa.page);
    await pages.user.open(bouclier.account(USER.email).id);
    await pages.user.enforce.check();
    await pages.user.save();
    await expect(noa.me.main).toContainText("La 2FA est à activer");
    await expectMarked(noa.page);

    await pages.users.open();
    await live(pages.page);
    await mark(pages.page);
    await noa.enrol.open();
    await noa.enrol.enrol();
    await expect(pages.users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Active et obligatoire$/);
    await expectMarked(pages.page);
  });

  test("Rows enter and leave the filter; the filter, the focus and the scroll position stay.", async ({
    bouclier,
    pages,
    visitor,
  }) => {
    bouclier.importUsers(ORGANISATION);
    const first: NewUser = { ...USER, email: "aa@console.example", name: "Aa Premier" };
    bouclier.addUser(first);
    await signInEnrolled(pages, ADMIN);
    const other = await visitor();
    await other.signIn.signIn(OTHER.email, OTHER.password, HOME);
    const { page, users } = other;
    await users.open("?requirement=required");
    await live(page);
    await expect(users.row(first.email)).toHaveCount(0);
    // The last row but one: the last one leaves the page when another one is inserted before it.
    const name = await users.names.nth((await users.rows.count()) - 2).innerText();
    const focused = users.table.getByRole("link", { name, exact: true });
    await focused.focus();
    const scrolled = await page.evaluate(() => scrollY);
    expect(scrolled).toBeGreaterThan(0);

    await pages.user.open(bouclier.account(first.email).id);
    await pages.user.enforce.check();
    await pages.user.save();
    await expect(users.row(first.email)).toHaveCount(1);
    await expect(page).toHaveURL(/requirement=required/);
    await expect(focused).toBeFocused();
    await pages.user.enforce.uncheck();
    await pages.user.save();
    await expect(users.row(first.email)).toHaveCount(0);
    await expect(focused).toBeFocused();
    // One row more or less above the visible ones.
    expect(Math.abs((await page.evaluate(() => scrollY)) - scrolled)).toBeLessThan(120);
  });

  test("A half-filled form and an open dialog survive a change.", async ({ bouclier, pages, visitor }) => {
    const { id } = bouclier.account(USER.email);
    await signInEnrolled(pages, ADMIN);
    await enrolQuietly(await visitor(), USER);
    const other = await visitor();
    await signInEnrolled(other, OTHER);
    await other.user.open(id);
    await live(other.page);
    await other.user.act("Réinitialiser la 2FA");
    const reason = other.user.dialog.getByRole("textbox");
    await reason.fill("téléphone perd");
    await expect(reason).toBeFocused();

    await pages.user.open(id);
    await pages.user.enforce.check();
    await pages.user.save();
    await expect(other.user.status).toContainText("active et obligatoire");
    await expect(other.user.dialog).toBeVisible();
    await expect(reason).toHaveValue("téléphone perd");
    await expect(reason).toBeFocused();
    await reason.pressSequentially("u");
    await expect(reason).toHaveValue("téléphone perdu");
    await other.page.keyboard.press("Escape");
    await expect(other.user.dialog).toBeHidden();
    await expect(other.user.enforce).toBeChecked();

    await other.me.open();
    await live(other.page);
    const name = other.me.profile.getByRole("textbox").first();
    await name.fill("Béatrice Sec");
    await pages.security.open();
    await pages.security.enforceAll.click();
    await pages.security.confirm();
    await expect(other.me.main).toContainText("vous ne pouvez pas la désactiver");
    await expect(name).toHaveValue("Béatrice Sec");
    await expect(name).toBeFocused();
  });

  test("What is ticked right after saving is not lost when the page is read again.", async ({ bouclier, pages }) => {
    const { page, user } = pages;
    await signInEnrolled(pages, ADMIN);
    await user.open(bouclier.account(USER.email).id);
    await live(page);
    const answer = await hold(page, "**/api/users/one*");
    await user.enforce.check();
    await user.save();
    await expect(user.message("maintenant obligatoire")).toBeVisible();
    await user.enforce.uncheck();
    answer();
    await expect(user.status).toContainText("Rendue obligatoire");
    await expect(user.enforce).not.toBeChecked();
    await user.save();
    await expect(user.message("n’est plus obligatoire")).toBeVisible();
    await expect(user.status).not.toContainText("Rendue obligatoire");
    await expect(user.enforce).not.toBeChecked();
  });

  test("Without the server the page says that it is offline, and catches up once it is back.", async ({
    bouclier,
    guard,
    pages,
  }) => {
    guard.allow(AWAY);
    const { page, users } = pages;
    await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await live(page);
    await mark(page);
    await expect(page.getByText("En direct", { exact: true })).toBeVisible();
    await bouclier.stop();
    await expect(page.getByText("Hors ligne, nouvelle tentative…")).toBeVisible();
    await expect(page.getByText("En direct", { exact: true })).toBeHidden();
    bouclier.addUser({ ...USER, email: "absente@exemple.fr", name: "Venue Entretemps" });
    await bouclier.start();
    await expect(page.getByText("En direct", { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(users.row("absente@exemple.fr")).toBeVisible();
    await expectMarked(page);
  });

  test("The audit log and the notices of an account follow what happens elsewhere.", async ({
    bouclier,
    guard,
    pages,
    visitor,
  }) => {
    guard.allow(/status of 422/);
    const { app } = await signInEnrolled(pages, ADMIN);
    await pages.page.goto("/account/audit");
    await live(pages.page);
    await mark(pages.page);
    const { id } = bouclier.account(USER.email);
    const other = await visitor();
    await other.signIn.signIn(OTHER.email, OTHER.password, HOME);
    await other.user.open(id);
    await other.user.enforce.check();
    await other.user.save();
    await expect(pages.users.rows.first()).toContainText(USER.name);
    await expect(pages.users.rows.first()).toContainText(OTHER.name);

    const stranger = await visitor();
    await stranger.signIn.open();
    await stranger.signIn.submitPassword(ADMIN.email, ADMIN.password);
    await stranger.signIn.submitCode(app.expiredCode());
    const banner = pages.me.main.getByRole("region", { name: "À vérifier sur votre compte" });
    await expect(banner).toContainText("Voir 2 événements récents");
    await expect(pages.users.rows.first()).toContainText(ADMIN.name);
    await expectMarked(pages.page);
  });
});

test.describe("The look of live updates", { tag: "@sqlite" }, () => {
  for (const { name, options } of SCREENS) {
    test.describe(name, () => {
      test.use(options);

      test("axe finds nothing on a page that has changed, online and offline.", async ({ bouclier, guard, pages }) => {
        guard.allow(AWAY);
        const { page, users } = pages;
        await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
        await live(page);
        bouclier.addUser({ ...USER, email: "axe@exemple.fr", name: "Axelle Nouvelle" });
        await expect(users.row("axe@exemple.fr")).toBeVisible();
        await audit(page);
        await bouclier.stop();
        await expect(page.getByText("Hors ligne, nouvelle tentative…")).toBeVisible();
        await audit(page);
      });
    });
  }
});

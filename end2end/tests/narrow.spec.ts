import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { PREVIEW, prepareImport, prepareOperation } from "../fixtures/routes";
import { ORGANISATION } from "../fixtures/server";
import { expect, test } from "../fixtures/test";
import type { Page } from "@playwright/test";

test.describe("On a phone", { tag: "@sqlite" }, () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true });

  /** Expects that the page is not wider than the window, with its current content. */
  async function expectToFit(page: Page): Promise<void> {
    const tooWide = await page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      return scrollWidth > clientWidth ? `${scrollWidth} > ${clientWidth}` : "";
    });
    expect(tooWide, `the width of ${page.url()}`).toBe("");
  }

  test("No page before the sign-in scrolls sideways.", async ({ bouclier, pages }) => {
    bouclier.addUser(USER);
    const { enrol, me, page, signIn } = pages;
    await signIn.open();
    await expectToFit(page);
    await page.goto(bouclier.invite(USER.email));
    await expectToFit(page);
    await page.goto("/applications");
    await expectToFit(page);
    await signIn.signIn(USER.email, USER.password, "/me");
    await expectToFit(page);
    await me.activate.click();
    await expect(enrol.applications).toHaveCount(8);
    await expectToFit(page);
    await enrol.begin();
    const app = await enrol.scan();
    await expectToFit(page);
    await enrol.goOnToCode();
    await expect(enrol.code).toBeVisible();
    await expectToFit(page);
    await enrol.submitCode(await app.nextCode());
    await enrol.readRecoveryCodes();
    await expectToFit(page);
    await enrol.saved.check();
    await enrol.finish();
    await page.waitForURL((url) => url.pathname === "/me");
    await expectToFit(page);
    await page.goto("/me?dialog=recovery");
    await expect(me.dialog).toBeVisible();
    await expectToFit(page);
  });

  test("No page of an admin scrolls sideways, however long the names are.", async ({ bouclier, guard, pages }) => {
    guard.allow(/status of 404/);
    const longName = `Maximiliane-Friederike ${"Schwarzenberg".repeat(6)}`;
    const longAddress = `maximiliane.friederike${".von".repeat(8)}@${"schwarzenberg.".repeat(6)}example`;
    bouclier.fillDemo(ORGANISATION);
    bouclier.importRows("email,name,role,language", `${longAddress},${longName},user,fr`);
    bouclier.run(["demo", "activate"]);
    bouclier.addUser(ADMIN);
    const { page, security, user, users } = pages;
    await signInEnrolled(pages, ADMIN);
    await expectToFit(page);
    await users.shield("exemple.fr").first().tap();
    await expect(users.tooltip("exemple.fr")).toHaveCount(1);
    await expectToFit(page);
    await users.open("?q=schwarzenberg&status=inactive&role=user");
    await expectToFit(page);
    await users.open("?q=quetzalcoatl");
    await expectToFit(page);
    const { id } = bouclier.account(longAddress);
    await user.open(id);
    await expect(user.heading).toHaveText(longName);
    await expectToFit(page);
    await user.main.getByText("Actions", { exact: true }).click();
    await expectToFit(page);
    for (const dialog of ["invite", "access-code", "reset", "role", "disable", "delete"]) {
      await page.goto(`/account/users/${id}?dialog=${dialog}`);
      await expect(user.dialog).toBeVisible();
      await expectToFit(page);
    }
    await user.open(id);
    await user.makeInvitation("Lien pour un nouveau mot de passe");
    await expectToFit(page);
    await page.goto("/account/audit");
    await expect(users.rows.first()).toContainText(longName);
    await expectToFit(page);
    await security.open();
    await expectToFit(page);
    await security.enforceAll.click();
    await expect(security.dialog).toBeVisible();
    await expectToFit(page);
    await security.confirm();
    await expect(security.message("maintenant obligatoire")).toBeVisible();
    await expectToFit(page);
    await page.goto("/no-such-page");
    await expectToFit(page);
  });

  test("Four users and more are seen at once, and what is chosen behind the button of the filters is counted on it.", async ({
    bouclier,
    pages,
  }) => {
    bouclier.fillDemo(ORGANISATION);
    bouclier.addUser(ADMIN);
    const { page, users } = pages;
    await page.setViewportSize({ width: 360, height: 740 });
    await signInEnrolled(pages, ADMIN);
    // Without the message that 2FA is active now.
    await users.open();
    await users.loaded();
    const fourth = await users.rows.nth(3).boundingBox();
    expect((fourth?.y ?? 1_000) + (fourth?.height ?? 0)).toBeLessThanOrEqual(740);
    await expect(users.rows.first().locator(".col-seen")).toBeInViewport();
    await expect(users.requirement).toBeHidden();
    const filters = users.main.getByText("Filtres", { exact: true });
    await filters.tap();
    await expect(users.main.getByRole("link", { name: "Filtres enregistrés", exact: true })).toBeVisible();
    await users.requirement.selectOption({ label: "Règle : exemption" });
    await expect(page).toHaveURL(/requirement=exempt/);
    await expect(users.main.getByText("Filtres (1)", { exact: true })).toBeVisible();
    await page.setViewportSize({ width: 320, height: 740 });
    await expectToFit(page);
    await users.main.locator("summary", { hasText: "Exporter" }).tap();
    await expect(users.main.getByRole("button", { name: "Exporter en CSV" })).toBeVisible();
    await expectToFit(page);
  });

  test("The menu opens, leads to each page and closes behind it.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const { page, signIn, users } = pages;
    const opener = page.getByRole("banner").getByText("Menu", { exact: true });
    const menu = page.getByRole("navigation", { name: "Menu" });
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await expect(users.menu).toBeHidden();
    for (const [link, heading] of [
      ["Sécurité", "Sécurité"],
      ["Journal d’audit", "Journal d’audit"],
      ["Mon compte", "Mon compte"],
      ["Utilisateurs", "Utilisateurs"],
    ] as const) {
      await expect(menu).toBeHidden();
      await opener.tap();
      await expect(menu.getByText("Account", { exact: true })).toBeVisible();
      await menu.getByRole("link", { name: link, exact: true }).tap();
      await expect(users.heading).toHaveText(heading);
    }
    await expect(menu).toBeHidden();
    await opener.tap();
    await menu.getByRole("button", { name: "Se déconnecter" }).tap();
    await page.waitForURL("**/sign-in");
  });

  test("On a touch screen a tap on a shield opens its tooltip.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const { signIn, users } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await expect(users.tooltip(ADMIN.email)).toBeHidden();
    await users.shield(ADMIN.email).tap();
    await expect(users.tooltip(ADMIN.email)).toContainText("La 2FA n’est pas active.");
  });

  for (const [hasTouch, what, shown, hidden] of [
    [true, "A phone opens the application instead of showing a QR code to itself.", "open", "qr"],
    [false, "A narrow window on a desk, as when the page is zoomed, shows the QR code.", "qr", "open"],
  ] as const) {
    test.describe(() => {
      test.use({ hasTouch });

      test(what, async ({ bouclier, pages }) => {
        bouclier.addUser(USER);
        const { enrol, signIn } = pages;
        await signIn.signIn(USER.email, USER.password, "/me");
        await enrol.open();
        await enrol.begin();
        await enrol.scan();
        const ways = {
          qr: enrol.main.getByRole("img", { name: "Code QR" }),
          open: enrol.main.getByRole("link", { name: "Ouvrir dans l’application", exact: true }),
        };
        const texts = {
          qr: enrol.main.getByText("scannez le code QR"),
          open: enrol.main.getByText("Ouvrez l’application avec ce bouton"),
        };
        for (const there of [ways[shown], texts[shown]]) await expect(there).toBeVisible();
        for (const gone of [ways[hidden], texts[hidden]]) await expect(gone).toBeHidden();
      });
    });
  }
});

const WIDTHS = [320, 360, 768, 1280, 1920];
/** The longest of each kind that the product takes, without a place to break. */
const LONG = {
  word: "Wolfeschlegelsteinhausenbergerdorff".repeat(4).slice(0, 120),
  wide: "m".repeat(20),
  address: `${"m".repeat(64)}@${"w".repeat(63)}.${"w".repeat(63)}.${"w".repeat(61)}`,
  group: "Wolfeschlegelsteinhausenbergerdorff".repeat(3).slice(0, 80),
  reason: "Wolfeschlegelsteinhausenbergerdorff".repeat(9).slice(0, 300),
};

/** What is wider than it may be: the page, or a cell's content. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const cells = Array.from(document.querySelectorAll<HTMLElement>("td, th, dt, dd")).filter(
      (cell) => cell.clientWidth > 0 && cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).overflowX === "visible",
    );
    const wide = cells.map((cell) => `${cell.innerText.slice(0, 40)}: ${cell.scrollWidth} > ${cell.clientWidth}`);
    if (scrollWidth <= clientWidth) return wide;
    const beyond = Array.from(document.querySelectorAll("main *")).filter((at) => at.getBoundingClientRect().right > clientWidth + 1);
    const inner = beyond.filter((at) => !beyond.some((other) => other !== at && at.contains(other)));
    const named = inner.map((at) => `${at.tagName.toLowerCase()}.${at.className}`);
    return [`the page: ${scrollWidth} > ${clientWidth}, by ${named.join(", ")}`, ...wide];
  });
}

test.describe("On every width", { tag: "@sqlite" }, () => {
  test("Names and addresses without a place to break are broken where their cell ends.", async ({ bouclier, guard, pages }) => {
    // The sandbox of the previews keeps out what looks for faults, too.
    guard.allow(/Blocked script execution/);
    const rows = [
      `${LONG.address},${LONG.word},user,fr,exempt,${LONG.group}`,
      `wide@exemple.fr,${LONG.wide},user,fr,yes,${LONG.group}`,
    ];
    bouclier.importRows("email,name,role,language,required,group", ...rows);
    bouclier.addUser(ADMIN);
    const { page } = pages;
    await signInEnrolled(pages, ADMIN);
    const { id } = bouclier.account(LONG.address);
    bouclier.run(["users", "bulk", "exempt", "--filter", `q=${LONG.wide}`, "--reason", LONG.reason]);
    const content = ["email,name,group", `new${LONG.address},${LONG.word},${LONG.group}x`, `n@exemple.fr,${LONG.word},${LONG.group}`];
    const file = { name: `${LONG.word}.csv`, mimeType: "text/csv", buffer: Buffer.from(content.join("\n")) };
    const addresses = [
      HOME,
      `${HOME}/${id}`,
      `${HOME}/${id}/edit`,
      "/account/groups",
      "/account/groups/1",
      "/account/exemptions",
      await prepareImport(page.request, file),
      await prepareOperation(page.request),
      "/account/users/bulk",
      "/account/report",
      PREVIEW,
      "/account/organisation/mails",
      "/account/audit",
    ];
    const found: string[] = [];
    for (const address of addresses) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        found.push(...(await tooWide(page)).map((what) => `${address} at ${width}: ${what}`));
      }
    }
    expect(found).toEqual([]);
  });
});

import { signInEnrolled } from "../fixtures/enrolled";
import { AWAY } from "../fixtures/guard";
import { expectMarked, live, mark, OTHER } from "../fixtures/live";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

/** The server checks once a second what has ended by itself. */
const SOON = { timeout: 5_000 };
/** Seconds after which a session that nobody uses ends. */
const IDLE = 60 * 60;
/** Seconds before the end, in which a user opens a window. */
const BEFORE = 60;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

// Both servers check what has ended, and each must tell its own windows.
test.describe("Live updates of what ends by itself", { tag: "@cluster" }, () => {
  // The day at whose end the exemption ends is the browser's.
  test.use({ timezoneId: "UTC" });

  test.beforeEach(async ({ bouclier }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(OTHER);
  });

  test("An exemption that ends shows by itself.", async ({
    bouclier,
    guard,
    pages,
    visitor,
  }) => {
    // The first window asks again while the server is away, and is told that its session has ended.
    guard.allow(AWAY, /status of 401.*\/api\/(users\/one|viewer|me)\b/);
    bouclier.importRows("email,name,role,language,required", "ex@exemple.fr,Exe Empt,user,fr,exempt");
    await signInEnrolled(pages, ADMIN);
    const { id } = bouclier.account("ex@exemple.fr");
    await pages.security.open();
    await pages.security.enforceAll.click();
    await pages.security.confirm();
    await expect(pages.security.message("maintenant obligatoire")).toBeVisible();
    await pages.user.open(id);
    // The last minute of the day, by the server's clock, so that the day can end while the window is open.
    const now = Date.now();
    const tonight = new Date(now).setUTCHours(24, 0, 0, 0);
    await pages.user.exemptionKind.selectOption("for-a-time");
    await pages.user.exemptionReason.fill("congé parental");
    await pages.user.exemptionEnd.fill(new Date(now).toISOString().slice(0, 10));
    await pages.user.save();
    await expect(pages.user.message("Exemption enregistrée")).toBeVisible();
    await bouclier.stop();
    const other = await visitor();
    const ahead = Math.round((tonight - now) / 1000) - BEFORE;
    await bouclier.start(ahead);
    await other.signIn.signIn(OTHER.email, OTHER.password, "/enrol");
    await other.enrol.begin();
    const app = await other.enrol.scan();
    app.ahead = ahead;
    await other.enrol.goOnToCode();
    await other.enrol.submitCode(await app.nextCode());
    await other.enrol.readRecoveryCodes();
    await other.enrol.saved.check();
    await other.enrol.finish();
    await other.page.waitForURL((url) => url.pathname !== "/enrol");
    await other.enrol.ready();
    await other.users.open();
    await live(other.page);
    await mark(other.page);
    await expect(other.users.shield("ex@exemple.fr")).toHaveAccessibleName(/2FA\s: Non active$/);
    bouclier.advance(BEFORE);
    await expect(other.users.shield("ex@exemple.fr")).toHaveAccessibleName(/2FA\s: Obligatoire, à activer$/);
    await expectMarked(other.page);
  });

  test("A session that nobody uses any more leaves the list on the user's page when it ends.", async ({
    bouclier,
    guard,
    pages,
    visitor,
  }) => {
    guard.allow(AWAY);
    bouclier.addUser(USER);
    const left = await visitor({ userAgent: FIREFOX });
    await left.signIn.signIn(USER.email, USER.password, OWN_PAGE);
    await left.page.close();
    // The last minute of that session, by the server's clock, so that it can end while the window is open.
    await bouclier.restart(IDLE - BEFORE);
    const used = await visitor();
    await used.signIn.signIn(USER.email, USER.password, OWN_PAGE);
    await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await pages.user.open(bouclier.account(USER.email).id);
    await live(pages.page);
    await mark(pages.page);
    const { sessions } = pages.user;
    const ending = sessions.filter({ hasText: "Firefox" });
    await expect(ending).toHaveCount(1);
    await expect(sessions).toHaveCount(2);
    bouclier.advance(BEFORE);
    await expect(ending).toHaveCount(0);
    await expect(sessions).toHaveCount(1);
    await expectMarked(pages.page);
  });

  test("A window whose session was ended goes to the sign-in.", async ({ bouclier, pages, visitor }) => {
    await signInEnrolled(pages, ADMIN);
    const other = await visitor();
    await other.signIn.signIn(OTHER.email, OTHER.password, HOME);
    await live(other.page);
    await pages.user.open(bouclier.account(OTHER.email).id);
    await pages.user.act("Désactiver le compte");
    await pages.user.dialog.getByRole("button", { name: /Désactiver/ }).click();
    await other.page.waitForURL("**/sign-in?next=%2Faccount%2Fusers", SOON);
  });
});

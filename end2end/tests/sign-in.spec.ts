import { moment } from "../fixtures/hold";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.beforeEach(({ bouclier }) => bouclier.addUser(USER));

declare global {
  interface Window {
    /** The page has received the end of its session, and has had time to react. */
    heard: () => void;
  }
}

// Another server may answer each step of a sign-in, and a session is valid on both or on none.
test.describe("Signing in and out", { tag: "@cluster" }, () => {
  test("A wrong password and an unknown address get the same answer.", async ({ guard, pages }) => {
    guard.allow(/status of 422/);
    const { signIn } = pages;
    await signIn.open();
    for (const email of [USER.email, "personne@console.example"]) {
      await signIn.submitPassword(email, "ce n’est pas le bon");
      await expect(signIn.alert("Adresse e-mail ou mot de passe incorrect.")).toBeVisible();
      await expect(pages.page).toHaveURL(/\/sign-in(\?|$)/);
      await expect(signIn.email).toHaveValue(email);
      await expect(signIn.password).toHaveValue("");
      await expect(signIn.password).toBeFocused();
    }
    await signIn.submitPassword(USER.email, USER.password);
    await pages.page.waitForURL("**/me");
  });

  test("A code is asked for once 2FA is active, and wrong, old or used ones are refused.", async ({ guard, pages }) => {
    test.slow();
    guard.allow(/status of 422/);
    const { enrol, me, page, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await me.activate.click();
    const { app } = await enrol.enrol();

    await me.signOut();
    await signIn.submitPassword(USER.email, USER.password);
    await expect(signIn.heading).toHaveText("Votre code à 6 chiffres");
    await signIn.submitCode("12 34");
    await expect(signIn.alert("Un code a six chiffres")).toBeVisible();
    await signIn.submitCode(app.expiredCode());
    await expect(signIn.alert("Code incorrect.")).toBeVisible();
    const code = await app.nextCode();
    await signIn.submitCode(code);
    await page.waitForURL("**/me");

    await me.signOut();
    await signIn.submitPassword(USER.email, USER.password);
    await signIn.submitCode(code);
    await expect(signIn.alert("Ce code a déjà servi.")).toBeVisible();
    await page.goto("/me");
    await expect(page).toHaveURL(/\/sign-in\?step=code/);
  });

  test("A recovery code opens the account in place of the code, once.", async ({ guard, pages }) => {
    guard.allow(/status of 422/);
    const { enrol, me, page, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await me.activate.click();
    const { recoveryCodes } = await enrol.enrol();
    const [first = "", second = ""] = recoveryCodes;

    await me.signOut();
    await signIn.submitPassword(USER.email, USER.password);
    await signIn.submitRecoveryCode(first);
    await page.waitForURL("**/me");
    await expect(me.main).toContainText("9 sur 10 encore valables");

    await me.signOut();
    await signIn.submitPassword(USER.email, USER.password);
    await signIn.submitRecoveryCode(first);
    await expect(signIn.alert("Code incorrect.")).toBeVisible();
    await signIn.recoveryCode.fill(second.toLowerCase().replaceAll("-", " "));
    await signIn.main.getByRole("button", { name: "Se connecter", exact: true }).click();
    await page.waitForURL("**/me");
  });

  test("The sign-in leads to the page that was asked for.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    await pages.page.goto("/account/users?q=noa&sort=email");
    await expect(pages.page).toHaveURL(/\/sign-in\?next=/);
    await pages.signIn.submitPassword(ADMIN.email, ADMIN.password);
    await expect(pages.page).toHaveURL(/\/account\/users\?q=noa&sort=email$/);
    await expect(pages.users.rows).toHaveCount(1);
  });

  test("The way through the code keeps the page that was asked for.", async ({ pages }) => {
    const { enrol, me, page, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await me.activate.click();
    const { recoveryCodes } = await enrol.enrol();
    await me.signOut();
    await page.goto("/applications");
    await page.goto("/me?dialog=recovery");
    await signIn.submitPassword(USER.email, USER.password);
    await signIn.submitRecoveryCode(recoveryCodes[0] ?? "");
    await expect(page).toHaveURL(/\/me\?dialog=recovery$/);
  });

  test("After signing out nothing of the account is left, and the back button shows nothing.", async ({ pages }) => {
    const { me, page, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await expect(me.menu.getByText(USER.email)).toBeVisible();
    await me.signOut();
    await page.goBack();
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByText(USER.email)).toBeHidden();
    await page.goto("/me");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
  });

  test("While the browser waits for the answer to the sign-out, the end of the session leads nowhere else.", async ({ pages }) => {
    const { me, page, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await expect(page.locator("html[data-live=online]")).toBeAttached();
    const heard = moment();
    await page.exposeFunction("heard", heard.reach);
    await page.evaluate(() => {
      const session = document.querySelector<HTMLElement>("script[data-session]")?.dataset.session;
      const channel = new BroadcastChannel(`bouclier-${session}`);
      // Timers run in the order in which they are due: this one runs after the page's reaction to the same event.
      const hear = ({ data }: MessageEvent): unknown => data.data && setTimeout(() => window.heard(), 1000);
      addEventListener("submit", () => channel.addEventListener("message", hear), { capture: true });
    });
    const asked: string[] = [];
    await page.route("**/api/sign-out", async (route) => {
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      const response = await route.fetch({ maxRedirects: 0 });
      await heard.reached;
      await route.fulfill({ response });
    });
    await me.signOut();
    await expect(signIn.heading).toHaveText("Se connecter");
    expect(asked).not.toContain("/api/me");
  });

  test("A session is ended from the list of sessions.", async ({ pages, visitor }) => {
    const { me, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    const elsewhere = await visitor();
    await elsewhere.signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await me.open();
    await expect(me.sessions).toHaveCount(2);
    await expect(me.sessions.filter({ hasText: "actuelle" })).toHaveCount(1);
    await me.sessions.getByRole("button", { name: /^Fermer la session/ }).click();
    await expect(me.message("Session fermée.")).toBeVisible();
    await expect(me.sessions).toHaveCount(1);
    await expect(elsewhere.page).toHaveURL(/\/sign-in\?next=/);
    await me.open();
    await expect(me.heading).toHaveText("Mon compte");
  });

  test("A page whose session has ended meanwhile leads to the sign-in and back.", async ({ bouclier, guard, pages, visitor }) => {
    guard.allow(/status of 401/);
    bouclier.addUser(ADMIN);
    const { signIn, users, page } = pages;
    await signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await users.open("?q=noa");
    await users.ready();
    const elsewhere = await visitor();
    await elsewhere.signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
    await elsewhere.me.open();
    await elsewhere.me.sessions.getByRole("button", { name: /^Fermer la session/ }).click();
    await expect(elsewhere.me.message("Session fermée.")).toBeVisible();

    // The page receives the event, and goes there automatically.
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await signIn.submitPassword(ADMIN.email, ADMIN.password);
    await expect(page).toHaveURL(/\/account\/users\?q=noa/);
  });
});

test.describe("Signing in, whichever server answers", { tag: "@sqlite" }, () => {
  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "/%5Cevil.example", "javascript:alert(1)"]) {
    test(`The sign-in does not lead to another site, as ${next} asks.`, async ({ pages }) => {
      await pages.page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await pages.signIn.submitPassword(USER.email, USER.password);
      await pages.page.waitForURL((url) => url.pathname === "/me");
    });
  }

  test("The language can be switched before the sign-in, and stays.", async ({ pages }) => {
    const { page, signIn } = pages;
    await signIn.open();
    await expect(page.locator("html")).toHaveAttribute("lang", "fr");
    const languages = signIn.main.getByRole("form", { name: "Langue" });
    await languages.getByRole("button", { name: "English" }).click();
    await expect(signIn.heading).toHaveText("Sign in");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await page.reload();
    await expect(signIn.heading).toHaveText("Sign in");
    await page.goto("/applications");
    await expect(signIn.heading).toHaveText("Supported authenticator apps");
  });

  test("The language of the account is chosen on the user’s own page and changes the whole page.", async ({ pages }) => {
    const { me, page, signIn } = pages;
    await signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
    await me.language.selectOption("English");
    await me.saveProfile();
    await expect(me.heading).toHaveText("My account");
    await expect(me.message("Profile saved.")).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });
});

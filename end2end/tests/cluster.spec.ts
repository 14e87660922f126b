import type { Page } from "@playwright/test";
import { signInEnrolled } from "../fixtures/enrolled";
import { BROKEN_OFF } from "../fixtures/guard";
import { expectMarked, live, mark, OTHER } from "../fixtures/live";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

// A server is killed, and the other one goes on.
test.describe("Two servers", { tag: "@cluster" }, () => {
  test("Signing in, enrolling and enforcing go on when one of two servers is killed in the middle.", async ({
    bouclier,
    guard,
    pages,
    visitor,
  }) => {
    test.slow();
    guard.allow(BROKEN_OFF);
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
    const noa = await visitor();

    await test.step("Both servers answer, in turn", async () => {
      await signInEnrolled(pages, ADMIN);
      expect(bouclier.answered().size).toBe(2);
    });

    const app = await test.step("A user's enrolment outlives the server that began it", async () => {
      await noa.signIn.signInByHand(USER.email, USER.password, OWN_PAGE);
      await noa.me.activate.click();
      await noa.enrol.begin();
      const app = await noa.enrol.scan();
      await bouclier.killOne();
      await noa.enrol.goOnToCode();
      await noa.enrol.submitCode(await app.nextCode());
      await noa.enrol.readRecoveryCodes();
      await noa.enrol.saved.check();
      await noa.enrol.finish();
      await noa.page.waitForURL("**/me*");
      return app;
    });

    await test.step("The admin's session goes on, and 2FA becomes required of everybody", async () => {
      await pages.security.open();
      await pages.security.enforceAll.click();
      await pages.security.confirm();
      await expect(pages.security.revokeAll).toBeVisible();
      await pages.page.goto(HOME);
      await expect(pages.users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Active et obligatoire$/);
    });

    await test.step("The user signs in with the code", async () => {
      await noa.me.signOut();
      await noa.signIn.submitPassword(USER.email, USER.password);
      await noa.signIn.submitCode(await app.nextCode());
      await noa.page.waitForURL("**/me");
    });
  });

  /** The servers that answer a page's stream of events, one after the other. */
  function streamsOf(page: Page): string[] {
    const servers: string[] = [];
    page.on("response", (response) => {
      // Of several servers, the last one tried has answered.
      const server = response.headers()["x-answered-by"]?.split(", ").at(-1);
      if (new URL(response.url()).pathname === "/events" && server) servers.push(server);
    });
    return servers;
  }

  for (const holder of [true, false]) {
    const title = holder
      ? "A window is live again by itself after the server that held its stream was killed."
      : "A window stays live when the server is killed that did not hold its stream.";

    test(title, async ({ bouclier, guard, pages, visitor }) => {
      guard.allow(BROKEN_OFF);
      for (const user of [ADMIN, OTHER, USER]) bouclier.addUser(user);
      const { page, users } = pages;
      const other = await visitor();
      await other.signIn.signInByHand(OTHER.email, OTHER.password, HOME);
      const streams = streamsOf(page);
      await pages.signIn.signInByHand(ADMIN.email, ADMIN.password, HOME);
      await live(page);
      await mark(page);
      await expect(users.row(USER.email)).toHaveCount(1);
      expect(streams).toHaveLength(1);
      const held = streams[0];
      const spare = bouclier.running().find((address) => address !== held);

      await bouclier.killOne(holder ? held : spare);
      bouclier.addUser({ ...USER, email: "entretemps@exemple.fr", name: "Venue Entretemps" });
      await expect(users.row("entretemps@exemple.fr")).toHaveCount(1);
      await live(page);
      expect(streams.at(-1)).toBe(holder ? spare : held);
      expect(streams).toHaveLength(holder ? 2 : 1);

      await other.user.open(bouclier.account(USER.email).id);
      await other.user.enforce.check();
      await other.user.save();
      await expect(users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Obligatoire, à activer$/);
      await expectMarked(page);
    });
  }
});

import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test("Signing in, enrolling and enforcing go on when one of two servers is killed in the middle.", async ({
  bouclier,
  pages,
  visitor,
}) => {
  test.slow();
  bouclier.addUser(ADMIN);
  bouclier.addUser(USER);
  const noa = await visitor();

  await test.step("Both servers answer, in turn", async () => {
    await signInEnrolled(pages, ADMIN);
    expect(bouclier.answered().size).toBe(2);
  });

  const app = await test.step("A user's enrolment outlives the server that began it", async () => {
    await noa.signIn.signIn(USER.email, USER.password, OWN_PAGE);
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
    await expect(pages.users.shield(USER.email)).toHaveAccessibleName("2FA : Active et obligatoire");
  });

  await test.step("The user signs in with the code", async () => {
    await noa.me.signOut();
    await noa.signIn.submitPassword(USER.email, USER.password);
    await noa.signIn.submitCode(await app.nextCode());
    await noa.page.waitForURL("**/me");
  });
});

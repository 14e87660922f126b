import { live, OTHER } from "../fixtures/live";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.describe("Live updates and the focus", { tag: "@sqlite" }, () => {
  test.beforeEach(async ({ bouclier, pages }) => {
    for (const user of [ADMIN, OTHER, USER]) bouclier.addUser(user);
    await pages.signIn.signIn(OTHER.email, OTHER.password, HOME);
    await pages.user.open(bouclier.account(USER.email).id);
    await pages.user.enforce.check();
  });

  test("The focus stays on the shield of the very row that changes, and its tooltip tells what is true now.", async ({
    pages,
    visitor,
  }) => {
    const { page, signIn, users } = await visitor();
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await live(page);
    const shield = users.shield(USER.email);
    await shield.focus();
    await expect(users.tooltip(USER.email)).toBeVisible();

    await pages.user.save();
    await expect(shield).toHaveAccessibleName(/2FA\s: Obligatoire, à activer$/);
    await expect(shield).toBeFocused();
    await expect(users.tooltip(USER.email)).toBeVisible();
    await expect(users.tooltip(USER.email)).toContainText("obligatoire pour cet utilisateur");
  });

  test("The focus stays on the button for everybody while the counts beside it change.", async ({ pages, visitor }) => {
    const { page, security, signIn } = await visitor();
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await security.open();
    await live(page);
    await expect(security.figure("Obligatoire, à activer")).toHaveText("0");
    await security.enforceAll.focus();

    await pages.user.save();
    await expect(security.figure("Obligatoire, à activer")).toHaveText("1");
    await expect(security.enforceAll).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(security.dialog).toBeVisible();
  });
});

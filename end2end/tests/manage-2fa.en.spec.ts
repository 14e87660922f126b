import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, PASSWORD } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

// The help page in English, shorter: each label of the specification, and the steps of one user.

test.describe("The help page in English", { tag: "@sqlite" }, () => {
  test.use({ language: "en" });

  const MIA = { email: "mia.brown@example.org", name: "Mia Brown", password: PASSWORD };

  test("An admin enforces 2FA for one user, for all, and revokes it.", async ({ bouclier, pages, visitor }) => {
    test.slow();
    const { page, user, users, security } = pages;
    bouclier.importRows("email,name,role,language", `${MIA.email},${MIA.name},user,en`, "li@example.org,Li Wei,user,en");
    bouclier.addUser({ ...ADMIN, language: "en" });
    await signInEnrolled(pages, ADMIN);

    await test.step("Viewing the 2FA settings of other users", async () => {
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
      await users.menu.getByRole("link", { name: "Users", exact: true }).click();
      await expect(users.headers.last()).toHaveText("2FA");
      await users.shield(MIA.email).hover();
      await expect(users.tooltip(MIA.email)).toContainText("2FA is not active. Mia has no password and cannot sign in.");
    });

    await test.step("Enforcing 2FA activation for specific users", async () => {
      await users.openUser(MIA.name);
      const section = user.main.getByRole("region", { name: "Security", exact: true });
      await section.getByRole("checkbox", { name: "Enforce 2FA activation", exact: true }).check();
      await section.getByRole("button", { name: "Save", exact: true }).click();
      await expect(user.message(`2FA is now required for ${MIA.name}.`)).toBeVisible();
    });

    const mia = await visitor();
    await test.step("She cannot sign in without it, nor deactivate it afterwards", async () => {
      await mia.signIn.choosePassword(await user.invite(), MIA.password);
      await mia.signIn.submitPassword(MIA.email, MIA.password);
      await mia.page.waitForURL("**/enrol");
      await mia.page.goto("/me");
      await expect(mia.page).toHaveURL(/\/enrol\?next=/);
      await mia.enrol.enrol();
      await mia.page.waitForURL("**/me*");
      await expect(mia.me.main).toContainText("Your organisation requires 2FA: you cannot deactivate it.");
      await expect(mia.me.deactivate).toBeHidden();
    });

    await test.step("Enforcing 2FA activation for all users", async () => {
      await security.menu.getByRole("link", { name: "Security", exact: true }).click();
      await security.main.getByRole("button", { name: "Enforce 2FA for all users", exact: true }).click();
      await security.confirm();
      await expect(security.message("2FA is now required for all.")).toBeVisible();
      await expect(security.figure("Active and required")).toHaveText("2");
      await security.main.getByRole("button", { name: "Revoke enforcement", exact: true }).click();
      await expect(security.dialog).toContainText("The individual requirement of 1 user is lifted, unless you keep it.");
      await security.confirm();
      await expect(security.message("2FA is now optional for all.")).toBeVisible();
    });

    await test.step("Now that it is her choice, she may deactivate it", async () => {
      await mia.me.open();
      await expect(mia.me.deactivate).toBeVisible();
      await expect(mia.me.main).toContainText("You activated it by choice.");
    });

    await test.step("Deactivating 2FA for specific users", async () => {
      await security.enforceAll.click();
      await security.confirm();
      await expect(security.revokeAll).toBeVisible();
      await users.openUsers();
      await users.openUser("Li Wei");
      await expect(user.enforce).toBeChecked();
      await user.enforce.uncheck();
      await user.exemptionKind.selectOption("for-good");
      await user.exemptionReason.fill("parental leave");
      await user.save();
      await expect(user.message("Exemption saved: 2FA is not required for Li Wei.")).toBeVisible();
    });
  });
});

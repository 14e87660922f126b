import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.describe("Undoing a change of the rule for all", { tag: "@sqlite" }, () => {
  test("It says what it has lifted, and puts it back for as long as it can be undone.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    bouclier.importRows("email,name,role,language,required", `${USER.email},${USER.name},user,fr,yes`);
    const { page, security, user } = pages;
    await signInEnrolled(pages, ADMIN);
    await security.open();
    await security.enforceAll.click();
    await security.confirm();
    await expect(security.lastChange).toContainText("rendue obligatoire pour tous");
    await security.revokeAll.click();
    await security.confirm();
    await expect(security.message("1 obligation individuelle a été levée")).toBeVisible();
    await expect(security.lastChange).toContainText("rendue optionnelle pour tous");
    await audit(page);
    await security.lastChange.getByRole("button").click();
    await expect(security.message("Changement annulé")).toBeVisible();
    await expect(security.lastChange).toBeHidden();
    await expect(security.revokeAll).toBeVisible();
    await user.open(bouclier.account(USER.email).id);
    await expect(user.rule("Obligation individuelle")).toContainText("comme pour tous");
  });
});

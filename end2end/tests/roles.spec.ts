import { audit } from "../fixtures/audit";
import { enrolQuietly, signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, AUDITOR, HELPDESK, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

for (const javaScriptEnabled of [true, false]) {
  test.describe(`Roles ${javaScriptEnabled ? "with" : "without"} script`, { tag: "@sqlite" }, () => {
    test.use({ javaScriptEnabled });

    test("The helpdesk sees the users, gives an ordinary one an access code, and is offered nothing else.", async ({
      bouclier,
      guard,
      pages,
      visitor,
    }) => {
      guard.allow(/status of 403/);
      for (const who of [ADMIN, HELPDESK, USER]) bouclier.addUser(who);
      await enrolQuietly(await visitor(), USER);
      await signInEnrolled(pages, HELPDESK);
      const { page, user, users } = pages;
      await expect(users.menu.getByRole("link", { name: "Utilisateurs", exact: true })).toBeVisible();
      await expect(users.menu.getByRole("link", { name: "Journal d’audit", exact: true })).toHaveCount(0);
      await expect(users.main.getByRole("link", { name: "Ajouter un utilisateur", exact: true })).toHaveCount(0);
      if (javaScriptEnabled) await audit(page);
      await page.goto(`/account/users/${bouclier.account(ADMIN.email).id}`);
      await expect(user.heading).toHaveText(ADMIN.name);
      await expect(user.main.getByText("Actions", { exact: true })).toHaveCount(0);
      await page.goto(`/account/users/${bouclier.account(USER.email).id}`);
      await expect(user.heading).toHaveText(USER.name);
      await expect(user.main.getByRole("checkbox")).toHaveCount(0);
      await expect(user.main.getByRole("link", { name: "Changer le rôle", exact: true })).toHaveCount(0);
      await page.goto(`/account/users/${bouclier.account(USER.email).id}?dialog=access-code`);
      await user.dialog.getByRole("button").last().click();
      await expect(user.dialog.locator(".copy__value--large")).toBeVisible();
      await page.goto("/account/security");
      await expect(user.heading).toHaveText("Votre rôle ne donne pas accès à cette page");
    });

    test("An auditor reads the pages of an admin, and finds no button that changes anything.", async ({
      bouclier,
      pages,
    }) => {
      for (const who of [ADMIN, AUDITOR, USER]) bouclier.addUser(who);
      await signInEnrolled(pages, AUDITOR);
      const { page, users } = pages;
      for (const address of ["/account/users", "/account/groups", "/account/exemptions", "/account/audit"]) {
        await page.goto(address);
        await expect(users.heading).not.toHaveText("Votre rôle ne donne pas accès à cette page");
      }
      await page.goto("/account/security");
      await expect(users.heading).toHaveText("Sécurité");
      await expect(users.main.getByRole("button", { name: /pour tous/ })).toHaveCount(0);
      await page.goto("/account/organisation");
      await expect(users.main.getByLabel("Nom de l’organisation (facultatif)", { exact: true })).toBeDisabled();
      await expect(users.main.getByRole("button", { name: "Enregistrer", exact: true })).toHaveCount(0);
      if (javaScriptEnabled) await audit(page);
    });
  });
}

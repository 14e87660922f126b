import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

test.describe("Dialogs", { tag: "@sqlite" }, () => {
  test.beforeEach(({ bouclier }) => {
    bouclier.addUser(ADMIN);
    bouclier.addUser(USER);
  });

  for (const way of ["Escape", "Annuler"]) {
    test(`What a dialog refused is gone when it is left by ${way} and opened again.`, async ({ guard, page, pages }) => {
      guard.allow(/status of 422/);
      const { signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(ADMIN.name);
      await user.act("Désactiver le compte");
      await user.dialog.getByRole("button", { name: "Désactiver le compte", exact: true }).click();
      const refusal = user.alert("Il doit rester au moins un admin");
      await expect(refusal).toBeVisible();
      if (way === "Escape") await page.keyboard.press(way);
      else await user.dialog.getByRole("link", { name: way, exact: true }).click();
      await expect(user.dialog).toBeHidden();
      await expect(refusal).toBeHidden();

      await user.act("Désactiver le compte");
      await expect(user.dialog).toBeVisible();
      await expect(refusal).toBeHidden();
    });

    test(`An invitation that was made stands in the log once its dialog is left by ${way}, and is shown no more.`, async ({
      page,
      pages,
    }) => {
      const { signIn, user, users } = pages;
      await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await users.openUser(USER.name);
      await user.makeInvitation("Lien pour un nouveau mot de passe");
      if (way === "Escape") await page.keyboard.press(way);
      else await user.dialog.getByRole("link", { name: "Terminé", exact: true }).click();
      await expect(user.dialog).toBeHidden();
      await expect(user.journal).toContainText("a créé un lien de mot de passe");

      await user.act("Lien pour un nouveau mot de passe");
      await expect(user.dialog.getByRole("button", { name: "Créer le lien", exact: true })).toBeVisible();
      await expect(user.link).toBeHidden();
    });
  }
});

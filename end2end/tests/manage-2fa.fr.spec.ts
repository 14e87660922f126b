import { colourOf } from "../fixtures/colour";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, HOME, OWN_PAGE, USER } from "../fixtures/people";
import { ORGANISATION } from "../fixtures/server";
import { expect, test, type Pages } from "../fixtures/test";

// The help page « Gérer la 2FA », section by section, in its order, with its wording.

const INES = { email: "ines.lefevre@exemple.fr", name: "Inès Lefèvre", password: "trois tasses de tilleul" };
const ENFORCE_ALL = "Rendre obligatoire l'authentification à 2 facteurs pour tous";
const REVOKE_ALL = "Rendre optionnelle l'authentification à 2 facteurs pour tous";

/** « Accédez à Account > Utilisateurs. » */
async function goToUsers({ users }: Pages): Promise<void> {
  await expect(users.menu.getByText("Account", { exact: true })).toBeVisible();
  await users.menu.getByRole("link", { name: "Utilisateurs", exact: true }).click();
  await expect(users.heading).toHaveText("Utilisateurs");
}

/** « Accédez à Account > Sécurité. » */
async function goToSecurity({ security }: Pages): Promise<void> {
  await expect(security.menu.getByText("Account", { exact: true })).toBeVisible();
  await security.menu.getByRole("link", { name: "Sécurité", exact: true }).click();
  await expect(security.heading).toHaveText("Sécurité");
}

/** « Cliquez sur le nom de l’utilisateur. La page contenant les informations sur l'utilisateur s'ouvre. » */
async function openPageOfInes({ users, user }: Pages): Promise<void> {
  await users.searchFor("lefevre");
  await users.table.getByRole("link", { name: INES.name, exact: true }).click();
  await expect(user.heading).toHaveText(INES.name);
  await expect(user.main).toContainText(INES.email);
}

/** « Rendre obligatoire … pour tous », confirmed. */
async function requireForAll(pages: Pages): Promise<void> {
  await goToSecurity(pages);
  await pages.security.enforceAll.click();
  await pages.security.confirm();
  await expect(pages.security.message("maintenant obligatoire pour tous")).toBeVisible();
}

/** The admin creates an invitation link, with which Inès chooses her password. */
async function invite(admin: Pages, ines: Pages): Promise<void> {
  const link = await admin.user.invite();
  await ines.signIn.choosePassword(link, INES.password);
  await expect(ines.signIn.message("Mot de passe enregistré.")).toBeVisible();
}

test.describe("The help page in French", { tag: "@sqlite" }, () => {
  test.beforeEach(({ bouclier }) => {
    expect(bouclier.fillDemo(ORGANISATION)).toContain("1200 created");
    bouclier.addUser(ADMIN);
  });

  test.describe("Gérer la 2FA", () => {
    test("Only users with admin access can manage the 2FA of others.", async ({ bouclier, guard, pages }) => {
      guard.allow(/status of 403/);
      bouclier.addUser(USER);
      await pages.signIn.signIn(USER.email, USER.password, OWN_PAGE);
      await expect(pages.me.menu.getByRole("link", { name: "Mon compte" })).toBeVisible();
      await expect(pages.me.menu.getByRole("link", { name: "Utilisateurs" })).toBeHidden();
      await expect(pages.me.menu.getByRole("link", { name: "Sécurité" })).toBeHidden();
      const { id } = bouclier.account(INES.email);
      for (const path of ["/account/users", `/account/users/${id}`, "/account/security"]) {
        const answer = await pages.page.goto(path);
        expect(answer?.status(), path).toBe(403);
        await expect(pages.me.heading).toHaveText("Votre rôle ne donne pas accès à cette page");
        await expect(pages.page.getByText(INES.email)).toBeHidden();
      }
    });
  });

  test.describe("Voir les paramètres de la 2FA des autres utilisateurs", () => {
    test("The shield in the column 2FA tells the four statuses apart.", async ({ bouclier, pages }) => {
      bouclier.run(["demo", "activate"]);
      const accounts = bouclier.list();
      const statuses = [
        { status: "inactive", colour: "red", label: "Non active", more: /La 2FA n’est pas active/ },
        { status: "pending", colour: "orange", label: "Obligatoire, à activer", more: /Rendue obligatoire.*devra activer la 2FA à sa première connexion/ },
        { status: "voluntary", colour: "orange", label: "Active par choix", more: /La 2FA est active\..*l’a activée de sa propre initiative/ },
        { status: "protected", colour: "green", label: "Active et obligatoire", more: /La 2FA est active et obligatoire/ },
      ];
      const drawings = new Set<string>();
      const { users, page } = pages;

      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await goToUsers(pages);
      await expect(users.headers.last()).toHaveText("2FA");

      for (const { status, colour, label, more } of statuses) {
        const { email } = accounts.find((account) => account.status === status) ?? { email: "nobody" };
        await users.searchFor(email);
        await expect(users.rows, status).toHaveCount(1);
        // Escape empties a search field that has the focus.
        await users.search.blur();
        const shield = users.shield(email);
        const tooltip = users.tooltip(email);
        const drawing = shield.locator("svg");
        await expect(shield).toHaveAccessibleName(new RegExp(`2FA\\s: ${label}$`));
        await expect(shield).toHaveAccessibleDescription(more);
        expect(await colourOf(drawing), status).toBe(colour);
        drawings.add(await drawing.innerHTML());

        // « Faites passer votre curseur dessus pour voir plus d’informations. »
        await expect(tooltip).toBeHidden();
        await shield.hover();
        await expect(tooltip).toHaveText(more);
        await expect(tooltip).toHaveText(/Règle\s: (obligatoire pour cet utilisateur|optionnelle pour tous)/);
        await page.keyboard.press("Escape");
        await expect(tooltip, "Escape closes what the pointer opened").toBeHidden();
        await users.heading.hover();
        await shield.hover();
        await expect(tooltip).toBeVisible();
        await users.heading.hover();
        await expect(tooltip).toBeHidden();

        await users.row(email).getByRole("link").focus();
        await page.keyboard.press("Tab");
        await expect(shield).toBeFocused();
        await expect(tooltip, "the focus opens it").toBeVisible();
        await page.keyboard.press("Escape");
        await expect(tooltip, "Escape closes it").toBeHidden();
        await expect(shield).toBeFocused();
      }
      // No mark, exclamation mark, check mark twice: once in a filled shield.
      expect(drawings.size).toBe(3);
    });
  });

  test.describe("Rendre obligatoire l’activation de la 2FA pour les autres utilisateurs", () => {
    test("Who has to activate 2FA cannot sign in without it, and cannot deactivate it afterwards.", async ({
      guard,
      pages,
      visitor,
    }) => {
      test.slow();
      guard.allow(/status of 403/, /status of 422/);
      const ines = await visitor();

      await test.step("An admin requires it of Inès and invites her", async () => {
        await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
        await goToUsers(pages);
        await openPageOfInes(pages);
        await pages.user.enforce.check();
        await pages.user.save();
        await expect(pages.user.message(`La 2FA est maintenant obligatoire pour ${INES.name}.`)).toBeVisible();
        await invite(pages, ines);
      });

      await test.step("Inès cannot sign in as long as she does not activate it", async () => {
        await ines.signIn.submitPassword(INES.email, INES.password);
        await ines.page.waitForURL("**/enrol");
        await expect(ines.enrol.menu).toBeHidden();
        for (const path of ["/", "/me", "/account/users", "/account/security", "/sign-in"]) {
          await ines.page.goto(path);
          await expect(ines.page, path).toHaveURL(/\/enrol(\?|$)/);
          await expect(ines.enrol.heading).toHaveText("Installez une application d’authentification");
        }
        for (const path of ["/api/me", "/api/policy", "/api/users/one?id=1"]) {
          const answer = await ines.page.request.get(path);
          expect(answer.status(), path).toBe(403);
        }
        await expect(ines.enrol.applications).toHaveText([
          /Google Authenticator/,
          /Microsoft Authenticator/,
          /Authy/,
          /1Password/,
          /Bitwarden/,
          /FreeOTP\+/,
          /Aegis/,
          /2FAS/,
        ]);
      });

      const app = await test.step("She activates it in four steps", async () => {
        const { enrol } = ines;
        await enrol.begin();
        await expect(enrol.main.getByRole("img", { name: "Code QR" })).toBeVisible();
        const app = await enrol.scan();
        await enrol.goOnToCode();
        await enrol.submitCode(app.expiredCode());
        await expect(enrol.alert("Code incorrect")).toBeVisible();
        await enrol.submitCode(await app.nextCode());
        const codes = await enrol.readRecoveryCodes();
        expect(new Set(codes).size).toBe(10);
        const download = enrol.main.getByRole("link", { name: "Télécharger", exact: true });
        await expect(download).toHaveAttribute("download", /^bouclier-codes-127\.0\.0\.1-\d+-\d{4}-\d\d-\d\d\.txt$/);
        // Confirming is not enough: the recovery codes have to be saved.
        await ines.page.goto("/me");
        await expect(ines.page).toHaveURL(/\/enrol/);
        expect(await enrol.readRecoveryCodes()).toEqual(codes);
        await enrol.finish();
        await expect(enrol.saved).not.toBeChecked();
        await expect(enrol.recoveryCodes).toHaveCount(10);
        await enrol.saved.check();
        await enrol.finish();
        await ines.page.waitForURL("**/me*");
        await expect(ines.me.heading).toHaveText("Mon compte");
        return app;
      });

      await test.step("She cannot deactivate it, and is told why", async () => {
        await ines.me.open();
        await expect(ines.me.main).toContainText("Votre organisation exige la 2FA : vous ne pouvez pas la désactiver.");
        await expect(ines.me.deactivate).toBeHidden();
        const sent = await ines.page.request.post("/api/me/deactivate", {
          headers: { origin: new URL(ines.page.url()).origin },
          form: { code: await app.nextCode() },
        });
        expect(sent.status()).toBe(422);
        await ines.me.open();
        await expect(ines.me.main).toContainText("La 2FA est active");
      });

      await test.step("The next sign-in asks for a code, and the admin sees the green shield", async () => {
        await ines.me.signOut();
        await ines.signIn.submitPassword(INES.email, INES.password);
        await expect(ines.signIn.heading).toHaveText("Votre code à 6 chiffres");
        await ines.signIn.submitCode(await app.nextCode());
        await ines.page.waitForURL("**/me");

        await goToUsers(pages);
        await pages.users.searchFor("lefevre");
        await expect(pages.users.shield(INES.email)).toHaveAccessibleName(/2FA\s: Active et obligatoire$/);
      });
    });

    test("The supported authenticator apps are a click away before one requires 2FA.", async ({ pages }) => {
      await signInEnrolled(pages, ADMIN);
      await goToSecurity(pages);
      await pages.security.enforceAll.click();
      await pages.security.dialog.getByRole("link", { name: "application d’authentification prise en charge" }).click();
      await expect(pages.enrol.heading).toHaveText("Applications d’authentification prises en charge");
      await expect(pages.enrol.applications).toHaveCount(8);
    });
  });

  test.describe("Rendre obligatoire l’activation de la 2FA pour certains utilisateurs", () => {
    test("The checkbox in the section Sécurité of the user’s page makes 2FA required.", async ({ pages }) => {
      const { user, users } = pages;
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await goToUsers(pages);
      await openPageOfInes(pages);
      const section = user.main.getByRole("region", { name: "Sécurité", exact: true });
      const box = section.getByRole("checkbox", { name: "Activer l'authentification à 2 facteurs", exact: true });
      await expect(box).not.toBeChecked();
      await box.check();
      await section.getByRole("button", { name: "Enregistrer", exact: true }).click();
      await expect(user.message(`La 2FA est maintenant obligatoire pour ${INES.name}.`)).toBeVisible();
      await expect(box).toBeChecked();
      await expect(user.main).toContainText("Règle : obligatoire pour cet utilisateur");
      await expect(user.main).toContainText(`Alix Durand (${ADMIN.email}) a rendu la 2FA obligatoire pour ${INES.name}`);

      await goToUsers(pages);
      await users.searchFor("lefevre");
      await expect(users.shield(INES.email)).toHaveAccessibleName(/2FA\s: Obligatoire, à activer$/);
    });
  });

  test.describe("Rendre obligatoire l’activation de la 2FA pour tous les utilisateurs", () => {
    test("The button requires 2FA of everybody, says so in green and changes its text.", async ({ bouclier, pages }) => {
      bouclier.run(["demo", "activate"]);
      const count = (status: string): number => bouclier.list().filter((account) => account.status === status).length;
      const shown = (number: number): string => number.toLocaleString("fr-FR");
      const { security } = pages;
      await signInEnrolled(pages, ADMIN);
      await goToSecurity(pages);

      // « Sur cette page, vous pouvez voir la distribution actuelle de la 2FA parmi vos utilisateurs. »
      const statuses = [
        ["protected", "Active et obligatoire"],
        ["voluntary", "Active par choix"],
        ["pending", "Obligatoire, à activer"],
        ["inactive", "Non active"],
      ] as const;
      for (const [status, label] of statuses) {
        await expect(security.figure(label)).toHaveText(shown(count(status)));
        await expect(security.chart.getByRole("link", { name: label })).toBeVisible();
      }
      const active = count("protected") + count("voluntary");

      await security.main.getByRole("button", { name: ENFORCE_ALL, exact: true }).click();
      await expect(security.dialog).toHaveAccessibleName("Rendre la 2FA obligatoire pour tous ?");
      await expect(security.dialog).toContainText("devront activer la 2FA à leur prochaine connexion");
      await expect(security.dialog).toContainText(`${shown(active)} utilisateurs l’ont déjà activée`);
      await expect(security.dialog).toContainText("22 exemptions restent en vigueur");
      await expect(security.confirming).toHaveText("Rendre obligatoire");
      await security.confirm();
      await expect(security.dialog).toBeHidden();

      // « Vous verrez un message de confirmation vert. »
      const message = security.message("L’authentification à 2 facteurs est maintenant obligatoire pour tous.");
      await expect(message).toBeVisible();
      expect(await colourOf(message.getByText("maintenant obligatoire pour tous"))).toBe("green");
      await expect(security.main).toContainText(/Depuis le \d+(?:er)?\s\S+ \d{4}, \d\d:\d\d par Alix Durand \(alix@console\.example\)\./);
      // « Le texte du bouton changera. »
      await expect(security.main.getByRole("button", { name: REVOKE_ALL, exact: true })).toBeVisible();
      await expect(security.main.getByRole("button", { name: ENFORCE_ALL, exact: true })).toBeHidden();
      await expect(message).toContainText(`${shown(count("pending"))} utilisateurs devront l’activer`);
      await expect(security.figure("Obligatoire, à activer")).toHaveText(shown(count("pending")));
      expect(count("voluntary") + count("inactive"), "exempted users stay so").toBe(22);

      await security.main.getByRole("button", { name: REVOKE_ALL, exact: true }).click();
      await expect(security.dialog).toHaveAccessibleName("Rendre la 2FA optionnelle pour tous ?");
      await expect(security.confirming).toHaveText("Rendre optionnelle");
      await security.confirm();
      await expect(security.message("maintenant optionnelle pour tous")).toBeVisible();
      await expect(security.main.getByRole("button", { name: ENFORCE_ALL, exact: true })).toBeVisible();
      expect(count("pending") + count("protected")).toBe(0);
    });

    test("An admin without 2FA is asked to activate it first, and led back to the dialog.", async ({ pages }) => {
      const { enrol, security } = pages;
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await goToSecurity(pages);
      await security.enforceAll.click();
      await expect(security.dialog).toContainText("Activez d’abord la 2FA pour votre propre compte");
      await security.dialog.getByRole("link", { name: "Activer la 2FA", exact: true }).click();
      await enrol.enrol();
      await expect(security.dialog).toContainText("devront activer la 2FA");
      await security.dialog.getByText("Qui est concerné ?").click();
      await expect(security.dialog.getByRole("link", { name: /^et .* autres$/ })).toBeVisible();
      await security.confirm();
      await expect(security.message("maintenant obligatoire pour tous")).toBeVisible();
    });

    test("Cancelling the dialog, by its button or Escape, changes nothing.", async ({ pages }) => {
      const { security } = pages;
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await goToSecurity(pages);
      await security.enforceAll.click();
      await security.dialog.getByRole("link", { name: "Annuler", exact: true }).click();
      await expect(security.dialog).toBeHidden();
      await security.enforceAll.click();
      await expect(security.dialog).toBeVisible();
      await pages.page.keyboard.press("Escape");
      await expect(security.dialog).toBeHidden();
      await pages.page.reload();
      await expect(security.enforceAll).toBeVisible();
    });
  });

  test.describe("Désactiver la 2FA pour certains utilisateurs", () => {
    test("A user who is excluded gets in with the password alone while everybody else has to activate 2FA.", async ({
      pages,
      visitor,
    }) => {
      const { user } = pages;
      const ines = await visitor();
      await signInEnrolled(pages, ADMIN);
      await requireForAll(pages);
      await goToUsers(pages);
      await openPageOfInes(pages);
      await expect(user.enforce).toBeChecked();
      await expect(user.main).toContainText("Règle : obligatoire pour tous");

      await user.enforce.uncheck();
      await user.exemptionKind.selectOption("for-good");
      await user.exemptionReason.fill("congé parental");
      await user.save();
      await expect(user.message(`Exemption enregistrée : la 2FA n’est pas obligatoire pour ${INES.name}.`)).toBeVisible();
      await expect(user.enforce).not.toBeChecked();
      await expect(user.main).toContainText("Règle : exemption par Alix Durand (alix@console.example)");

      await invite(pages, ines);
      await ines.signIn.submitPassword(INES.email, INES.password);
      await ines.page.waitForURL("**/me");
      await expect(ines.me.activate).toBeVisible();
    });

    test("Unchecking the box of a user of whom it was required leaves her the choice.", async ({ pages, visitor }) => {
      const { user } = pages;
      const ines = await visitor();
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await goToUsers(pages);
      await openPageOfInes(pages);
      await user.enforce.check();
      await user.save();
      await expect(user.message("maintenant obligatoire")).toBeVisible();
      await user.enforce.uncheck();
      await user.save();
      await expect(user.message(`La 2FA n’est plus obligatoire pour ${INES.name}.`)).toBeVisible();
      await invite(pages, ines);
      await ines.signIn.submitPassword(INES.email, INES.password);
      await ines.page.waitForURL("**/me");
    });
  });
});

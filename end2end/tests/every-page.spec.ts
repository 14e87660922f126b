import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { audit } from "../fixtures/audit";
import { signInEnrolled } from "../fixtures/enrolled";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { PREVIEW, expectEachRoute, prepareImport, prepareOperation } from "../fixtures/routes";
import { EDGES, showOn } from "../fixtures/screens";
import { expect, test, type Pages } from "../fixtures/test";
import type { Language } from "../fixtures/words";

/** Who opens a page: nobody signed in; a user without 2FA; an admin. */
type Reader = "nobody" | "user" | "admin";

/** Each page of the product: who opens it, and the address where the path has a parameter or a form fills it. */
const PAGES: Record<string, { by: Reader; address?: string }> = {
  // Leads to one of the others.
  "/": { by: "nobody" },
  "/sign-in": { by: "nobody" },
  "/forgot-password": { by: "nobody" },
  "/applications": { by: "nobody" },
  "/invitation/:token": { by: "nobody" },
  "/secure-account/:token": { by: "nobody" },
  // Opened before there is an admin.
  "/set-up/:token": { by: "nobody" },
  "/enrol": { by: "user" },
  "/me": { by: "user" },
  "/step-up": { by: "admin" },
  "/account/users": { by: "admin" },
  "/account/users/filters": { by: "admin" },
  "/account/users/new": { by: "admin" },
  "/account/users/invite": { by: "admin" },
  "/account/users/remind": { by: "admin" },
  "/account/users/import": { by: "admin" },
  "/account/users/import/:id": { by: "admin" },
  "/account/users/bulk": { by: "admin" },
  "/account/users/bulk/:id": { by: "admin" },
  "/account/users/:id": { by: "admin" },
  "/account/users/:id/edit": { by: "admin" },
  "/account/groups": { by: "admin" },
  "/account/groups/:id": { by: "admin", address: "/account/groups/1" },
  "/account/security": { by: "admin" },
  "/account/exemptions": { by: "admin" },
  "/account/preview": { by: "admin", address: PREVIEW },
  "/account/report": { by: "admin" },
  "/account/organisation": { by: "admin" },
  "/account/organisation/mails": { by: "admin" },
  "/account/audit": { by: "admin" },
};

/** A few users with each rule: what a further row repeats costs axe time and shows nothing new. */
const PEOPLE = [
  "email,name,role,language,required,group",
  "lou@exemple.fr,Lou Petit,user,fr,yes,Support",
  "ana@exemple.fr,Ana Moreau,user,fr,exempt,Support|Ventes",
  "ines@exemple.fr,Inès Le Goff,user,en,no,Ventes",
  "theo@exemple.fr,Théo Garnier,auditor,fr,,",
  "",
];

/** Checks the current page on the narrowest and on the widest screen, in either theme, without opening it anew. */
async function check({ page, me }: Pages, route: string): Promise<void> {
  await expect(me.heading, route).toBeVisible();
  await me.ready();
  for (const screen of EDGES) {
    await showOn(page, screen);
    await audit(page, `(${route}) ${screen.name}`);
    const tooWide = await page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      return Math.max(0, scrollWidth - clientWidth);
    });
    expect(tooWide, `pixels by which ${route} scrolls sideways ${screen.name}`).toBe(0);
    const other = screen.options.colorScheme === "dark" ? "light" : "dark";
    await showOn(page, { ...screen, options: { ...screen.options, colorScheme: other } });
    await audit(page, `(${route}) ${screen.name}, then ${other}`, "of-colours");
  }
}

test.describe("Every page", { tag: "@sqlite" }, () => {
  // Each is checked four times.
  test.describe.configure({ timeout: 400_000 });
  test.use({ mailing: true });

  for (const language of ["fr", "en"] as const satisfies Language[]) {
    test.describe(() => {
      test.use({ language });

      test(`axe finds nothing on any page at 320 and 1920 pixels, light and dark, in ${language}.`, async ({
        bouclier,
        guard,
        locale,
        mails,
        pages,
        visitor,
      }) => {
        // The sandbox of the previews of mails keeps out what looks for faults, too.
        guard.allow(/Blocked script execution/);
        expectEachRoute("end2end/tests/every-page.spec.ts", Object.keys(PAGES));
        const [admin, user] = [{ ...ADMIN, language }, { ...USER, language }];
        const nobody = await visitor({ locale: locale ?? "" });
        // The link ends with the first admin.
        await nobody.page.goto(bouclier.setUpLink);
        await check(nobody, "/set-up/:token");

        const file = join(bouclier.dataDir, "people.csv");
        writeFileSync(file, PEOPLE.join("\n"));
        bouclier.fillDemo(file);
        bouclier.run(["demo", "activate"]);
        [admin, user].forEach((who) => bouclier.addUser(who));
        const { request } = pages.page;
        await signInEnrolled(pages, admin);
        const other = await visitor({ locale: locale ?? "" });
        await other.signIn.givePassword(user.email, user.password);
        const { id } = bouclier.account("lou@exemple.fr");
        const addresses = new Map([
          ["/invitation/:token", bouclier.invite("ines@exemple.fr")],
          ["/secure-account/:token", await mails.linkTo("secure-account", admin.email)],
          ["/account/users/import/:id", await prepareImport(request)],
          ["/account/users/bulk/:id", await prepareOperation(request)],
          ["/account/users/:id", `${HOME}/${id}`],
          ["/account/users/:id/edit", `${HOME}/${id}/edit`],
        ]);
        const readers = { nobody, user: other, admin: pages };
        for (const [route, { by, address = addresses.get(route) ?? route }] of Object.entries(PAGES)) {
          if (route === "/" || route === "/set-up/:token") continue;
          const reader = readers[by];
          await reader.page.goto(address);
          await expect(reader.page, route).toHaveURL(new RegExp(`${address.replace(/[?]/g, "\\?")}$`));
          await expect(reader.page.locator("html"), route).toHaveAttribute("lang", language);
          await check(reader, route);
        }
      });
    });
  }
});

import { ADMIN, HOME } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

// With PostgreSQL each page waits for its rows at a socket, so that sixty are really rendered at the same time.
test.describe("Pages at once", { tag: "@cluster" }, () => {
  test("Pages that are asked for at the same moment have in their heads what is theirs.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const { page, signIn } = pages;
    await signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    const loadedAhead = async (): Promise<number> => {
      const html = await (await page.request.get(HOME)).text();
      return (html.match(/rel="(module)?preload"/g) ?? []).length;
    };
    const alone = await loadedAhead();
    expect(alone).toBeGreaterThan(1);
    const together = await Promise.all(Array.from({ length: 60 }, loadedAhead));
    expect(new Set(together)).toEqual(new Set([alone]));
    expect(bouclier.log).not.toContain("ServerMetaContext");
  });
});

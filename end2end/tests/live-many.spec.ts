import { expect, type Page } from "@playwright/test";
import { live, OTHER } from "../fixtures/live";
import { ADMIN, HOME } from "../fixtures/people";
import { ORGANISATION } from "../fixtures/server";
import { test, type Pages } from "../fixtures/test";

const CHANGES = 20;

/** The reactions of a page to changes. */
interface Watch {
  /** The number of times that it has read its table again. */
  readings: number;
  /** Its announcements of changed accounts to screen readers. */
  announced: string[];
}

async function watch(page: Page): Promise<Watch> {
  const seen: Watch = { readings: 0, announced: [] };
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/users") seen.readings += 1;
  });
  await page.exposeFunction("announced", (text: string) => seen.announced.push(text));
  await page.evaluate(() => {
    const { announced } = window as unknown as { announced: (text: string) => void };
    const observer = new MutationObserver((mutations) => {
      const elements = mutations.map(({ target }) => (target instanceof Element ? target : target.parentElement));
      const regions = new Set(elements.map((element) => element?.closest("[role=status]")));
      for (const region of regions) {
        const text = region?.textContent ?? "";
        if (/compte.* changé/.test(text)) announced(text.trim());
      }
    });
    observer.observe(document.body, { characterData: true, childList: true, subtree: true });
  });
  return seen;
}

/** Waits until reading has stopped: a page that keeps reading does so about twice a second. */
async function settled(seen: Watch): Promise<void> {
  let before = -1;
  const isSame = (): boolean => {
    const same = seen.readings === before;
    before = seen.readings;
    return same;
  };
  await expect.poll(isSame, { intervals: [1_500] }).toBe(true);
}

/** Requires 2FA of all these users, as fast as a browser can send the requests. */
async function requireOf(page: Page, ids: string[]): Promise<void> {
  const refused = await page.evaluate(async (users) => {
    const asked = users.map(async (id) => {
      const body = new URLSearchParams({ id, policy: "optional", required: "on" });
      const answer = await fetch("/api/users/requirement", { method: "POST", headers: { accept: "application/json" }, body });
      return answer.status;
    });
    return (await Promise.all(asked)).filter((status) => status !== 200);
  }, ids);
  expect(refused).toEqual([]);
}

async function look(pages: Pages): Promise<Watch> {
  await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
  await live(pages.page);
  const seen = await watch(pages.page);
  // The event of the admin's own sign-in may still arrive.
  await settled(seen);
  seen.readings = 0;
  seen.announced.length = 0;
  return seen;
}

// PostgreSQL tells both servers of each change, and a window must receive it once.
test.describe("Live updates of many changes", { tag: "@cluster" }, () => {
  test.beforeEach(({ bouclier }) => bouclier.addUser(ADMIN));

  test("Many changes at once are read and announced together.", async ({ bouclier, pages, visitor }) => {
    bouclier.addUser(OTHER);
    const addresses = Array.from({ length: CHANGES }, (_, index) => `lot-${index}@exemple.fr`);
    bouclier.importRows("email,name,role,language", ...addresses.map((address) => `${address},Lot Commun,user,fr`));
    const ids = bouclier.list().filter(({ email }) => addresses.includes(email)).map(({ id }) => id);
    expect(ids).toHaveLength(CHANGES);
    const other = await visitor();
    await other.signIn.signIn(OTHER.email, OTHER.password, HOME);
    const seen = await look(pages);

    await requireOf(other.page, ids);
    const shields = pages.users.table.getByRole("button", { name: "2FA : Obligatoire, à activer" });
    await expect(shields).toHaveCount(CHANGES);
    await settled(seen);
    expect(seen.readings).toBeGreaterThan(0);
    expect(seen.readings).toBeLessThanOrEqual(3);
    expect(seen.announced.length).toBeGreaterThan(0);
    expect(seen.announced.length).toBeLessThanOrEqual(seen.readings);
    expect(seen.announced.join()).toMatch(/\d+ comptes ont changé/);
  });

  test("An import of more than a thousand accounts is one reading and one announcement.", async ({ bouclier, pages }) => {
    const seen = await look(pages);
    bouclier.importUsers(ORGANISATION);
    await expect(pages.users.rows).toHaveCount(50);
    await settled(seen);
    expect(seen.readings).toBe(1);
    expect(seen.announced).toEqual([expect.stringMatching(/^\d+ comptes ont changé$/)]);
  });
});

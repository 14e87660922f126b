import { live } from "../fixtures/live";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

/** One more than the connections that a browser opens to a server by HTTP/1.1: with one each, the last would wait for ever. */
const TABS = 7;

// A tab that takes the stream over may get it from the other server.
test.describe("Live updates in several tabs", { tag: "@cluster" }, () => {
  test("Seven tabs of a browser share one connection, and another tab takes it over.", async ({ bouclier, pages }) => {
    bouclier.addUser(ADMIN);
    const context = pages.page.context();
    const streams: string[] = [];
    context.on("request", (request) => {
      if (new URL(request.url()).pathname === "/events") streams.push(request.url());
    });
    await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await live(pages.page);
    const tabs = [pages.page];
    while (tabs.length < TABS) {
      const tab = await context.newPage();
      await tab.goto(HOME);
      await live(tab);
      tabs.push(tab);
    }
    expect(streams).toHaveLength(1);

    bouclier.addUser({ ...USER, email: "un@exemple.fr", name: "Une Nouvelle" });
    for (const tab of tabs) await expect(tab.getByRole("row", { name: /Une Nouvelle/ })).toBeVisible();
    await pages.page.close();
    await expect.poll(() => streams.length).toBe(2);
    bouclier.addUser({ ...USER, email: "deux@exemple.fr", name: "Deuxième Nouvelle" });
    for (const tab of tabs.slice(1)) await expect(tab.getByRole("row", { name: /Deuxième Nouvelle/ })).toBeVisible();
    expect(streams).toHaveLength(2);
  });

  test("A tab whose page was rendered before the last change that another tab has heard of reads it again.", async ({
    bouclier,
    pages,
  }) => {
    bouclier.addUser(ADMIN);
    await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
    await live(pages.page);
    const tab = await pages.page.context().newPage();
    const requests: string[] = [];
    tab.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await tab.route(`**${HOME}`, async (route) => {
      const response = await route.fetch();
      bouclier.addUser({ ...USER, email: "entre@exemple.fr", name: "Entre Temps" });
      await expect(pages.page.getByRole("row", { name: /Entre Temps/ })).toBeVisible();
      await route.fulfill({ response });
    });
    const rendered = await tab.goto(HOME);
    expect(await rendered?.text()).not.toContain("Entre Temps");
    await expect(tab.getByRole("row", { name: /Entre Temps/ })).toBeVisible();
    await live(tab);
    expect(requests).not.toContain("/events");
  });
});

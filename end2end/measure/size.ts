import type { Cookie } from "@playwright/test";
import { enrolQuietly } from "../fixtures/enrolled";
import { ADMIN, HOME } from "../fixtures/people";
import { ORGANISATION } from "../fixtures/server";
import { expect, pagesOf, test, type Pages } from "../fixtures/test";
import { number, table, write } from "./product";
import { Traffic, type Fetched } from "./traffic";
import { dataBytes } from "./wasm";

// Not a test of the behaviour of pages, but of what they make a browser fetch, and how much is allowed.

interface Limit {
  bytes?: number;
  requests?: number;
}

const BEFORE_SIGN_IN: Limit = { bytes: 25_000, requests: 5 };
const FIRST_CONSOLE_PAGE: Limit = { bytes: 350_000, requests: 14 };
const FURTHER_CONSOLE_PAGE: Limit = { bytes: 160_000 };
const KNOWN_CONSOLE_PAGE: Limit = { requests: 3 };
/** The data section of the main WebAssembly file: texts and tables of the framework, of the frame and of the table of users. */
const DATA_BYTES = 96_000;
/** How many of a page's files the table names. */
const NAMED = 4;

/** The cost of one page. */
interface Row {
  page: string;
  requests: number;
  bytes: number;
  limit: Limit;
  /** Prefetched for the next page: not part of this page's cost. */
  prefetched: { requests: number; bytes: number };
  fromCache: number;
  files: Fetched[];
}

const sum = (fetched: Fetched[]): number => fetched.reduce((bytes, entry) => bytes + entry.bytes, 0);

function rowOf(page: string, fetched: Fetched[], limit: Limit): Row {
  const files = fetched.filter(({ isCached }) => !isCached);
  const own = files.filter(({ isPrefetch }) => !isPrefetch);
  const ahead = files.filter(({ isPrefetch }) => isPrefetch);
  const prefetched = { requests: ahead.length, bytes: sum(ahead) };
  const fromCache = fetched.length - files.length;
  return { page, requests: own.length, bytes: sum(own), limit, prefetched, fromCache, files };
}

/** Files that do not change until the next version. */
function isStatic({ method, path }: Fetched): boolean {
  return method === "GET" && !path.startsWith("/api/") && /^\/pkg\/|\.(css|js|json|wasm|svg|ico|png|woff2)(\?|$)/.test(path);
}

function tooMuch({ page, bytes, requests, limit }: Row): string[] {
  const broken: string[] = [];
  if (limit.bytes !== undefined && bytes > limit.bytes) {
    broken.push(`${page} fetches ${number(bytes)} bytes, ${number(limit.bytes)} at the most`);
  }
  if (limit.requests !== undefined && requests > limit.requests) {
    broken.push(`${page} takes ${requests} requests, ${limit.requests} at the most`);
  }
  return broken;
}

/** Files that one browser has fetched twice although they cannot have changed. */
function fetchedTwice(rows: Row[]): string[] {
  const files = rows.flatMap((row) => row.files).filter(isStatic);
  const paths = files.map(({ path }) => path);
  const twice = new Set(paths.filter((path, index) => paths.indexOf(path) !== index));
  return [...twice].map((path) => `${path} is fetched more than once in ${rows[0]?.page} and what follows`);
}

/** A walk of one browser whose cache is initially empty. */
class Walk {
  readonly rows: Row[] = [];

  constructor(
    readonly pages: Pages,
    readonly traffic: Traffic,
  ) {}

  /** Goes to a page and records its cost. */
  async step(page: string, limit: Limit, go: (pages: Pages) => Promise<unknown>): Promise<void> {
    await go(this.pages);
    await this.pages.me.ready();
    await this.traffic.settled();
    const row = rowOf(page, this.traffic.take(), limit);
    if (this.rows.length === 0) expect(row.fromCache, `${page} begins with an empty cache`).toBe(0);
    this.rows.push(row);
  }
}

/** The console's pages after the first one, by its links. */
async function goAround(walk: Walk, time: string, limit: Limit): Promise<void> {
  const follow = (name: string) => async (pages: Pages) => {
    await pages.me.menu.getByRole("link", { name, exact: true }).click();
    await expect(pages.me.heading).toHaveText(name);
  };
  await walk.step(`/account/security ${time}`, limit, follow("Sécurité"));
  await walk.step(`/account/exemptions ${time}`, limit, async ({ me, security }) => {
    await security.main.getByRole("link", { name: "Toutes les exemptions", exact: true }).click();
    await expect(me.heading).toHaveText("Exemptions");
  });
  await walk.step(`/account/users ${time}`, KNOWN_CONSOLE_PAGE, follow("Utilisateurs"));
  await walk.step(`/account/users/{id} ${time}`, limit, async ({ user, users }) => {
    const name = await users.names.first().innerText();
    await users.names.first().click();
    await expect(user.heading).toHaveText(name);
  });
  await walk.step(`/account/groups ${time}`, limit, follow("Groupes"));
  await walk.step(`/account/audit ${time}`, limit, follow("Journal d’audit"));
  await walk.step(`/me ${time}`, limit, follow("Mon compte"));
}

/** The main WebAssembly file, which the document names besides the parts of the page. */
async function mainModule({ page }: Pages): Promise<{ path: string; bytes: Buffer }> {
  const html = await (await page.request.get(HOME)).text();
  const path = /\/[^"'\s<>]+_bg\.wasm/.exec(html)?.[0];
  if (!path) throw new Error(`the document of ${HOME} names no main WebAssembly file`);
  return { path, bytes: await (await page.request.get(path)).body() };
}

function print(rows: Row[]): void {
  const head = ["page", "requests", "limit", "bytes", "limit", "ahead", "bytes"];
  const cells = rows.map(({ page, requests, bytes, limit, prefetched }) => [
    page,
    number(requests),
    limit.requests ? number(limit.requests) : "",
    number(bytes),
    limit.bytes ? number(limit.bytes) : "",
    prefetched.requests ? number(prefetched.requests) : "",
    prefetched.requests ? number(prefetched.bytes) : "",
  ]);
  console.log(table(head, cells));
  console.log("\nWhat weighs most:");
  for (const { page, files } of rows) {
    const largest = [...files].sort((one, other) => other.bytes - one.bytes).slice(0, NAMED);
    const named = largest.filter(({ bytes }) => bytes > 1_000).map((file) => {
      const ahead = file.isPrefetch ? ", ahead" : "";
      return `${file.path} ${number(file.bytes)} (${file.encoding || "as it is"}${ahead})`;
    });
    if (named.length > 0) console.log(`  ${page}: ${named.join("; ")}`);
  }
}

test("what each page makes a browser fetch", async ({ bouclier, browser, guard, pages, words }) => {
  bouclier.fillDemo(ORGANISATION);
  bouclier.run(["demo", "activate"]);
  bouclier.addUser(ADMIN);
  const { app } = await enrolQuietly(pages, ADMIN);
  const session = await pages.page.context().cookies();
  const walk = async (cookies: Cookie[] = []): Promise<Walk> => {
    const context = await browser.newContext();
    guard.watch(context);
    await context.addCookies(cookies);
    const own = pagesOf(await context.newPage(), words);
    return new Walk(own, await Traffic.of(own.page));
  };

  const person = await walk();
  await person.step("/sign-in", BEFORE_SIGN_IN, ({ page }) => page.goto("/sign-in"));
  await person.step("… to the code", {}, async ({ signIn }) => {
    await signIn.submitPassword(ADMIN.email, ADMIN.password);
    await expect(signIn.code).toBeVisible();
  });
  await person.step("… to /account/users", {}, async ({ page, signIn, users }) => {
    await signIn.submitCode(await app.nextCode());
    await page.waitForURL(`**${HOME}`);
    await expect(users.rows).toHaveCount(50);
  });

  const code = await walk();
  await code.pages.signIn.givePassword(ADMIN.email, ADMIN.password);
  await code.step("/sign-in?step=code", BEFORE_SIGN_IN, async ({ page, signIn }) => {
    await page.goto("/sign-in?step=code");
    await expect(signIn.code).toBeVisible();
  });

  const admin = await walk(session);
  await admin.step("/account/users", FIRST_CONSOLE_PAGE, async ({ page, users }) => {
    await page.goto(HOME);
    await expect(users.rows).toHaveCount(50);
  });
  await goAround(admin, "for the first time", FURTHER_CONSOLE_PAGE);
  await goAround(admin, "again", KNOWN_CONSOLE_PAGE);

  // The other group of the console's pages, before anything else but the table.
  const adding = await walk(session);
  await adding.step("/account/users", FIRST_CONSOLE_PAGE, async ({ page, users }) => {
    await page.goto(HOME);
    await expect(users.rows).toHaveCount(50);
  });
  await adding.step("/account/users/new after it", FURTHER_CONSOLE_PAGE, async ({ users }) => {
    await users.main.getByRole("link", { name: "Ajouter un utilisateur" }).click();
    await expect(users.heading).toHaveText("Ajouter un utilisateur");
  });
  const many = { invite: "Inviter les comptes sans mot de passe", import: "Importer des utilisateurs" };
  for (const [way, title] of Object.entries(many)) {
    await adding.step(`/account/users/${way} from there`, FURTHER_CONSOLE_PAGE, async ({ page, users }) => {
      await page.goto("/account/users/new");
      await users.main.getByRole("link", { name: title, exact: true }).click();
      await expect(users.heading).toHaveText(title);
    });
  }

  const main = await mainModule(admin.pages);
  const data = dataBytes(main.bytes);
  const walks = [person, code, admin, adding].map(({ rows }) => rows);
  const rows = walks.flat();
  print(rows);
  console.log(`\n${main.path}: ${number(data)} bytes of data, less than ${number(DATA_BYTES)} allowed`);

  const broken = [...rows.flatMap(tooMuch), ...walks.flatMap(fetchedTwice)];
  if (data >= DATA_BYTES) broken.push(`${main.path} holds ${number(data)} bytes of data`);
  write("size.json", { pages: rows, data: { path: main.path, bytes: data, limit: DATA_BYTES }, broken });
  if (broken.length > 0) throw new Error(broken.join("\nerror: "));
});

import type { Cookie } from "@playwright/test";
import { enrolQuietly } from "../fixtures/enrolled";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { PREVIEW, expectEachRoute, prepareImport, prepareOperation, routes, someone } from "../fixtures/routes";
import { ORGANISATION, type NewUser } from "../fixtures/server";
import { LOCALES, expect, pagesOf, test, type Pages } from "../fixtures/test";
import type { Authenticator } from "../fixtures/totp";
import { WORDS, type Language } from "../fixtures/words";
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
/** A page beside the console: a step of the enrolment, or behind a link in a mail. */
const OWN_PAGE: Limit = { bytes: 350_000, requests: 14 };
/** A page of the console's other parts that is opened first: as the table of users and a further page. */
const FURTHER_PAGE_FIRST: Limit = { bytes: 350_000 + 160_000, requests: 14 + 3 };
/** What the table of users took when the product had this number of pages, and 400 bytes that differ from build to build. */
const BASE = { bytes: 306_200, routes: 30 };
/** How many bytes more a further page of the product may add to it. */
const BYTES_OF_ROUTE = 1_000;
/** The data section of the main WebAssembly file: texts and tables of the framework, of the frame and of the table of users. */
const DATA_BYTES = 77_600;
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

const ENGLISH: NewUser = { ...ADMIN, email: "olive@console.example", name: "Olive Baker", language: "en" };
const INVITED: NewUser = { ...USER, email: "lou@console.example", name: "Lou Petit" };

const pathOf = (link: string): string => new URL(link).pathname;

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

/** What the walks know: addresses of pages with a parameter, and sessions. */
interface Known {
  addresses: Map<string, string>;
  sessions: Record<Reader, Cookie[]>;
}

/** Who opens a page: nobody signed in; an admin; a user without 2FA. */
type Reader = "nobody" | "admin" | "user";

/** How a page is opened: by its address in an empty browser, or by a link on the table of users. */
interface Opened {
  limit: Limit;
  by?: Reader;
  isFurther?: boolean;
}

const further: Opened = { limit: FURTHER_CONSOLE_PAGE, by: "admin", isFurther: true };

type Open = (cookies?: Cookie[]) => Promise<Walk>;

/** Pages that are opened on the way of another walk. */
const SHOWN_ELSEWHERE = ["/", "/sign-in", "/set-up/:token", HOME];
/** How many browsers walk at once. */
const AT_ONCE = 4;

/** Each page of the product. */
const PAGES: Record<string, Opened> = {
  // Leads to one of the others.
  "/": { limit: {} },
  "/sign-in": { limit: BEFORE_SIGN_IN },
  "/forgot-password": { limit: BEFORE_SIGN_IN },
  "/enrol": { limit: OWN_PAGE, by: "user" },
  "/step-up": { limit: FURTHER_PAGE_FIRST, by: "admin" },
  "/applications": { limit: OWN_PAGE },
  "/invitation/:token": { limit: OWN_PAGE },
  "/secure-account/:token": { limit: OWN_PAGE },
  "/set-up/:token": { limit: OWN_PAGE },
  "/me": { limit: FURTHER_PAGE_FIRST, by: "user" },
  "/account/users": { limit: FIRST_CONSOLE_PAGE, by: "admin" },
  "/account/users/filters": further,
  "/account/users/new": further,
  "/account/users/invite": further,
  "/account/users/remind": further,
  "/account/users/import": further,
  "/account/users/import/:id": further,
  "/account/users/bulk": further,
  "/account/users/bulk/:id": further,
  "/account/users/:id": further,
  "/account/users/:id/edit": further,
  "/account/groups": further,
  "/account/groups/:id": further,
  "/account/security": further,
  "/account/exemptions": further,
  "/account/preview": further,
  "/account/report": further,
  "/account/organisation": further,
  "/account/organisation/mails": further,
  "/account/audit": further,
};

/** Follows a link to a page, as every link of the product is followed: the page may have none to it. */
async function follow({ page }: Pages, address: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.createElement("a");
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
  }, address);
  await page.waitForURL((url) => url.pathname + url.search === address);
}

/** One page in a browser of its own, where it was not seen before. */
async function goTo(route: string, { limit, by = "nobody", isFurther = false }: Opened, open: Open, known: Known): Promise<Walk> {
  const address = known.addresses.get(route) ?? route;
  const walk = await open(known.sessions[by]);
  const { page, me } = walk.pages;
  if (isFurther) {
    await walk.step(`${HOME} before ${route}`, FIRST_CONSOLE_PAGE, openUsers);
    await walk.step(`${route} after it`, limit, (pages) => follow(pages, address));
    await walk.step(`${HOME} again`, KNOWN_CONSOLE_PAGE, (pages) => follow(pages, HOME));
    await walk.step(`${route} again`, KNOWN_CONSOLE_PAGE, (pages) => follow(pages, address));
  } else {
    await walk.step(route, limit, () => page.goto(address));
  }
  expect(page.url(), `the page at ${address}`).toContain(address);
  await expect(me.heading).toBeVisible();
  await page.context().close();
  return walk;
}

/** Each page that no other walk shows, and an admin's own page after the table; some at a time, because most of it is waiting. */
async function goEverywhere(open: Open, known: Known): Promise<Walk[]> {
  const routes = Object.entries(PAGES).filter(([route]) => !SHOWN_ELSEWHERE.includes(route));
  const waiting: [string, Opened][] = [...routes, ["/me", further]];
  const walks: Walk[] = [];
  const go = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) walks.push(await goTo(...next, open, known));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
  return walks;
}

async function openUsers({ page, users }: Pages): Promise<void> {
  await page.goto(HOME);
  await expect(users.rows).toHaveCount(50);
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
    const named = largest.filter(({ bytes }) => bytes > 10_000).map((file) => {
      const ahead = file.isPrefetch ? ", ahead" : "";
      return `${file.path} ${number(file.bytes)} (${file.encoding || "as it is"}${ahead})`;
    });
    if (named.length > 0) console.log(`  ${page}: ${named.join("; ")}`);
  }
}

test.use({ mailing: true });

test("what each page makes a browser fetch", async ({ bouclier, browser, guard, mails, pages, visitor }) => {
  expectEachRoute("end2end/measure/size.ts", Object.keys(PAGES));
  const walk = async (cookies: Cookie[] = [], language: Language = "fr"): Promise<Walk> => {
    const context = await browser.newContext({ locale: LOCALES[language] });
    guard.watch(context);
    await context.addCookies(cookies);
    const own = pagesOf(await context.newPage(), WORDS[language]);
    return new Walk(own, await Traffic.of(own.page));
  };

  // The link ends with the first admin.
  const first = await walk();
  await first.step("/set-up/:token", OWN_PAGE, ({ page }) => page.goto(bouclier.setUpLink));

  bouclier.fillDemo(ORGANISATION);
  bouclier.run(["demo", "activate"]);
  [ADMIN, ENGLISH, USER, INVITED].forEach((who) => bouclier.addUser(who));
  const { app } = await enrolQuietly(pages, ADMIN);
  const { request } = pages.page;
  const [english, user] = [await visitor(), await visitor()];
  const { app: other } = await enrolQuietly(english, ENGLISH);
  await user.signIn.givePassword(USER.email, USER.password);
  const cookiesOf = ({ page }: Pages) => page.context().cookies();
  const { id } = someone(bouclier);
  const addresses = new Map([
    ["/invitation/:token", pathOf(bouclier.invite(INVITED.email))],
    ["/secure-account/:token", pathOf(await mails.linkTo("secure-account", ADMIN.email))],
    ["/account/users/import/:id", await prepareImport(request)],
    ["/account/users/bulk/:id", await prepareOperation(request)],
    ["/account/users/:id", `/account/users/${id}`],
    ["/account/users/:id/edit", `/account/users/${id}/edit`],
    ["/account/groups/:id", "/account/groups/1"],
    ["/account/preview", PREVIEW],
  ]);
  const sessions = { nobody: [], admin: await cookiesOf(pages), user: await cookiesOf(user) };

  const signIn = async (who: NewUser, phone: Authenticator, language: Language): Promise<Walk> => {
    const person = await walk([], language);
    const where = language === "fr" ? "" : ", in English";
    await person.step(`/sign-in${where}`, BEFORE_SIGN_IN, ({ page }) => page.goto("/sign-in"));
    await person.step("… to the code", {}, async ({ signIn }) => {
      await signIn.submitPassword(who.email, who.password);
      await expect(signIn.code).toBeVisible();
    });
    await person.step("… to /account/users", {}, async ({ page, signIn, users }) => {
      await signIn.submitCode(await phone.nextCode());
      await page.waitForURL(`**${HOME}`);
      await expect(users.rows).toHaveCount(50);
    });
    return person;
  };
  const person = await signIn(ADMIN, app, "fr");
  const speaker = await signIn(ENGLISH, other, "en");
  await speaker.step("/account/users in English", FIRST_CONSOLE_PAGE, openUsers);

  const code = await walk();
  await code.pages.signIn.givePassword(ADMIN.email, ADMIN.password);
  await code.step("/sign-in?step=code", BEFORE_SIGN_IN, async ({ page, signIn }) => {
    await page.goto("/sign-in?step=code");
    await expect(signIn.code).toBeVisible();
  });

  const admin = await walk(sessions.admin);
  await admin.step(HOME, FIRST_CONSOLE_PAGE, openUsers);
  const main = await mainModule(admin.pages);

  const everywhere = await goEverywhere((cookies) => walk(cookies), { addresses, sessions });
  const walks = [first, person, speaker, code, admin, ...everywhere].map(({ rows }) => rows);
  const rows = walks.flat();
  // What each walk begins with is the same.
  print(rows.filter(({ page }) => !page.startsWith(`${HOME} before `) && page !== `${HOME} again`));
  const data = dataBytes(main.bytes);
  console.log(`\n${main.path}: ${number(data)} bytes of data, less than ${number(DATA_BYTES)} allowed`);
  const home = admin.rows[0]?.bytes ?? 0;
  const allowed = BASE.bytes + (routes().length - BASE.routes) * BYTES_OF_ROUTE;
  console.log(`${HOME}: ${number(home)} bytes, ${number(allowed)} allowed with ${routes().length} pages`);

  const broken = [...rows.flatMap(tooMuch), ...walks.flatMap(fetchedTwice)];
  if (data >= DATA_BYTES) broken.push(`${main.path} holds ${number(data)} bytes of data`);
  if (home > allowed) broken.push(`${HOME} fetches ${number(home)} bytes, ${number(allowed)} at the most with ${routes().length} pages`);
  write("size.json", { pages: rows, data: { path: main.path, bytes: data, limit: DATA_BYTES }, broken });
  if (broken.length > 0) throw new Error(broken.join("\nerror: "));
});

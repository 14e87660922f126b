import type { Page } from "@playwright/test";
import { ADMIN, HOME } from "../fixtures/people";
import { ORGANISATION } from "../fixtures/server";
import { pagesOf, test, type Pages } from "../fixtures/test";
import { USABLE } from "../pages/frame";
import { number, table, write } from "./product";
import { Traffic } from "./traffic";

// How soon a page can be used on a slow machine with a slow connection. Figures of a busy machine must not fail a build, so
// they are only printed beside their targets.

/** A cheap phone on a mobile network. */
const CPU_SLOWDOWN = 4;
const LINE = { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
/** The number of runs; the median of each figure counts. */
const RUNS = 5;

/** Milliseconds from the click, or from asking for the page; `cls` without a unit. */
interface Times {
  fcp: number;
  lcp: number;
  interactive: number;
  cls: number;
  tbt: number;
}

interface Figures extends Times {
  requests: number;
  bytes: number;
}

interface Row extends Figures {
  page: string;
  targets: Partial<Times>;
}

const EVERYWHERE = { lcp: 1_200, cls: 0.01, tbt: 300 };

/** Collects the browser's performance entries of a document's first seconds. Runs in the page, before its own scripts. */
function observe(): void {
  const seen = { lcp: 0, cls: 0, usable: 0, long: [] as { start: number; duration: number }[] };
  Object.assign(window, { seen });
  const watch = (type: string, note: (entry: PerformanceEntry) => void): void => {
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  };
  watch("largest-contentful-paint", ({ startTime }) => (seen.lcp = startTime));
  watch("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) seen.cls += value;
  });
  watch("longtask", ({ startTime: start, duration }) => seen.long.push({ start, duration }));
  new MutationObserver(() => {
    if (document.documentElement.hasAttribute("data-hydrated")) seen.usable ||= performance.now();
  }).observe(document, { attributes: true, childList: true, subtree: true });
}

/** The figures so far. */
function read(): Times {
  const { seen } = window as unknown as {
    seen: { lcp: number; cls: number; usable: number; long: { start: number; duration: number }[] };
  };
  const fcp = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const navigation = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming;
  // A page of plain links and forms can be used as soon as it is loaded and visible.
  const interactive = seen.usable || Math.max(fcp, navigation.domInteractive);
  const late = seen.long.filter(({ start, duration }) => start + duration > fcp);
  const tbt = late.reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0);
  return { fcp, lcp: seen.lcp, interactive, cls: seen.cls, tbt };
}

async function slow(page: Page): Promise<Traffic> {
  await page.addInitScript(observe);
  const traffic = await Traffic.of(page);
  await traffic.session.send("Network.emulateNetworkConditions", { offline: false, ...LINE });
  await traffic.session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  return traffic;
}

/** Waits until the page can be used, with the browser's own means: the script that Playwright injects would take a second. */
async function untilUsable(traffic: Traffic): Promise<void> {
  const look = `document.querySelector(${JSON.stringify(USABLE)}) ? done() : setTimeout(look, 100)`;
  const expression = `new Promise((done) => { const look = () => ${look}; look(); })`;
  const { exceptionDetails } = await traffic.session.send("Runtime.evaluate", { expression, awaitPromise: true });
  if (exceptionDetails) throw new Error(exceptionDetails.text);
}

/** The figures of the document that is open once `go` is done. */
async function measure(pages: Pages, traffic: Traffic, go: () => Promise<unknown>): Promise<Figures> {
  traffic.take();
  await go();
  await untilUsable(traffic);
  await traffic.settled();
  const fetched = traffic.take().filter(({ isCached, isPrefetch }) => !isCached && !isPrefetch);
  const bytes = fetched.reduce((sum, entry) => sum + entry.bytes, 0);
  return { requests: fetched.length, bytes, ...(await pages.page.evaluate(read)) };
}

/** The median of each figure. */
function middle(runs: Figures[]): Figures {
  const of = (figure: keyof Figures): number => {
    const sorted = runs.map((run) => run[figure]).sort((one, other) => one - other);
    const value = sorted[Math.floor(sorted.length / 2)];
    if (value === undefined) throw new Error("nothing was measured");
    return value;
  };
  return {
    requests: of("requests"),
    bytes: of("bytes"),
    fcp: of("fcp"),
    lcp: of("lcp"),
    interactive: of("interactive"),
    cls: of("cls"),
    tbt: of("tbt"),
  };
}

function print(rows: Row[]): void {
  const head = ["page", "requests", "bytes", "FCP ms", "LCP ms", "interactive ms", "TBT ms", "CLS"];
  const beside = (value: string, target: number | undefined): string =>
    target === undefined ? value : `${value} (≤ ${target.toLocaleString("en")})`;
  const cells = rows.map(({ page, targets, ...row }) => [
    page,
    number(row.requests),
    number(row.bytes),
    number(row.fcp),
    beside(number(row.lcp), targets.lcp),
    beside(number(row.interactive), targets.interactive),
    beside(number(row.tbt), targets.tbt),
    beside(row.cls.toFixed(3), targets.cls),
  ]);
  console.log(table(head, cells));
}

test("how soon pages are there", async ({ bouclier, browser, guard, pages, words }) => {
  bouclier.fillDemo(ORGANISATION);
  bouclier.run(["demo", "activate"]);
  bouclier.addUser(ADMIN);
  await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
  const session = await pages.page.context().cookies();
  const someone = bouclier.list().find(({ status }) => status === "protected")?.id ?? "";

  /** Runs in separate browsers with empty caches. */
  const runs = async (
    isSignedIn: boolean,
    once: (pages: Pages, traffic: Traffic) => Promise<Figures>,
  ): Promise<Figures> => {
    const done: Figures[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const context = await browser.newContext();
      guard.watch(context);
      if (isSignedIn) await context.addCookies(session);
      const own = pagesOf(await context.newPage(), words);
      done.push(await once(own, await slow(own.page)));
      await context.close();
    }
    return middle(done);
  };
  const open = (path: string) => (own: Pages, traffic: Traffic) =>
    measure(own, traffic, () => own.page.goto(path, { timeout: 60_000 }));

  const rows: Row[] = [];
  const add = (page: string, targets: Partial<Times>, figures: Figures): void => {
    rows.push({ page, ...figures, targets: { ...EVERYWHERE, ...targets } });
  };
  add("/sign-in", { interactive: 1_200 }, await runs(false, open("/sign-in")));
  add("/account/users", { interactive: 3_500 }, await runs(true, open(HOME)));
  const afterSignIn = await runs(false, async (own, traffic) => {
    await own.signIn.open();
    await traffic.settled();
    return measure(own, traffic, async () => {
      await own.signIn.submitPassword(ADMIN.email, ADMIN.password);
      await own.page.waitForURL(`**${HOME}`);
    });
  });
  add("/account/users after the sign-in", { interactive: 1_500 }, afterSignIn);
  add("/account/security", {}, await runs(true, open("/account/security")));
  add("/account/users/{id}", {}, await runs(true, open(`/account/users/${someone}`)));
  print(rows);
  write("vitals.json", { slowdown: CPU_SLOWDOWN, line: LINE, runs: RUNS, pages: rows });
});

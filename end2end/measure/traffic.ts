import type { CDPSession, Page } from "@playwright/test";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds without pending requests after which a page is complete. */
const QUIET = 1_000;
const PATIENCE = 60_000;

/** One request of a browser. */
export interface Fetched {
  method: string;
  url: string;
  path: string;
  status: number;
  /** The body's bytes on the wire, so after brotli. */
  bytes: number;
  encoding: string;
  /** Prefetched for a possible next page. */
  isPrefetch: boolean;
  /** Served from the cache, not over the network. */
  isCached: boolean;
}

interface Pending extends Fetched {
  headerBytes: number;
}

/** The stream of events, which never ends. */
const STREAM = "/events";

/** Records what a page fetches, as the browser reports it. Nothing is intercepted, as that would turn its cache off. */
export class Traffic {
  readonly session: CDPSession;
  #fetched: Pending[] = [];
  readonly #pending = new Map<string, Pending>();
  readonly #prefetches = new Set<string>();
  #lastChange = Date.now();

  private constructor(session: CDPSession) {
    this.session = session;
  }

  static async of(page: Page): Promise<Traffic> {
    const session = await page.context().newCDPSession(page);
    const traffic = new Traffic(session);
    traffic.#listen();
    traffic.#listenToFrames(page);
    await session.send("Network.enable");
    return traffic;
  }

  #listen(): void {
    const { session } = this;
    session.on("Network.requestWillBeSent", ({ requestId, request, redirectResponse, type }) => {
      if (redirectResponse) this.#end(requestId, redirectResponse.encodedDataLength);
      if (!/^https?:/.test(request.url)) return;
      const { pathname, search } = new URL(request.url);
      const isPrefetch = type === "Prefetch" || this.#prefetches.has(requestId);
      const path = pathname + search;
      const pending = { method: request.method, url: request.url, path, status: 0, bytes: 0, headerBytes: 0, encoding: "" };
      const entry = { ...pending, isPrefetch, isCached: false };
      this.#fetched.push(entry);
      if (pathname !== STREAM) this.#pending.set(requestId, entry);
      this.#lastChange = Date.now();
    });
    session.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) => {
      const purpose = Object.entries(headers).find(([name]) => name.toLowerCase() === "sec-purpose")?.[1];
      if (!purpose?.includes("prefetch")) return;
      this.#prefetches.add(requestId);
      const entry = this.#pending.get(requestId);
      if (entry) entry.isPrefetch = true;
    });
    session.on("Network.requestServedFromCache", ({ requestId }) => {
      const entry = this.#pending.get(requestId);
      if (entry) entry.isCached = true;
    });
    session.on("Network.responseReceived", ({ requestId, response }) => {
      const entry = this.#pending.get(requestId);
      if (!entry) return;
      const encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === "content-encoding");
      entry.status = response.status;
      entry.encoding = encoding?.[1] ?? "";
      entry.headerBytes = response.encodedDataLength;
      if (response.fromDiskCache || response.fromPrefetchCache) entry.isCached = true;
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => this.#end(requestId, encodedDataLength));
    session.on("Network.loadingFailed", ({ requestId }) => this.#end(requestId, 0));
  }

  /** A sandboxed frame has a process of its own, and what it has received is not reported to the page's session. */
  #listenToFrames(page: Page): void {
    page.on("requestfinished", async (request) => {
      if (request.frame() === page.mainFrame()) return;
      const waiting = [...this.#pending].find(([, { url }]) => url === request.url());
      if (!waiting) return;
      const [requestId, entry] = waiting;
      const { responseBodySize } = await request.sizes();
      this.#end(requestId, entry.headerBytes + responseBodySize);
    });
  }

  #end(requestId: string, total: number): void {
    const entry = this.#pending.get(requestId);
    if (!entry) return;
    entry.bytes = entry.isCached ? 0 : Math.max(0, total - entry.headerBytes);
    this.#pending.delete(requestId);
    this.#lastChange = Date.now();
  }

  /** Waits until no request has been pending for a while. */
  async settled(): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    while (this.#pending.size > 0 || Date.now() - this.#lastChange < QUIET) {
      if (Date.now() > deadline) {
        const waiting = [...this.#pending.values()].map(({ path }) => path);
        throw new Error(`still on its way after a minute: ${waiting.join(", ")}`);
      }
      await pause(50);
    }
  }

  /** The requests since the last call. */
  take(): Fetched[] {
    const fetched = this.#fetched.map(({ headerBytes: _, ...entry }) => entry);
    this.#fetched = [];
    return fetched;
  }
}

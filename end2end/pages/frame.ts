import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words";

/** A document that its script has taken over, or that has none to do so: its links and forms are plain. */
export const USABLE = "html[data-hydrated], html:not(:has(script[type=module]))";

/** What every page has: the main region, messages, dialogs, the menu, the way out. */
export class Frame {
  constructor(
    readonly page: Page,
    protected readonly words: Words,
    /** Whether the browser runs scripts. */
    private readonly scripts: boolean,
  ) {}

  /** The page can be used, and left without breaking off what it loads. */
  async ready(): Promise<void> {
    if (!this.scripts) return;
    await this.page.waitForLoadState("domcontentloaded");
    await expect(this.page.locator(USABLE)).toBeAttached();
  }

  /** Everything that the page loads has come; the stream of events, which goes on for ever, does not count. */
  async loaded(): Promise<void> {
    await this.ready();
    let before = -1;
    const isSettled = async (): Promise<boolean> => {
      const now = await this.page.evaluate(() => performance.getEntriesByType("resource").length);
      const settled = now === before;
      before = now;
      return settled;
    };
    await expect.poll(isSettled, { intervals: [500] }).toBe(true);
  }

  get main(): Locator {
    return this.page.getByRole("main");
  }

  get heading(): Locator {
    return this.main.getByRole("heading", { level: 1 });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  get menu(): Locator {
    return this.page.getByRole("navigation", { name: this.words.navigation });
  }

  /** The message after something went well. */
  message(text: string | RegExp): Locator {
    return this.main.getByRole("status").filter({ hasText: text });
  }

  /** The message after something was refused. */
  alert(text: string | RegExp): Locator {
    return this.page.getByRole("alert").filter({ hasText: text });
  }

  /** « Réessayer », on the page of an error. */
  get retry(): Locator {
    return this.main.getByRole("link", { name: this.words.retry, exact: true });
  }

  /** The way out of the page of an error. */
  get home(): Locator {
    return this.main.getByRole("link", { name: this.words.home, exact: true });
  }

  /** What to look for in the server's log, on the page of an error. */
  get reference(): Locator {
    return this.main.getByText(/^[0-9A-F]{16}$/);
  }

  protected button(name: string, within: Locator = this.main): Locator {
    return within.getByRole("button", { name, exact: true });
  }

  /** Account > Utilisateurs */
  async openUsers(): Promise<void> {
    await this.menu.getByRole("link", { name: this.words.users, exact: true }).click();
  }

  /** Account > Sécurité */
  async openSecurity(): Promise<void> {
    await this.menu.getByRole("link", { name: this.words.security, exact: true }).click();
  }

  async signOut(): Promise<void> {
    await this.button(this.words.signOut, this.menu).click();
    await this.page.waitForURL("**/sign-in");
  }
}

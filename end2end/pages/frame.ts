import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words";

/** A document that its script has taken over, or one without script, whose links and forms are plain. */
export const USABLE = "html[data-hydrated], html:not(:has(script[type=module]))";

/** The parts of every page: the main region, messages, dialogs, the menu, the sign-out. */
export class Frame {
  constructor(
    readonly page: Page,
    protected readonly words: Words,
    /** Whether the browser runs scripts. */
    private readonly scripts: boolean,
  ) {}

  /** Waits until the page can be used, and left without aborting what it loads. */
  async ready(): Promise<void> {
    if (!this.scripts) return;
    await this.page.waitForLoadState("domcontentloaded");
    await expect(this.page.locator(USABLE)).toBeAttached();
  }

  /** Waits until everything that the page loads has arrived; the stream of events, which is endless, does not count. */
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

  /** The message after a success. */
  message(text: string | RegExp): Locator {
    return this.main.getByRole("status").filter({ hasText: text });
  }

  /** The message after a refusal. */
  alert(text: string | RegExp): Locator {
    return this.page.getByRole("alert").filter({ hasText: text });
  }

  /** « Réessayer », on an error page. */
  get retry(): Locator {
    return this.main.getByRole("link", { name: this.words.retry, exact: true });
  }

  /** The link that leaves an error page. */
  get home(): Locator {
    return this.main.getByRole("link", { name: this.words.home, exact: true });
  }

  /** The reference to the server's log, on an error page. */
  get reference(): Locator {
    return this.main.getByText(/^[A-Z2-7]{26}$/);
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

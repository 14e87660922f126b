import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

/** A user's own page. */
export class MePage extends Frame {
  get twoFactor(): Locator {
    return this.main.getByRole("region", { name: this.words.twoFactor });
  }

  get sessions(): Locator {
    return this.main.getByRole("region", { name: this.words.sessions });
  }

  get activate(): Locator {
    return this.main.getByRole("link", { name: this.words.activate, exact: true });
  }

  get deactivate(): Locator {
    return this.button(this.words.deactivate, this.twoFactor);
  }

  async open(): Promise<void> {
    await this.page.goto("/me");
  }

  /** Turns the second factor off, which takes a code. */
  async deactivateWith(code: string): Promise<void> {
    await this.twoFactor.getByLabel(this.words.code, { exact: true }).fill(code);
    await this.deactivate.click();
  }
}

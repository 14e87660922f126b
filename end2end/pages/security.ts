import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

/** Account > Sécurité: the distribution and the rule for everybody. */
export class SecurityPage extends Frame {
  get chart(): Locator {
    return this.main.locator("svg").filter({ has: this.page.getByRole("link") });
  }

  get figures(): Locator {
    return this.main.getByRole("table", { name: this.words.distribution });
  }

  /** « Rendre obligatoire l'authentification à 2 facteurs pour tous » */
  get enforceAll(): Locator {
    return this.button(this.words.enforceAll);
  }

  /** « Rendre optionnelle l'authentification à 2 facteurs pour tous » */
  get revokeAll(): Locator {
    return this.button(this.words.revokeAll);
  }

  async open(): Promise<void> {
    await this.page.goto("/account/security");
  }

  /** The figure of one status in the table beside the chart. */
  figure(status: string): Locator {
    return this.figures.getByRole("row").filter({ hasText: status }).getByRole("cell").first();
  }

  /** Clicks the button and confirms in the dialog, whose last button does it. */
  async confirmEnforceAll(): Promise<void> {
    await this.enforceAll.click();
    await this.dialog.getByRole("button").last().click();
  }

  async confirmRevokeAll(): Promise<void> {
    await this.revokeAll.click();
    await this.dialog.getByRole("button").last().click();
  }
}

import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

/** Account > Sécurité: the distribution and the rule for everybody. */
export class SecurityPage extends Frame {
  /** The ring, each segment of which is a link to the filtered table. */
  get chart(): Locator {
    return this.main.getByRole("group", { name: this.words.distribution });
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

  /** « Dernier changement »: what can be undone. */
  get lastChange(): Locator {
    return this.main.getByRole("region", { name: this.words.lastChange, exact: true });
  }

  async open(): Promise<void> {
    await this.page.goto("/account/security");
  }

  /** The number of users with a status, from the table beside the chart. */
  figure(status: string): Locator {
    return this.figures.getByRole("row", { name: status }).getByRole("cell").first();
  }

  /** The button of the dialog that does what it says, beside the one for a preview. */
  get confirming(): Locator {
    return this.dialog.locator("button:not([formaction])");
  }

  /** Confirms in the dialog. */
  async confirm(): Promise<void> {
    await this.confirming.click();
  }
}

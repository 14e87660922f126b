import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

/** The page of one user, as an admin sees it. */
export class UserPage extends Frame {
  /** The section « Sécurité ». */
  get security(): Locator {
    return this.main.getByRole("region", { name: this.words.security, exact: true });
  }

  /** « Activer l'authentification à 2 facteurs » */
  get enforce(): Locator {
    return this.security.getByRole("checkbox", { name: this.words.enforceOne, exact: true });
  }

  async open(id: string): Promise<void> {
    await this.page.goto(`/account/users/${id}`);
  }

  async save(): Promise<void> {
    await this.button(this.words.save, this.security).click();
  }

  /** Makes an invitation link and reads it from the page. */
  async invite(): Promise<string> {
    await this.button(this.words.invite).click();
    return this.main.getByRole("textbox", { name: /invitation/i }).inputValue();
  }

  /** Takes the user's factors away; asks why. */
  async reset(reason: string): Promise<void> {
    await this.button(this.words.reset).click();
    await this.dialog.getByLabel(this.words.reason, { exact: true }).fill(reason);
    await this.button(this.words.reset, this.dialog).click();
  }
}

import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

/** The pages of groups, in French. */
export class GroupsPage extends Frame {
  async open(): Promise<void> {
    await this.page.goto("/account/groups");
    await this.ready();
  }

  /** The row of a group on the page of all groups. */
  row(name: string): Locator {
    return this.main.getByRole("row").filter({ hasText: name });
  }

  /** Creates a group, and waits for its page. */
  async create(name: string): Promise<void> {
    await this.main.getByLabel("Nom du groupe", { exact: true }).fill(name);
    await this.main.getByRole("button", { name: "Créer le groupe", exact: true }).click();
  }

  /** The members of the group. */
  get members(): Locator {
    return this.main.getByRole("region", { name: "Membres", exact: true }).first();
  }

  /** The search for users who could be added, and what it has found. */
  get further(): Locator {
    return this.main.locator("section").filter({ has: this.page.getByRole("heading", { name: "Ajouter des membres", exact: true }) });
  }

  /** Searches for a user and adds the one who is found. */
  async add(search: string, name: string): Promise<void> {
    await this.further.getByRole("searchbox").fill(search);
    await this.further.getByRole("button", { name: "Rechercher", exact: true }).click();
    await this.further.getByRole("button", { name: `Ajouter : ${name}`, exact: true }).click();
  }

  /** Removes a member. */
  async remove(name: string): Promise<void> {
    await this.main.getByRole("button", { name: `Retirer : ${name}`, exact: true }).click();
  }

  /** Opens the dialog before 2FA is required of the members. */
  async openRule(): Promise<void> {
    await this.main.getByRole("link", { name: "Rendre la 2FA obligatoire pour ce groupe", exact: true }).click();
  }

  /** Confirms the open dialog by the button with this label. */
  async confirmBy(label: string): Promise<void> {
    await this.dialog.getByRole("button", { name: label, exact: true }).click();
  }
}

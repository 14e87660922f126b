import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

/** Account > Utilisateurs: the table. */
export class UsersPage extends Frame {
  get table(): Locator {
    return this.main.getByRole("table");
  }

  get headers(): Locator {
    return this.table.getByRole("columnheader");
  }

  /** The rows of users, without the header. */
  get rows(): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("cell") });
  }

  get search(): Locator {
    return this.main.getByRole("searchbox", { name: this.words.search });
  }

  get status(): Locator {
    return this.main.getByLabel(this.words.status, { exact: true });
  }

  get requirement(): Locator {
    return this.main.getByLabel(this.words.requirement, { exact: true });
  }

  get role(): Locator {
    return this.main.getByLabel(this.words.role, { exact: true });
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/account/users${query}`);
  }

  async searchFor(text: string): Promise<void> {
    await this.search.fill(text);
    await this.search.press("Enter");
  }

  /** The row of the user with this name or address. */
  row(nameOrEmail: string): Locator {
    return this.rows.filter({ hasText: nameOrEmail });
  }

  /** The shield in the last column of the user's row. */
  shield(nameOrEmail: string): Locator {
    return this.row(nameOrEmail).getByRole("cell").last().locator("[aria-describedby], [aria-label]").first();
  }

  async openUser(name: string): Promise<void> {
    await this.table.getByRole("link", { name, exact: true }).click();
  }
}

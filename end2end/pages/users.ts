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

  /** The names in the rows. */
  get names(): Locator {
    return this.rows.getByRole("link");
  }

  /** The buttons for pages of another length, in French. */
  get rowsPerPage(): Locator {
    return this.main.getByRole("group", { name: "Lignes par page" });
  }

  /** The buttons that hide and show columns, in French. */
  get columns(): Locator {
    return this.main.getByRole("group", { name: "Colonnes affichées" });
  }

  /** The saved filters above the table, in French. */
  get saved(): Locator {
    return this.main.getByRole("navigation", { name: "Filtres enregistrés", exact: true });
  }

  get search(): Locator {
    return this.main.getByRole("searchbox", { name: this.words.search });
  }

  get requirement(): Locator {
    return this.main.getByRole("combobox", { name: this.words.requirement });
  }

  get role(): Locator {
    return this.main.getByRole("combobox", { name: this.words.role });
  }

  /** The counts above the table, which filter by status. */
  status(label: string): Locator {
    return this.main.getByRole("navigation", { name: this.words.byStatus }).getByRole("link", { name: label });
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/account/users${query}`);
  }

  async searchFor(text: string): Promise<void> {
    await this.search.fill(text);
    await this.search.press("Enter");
  }

  async filter(): Promise<void> {
    await this.button(this.words.filter).click();
  }

  /** Downloads what is shown: opens the menu and chooses one of its formats. */
  async exportAs(format: string): Promise<void> {
    await this.main.locator("summary", { hasText: "Exporter" }).click();
    await this.button(format).click();
  }

  /** The row of the user with this name or address. */
  row(nameOrEmail: string): Locator {
    return this.rows.filter({ hasText: nameOrEmail });
  }

  /** The shield in the column 2FA of the user's row. */
  shield(nameOrEmail: string): Locator {
    return this.row(nameOrEmail).getByRole("button", { name: this.words.twoFactor });
  }

  /** The tooltip of the shield, while the pointer or the focus is on it. */
  tooltip(nameOrEmail: string): Locator {
    return this.row(nameOrEmail).getByRole("tooltip");
  }

  /** The box that chooses a user. */
  tick(name: string): Locator {
    return this.row(name).getByRole("checkbox");
  }

  /** How many users are chosen. */
  get ticked(): Locator {
    return this.main.locator("#bulk output");
  }

  /** Chooses what is done, and to whom. */
  async act(what: string, whom: string): Promise<void> {
    await this.main.getByLabel("Action", { exact: true }).selectOption({ label: what });
    await this.button(whom).click();
  }

  /** Presses a button of the page of an operation on several users. */
  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  /** The users to whom nothing is done. */
  get refused(): Locator {
    return this.main.getByRole("region", { name: "Utilisateurs refusés" });
  }

  async sortBy(column: string): Promise<void> {
    await this.headers.getByRole("link", { name: column, exact: true }).click();
  }

  async openUser(name: string): Promise<void> {
    await this.table.getByRole("link", { name, exact: true }).click();
  }
}

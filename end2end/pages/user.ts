import { expect, type Locator } from "@playwright/test";
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

  /** The text of the shield: the state, and the rule behind it. */
  get status(): Locator {
    return this.main.locator("section").filter({ has: this.page.locator("#status-title") });
  }

  /** The open sessions. */
  get sessions(): Locator {
    return this.main.getByRole("region", { name: this.words.sessions, exact: true }).getByRole("listitem");
  }

  /** The activity of the account. */
  get journal(): Locator {
    return this.main.getByRole("region", { name: this.words.journal, exact: true });
  }

  /** The section about the individual rule of the user: « Exemption » or « Obligation individuelle ». */
  rule(name: string): Locator {
    return this.main.getByRole("region", { name, exact: true });
  }

  /** Opens and closes the fields for kind, reason and end of an exemption. */
  get exemption(): Locator {
    return this.security.getByText(this.words.exemption, { exact: true });
  }

  get exemptionKind(): Locator {
    return this.security.getByLabel(this.words.exemptionKind, { exact: true });
  }

  get exemptionReason(): Locator {
    return this.security.getByLabel(this.words.exemptionReason, { exact: true });
  }

  get exemptionEnd(): Locator {
    return this.security.getByLabel(this.words.exemptionEnd, { exact: true });
  }

  /** The invitation link, once it exists. */
  get link(): Locator {
    return this.dialog.getByText(/^https?:\/\/\S+\/invitation\/\S+$/);
  }

  /** The groups of the user, in French. */
  get groups(): Locator {
    return this.main.getByRole("region", { name: "Groupes", exact: true });
  }

  async open(id: string): Promise<void> {
    await this.page.goto(`/account/users/${id}`);
  }

  /** « Enregistrer » */
  async save(): Promise<void> {
    await this.button(this.words.save, this.security).click();
  }

  /** Opens the menu of actions and one of its dialogs. */
  async act(action: string): Promise<void> {
    const menu = this.main.getByRole("group").filter({ hasText: this.words.actions });
    const link = this.main.getByRole("link", { name: action, exact: true });
    // A change saved just before makes the page read again, which renders the menu again.
    await expect(async () => {
      if (!(await link.isVisible())) await menu.getByText(this.words.actions).click({ timeout: 2_000 });
      await link.click({ timeout: 2_000 });
    }).toPass();
  }

  /** Creates an invitation link, or one for a new password, and reads it from the dialog, which stays open. */
  async makeInvitation(action = this.words.invite): Promise<string> {
    await this.act(action);
    await this.button(this.words.makeLink, this.dialog).click();
    return this.link.innerText();
  }

  /** Creates an invitation link, reads it from the dialog and closes the dialog. */
  async invite(): Promise<string> {
    const link = await this.makeInvitation();
    await this.dialog.getByRole("link", { name: this.words.done, exact: true }).click();
    await expect(this.dialog).toBeHidden();
    return link;
  }
}

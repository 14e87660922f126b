import type { Locator } from "@playwright/test";
import { send } from "../fixtures/forms";
import { Frame } from "./frame";

/** The sign-in: address and password, then the code; and the page of an invitation before it. */
export class SignInPage extends Frame {
  get email(): Locator {
    return this.main.getByLabel(this.words.email, { exact: true });
  }

  get password(): Locator {
    return this.main.getByLabel(this.words.password, { exact: true });
  }

  get code(): Locator {
    return this.main.getByLabel(this.words.code, { exact: true });
  }

  get recoveryCode(): Locator {
    return this.main.getByLabel(this.words.recoveryCode, { exact: true });
  }

  /** Opens the sign-in and waits for its script: a form sent earlier works too, but shows its answer in another way. */
  async open(): Promise<void> {
    await this.page.goto("/sign-in");
    await this.ready();
  }

  /** The first of the two steps: address and password. */
  async submitPassword(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button(this.words.signIn).click();
  }

  /** The second step: the code of the authenticator app. */
  async submitCode(code: string): Promise<void> {
    await this.code.fill(code);
    await this.button(this.words.signIn).click();
  }

  /** The second step, with a recovery code. */
  async submitRecoveryCode(code: string): Promise<void> {
    await this.main.getByRole("link", { name: this.words.useRecoveryCode, exact: true }).click();
    await this.recoveryCode.fill(code);
    await this.button(this.words.signIn).click();
  }

  /**
   * The next visit is that of another browser. The page is left first: one that is open goes to the sign-in by itself, and what it
   * reads at that moment is refused, which the console shows as an error.
   */
  async startAnew(): Promise<void> {
    await this.page.goto("about:blank");
    await this.page.context().clearCookies();
    await this.open();
  }

  /** Sends address and password without the page for them. */
  async givePassword(email: string, password: string): Promise<void> {
    await send(this.page.request, "/api/sign-in", { email, password });
  }

  /** Signs in with the password alone, without the page for it, and opens the page `home`. */
  async signIn(email: string, password: string, home: string): Promise<void> {
    await this.givePassword(email, password);
    await this.page.goto(home);
    await this.ready();
  }

  /** Opens the sign-in and signs in with the password alone, to the page `home`. */
  async signInByHand(email: string, password: string, home: string): Promise<void> {
    await this.open();
    await this.submitPassword(email, password);
    await this.page.waitForURL(`**${home}`);
    await this.ready();
  }

  /** Chooses a password on the page of an invitation link. */
  async choosePassword(link: string, password: string): Promise<void> {
    await this.page.goto(link);
    await this.main.getByLabel(this.words.newPassword, { exact: true }).fill(password);
    await this.main.getByLabel(this.words.repeated, { exact: true }).fill(password);
    await this.button(this.words.choosePassword).click();
  }
}

import { expect, type Locator } from "@playwright/test";
import { Authenticator } from "../fixtures/totp";
import { Frame } from "./frame";

/** A user's application with the recovery codes. */
export interface Enrolled {
  app: Authenticator;
  recoveryCodes: string[];
}

/** The four steps of activation: application, QR code, code, recovery codes. Also reached from the user's own page. */
export class EnrolPage extends Frame {
  /** The supported applications, in the first step. */
  get applications(): Locator {
    return this.main.getByRole("list", { name: this.words.applications }).getByRole("listitem");
  }

  /** The secret as text, in groups of four letters. */
  get secret(): Locator {
    return this.main.getByRole("group", { name: this.words.secret });
  }

  get code(): Locator {
    return this.main.getByLabel(this.words.code, { exact: true });
  }

  get recoveryCodes(): Locator {
    return this.main.getByRole("list", { name: this.words.recoveryCodes }).getByRole("listitem");
  }

  get saved(): Locator {
    return this.main.getByRole("checkbox", { name: this.words.recoveryCodesSaved, exact: true });
  }

  async open(): Promise<void> {
    await this.page.goto("/enrol");
  }

  /** From the list of applications to the QR code. */
  async begin(): Promise<void> {
    await this.ready();
    await this.button(this.words.next).click();
  }

  /** Reads the secret from the page into an authenticator app. */
  async scan(): Promise<Authenticator> {
    await expect(this.secret).toHaveText(/^(?:[A-Z2-7]{4}\s+)+[A-Z2-7]{4}\s*$/);
    return new Authenticator(await this.secret.innerText());
  }

  /** From the QR code to the field for the code. */
  async goOnToCode(): Promise<void> {
    await this.main.getByRole("link", { name: this.words.next, exact: true }).click();
  }

  async submitCode(code: string): Promise<void> {
    await this.code.fill(code);
    await this.button(this.words.checkCode).click();
  }

  async readRecoveryCodes(): Promise<string[]> {
    await expect(this.recoveryCodes).toHaveCount(10);
    return this.recoveryCodes.allInnerTexts();
  }

  async finish(): Promise<void> {
    await this.button(this.words.finish).click();
  }

  /** All four steps. */
  async enrol(): Promise<Enrolled> {
    await this.begin();
    const app = await this.scan();
    await this.goOnToCode();
    await this.submitCode(await app.nextCode());
    const recoveryCodes = await this.readRecoveryCodes();
    await this.saved.check();
    await this.finish();
    await this.page.waitForURL((url) => url.pathname !== "/enrol");
    await this.ready();
    return { app, recoveryCodes };
  }
}

import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

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

  async open(): Promise<void> {
    await this.page.goto("/sign-in");
  }

  /** The first of the two steps: address and password. */
  async submitPassword(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button(this.words.signIn).click();
  }

  /** The second: the code of the authenticator app. */
  async submitCode(code: string): Promise<void> {
    await this.code.fill(code);
    await this.button(this.words.confirm).click();
  }

  async submitRecoveryCode(code: string): Promise<void> {
    await this.main.getByText(this.words.useRecoveryCode, { exact: true }).click();
    await this.recoveryCode.fill(code);
    await this.button(this.words.confirm).click();
  }
}

import { expect, type Locator } from "@playwright/test";
import { Authenticator } from "../fixtures/totp";
import { Frame } from "./frame";

/** The four steps of activation: application, QR code, code, recovery codes. Also reached from the user's own page. */
export class EnrolPage extends Frame {
  /** The secret as text, in groups of four letters. */
  get secret(): Locator {
    return this.main.getByText(/^(?:[A-Z2-7]{4}\s+){3,}[A-Z2-7]{1,4}$/);
  }

  get applications(): Locator {
    return this.main.getByRole("listitem");
  }

  get code(): Locator {
    return this.main.getByLabel(this.words.code, { exact: true });
  }

  get recoveryCodes(): Locator {
    return this.main.getByRole("list", { name: this.words.recoveryCodes }).getByRole("listitem");
  }

  get saved(): Locator {
    return this.main.getByRole("checkbox", { name: this.words.recoveryCodesSaved });
  }

  /** Reads the secret from the page into an authenticator app. */
  async scan(): Promise<Authenticator> {
    await expect(this.secret).toBeVisible();
    return new Authenticator(await this.secret.innerText());
  }

  async submitCode(code: string): Promise<void> {
    await this.code.fill(code);
    await this.button(this.words.confirm).click();
  }

  /** All four steps; gives the app and the recovery codes. */
  async enrol(): Promise<{ app: Authenticator; recoveryCodes: string[] }> {
    await this.button(this.words.next).click();
    const app = await this.scan();
    await this.submitCode(await app.nextCode());
    await expect(this.recoveryCodes).toHaveCount(10);
    const recoveryCodes = await this.recoveryCodes.allInnerTexts();
    await this.saved.check();
    await this.button(this.words.finish).click();
    return { app, recoveryCodes };
  }
}

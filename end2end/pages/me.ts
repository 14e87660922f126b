import type { Locator } from "@playwright/test";
import { Frame } from "./frame";

/** A user's own page. */
export class MePage extends Frame {
  get activate(): Locator {
    return this.main.getByRole("link", { name: this.words.activate, exact: true });
  }

  get deactivate(): Locator {
    return this.main.getByRole("link", { name: this.words.deactivate, exact: true });
  }

  get deactivateCode(): Locator {
    return this.main.getByLabel(this.words.deactivateCode, { exact: true });
  }

  get sessions(): Locator {
    return this.main.getByRole("region", { name: this.words.sessions }).getByRole("listitem");
  }

  get profile(): Locator {
    return this.main.getByRole("region", { name: this.words.profile });
  }

  get language(): Locator {
    return this.profile.getByRole("combobox", { name: this.words.language });
  }

  async open(): Promise<void> {
    await this.page.goto("/me");
  }

  async saveProfile(): Promise<void> {
    await this.button(this.words.save, this.profile).click();
  }
}

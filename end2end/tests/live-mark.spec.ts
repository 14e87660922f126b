import type { Locator } from "@playwright/test";
import { live, OTHER } from "../fixtures/live";
import { ADMIN, HOME, USER } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

/** The mark of a cell. */
interface Mark {
  name: string;
  duration: string;
  timing: string;
  /** Its colour at the start, halfway, just before the end, and afterwards. */
  colours: { first: string; middle: string; last: string; plain: string };
}

/** Reads the mark of a changed cell at fixed moments of its animation, however late the test gets there. */
async function markOf(cell: Locator): Promise<Mark> {
  return cell.evaluate((element: HTMLElement) => {
    const style = getComputedStyle(element);
    // The animation may be over: it restarts when it is removed and set again.
    element.style.animation = "none";
    void style.animationName;
    element.style.animation = "";
    const { animationName: name, animationDuration: duration, animationTimingFunction: timing } = style;
    const [animation] = element.getAnimations();
    if (!animation) throw new Error("a changed cell has no animation");
    animation.pause();
    const at = (moment: number): string => {
      animation.currentTime = moment;
      return style.backgroundColor;
    };
    const [first, middle, last] = [at(0), at(1_200), at(2_399)];
    animation.cancel();
    return { name, duration, timing, colours: { first, middle, last, plain: style.backgroundColor } };
  });
}

test.describe("The mark of a changed row", { tag: "@sqlite" }, () => {
  test.beforeEach(async ({ bouclier }) => {
    for (const user of [ADMIN, OTHER, USER]) bouclier.addUser(user);
  });

  for (const reducedMotion of ["no-preference", "reduce"] as const) {
    const still = reducedMotion === "reduce";
    const title = still
      ? "Who wants no motion sees the mark of a changed row for a moment, and it does not move."
      : "The mark of a changed row fades; a row that changes again is marked again.";

    test(title, async ({ bouclier, pages, visitor }) => {
      const { page, users } = pages;
      await page.emulateMedia({ reducedMotion });
      await pages.signIn.signIn(ADMIN.email, ADMIN.password, HOME);
      await live(page);
      const other = await visitor();
      await other.signIn.signIn(OTHER.email, OTHER.password, HOME);
      await other.user.open(bouclier.account(USER.email).id);
      await other.user.enforce.check();
      await other.user.save();
      await expect(users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Obligatoire, à activer$/);
      const cell = users.row(USER.email).getByRole("cell").first();
      const marked = await markOf(cell);
      const { first, middle, last, plain } = marked.colours;
      expect(marked.duration).toBe("2.4s");
      expect(marked.timing).toBe(still ? "steps(1)" : "ease-out");
      expect(first).not.toBe(plain);
      expect(middle === first).toBe(still);
      expect(last === first).toBe(still);

      await other.user.enforce.uncheck();
      await other.user.save();
      await expect(users.shield(USER.email)).toHaveAccessibleName(/2FA\s: Non active$/);
      expect((await markOf(cell)).name).not.toBe(marked.name);
    });
  }
});

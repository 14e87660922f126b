import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { basename } from "node:path";

/** Prints at the end of a run how many seconds all tests of each spec took. */
export default class Minutes implements Reporter {
  readonly #spent = new Map<string, { seconds: number; tests: number; slowest: number }>();

  printsToStdio(): boolean {
    return false;
  }

  onTestEnd({ location }: TestCase, { duration }: TestResult): void {
    const spec = basename(location.file, ".spec.ts");
    const { seconds, tests, slowest } = this.#spent.get(spec) ?? { seconds: 0, tests: 0, slowest: 0 };
    const own = duration / 1000;
    this.#spent.set(spec, { seconds: seconds + own, tests: tests + 1, slowest: Math.max(slowest, own) });
  }

  onEnd(): void {
    const specs = [...this.#spent].sort(([, one], [, other]) => other.seconds - one.seconds);
    if (specs.length < 2) return;
    console.log("\nseconds  tests  slowest  spec");
    for (const [spec, { seconds, tests, slowest }] of specs) {
      const [spent, most] = [seconds, slowest].map((time) => time.toFixed(0).padStart(7));
      console.log(`${spent}  ${String(tests).padStart(5)}  ${most}  ${spec}`);
    }
  }
}

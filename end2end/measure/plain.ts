import type { Reporter, TestCase, TestError, TestResult } from "@playwright/test/reporter";

/** The reporter of measurements: prints their output, and one line per failure. */
export default class Plain implements Reporter {
  printsToStdio(): boolean {
    return true;
  }

  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onStdErr(chunk: string | Buffer): void {
    process.stderr.write(chunk);
  }

  onTestEnd(_test: TestCase, { errors }: TestResult): void {
    errors.forEach((error) => this.onError(error));
  }

  onError({ message, value }: TestError): void {
    const text = (message ?? value ?? "something failed").replace(/\u001b\[\d+m/g, "");
    process.stderr.write(`${text.replace(/^Error: /, "error: ")}\n`);
  }
}

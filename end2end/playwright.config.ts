import { defineConfig, devices, type LaunchOptions } from "@playwright/test";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Options } from "./fixtures/test";

const measured = process.env["BOUCLIER_MEASURE"];
const picturesFolder = process.env["BOUCLIER_SCREENSHOTS"];

// The workers read this file too, and have the environment of the first process, but not its arguments.
if (process.env["PWDEBUG"] || process.argv.some((argument) => ["--headed", "--debug", "--ui"].includes(argument))) process.env["BOUCLIER_HEADED"] = "1";

/**
 * The Chromium of the system, under one of the names in scripts/setup-browser; without one, Playwright's own. Tests take the one
 * without windows, where it is there: it needs a third less of the processor. What is measured or pictured, and what is to be looked at,
 * is in the browser that people have.
 */
function systemChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const whole = ["chromium", "chromium-browser", "google-chrome"];
  const isTest = !measured && !picturesFolder && !process.env["BOUCLIER_HEADED"];
  const names = isTest ? ["chromium-headless-shell", ...whole] : whole;
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function launchOptions(): LaunchOptions {
  const args = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  // Chromium's sandbox does not work as root.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  const executablePath = systemChromium();
  return executablePath ? { args, executablePath } : { args };
}

/** Settings for measurements: no other test at the same time, and generous time limits for slow pages. */
const MEASURING = { timeout: 600_000, expect: { timeout: 60_000 }, use: { trace: "off" as const } };

export default defineConfig<Options>({
  outputDir: "test-results",
  forbidOnly: true,
  retries: 0,
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./minutes.ts"]],
  use: {
    ...devices["Desktop Chrome"],
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    // What was done and logged. The page and the requests of each step (`--trace on`) would be a fifth of all the work.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false },
    screenshot: "only-on-failure",
    launchOptions: launchOptions(),
  },
  projects: [
    // Each test runs once; scripts/check-specs ensures that each has one of the tags @sqlite and @cluster.
    { name: "chromium", testDir: "tests", grepInvert: /@cluster/ },
    { name: "cluster", testDir: "tests", grep: /@cluster/, use: { cluster: true } },
    // Only on request, as screenshots and measurements are not tests.
    ...(picturesFolder ? [{ name: "screenshots", testDir: ".", testMatch: "screenshots.ts", timeout: 900_000 }] : []),
    ...(measured ? [{ name: "measure", testDir: "measure", testMatch: `${measured}.ts`, ...MEASURING }] : []),
  ],
});

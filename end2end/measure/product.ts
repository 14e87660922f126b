import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../fixtures/server";

/** Writes measurements into the project's folder `target`. */
export function write(name: string, measured: unknown): void {
  const folder = join(ROOT, "target");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${JSON.stringify(measured, null, 2)}\n`);
}

/** A table for people: the first column aligned left, the others right. */
export function table(head: string[], rows: string[][]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => {
      const cells = widths.map((width, column) => {
        const cell = line[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      });
      return cells.join("  ").trimEnd();
    })
    .join("\n");
}

export const number = (value: number): string => Math.round(value).toLocaleString("en");

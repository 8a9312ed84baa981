/** Data for people and programs goes to stdout, everything else to stderr. */
export function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

export function note(...lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

/** Exactly one object: the version of the form, and what was asked for under its nouns. */
export function sayJson(nouns: Readonly<Record<string, unknown>>): void {
  say(JSON.stringify({ version: 1, ...nouns }, null, 2));
}

/** A table that is printed part by part. A column widens where it must; what was printed stays. */
export class PartedTable {
  readonly #headers: readonly string[];
  #widths: readonly number[] | undefined;

  constructor(headers: readonly string[]) {
    this.#headers = headers;
  }

  /** The first part has the headers above it, also where it is empty. */
  add(rows: readonly (readonly string[])[]): void {
    const lines = this.#widths === undefined ? [this.#headers, ...rows] : rows;
    const before = this.#widths ?? [];
    const widths = this.#headers.map((_, column) =>
      Math.max(before[column] ?? 0, ...lines.map((line) => (line[column] ?? '').length)),
    );
    this.#widths = widths;
    say(
      ...lines.map((line) =>
        line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      ),
    );
  }
}

/** Rows in columns as wide as they need to be. */
export function sayTable(headers: readonly string[], rows: readonly (readonly string[])[]): void {
  new PartedTable(headers).add(rows);
}

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

/** Rows in columns as wide as they need to be. */
export function sayTable(headers: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headers, ...rows];
  const widths = headers.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  say(
    ...all.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  );
}

export function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

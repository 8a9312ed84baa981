/** What the kit needs of a test runner: mocha, jest and vitest have it as globals, `node:test` exports it. */
export interface TestRunner {
  /** Names a group of tests. */
  describe(title: string, body: () => void): unknown;
  /** Names a test, and runs it. */
  it(title: string, body: (this: unknown) => Promise<void>): unknown;
  /** Does something after the last test of a group. */
  after(work: () => void): unknown;
}

/** Throws where the runner that is at work has no such globals. */
export function globalRunner(): TestRunner {
  const { describe, it, after, afterAll } = globalThis as Partial<TestRunner> & { afterAll?: TestRunner['after'] };
  const last = after ?? afterAll;
  if (describe === undefined || it === undefined || last === undefined) {
    throw new Error(
      'There is no describe, it and after here: run the file by a test runner such as mocha, or pass its functions as ' +
        'adapterSuite(…, { describe, it, after }) where it has no globals of these names.',
    );
  }
  return { describe, it, after: last };
}

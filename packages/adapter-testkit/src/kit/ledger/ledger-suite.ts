import { globalRunner, type TestRunner } from '../test-runner.js';
import { commitTests } from './ledger-commits.js';
import { outboxTests } from './ledger-outbox.js';
import { readingTests } from './ledger-readings.js';
import { CLINIC } from './ledger-records.js';
import type { LedgerHouse } from './ledger-tests.js';

/**
 * Checks a ledger against its contract: what a commit stores or leaves, what is due, the outbox, two who write at once, and
 * what the next process finds. `open` answers an empty one each time; it is closed after each test.
 */
export function ledgerSuite(name: string, open: () => Promise<LedgerHouse>, runner: TestRunner = globalRunner()): void {
  runner.describe(`the ledger ${name}`, () => {
    let current: LedgerHouse | undefined;
    const house = (): LedgerHouse => {
      if (current === undefined) throw new Error('No test is running.');
      return current;
    };
    const it: TestRunner['it'] = (title, body) =>
      runner.it(title, async function () {
        current = await open();
        try {
          await body.call(this);
        } finally {
          await current.close();
          current = undefined;
        }
      });
    const stage = { it, house, ledger: () => house().clinic(CLINIC) };
    for (const tests of [commitTests, readingTests, outboxTests]) tests(stage);
  });
}

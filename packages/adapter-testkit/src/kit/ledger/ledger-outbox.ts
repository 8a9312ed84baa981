import { deepStrictEqual as deepEqual, strictEqual as equal } from 'node:assert';
import { told } from './ledger-records.js';
import type { LedgerTests } from './ledger-tests.js';

const PROBLEM = { code: 'RESULT_UNWRITABLE', class: 'transient', text: 'a reason', at: 7 } as const;

export const outboxTests: LedgerTests = ({ it, ledger }) => {
  const offered = async (now: number): Promise<string[]> =>
    (await ledger().status.due(now, 99)).map(
      ({ update }) => `${update.kind === 'rx' ? update.key : ''} ${update.state}`,
    );

  it('offers only the oldest of each key until it is confirmed', async () => {
    await ledger().commit({ tell: [told('A', 'wanted', 1), told('A', 'submitted', 2), told('B', 'wanted', 3)] });
    await ledger().commit({ tell: [told('A', 'scanned', 4)] });
    deepEqual(await offered(9), ['A wanted', 'B wanted']);
    for (const expected of ['A submitted', 'A scanned', undefined]) {
      const [first] = (await ledger().status.due(9, 99)).filter(
        ({ update }) => update.kind === 'rx' && update.key === 'A',
      );
      await ledger().status.done(first!.id);
      await ledger().status.done(first!.id);
      equal(
        (await offered(9)).find((text) => text.startsWith('A')),
        expected,
      );
    }
  });

  it('keeps later ones behind one that was postponed, and no other key', async () => {
    await ledger().commit({ tell: [told('A', 'wanted', 1), told('A', 'submitted', 2), told('B', 'wanted', 3)] });
    const [first] = await ledger().status.due(9, 99);
    await ledger().status.postpone(first!.id, 50, PROBLEM);
    deepEqual(await offered(9), ['B wanted']);
    equal(await ledger().nextDueAt('status'), 3);
    const [again] = (await ledger().status.due(50, 99)).filter(({ id }) => id === first!.id);
    deepEqual({ ...again, backoff: 1, interrupted: 0, dueAt: 50, problem: PROBLEM }, again);
    deepEqual(await offered(50), ['B wanted', 'A wanted']);
  });
};

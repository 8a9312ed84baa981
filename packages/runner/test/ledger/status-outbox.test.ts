import { expect } from 'chai';
import { told } from './records.js';
import { TempLedger } from './temp-ledger.js';

const PROBLEM = { code: 'RESULT_UNWRITABLE', class: 'transient', text: 'a reason', at: 7 } as const;

describe('the status outbox', () => {
  let temp: TempLedger;
  beforeEach(async () => {
    temp = await TempLedger.make();
  });
  afterEach(() => temp.remove());

  const offered = async (now: number): Promise<string[]> =>
    (await temp.clinic.status.due(now, 99)).map(
      ({ update }) => `${update.kind === 'rx' ? update.key : ''} ${update.state}`,
    );

  it('offers only the oldest of each key until it is confirmed', async () => {
    await temp.clinic.commit({ tell: [told('A', 'wanted', 1), told('A', 'submitted', 2), told('B', 'wanted', 3)] });
    await temp.clinic.commit({ tell: [told('A', 'scanned', 4)] });
    expect(await offered(9)).to.deep.equal(['A wanted', 'B wanted']);
    for (const expected of ['A submitted', 'A scanned', undefined]) {
      const [first] = (await temp.clinic.status.due(9, 99)).filter(
        ({ update }) => update.kind === 'rx' && update.key === 'A',
      );
      await temp.clinic.status.done(first!.id);
      await temp.clinic.status.done(first!.id);
      expect((await offered(9)).find((text) => text.startsWith('A'))).to.equal(expected);
    }
  });

  it('keeps later ones behind one that was postponed, and no other key', async () => {
    await temp.clinic.commit({ tell: [told('A', 'wanted', 1), told('A', 'submitted', 2), told('B', 'wanted', 3)] });
    const [first] = await temp.clinic.status.due(9, 99);
    await temp.clinic.status.postpone(first!.id, 50, PROBLEM);
    expect(await offered(9)).to.deep.equal(['B wanted']);
    expect(await temp.clinic.nextDueAt('status')).to.equal(3);
    const [again] = (await temp.clinic.status.due(50, 99)).filter(({ id }) => id === first!.id);
    expect(again).to.deep.include({ backoff: 1, interrupted: 0, dueAt: 50, problem: PROBLEM });
    expect(await offered(50)).to.deep.equal(['B wanted', 'A wanted']);
  });
});

import type { RxChange, RxKey, RxOutcome } from '@chairside/core';
import { must } from '../broken.js';
import type { Bench } from '../bench.js';
import type { Check } from '../check.js';
import { samplePerson } from '../sample-people.js';

/** What a trigger keeps that speaks of each thing once. */
export const RX_CHANGES_CHECKS: readonly Check[] = [
  {
    part: 'rxTrigger',
    title: 'says what was acknowledged no more, also after a restart',
    hands: ['wantScan'],
    calls: ['acknowledge'],
    async run(bench) {
      const change = await wantAndRead(bench);
      await acknowledge(bench, [change]);
      await mustNotSayAgain(
        bench,
        change.id,
        'what was acknowledged is read again: the practice is never done with it',
      );
      await bench.restart();
      await mustNotSayAgain(
        bench,
        change.id,
        'what was acknowledged is read again after a restart: write down what was dealt with',
      );
    },
  },
  {
    part: 'rxTrigger',
    title: 'names the same saying alike at every reading, and no other by that name',
    hands: ['wantScan', 'cancelScan'],
    calls: ['acknowledge'],
    async run(bench) {
      const change = await wantAndRead(bench);
      const again = await readChange(bench, keyOf(change), 'wanted');
      must(
        again.id === change.id,
        'the same saying has another id at the next reading, so that it has a second effect',
      );
      await bench.restart();
      const after = await readChange(bench, keyOf(change), 'wanted');
      must(after.id === change.id, 'the same saying has another id after a restart, so that it has a second effect');
      await bench.hands.cancelScan!(keyOf(change));
      const cancelled = await readChange(bench, keyOf(change), 'cancelled');
      must(cancelled.id !== change.id, 'two sayings have one id, so that the second has no effect');
    },
  },
  {
    part: 'rxTrigger',
    title: 'may be acknowledged twice, and for what it never said',
    hands: ['wantScan'],
    calls: ['acknowledge'],
    async run(bench) {
      const change = await wantAndRead(bench);
      await acknowledge(bench, [change]);
      await acknowledge(bench, [change]).catch(() => {
        must(false, 'acknowledge throws when it is called once more after a crash');
      });
      const unknown = { ...change, id: 'a saying of another life' };
      await acknowledge(bench, [unknown]).catch(() => {
        must(false, 'acknowledge throws for a change that it does not know any more');
      });
    },
  },
  {
    part: 'rxTrigger',
    title: 'takes a refusal, and does not say the same again',
    hands: ['wantScan'],
    calls: ['acknowledge'],
    async run(bench) {
      const change = await wantAndRead(bench);
      await acknowledge(bench, [change], { result: 'refused', code: 'RX_ALREADY_SCANNED' });
      await mustNotSayAgain(bench, change.id, 'what was refused is read again and again');
    },
  },
  {
    part: 'rxTrigger',
    title: 'says wish, change and cancellation in that order',
    hands: ['wantScan', 'changeScan', 'cancelScan'],
    calls: ['acknowledge'],
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const key = await bench.want(known!, 'first');
      await bench.hands.changeScan!(key, { patient: known!.ref, person: known!.person, notes: 'second' });
      await bench.hands.cancelScan!(key);
      const said = new Map<string, string>();
      await bench.readUntil((reading) => {
        if (reading.kind !== 'changes') return undefined;
        for (const change of reading.changes) {
          if (keyOf(change) === key)
            said.set(change.id, change.change === 'wanted' ? (change.rx.notes ?? '') : 'cancelled');
        }
        return [...said.values()].includes('cancelled') ? true : undefined;
      }, 'a cancellation is never read');
      const order = [...said.values()];
      must(order.at(-1) === 'cancelled', 'a cancellation comes before the wish that it takes back');
      const [first, second] = [order.indexOf('first'), order.indexOf('second')];
      must(first === -1 || second === -1 || first < second, 'a change comes before the wish that it changes');
    },
  },
];

export function keyOf(change: RxChange): RxKey {
  return change.change === 'wanted' ? change.rx.key : change.key;
}

async function wantAndRead(bench: Bench): Promise<RxChange> {
  const [known] = await bench.know(samplePerson(1));
  return readChange(bench, await bench.want(known!), 'wanted');
}

function readChange(bench: Bench, key: RxKey, kind: RxChange['change']): Promise<RxChange> {
  return bench.readUntil(
    (reading) =>
      reading.kind === 'changes'
        ? reading.changes.find((change) => change.change === kind && keyOf(change) === key)
        : undefined,
    kind === 'wanted' ? 'what was read and not acknowledged is not read again' : 'a cancellation is never read',
  );
}

async function acknowledge(
  bench: Bench,
  changes: readonly RxChange[],
  outcome: Pick<RxOutcome, 'result' | 'code'> = { result: 'accepted' },
): Promise<void> {
  const outcomes = changes.map((change) => ({ id: change.id, key: keyOf(change), ...outcome }));
  await bench.ports.rxTrigger!.acknowledge!(outcomes, bench.signal);
}

async function mustNotSayAgain(bench: Bench, id: string, mistake: string): Promise<void> {
  for (const reading of await bench.readOften()) {
    must(reading.kind !== 'changes' || reading.changes.every((change) => change.id !== id), mistake);
  }
}

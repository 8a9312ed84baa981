import { RxKey, type RxConfirmation } from '@chairside/core';
import { must } from '../broken.js';
import { wantedIn, type Bench } from '../bench.js';
import type { Check } from '../check.js';
import { samplePerson } from '../sample-people.js';
import { mustWait } from './must-wait.js';

/** What a trigger keeps that says at each reading all that is wanted. */
export const RX_SNAPSHOT_CHECKS: readonly Check[] = [
  {
    part: 'rxTrigger',
    title: 'confirms what is wanted, and never cancels what it does not know',
    hands: ['wantScan'],
    calls: ['confirm'],
    async run(bench) {
      const key = await wantAndRead(bench);
      must((await fate(bench, key)) === 'wanted', 'a scan that is wanted is not confirmed as wanted');
      const unknown = await fate(bench, RxKey('a-key-of-nobody'));
      must(unknown !== 'cancelled', 'a key that nobody knows is called cancelled: what is not sure is left out');
      must((await bench.ports.rxTrigger!.confirm!([], bench.signal)).size === 0, 'no keys are answered by some');
    },
  },
  {
    part: 'rxTrigger',
    title: 'leaves a cancelled scan out, and confirms that it is cancelled',
    hands: ['wantScan', 'cancelScan'],
    calls: ['confirm'],
    async run(bench) {
      const key = await wantAndRead(bench);
      await bench.hands.cancelScan!(key);
      await bench.readUntil(
        (reading) => (wantedIn(reading).some((rx) => rx.key === key) ? undefined : true),
        'a cancelled scan stays in the snapshot',
      );
      for (let time = 0; time < 2; time += 1) {
        const answer = await fate(bench, key);
        must(
          answer === 'cancelled',
          `a cancelled scan is confirmed as ${answer ?? 'nothing'}: it stays on the scanner`,
        );
      }
    },
  },
  {
    part: 'rxTrigger',
    title: 'calls a scan whose visit has ended over, not cancelled',
    hands: ['wantScan', 'finishVisit'],
    calls: ['confirm'],
    async run(bench) {
      const key = await wantAndRead(bench);
      await bench.hands.finishVisit!(key);
      const answer = await fate(bench, key);
      must(answer !== 'cancelled', 'a scan whose visit has ended is called cancelled, which takes it from the scanner');
    },
  },
  {
    part: 'rxTrigger',
    title: 'confirms nothing while the practice cannot be reached',
    hands: ['wantScan', 'goAway', 'comeBack'],
    calls: ['confirm'],
    async run(bench) {
      const key = await wantAndRead(bench);
      await bench.hands.goAway!();
      const thrown = await bench.thrownBy(
        bench.ports.rxTrigger!.confirm!([key], bench.signal),
        'confirm answers though the practice cannot be reached',
      );
      mustWait(thrown, 'confirm');
      await bench.hands.comeBack!();
      must((await fate(bench, key)) === 'wanted', 'after an outage a scan that is wanted is not confirmed as wanted');
    },
  },
  {
    part: 'rxTrigger',
    title: 'reads a changed wish under the same key',
    hands: ['wantScan', 'changeScan'],
    calls: ['confirm'],
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const key = await bench.want(known!, 'first');
      const before = JSON.stringify(await bench.readWanted(key));
      await bench.hands.changeScan!(key, { patient: known!.ref, person: known!.person, notes: 'second' });
      await bench.readUntil((reading) => {
        const rx = wantedIn(reading).find((one) => one.key === key);
        return rx !== undefined && JSON.stringify(rx) !== before ? true : undefined;
      }, 'a wish that the practice changed is read as before, or under another key');
    },
  },
];

async function wantAndRead(bench: Bench): Promise<RxKey> {
  const [known] = await bench.know(samplePerson(1));
  const key = await bench.want(known!);
  await bench.readWanted(key);
  return key;
}

async function fate(bench: Bench, key: RxKey): Promise<RxConfirmation | undefined> {
  return (await bench.ports.rxTrigger!.confirm!([key], bench.signal)).get(key);
}

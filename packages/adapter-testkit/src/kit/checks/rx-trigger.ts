import type { PatientRef, RxKey } from '@chairside/core';
import { must } from '../broken.js';
import { wantedIn, type Bench } from '../bench.js';
import type { Check } from '../check.js';
import { hardPeople, samplePerson } from '../sample-people.js';
import { mustWait } from './must-wait.js';

const CROWD = 10_000;
const MANY = 50;

/** What every trigger keeps, whether it answers snapshots or changes. */
export const RX_TRIGGER_CHECKS: readonly Check[] = [
  {
    part: 'rxTrigger',
    title: 'reads nothing where nothing is wanted',
    async run(bench) {
      for (const reading of await bench.readOften()) {
        must(wantedIn(reading).length === 0, 'a scan is read though the practice wants none');
      }
    },
  },
  {
    part: 'rxTrigger',
    title: 'reads a scan that is wanted, under its key and for its patient',
    hands: ['wantScan'],
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const key = await bench.want(known!);
      const rx = await bench.readWanted(key);
      must(rx.patient === known!.ref, `a wanted scan names the patient ${rx.patient}, not ${known!.ref}`);
      await mustKnowPatient(bench, rx.patient, rx.patientDetails?.lastName, known!.person.lastName);
    },
  },
  {
    part: 'rxTrigger',
    title: 'reads the same again as long as nobody has committed it, also after a restart',
    hands: ['wantScan'],
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const key = await bench.want(known!);
      const first = await bench.readWanted(key);
      const again = await bench.readUntil(
        (reading) => wantedIn(reading).find((rx) => rx.key === key),
        'what was read and not acknowledged is not read again: it is lost in a crash',
      );
      must(same(first, again), 'the same wish is read differently the second time');
      await bench.restart();
      const after = await bench.readUntil(
        (reading) => wantedIn(reading).find((rx) => rx.patient === known!.ref),
        'what was read and not acknowledged is not read again after a restart: it is lost in a crash',
      );
      must(after.key === key, 'the same wish has another key after a restart, so that it is sent twice');
    },
  },
  {
    part: 'rxTrigger',
    title: 'gives different wishes different keys',
    hands: ['wantScan'],
    async run(bench) {
      const known = await bench.know(...Array.from({ length: MANY }, (_, number) => samplePerson(number)));
      const keys: RxKey[] = [];
      for (const one of known) keys.push(await bench.want(one));
      must(new Set(keys).size === keys.length, 'two wishes have one key');
      const missing = new Set(keys);
      await bench.readUntil((reading) => {
        const read = wantedIn(reading).map(({ key }) => key);
        must(reading.kind !== 'snapshot' || new Set(read).size === read.length, 'a snapshot holds a key twice');
        for (const key of read) missing.delete(key);
        return missing.size === 0 ? true : undefined;
      }, `${missing.size} of ${MANY} wanted scans are never read`);
    },
  },
  {
    part: 'rxTrigger',
    title: 'passes on names as they are, whatever letters they have',
    hands: ['wantScan'],
    async run(bench) {
      const people = hardPeople(bench.subject.cannotHold);
      const known = await bench.know(...people);
      for (const [index, one] of known.entries()) {
        const { what } = people[index]!;
        const rx = await bench.readWanted(await bench.want(one));
        must(rx.patient === one.ref, `the scan of a patient with ${what} in the name is for somebody else`);
        const { firstName, lastName } = one.person;
        await mustKnowPatient(bench, rx.patient, rx.patientDetails?.lastName, lastName, what);
        await mustKnowPatient(bench, rx.patient, rx.patientDetails?.firstName, firstName, what);
      }
    },
  },
  {
    part: 'rxTrigger',
    title: `finds the scan of one among ${CROWD} patients`,
    hands: ['wantScan'],
    async run(bench) {
      const known = await bench.know(...Array.from({ length: CROWD }, (_, number) => samplePerson(number)));
      const one = known[CROWD - 1]!;
      const rx = await bench.readWanted(await bench.want(one));
      must(rx.patient === one.ref, 'among many patients the scan is for somebody else');
    },
  },
  {
    part: 'rxTrigger',
    title: 'is not kept by one bad request from reading the others',
    hands: ['wantScan', 'spoilRequest'],
    async run(bench) {
      const [one, other] = await bench.know(samplePerson(1), samplePerson(2));
      const first = await bench.want(one!);
      await bench.hands.spoilRequest!();
      const second = await bench.want(other!);
      const missing = new Set([first, second]);
      await bench.readUntil((reading) => {
        for (const { key } of wantedIn(reading)) missing.delete(key);
        return missing.size === 0 ? true : undefined;
      }, 'one bad request keeps good ones from being read');
    },
  },
  {
    part: 'rxTrigger',
    title: 'throws an error that waits while the practice cannot be reached, and reads all afterwards',
    hands: ['wantScan', 'goAway', 'comeBack'],
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const key = await bench.want(known!);
      await bench.readWanted(key);
      await bench.hands.goAway!();
      const thrown = await bench.thrownBy(
        bench.read(),
        'a reading is answered, though the practice cannot be reached: an empty one would withdraw what is wanted',
      );
      mustWait(thrown, 'read');
      await bench.hands.comeBack!();
      await bench.readWanted(key);
    },
  },
  {
    part: 'rxTrigger',
    title: 'ends a reading whose signal is aborted, and reads all the next time',
    hands: ['wantScan'],
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const key = await bench.want(known!);
      await bench.stopped('read', (signal) => bench.ports.rxTrigger!.read(undefined, signal));
      await bench.readWanted(key);
    },
  },
];

/** The patient of a request is stated in it, or found by its reference. */
async function mustKnowPatient(
  bench: Bench,
  ref: PatientRef,
  stated: string | undefined,
  expected: string,
  what = 'nothing special',
): Promise<void> {
  if (stated === undefined && bench.ports.patients === undefined) {
    must(false, 'a wanted scan has no patientDetails, and there is no PatientSource to ask');
  }
  const found = stated ?? JSON.stringify(await bench.ports.patients?.byRef(ref, bench.signal));
  const whole = stated === undefined ? JSON.stringify(expected) : expected;
  must(
    stated === undefined ? found.includes(whole) : found === whole,
    `a name is not passed on as it is in the practice (with ${what} in it)`,
  );
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

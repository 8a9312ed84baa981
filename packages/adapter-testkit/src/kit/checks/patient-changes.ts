import type { Patient } from '@chairside/core';
import { must } from '../broken.js';
import type { Bench } from '../bench.js';
import type { Check } from '../check.js';
import { samplePerson } from '../sample-people.js';
import { mustWait } from './must-wait.js';

const CROWD = 2_500;
/** No practice has so many parts that this is too few. */
const MOST_PARTS = 10_000;

/** What a patient source keeps that tells who changed. */
export const PATIENT_CHANGES_CHECKS: readonly Check[] = [
  {
    part: 'patients',
    title: 'tells of everybody, part by part, where there is no cursor',
    calls: ['changed'],
    async run(bench) {
      const known = await bench.know(...Array.from({ length: CROWD }, (_, number) => samplePerson(number)));
      const { patients } = await allSince(bench, undefined);
      const refs = new Set(patients.map(({ ref }) => ref));
      const missing = known.filter(({ ref }) => !refs.has(ref)).length;
      must(missing === 0, `without a cursor ${missing} of ${CROWD} patients are never told`);
    },
  },
  {
    part: 'patients',
    title: 'tells of who changed since a cursor, as often as it is asked with that',
    hands: ['changePatient'],
    calls: ['changed'],
    async run(bench) {
      const [one] = await bench.know(samplePerson(1), samplePerson(2));
      const { cursor } = await allSince(bench, undefined);
      const renamed = { ...one!.person, lastName: 'Renamed' };
      await bench.hands.changePatient!(one!.ref, renamed);
      for (let time = 0; time < 2; time += 1) {
        const { patients } = await allSince(bench, cursor);
        const found = patients.find(({ ref }) => ref === one!.ref);
        must(found !== undefined, 'a patient who changed is not told, or only once for the same cursor');
        must(found.lastName === 'Renamed', 'a patient who changed is told as before');
      }
      await bench.restart();
      const { patients } = await allSince(bench, cursor);
      must(
        patients.some(({ ref }) => ref === one!.ref),
        'after a restart a cursor does not mean any more what it meant',
      );
    },
  },
  {
    part: 'patients',
    title: 'begins anew with everybody where it does not know a cursor',
    calls: ['changed'],
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const { patients } = await allSince(bench, 'a cursor of another life').catch((error: unknown) => {
        must(false, `changed throws for a cursor that it does not know (${String(error)}): begin anew`);
      });
      must(
        patients.some(({ ref }) => ref === one!.ref),
        'with a cursor that it does not know, changed tells of nobody',
      );
    },
  },
  {
    part: 'patients',
    title: 'tells of no change while the practice cannot be reached',
    hands: ['goAway', 'comeBack'],
    calls: ['changed'],
    async run(bench) {
      await bench.know(samplePerson(1));
      await bench.hands.goAway!();
      const call = bench.ports.patients!.changed!(undefined, bench.signal);
      mustWait(await bench.thrownBy(call, 'changed answers though the practice cannot be reached'), 'changed');
      await bench.hands.comeBack!();
    },
  },
];

async function allSince(bench: Bench, from: string | undefined) {
  const patients: Patient[] = [];
  let cursor = from;
  for (let part = 0; part < MOST_PARTS; part += 1) {
    const answer = await bench.ports.patients!.changed!(cursor, bench.signal);
    patients.push(...answer.patients);
    const stands = answer.more === true && answer.cursor === cursor;
    must(!stands, 'changed says that there is more and gives the same cursor again, so that nobody gets on');
    ({ cursor } = answer);
    if (answer.more !== true) return { patients, cursor };
  }
  must(false, 'changed never comes to an end');
}

import { PatientRef, type Patient, type PatientSearch, type ScannedPatient } from '@chairside/core';
import { must } from '../broken.js';
import type { Bench, KnownPerson } from '../bench.js';
import type { Check } from '../check.js';
import { hardPeople, samplePerson } from '../sample-people.js';
import { mustWait } from './must-wait.js';

const CROWD = 10_000;

export const PATIENT_SOURCE_CHECKS: readonly Check[] = [
  {
    part: 'patients',
    title: 'finds a patient by the reference, and nobody by another',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1), samplePerson(2));
      const found = await bench.ports.patients!.byRef(one!.ref, bench.signal);
      must(found !== undefined, 'a patient is not found by the reference');
      mustBe(found, one!);
      for (const ref of ['no-such-patient', '0', '-1', ' ', `${one!.ref}'`, '%', '9'.repeat(400)]) {
        const nobody = await bench.ports.patients!.byRef(PatientRef(ref), bench.signal).catch(() => {
          must(false, `byRef throws for a reference that nobody has (${ref.slice(0, 20)}): answer undefined`);
        });
        must(nobody === undefined, `byRef answers somebody for the reference ${ref.slice(0, 20)}, which nobody has`);
      }
    },
  },
  {
    part: 'patients',
    title: 'finds by chart number and name together',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1), samplePerson(2));
      mustFind(await search(bench, one!.person), one!);
    },
  },
  {
    part: 'patients',
    title: 'compares names without case, spaces, punctuation and forms of Unicode',
    async run(bench) {
      const [one] = await bench.know({ ...samplePerson(1), firstName: 'Änne-Marie', lastName: "O'Sample" });
      const { chartNumber } = one!.person;
      for (const [firstName, lastName] of [
        ['ÄNNE MARIE', 'OSAMPLE'],
        ['A\u0308nneMarie', 'o sample'],
      ] as const) {
        mustFind(await search(bench, { chartNumber, firstName, lastName }), one!);
      }
    },
  },
  {
    part: 'patients',
    title: 'finds nobody where only the chart number or only the name agrees, and says who is near',
    async run(bench) {
      const [one, other] = await bench.know(samplePerson(1), samplePerson(2));
      const byNumber = await search(bench, { ...other!.person, chartNumber: one!.person.chartNumber });
      must(byNumber.kind !== 'found', 'a chart number is enough to be found: the scan goes into the wrong chart');
      const strange = await search(bench, { ...samplePerson(3), chartNumber: one!.person.chartNumber });
      mustBeNear(strange, one!, 'chart number');
      const byName = await search(bench, { ...one!.person, chartNumber: '999999' });
      mustBeNear(byName, one!, 'name');
    },
  },
  {
    part: 'patients',
    title: 'takes a blank chart number or name for no agreement',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const { firstName, lastName, chartNumber } = one!.person;
      for (const blank of ['', '  ']) {
        const byName = await search(bench, { chartNumber: blank, firstName, lastName });
        must(byName.kind !== 'found', 'a blank chart number agrees with somebody: the scan goes into the wrong chart');
        const byNumber = await search(bench, { chartNumber, firstName: blank, lastName: blank });
        must(byNumber.kind !== 'found', 'a blank name agrees with somebody: the scan goes into the wrong chart');
      }
      const nothing = await search(bench, { chartNumber: '', firstName: '', lastName: '' });
      must(nothing.kind === 'none', 'a scan that says nothing of its patient belongs to somebody');
    },
  },
  {
    part: 'patients',
    title: 'takes hard names and wildcards literally',
    async run(bench) {
      const people = hardPeople(bench.subject.cannotHold);
      const known = await bench.know(...people);
      for (const [index, one] of known.entries()) {
        const { what } = people[index]!;
        const found = await search(bench, one.person);
        must(found.kind === 'found', `a patient with ${what} in the name is not found`);
        must(found.patient.ref === one.ref, `with ${what} in the name somebody else is found`);
        mustBe(found.patient, one);
      }
      const { length } = await nobodyCalled(bench, '\u{20bb7}');
      must(length === 0, 'a name with letters that nobody has agrees with somebody');
      for (const wild of ['%', '_', '*', '.*', '?']) {
        const answer = await search(bench, { chartNumber: wild, firstName: wild, lastName: wild });
        const literal = answer.kind === 'found' && answer.patient.firstName === wild;
        must(answer.kind !== 'found' || literal, `${wild} in a scan is taken for a wildcard`);
        must(answer.kind !== 'ambiguous', `${wild} in a scan is taken for a wildcard`);
      }
    },
  },
  {
    part: 'patients',
    title: 'answers two patients who agree in both as ambiguous',
    async run(bench) {
      const twin = samplePerson(1);
      const [one, other] = await bench.know(twin, twin);
      if (one!.ref === other!.ref) return;
      const answer = await search(bench, twin);
      must(answer.kind === 'ambiguous', `two patients with one chart number and name are answered as ${answer.kind}`);
      const refs = answer.patients.map(({ ref }) => ref);
      must(refs.includes(one!.ref) && refs.includes(other!.ref), 'of two patients who agree not both are named');
    },
  },
  {
    part: 'patients',
    title: `finds one among ${CROWD} patients`,
    async run(bench) {
      const known = await bench.know(...Array.from({ length: CROWD }, (_, number) => samplePerson(number)));
      for (const one of [known[0]!, known[CROWD / 2]!, known[CROWD - 1]!]) {
        mustFind(await search(bench, one.person), one);
        mustBe((await bench.ports.patients!.byRef(one.ref, bench.signal))!, one);
      }
    },
  },
  {
    part: 'patients',
    title: 'knows a patient who was removed no more',
    hands: ['removePatient'],
    async run(bench) {
      const [one] = await bench.know(samplePerson(1), samplePerson(2));
      await bench.hands.removePatient!(one!.ref);
      const answer = await search(bench, one!.person);
      must(answer.kind === 'none', 'a patient who was removed is found');
    },
  },
  {
    part: 'patients',
    title: 'throws an error that waits while the practice cannot be reached',
    hands: ['goAway', 'comeBack'],
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      mustFind(await search(bench, one!.person), one!);
      await bench.hands.goAway!();
      const { patients } = bench.ports;
      mustWait(
        await bench.thrownBy(search(bench, one!.person), 'search answers though the practice cannot be reached'),
        'search',
      );
      const byRef = patients!.byRef(one!.ref, bench.signal);
      mustWait(await bench.thrownBy(byRef, 'byRef answers though the practice cannot be reached'), 'byRef');
      await bench.hands.comeBack!();
      mustFind(await search(bench, one!.person), one!);
    },
  },
  {
    part: 'patients',
    title: 'ends a search whose signal is aborted',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      await bench.stopped('search', (signal) => bench.ports.patients!.search(bench.patient(one!), signal));
      await bench.stopped('byRef', (signal) => bench.ports.patients!.byRef(one!.ref, signal));
      mustFind(await search(bench, one!.person), one!);
    },
  },
];

/** Everybody whom a search for a name names. */
async function nobodyCalled(bench: Bench, name: string): Promise<readonly Patient[]> {
  const answer = await search(bench, { chartNumber: name, firstName: name, lastName: name });
  if (answer.kind === 'found') return [answer.patient];
  return answer.kind === 'none' ? answer.near : answer.patients;
}

function search(bench: Bench, { chartNumber, firstName, lastName }: ScannedPatient): Promise<PatientSearch> {
  return bench.ports.patients!.search({ chartNumber, firstName, lastName }, bench.signal);
}

function mustFind(answer: PatientSearch, { ref }: KnownPerson): void {
  must(answer.kind === 'found', `a patient whose chart number and name agree is answered as ${answer.kind}`);
  must(answer.patient.ref === ref, 'chart number and name agree with one patient, and another is found');
}

function mustBeNear(answer: PatientSearch, { ref }: KnownPerson, what: string): void {
  must(
    answer.kind === 'none',
    `a ${what} alone is enough: the answer is ${answer.kind}, and the scan goes into the wrong chart`,
  );
  must(
    answer.near.some((patient) => patient.ref === ref),
    `who agrees in the ${what} is not named as near, so that a person has nobody to choose`,
  );
}

function mustBe(patient: Patient, { ref, person }: KnownPerson): void {
  must(patient.ref === ref, 'a patient has another reference than was asked for');
  must(patient.chartNumber !== '', 'a patient is answered with an empty chart number');
  const names = patient.firstName === person.firstName && patient.lastName === person.lastName;
  must(names, 'a name is not answered as it is in the practice');
  const { dateOfBirth } = patient;
  must(
    dateOfBirth === undefined || dateOfBirth === person.dateOfBirth,
    'a date of birth is not answered as YYYY-MM-DD',
  );
}

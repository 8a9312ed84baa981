import { contentDigest, type ProcedureRule } from '@chairside/core';
import { expect } from 'chai';
import { describeWithServer, VERSIONS } from '../support/server.js';
import { rulesOf, VisitPractice } from './visit-practice.js';

const CROWN = [{ code: 'D2740', tooth: '3' }];
const BRIDGE = [
  { code: 'D6740', tooth: '3' },
  { code: 'D6245', tooth: '4' },
  { code: 'D6740', tooth: '5' },
];

for (const version of VERSIONS) {
  describeWithServer(`the RX of a visit in Open Dental ${version}`, () => {
    it('is for the patient, by the dentist, with the teeth and the practice’s words', async () => {
      const practice = await VisitPractice.open(version);
      const visit = await practice.book({ procedures: BRIDGE });
      expect(await practice.only()).to.deep.equal({
        key: `${visit}:fixed-restorative`,
        patient: String(practice.patient),
        doctor: 'DOC1',
        doctorKeys: [String(practice.dentist)],
        licenseNumber: undefined,
        procedureMapId: 30,
        labId: undefined,
        notes: '3, 5 Ceramic retainer crown; 4 Ceramic pontic',
      });
      await practice.hands.moveVisit(visit, { inDays: 0 });
      await practice.seat(visit);
      expect(await practice.fate(`${visit}:fixed-restorative`)).to.equal('over');
    });
  });
}

describeWithServer('the RX of the visits of the horizon', () => {
  let practice: VisitPractice;
  before(async () => {
    practice = await VisitPractice.open();
  });
  beforeEach(() => practice.startAnew());

  describe('are those', () => {
    it('of today, whatever the hour, up to the last minute of the last day', async () => {
      const visits = [];
      for (const at of [
        { inDays: 0, time: '00:00' },
        { inDays: 0, time: '23:59' },
        { inDays: 3, time: '00:00' },
        { inDays: 3, time: '23:59' },
      ])
        visits.push(await practice.book({ at }));
      await practice.book({ at: { inDays: -1, time: '23:59' } });
      await practice.book({ at: { inDays: 4, time: '00:00' } });
      expect(await practice.keys()).to.deep.equal(visits.map((visit) => `${visit}:fixed-restorative`));
    });

    it('of today alone where the horizon is no day', async () => {
      const visit = await practice.book({ at: { inDays: 0 } });
      await practice.book({ at: { inDays: 1 } });
      practice.configure({ horizonDays: 0 });
      expect(await practice.keys()).to.deep.equal([`${visit}:fixed-restorative`]);
    });

    it('of visits that are scheduled, and of those that early versions keep for a sooner day', async () => {
      for (const status of ['complete', 'unscheduled', 'broken', 'planned', 'note', 'noteCompleted'] as const)
        await practice.book({ status });
      const visit = await practice.book();
      const asap = await practice.book();
      await practice.opened.practice.query('UPDATE appointment SET AptStatus = 4 WHERE AptNum = ?', [asap]);
      expect(await practice.keys()).to.have.members([`${visit}:fixed-restorative`, `${asap}:fixed-restorative`]);
    });

    it('of visits that have a date', async () => {
      const visit = await practice.book();
      for (const day of ['0001-01-01', '0000-00-00']) {
        await practice.opened.practice.query('UPDATE appointment SET AptDateTime = ? WHERE AptNum = ?', [day, visit]);
        expect(await practice.keys(), day).to.deep.equal([]);
        expect(await practice.fate(`${visit}:fixed-restorative`), day).not.to.equal('cancelled');
      }
    });

    it('of procedures that are still to be done', async () => {
      const visit = await practice.book({ procedures: [] });
      for (const status of [
        'complete',
        'existingCurrent',
        'existingOther',
        'referred',
        'deleted',
        'condition',
        'inactivePlan',
      ] as const)
        await practice.hands.addProcedure(visit, { code: 'D2740', tooth: '3', status });
      expect(await practice.keys()).to.deep.equal([]);
    });

    it('of patients who were not deleted', async () => {
      const visit = await practice.book();
      await practice.hands.changePatient(practice.patient, { status: 'deleted' });
      expect(await practice.keys()).to.deep.equal([]);
      expect(await practice.fate(`${visit}:fixed-restorative`)).to.equal('cancelled');
      await practice.hands.changePatient(practice.patient, { status: 'patient' });
      expect(await practice.keys()).to.have.length(1);
    });

    it('none of a cleaning, a look and codes of other systems, whatever the defaults are', async () => {
      for (const code of ['D1110', 'D0120', 'N4118', 'T1234', '27211']) await practice.book({ procedures: [{ code }] });
      expect(await practice.keys()).to.deep.equal([]);
    });
  });

  describe('are grouped', () => {
    it('by visit and procedure of the scanner: a bridge is one', async () => {
      const visit = await practice.book({ procedures: [...BRIDGE, { code: 'D5110', surf: 'U' }, { code: 'D1110' }] });
      const other = await practice.book({ at: { inDays: 2 }, procedures: CROWN });
      expect(await practice.keys()).to.deep.equal([
        `${visit}:fixed-restorative`,
        `${visit}:full-denture-tissue-based`,
        `${other}:fixed-restorative`,
      ]);
    });

    it('with a procedure that has a rule of the clinic for the same, and its lab', async () => {
      practice.configure({}, rulesOf({ D6245: { procedureMapId: 30, labId: 9 } }));
      const visit = await practice.book({ procedures: BRIDGE });
      expect(await practice.only()).to.include({
        key: `${visit}:fixed-restorative-lab-9`,
        labId: 9,
        procedureMapId: 30,
      });
    });

    it('apart where the clinic’s rules name different labs', async () => {
      const rules = { D2740: { procedureMapId: 30, labId: 9 }, D2750: { procedureMapId: 30, labId: 10 } };
      practice.configure({}, rulesOf(rules));
      await practice.book({ procedures: [...CROWN, { code: 'D2750', tooth: '14' }] });
      expect((await practice.wanted()).map(({ labId, notes }) => [labId, notes])).to.have.deep.members([
        [9, '3 Ceramic crown'],
        [10, '14 Veneered crown'],
      ]);
    });
  });

  describe('wait for a person', () => {
    const PROPOSED: readonly (readonly [string, readonly string[], boolean])[] = [
      ['where a code only suggests a scan', ['D2799'], true],
      ['where a code must be asked about', ['D8080.18'], true],
      ['not where another procedure of the same RX calls for it', ['D2799', 'D2740'], false],
    ];
    for (const [title, codes, proposal] of PROPOSED) {
      it(title, async () => {
        await practice.book({ procedures: codes.map((code) => ({ code })) });
        expect((await practice.only()).proposal === true).to.equal(proposal);
      });
    }

    it('where a row of iTero’s table has two ids, with the code and both', async () => {
      await practice.book({ procedures: [{ code: 'D9945' }, { code: 'D9944' }] });
      const rx = await practice.only();
      expect(rx).to.deep.include({ procedureCode: 'D9944', procedureChoices: [8, 14] });
      expect(rx.procedureMapId).to.equal(undefined);
    });

    it('where a code says nothing, each for itself', async () => {
      const visit = await practice.book({ procedures: [{ code: 'D2999' }, { code: 'D5899' }] });
      const wanted = await practice.wanted();
      expect(wanted.map(({ key, procedureCode, proposal }) => [key, procedureCode, proposal])).to.have.deep.members([
        [`${visit}:d2999`, 'D2999', true],
        [`${visit}:d5899`, 'D5899', true],
      ]);
    });

    it('where an arch has no teeth for an implant guide', async () => {
      await practice.hands.missTeeth(
        practice.patient,
        Array.from({ length: 32 }, (_, index) => index + 1),
      );
      const visit = await practice.book({ procedures: [{ code: 'D6190' }] });
      expect(await practice.only()).to.include({
        key: `${visit}:surgical-guide-tissue-supported`,
        procedureMapId: 25,
        proposal: true,
      });
    });
  });

  describe('follow the clinic’s own rules', () => {
    const OWN: readonly (readonly [string, Readonly<Record<string, ProcedureRule>>, string, number | undefined])[] = [
      ['a code that asks for nothing', { D2740: false }, 'D2740.1', undefined],
      ['a code of another system', { N4118: { procedureMapId: 30 } }, 'N4118', 30],
      ['a Canadian code', { '27211': { procedureMapId: 30 } }, '27211', 30],
      ['a prefix', { 'T*': { procedureMapId: 1 } }, 'T12', 1],
    ];
    for (const [title, rules, code, id] of OWN) {
      it(title, async () => {
        practice.configure({}, rulesOf(rules));
        await practice.book({ procedures: [{ code }] });
        expect((await practice.wanted()).map(({ procedureMapId }) => procedureMapId)).to.deep.equal(
          id === undefined ? [] : [id],
        );
      });
    }

    for (const [sendTo, id] of [
      ['none', 62],
      ['myitero', 88],
    ] as const) {
      it(`rx.sendTo ${sendTo}`, async () => {
        practice.configure({}, rulesOf({}, sendTo));
        await practice.book();
        expect((await practice.only()).procedureMapId).to.equal(id);
      });
    }
  });

  describe('name', () => {
    it('surfaces, quadrants, sextants, arches and ranges of teeth', async () => {
      const { hands } = practice;
      await hands.addCode({ code: 'D5720', words: 'Rebase a sextant', area: 'sextant' });
      await practice.book({
        procedures: [
          { code: 'D2643', tooth: '14', surf: 'MOD' },
          { code: 'D5110', surf: 'U' },
          { code: 'D5213', range: '7, 8,10' },
          { code: 'D1510', surf: 'LL' },
          { code: 'D5720', surf: '2' },
        ],
      });
      expect((await practice.wanted()).map(({ notes }) => notes)).to.have.members([
        '14 MOD Ceramic onlay',
        'upper Full denture, upper',
        '7, 8, 10 Cast partial, upper',
        'LL Space maintainer, one side',
        'sextant 2 Rebase a sextant',
      ]);
    });

    it('what the clinic’s template says', async () => {
      practice.configure({ notes: 'Please scan {teeth}.' });
      await practice.book({ procedures: BRIDGE });
      expect((await practice.only()).notes).to.equal('Please scan 3, 4, 5.');
    });

    it('the visit’s dentist, whoever its procedures are booked on, and the hygienist only without one', async () => {
      const hygienist = await practice.hands.addProvider({ abbr: 'HYG1', last: 'Test', first: 'Hanna' });
      const visit = await practice.book({
        hygienist,
        isHygiene: true,
        procedures: [{ code: 'D2740', tooth: '3', provider: hygienist }],
      });
      expect((await practice.only()).doctor).to.equal('DOC1');
      await practice.hands.changeVisit(visit, { provider: 0 });
      expect((await practice.only()).doctor).to.equal('HYG1');
      await practice.hands.changeVisit(visit, { hygienist: 0 });
      expect(await practice.only()).not.to.have.property('doctor');
    });

    it('a provider without an abbreviation by number, also one whom the table lacks', async () => {
      const nameless = await practice.hands.addProvider({ abbr: '', last: 'Test', first: 'Nora' });
      const visit = await practice.book({ provider: nameless });
      expect((await practice.only()).doctor).to.equal(String(nameless));
      await practice.hands.changeVisit(visit, { provider: 9_999 });
      expect((await practice.only()).doctor).to.equal('9999');
    });

    it('the doctor’s license number where it is known', async () => {
      const provider = await practice.hands.addProvider({ abbr: 'DOC2', last: 'Test', first: 'Lena', license: 'L-77' });
      await practice.book({ provider });
      expect((await practice.only()).licenseNumber).to.equal('L-77');
    });

    it('the patient who remains after a merge, and a clone as the record that has the visit', async () => {
      const { hands } = practice;
      await practice.book();
      const remaining = await hands.addPatient({ last: 'Example', first: 'Remaining' });
      await hands.mergePatients(practice.patient, remaining);
      expect((await practice.only()).patient).to.equal(String(remaining));
      const clone = await hands.clonePatient(remaining);
      await practice.book({ patient: clone });
      expect((await practice.wanted()).map(({ patient }) => patient)).to.deep.equal([String(remaining), String(clone)]);
    });

    it('visits by numbers that no JavaScript number holds', async () => {
      const visit = await practice.book();
      const large = '8123456789012345679';
      const { practice: connection } = practice.opened;
      await connection.query('UPDATE appointment SET AptNum = ? WHERE AptNum = ?', [large, visit]);
      await connection.query('UPDATE procedurelog SET AptNum = ? WHERE AptNum = ?', [large, visit]);
      expect(await practice.keys()).to.deep.equal([`${large}:fixed-restorative`]);
      expect(await practice.fate(`${large}:fixed-restorative`)).to.equal('wanted');
      expect(await practice.fate('8123456789012345678:fixed-restorative')).to.equal('cancelled');
    });
  });

  describe('that are being changed', () => {
    /** What the practice does between two looks, once. */
    const meanwhile = (work: () => Promise<unknown>): void => {
      practice.clock.meanwhile = async () => {
        practice.clock.meanwhile = async () => undefined;
        await work();
      };
    };
    const notes = async () => (await practice.wanted()).map((rx) => rx.notes);

    it('are left out until all of a new visit stands there, and the others are not', async () => {
      const other = await practice.book();
      const visit = await practice.book({ procedures: [BRIDGE[0]!] });
      meanwhile(() => practice.hands.addProcedure(visit, BRIDGE[1]!));
      expect(await practice.keys()).to.deep.equal([`${other}:fixed-restorative`]);
      expect(await notes()).to.deep.equal(['3 Ceramic crown', '3 Ceramic retainer crown; 4 Ceramic pontic']);
    });

    it('are left out, and stay, until what is known is as it will be', async () => {
      const visit = await practice.book({ procedures: BRIDGE });
      const key = `${visit}:fixed-restorative`;
      expect(await practice.keys()).to.deep.equal([key]);
      const last = (await practice.hands.proceduresOf(visit))[2]!;
      await practice.hands.detachProcedure(last);
      meanwhile(() => practice.hands.addProcedure(visit, BRIDGE[2]!));
      expect(await practice.keys()).to.deep.equal([]);
      expect(await practice.fate(key)).to.equal('wanted');
      expect(await notes()).to.deep.equal(['3, 5 Ceramic retainer crown; 4 Ceramic pontic']);
    });

    it('are left out also where the patient sits already', async () => {
      const visit = await practice.book({ at: { inDays: 0 }, procedures: [BRIDGE[0]!] });
      await practice.seat(visit);
      meanwhile(() => practice.hands.addProcedure(visit, BRIDGE[1]!));
      expect((await practice.read()).begun).to.deep.equal([]);
      expect((await practice.read()).begun).to.have.length(1);
    });

    it('are looked at once where nothing is new', async () => {
      await practice.book();
      await practice.keys();
      practice.clock.sleeps = 0;
      await practice.keys();
      expect(practice.clock.sleeps).to.equal(0);
    });
  });

  describe('are equal', () => {
    const digest = async (): Promise<string> => contentDigest(await practice.only());

    it('when nothing is asked for anew: another hour, day or room, another order of the rows', async () => {
      const visit = await practice.book({ procedures: BRIDGE });
      const before = await digest();
      await practice.hands.moveVisit(visit, { inDays: 2, time: '14:30' });
      await practice.hands.changeVisit(visit, { op: 5 });
      await practice.hands.changeProcedures(visit, BRIDGE.toReversed());
      expect(await digest()).to.equal(before);
    });

    const CHANGES: readonly (readonly [string, (visit: number) => Promise<unknown>])[] = [
      ['the dentist', (visit) => practice.hands.changeVisit(visit, { provider: 77 })],
      ['a tooth', (visit) => practice.hands.changeProcedures(visit, [{ code: 'D2740', tooth: '4' }])],
      ['the code', (visit) => practice.hands.changeProcedures(visit, [{ code: 'D2750', tooth: '3' }])],
      ['the number of units', (visit) => practice.hands.changeProcedures(visit, [...CROWN, ...BRIDGE])],
    ];
    for (const [title, change] of CHANGES) {
      it(`not when another is ${title}, but of the same key`, async () => {
        const visit = await practice.book();
        const [before, key] = [await digest(), (await practice.only()).key];
        await change(visit);
        expect(await digest()).not.to.equal(before);
        expect((await practice.only()).key).to.equal(key);
      });
    }
  });
});

import { ChairsideError, procedureRule, type WantedRx } from '@chairside/core';
import type { RxChoice } from '@chairside/core/house';
import { PrepareRx, type ClinicPolicy } from '@chairside/core/flow';
import { MemoryPatients } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { samplePolicy } from './support/sample-policy.js';
import { samplePatient, sampleRx, seedRx } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const MAPPED: Partial<ClinicPolicy['rx']> = {
  doctors: { DrSmith: 78 },
  procedures: {
    D2740: { procedureMapId: 31, labId: 11 },
    'D99*': { procedureMapId: 8 },
    'D999*': { procedureMapId: 9 },
    D8080: false,
  },
};

/** What a wanted RX becomes: doctor, procedure and lab, or the code of what is wrong. */
async function prepared(
  fields: Partial<WantedRx>,
  choice: RxChoice | undefined,
  rx: Partial<ClinicPolicy['rx']>,
): Promise<unknown> {
  const bench = await FlowBench.open();
  const record = await seedRx(bench.ledger, 'wanted', sampleRx('A', 1, fields), { choice });
  const prepare = new PrepareRx(new MemoryPatients(), samplePolicy({ rx }));
  try {
    const { doctorId, procedureMapId, labId } = await prepare.prepare(record, never);
    return [doctorId, procedureMapId, labId];
  } catch (error) {
    return ChairsideError.is(error) ? error.code : error;
  }
}

const NO_DEFAULTS = { ...MAPPED, defaults: {} };

const TABLE: readonly (readonly [
  string,
  Partial<WantedRx>,
  RxChoice | undefined,
  Partial<ClinicPolicy['rx']>,
  unknown,
])[] = [
  ['defaults fill what was left out', {}, undefined, MAPPED, [77, 30, 9]],
  ['the request goes before the defaults', { doctorId: 5, procedureMapId: 6, labId: 7 }, undefined, MAPPED, [5, 6, 7]],
  [
    'a person goes before the request',
    { doctorId: 5, procedureMapId: 6, labId: 7 },
    { doctorId: 1, procedureMapId: 2, labId: 3 },
    MAPPED,
    [1, 2, 3],
  ],
  [
    'a number goes before a mapping',
    { doctor: 'DrSmith', doctorId: 5, procedureCode: 'D2740', procedureMapId: 6 },
    undefined,
    MAPPED,
    [5, 6, 9],
  ],
  [
    'provider and code are mapped, with the code’s lab',
    { doctor: 'DrSmith', procedureCode: 'D2740' },
    undefined,
    MAPPED,
    [78, 31, 11],
  ],
  ['the request’s lab goes before the code’s', { procedureCode: 'D2740', labId: 7 }, undefined, MAPPED, [77, 31, 7]],
  ['the longest prefix wins', { procedureCode: 'D9991' }, undefined, MAPPED, [77, 9, 9]],
  ['a shorter prefix takes the rest', { procedureCode: 'D9910' }, undefined, MAPPED, [77, 8, 9]],
  ['a default never fills an unmapped provider', { doctor: 'DrWho' }, undefined, MAPPED, 'RX_DOCTOR_UNMAPPED'],
  ['nor one with a name of the language', { doctor: 'constructor' }, undefined, MAPPED, 'RX_DOCTOR_UNMAPPED'],
  [
    'a provider is mapped by any of their keys',
    { doctor: 'JS', doctorKeys: ['4', 'DrSmith'], procedureCode: 'D2740' },
    undefined,
    MAPPED,
    [78, 31, 11],
  ],
  [
    'a default never fills a provider of whom no key is mapped',
    { doctor: 'JS', doctorKeys: ['4'] },
    undefined,
    MAPPED,
    'RX_DOCTOR_UNMAPPED',
  ],
  ['a default never fills an unmapped code', { procedureCode: 'D1' }, undefined, MAPPED, 'RX_PROCEDURE_UNMAPPED'],
  ['nor one with a name of the language', { procedureCode: 'toString' }, undefined, MAPPED, 'RX_PROCEDURE_UNMAPPED'],
  [
    'among several ids of a code the practice chooses',
    { procedureCode: 'D1', procedureChoices: [8, 14] },
    undefined,
    MAPPED,
    'RX_PROCEDURE_AMBIGUOUS',
  ],
  [
    'which a person does for one RX',
    { procedureCode: 'D1', procedureChoices: [8, 14] },
    { procedureMapId: 14 },
    MAPPED,
    [77, 14, 9],
  ],
  ['or a mapping for all', { procedureCode: 'D2740', procedureChoices: [8, 14] }, undefined, MAPPED, [77, 31, 11]],
  ['an excluded code asks for no scan', { procedureCode: 'D8080' }, undefined, MAPPED, 'RX_CODE_EXCLUDED'],
  ['unless a person says which procedure', { procedureCode: 'D8080' }, { procedureMapId: 2 }, MAPPED, [77, 2, 9]],
  [
    'a person may stand in for a mapping',
    { doctor: 'DrWho', procedureCode: 'D1' },
    { doctorId: 1, procedureMapId: 2 },
    MAPPED,
    [1, 2, 9],
  ],
  ['without a default the doctor is missing', {}, undefined, NO_DEFAULTS, 'RX_DOCTOR_MISSING'],
  ['lab and procedure may be left out', { doctorId: 5 }, undefined, NO_DEFAULTS, [5, undefined, undefined]],
];

describe('preparing an RX', () => {
  after(closeTestLedger);

  for (const [name, fields, choice, rx, expected] of TABLE) {
    it(name, async () => expect(await prepared(fields, choice, rx)).to.deep.equal(expected));
  }

  it('sends a license number only where the practice asked for that, and never makes one up', async () => {
    const bench = await FlowBench.open();
    const sent = async (sendLicenseNumber: boolean, licenseNumber?: string) => {
      const record = await seedRx(bench.ledger, 'wanted', sampleRx(`${sendLicenseNumber}`, 1, { licenseNumber }), {
        generation: licenseNumber === undefined ? 1 : 2,
      });
      const prepare = new PrepareRx(new MemoryPatients(), samplePolicy({ rx: { sendLicenseNumber } }));
      return (await prepare.prepare(record, never)).licenseNumber;
    };
    expect(await sent(false, 'L-1')).to.equal(undefined);
    expect(await sent(true, 'L-1')).to.equal('L-1');
    expect(await sent(true)).to.equal(undefined);
  });

  it('knows the rule of a code: exact, then the longest prefix', () => {
    const rules = { 'D*': { procedureMapId: 1 }, 'D2*': false, D27: { procedureMapId: 3 } } as const;
    expect(procedureRule(rules, 'D27')).to.deep.equal({ procedureMapId: 3 });
    expect(procedureRule(rules, 'D271')).to.equal(false);
    expect(procedureRule(rules, 'D3')).to.deep.equal({ procedureMapId: 1 });
    expect(procedureRule(rules, 'E3')).to.equal(undefined);
    expect(procedureRule(rules, 'D27.1', 'D27'), 'a code that is named goes before a prefix').to.deep.equal({
      procedureMapId: 3,
    });
    expect(procedureRule(rules, 'd2.1', 'D2'), 'a prefix may fit any of the codes').to.equal(false);
  });

  it('asks PatientSource where the request does not state the patient, and sends nobody incomplete', async () => {
    const bench = await FlowBench.open();
    const { patientDetails: _, ...byRef } = sampleRx('A');
    const record = await seedRx(bench.ledger, 'wanted', byRef);
    const patients = new MemoryPatients();
    const prepare = new PrepareRx(patients, samplePolicy());
    const outcome = async () =>
      await prepare.prepare(record, never).then(
        ({ patient }) => patient,
        (error: unknown) => ChairsideError.is(error) && error.code,
      );
    expect(await outcome()).to.equal('RX_PATIENT_UNKNOWN');
    for (const incomplete of [{ chartNumber: ' ' }, { firstName: '' }, { lastName: '\t' }]) {
      patients.put(samplePatient(1, incomplete));
      expect(await outcome()).to.equal('RX_PATIENT_UNKNOWN');
    }
    patients.put(samplePatient(1));
    expect(await outcome()).to.deep.equal(samplePatient(1));
  });
});

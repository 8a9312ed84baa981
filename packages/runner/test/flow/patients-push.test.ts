import { ChairsideError, RxKey, type Patient } from '@chairside/core';
import type { CloudPatient, PatientRecord } from '@chairside/core/house';
import { PatientDesk } from '@chairside/core/flow';
import { expect } from 'chai';
import sinon from 'sinon';
import type { FlowBench } from './support/flow-bench.js';
import {
  ANNA,
  STRANGER,
  atTheCloud,
  change,
  cloudAnna,
  knowingBench,
  patientCalls,
  push,
  stateOf,
} from './support/known-patients.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const BY_ID = { patients: { updateById: true } };

/** The cloud has these patients, and nobody else. */
function only(bench: FlowBench, ...patients: readonly Omit<CloudPatient, 'id'>[]): void {
  bench.service.patients.length = 0;
  for (const patient of patients) bench.service.addPatient(patient);
}

async function auditOf(bench: FlowBench): Promise<readonly (string | undefined)[]> {
  const entries = await bench.ledger.audit(0);
  return entries.filter(({ action }) => action === 'patient updated').map(({ detail }) => detail);
}

describe('a change of a patient in the DPMS', () => {
  after(closeTestLedger);

  it('is pushed by chart number: names, birth date and gender, and only what differs', async () => {
    const bench = await knowingBench();
    const update = sinon.spy(bench.service, 'updatePatient');
    const said = change(bench, { lastName: 'Married', dateOfBirth: '1980-02-01' });
    const record = await push(bench);
    expect(update.args.map(([chartNumber, fields]) => [chartNumber, fields])).to.deep.equal([
      ['1001', { lastName: 'Married', dateOfBirth: '1980-02-01' }],
    ]);
    expect(record).to.deep.include({ state: 'in-step', told: said });
    expect([record.wanted, record.dueAt]).to.deep.equal([undefined, undefined]);
    change(bench, { lastName: 'Married', dateOfBirth: '1980-02-01', firstName: 'ANNA', gender: 'Male' });
    await push(bench);
    expect(update.lastCall.args[1]).to.deep.equal({ firstName: 'ANNA', gender: 'Male' });
    expect(atTheCloud(bench)).to.deep.equal(['1001: ANNA Married 1980-02-01']);
  });

  it('is audited by the names of the fields, never by what stands in them', async () => {
    const bench = await knowingBench();
    change(bench, { lastName: 'Married', dateOfBirth: '1980-02-01' });
    await push(bench);
    const entries = (await bench.ledger.audit(0)).filter(({ action }) => action === 'patient updated');
    expect(entries.map(({ actor, subject, detail }) => [actor, subject, detail])).to.deep.equal([
      ['chairside', 'P1', 'last name, birth date'],
    ]);
  });

  it('is audited once where the cloud took it and the process ended before the answer', async () => {
    const bench = await knowingBench();
    bench.service.script.add('updatePatient', { do: 'fail-after', error: new ChairsideError('CLOUD_UNREACHABLE') });
    change(bench, { lastName: 'Married' });
    await push(bench).catch(() => undefined);
    expect(await auditOf(bench)).to.deep.equal([]);
    await bench.clock.advance(60_000);
    await push(bench);
    expect(await auditOf(bench)).to.deep.equal(['last name']);
    change(bench, { firstName: 'ANNA', lastName: 'Married' });
    await push(bench);
    expect(await auditOf(bench)).to.deep.equal(['last name', 'first name']);
  });

  it('of somebody of whom the cloud does not know through us is nobody’s business there', async () => {
    const bench = await knowingBench();
    const berta = samplePatient(2);
    bench.service.addPatient({ chartNumber: berta.chartNumber, firstName: 'Berta', lastName: 'Sample2' });
    bench.adapter.patients.put({ ...berta, firstName: 'Other' });
    await push(bench);
    expect(await bench.ledger.patients.get(berta.ref)).to.equal(undefined);
    expect(patientCalls(bench)).to.deep.equal([]);
  });

  it('that asks for nothing makes no call', async () => {
    const bench = await knowingBench();
    for (const fields of [
      {},
      { dateOfBirth: undefined, gender: undefined },
      { firstName: ' ' },
      { lastName: ' Sample1 ' },
    ])
      change(bench, fields);
    expect(stateOf(await push(bench))).to.equal('in-step');
    expect(patientCalls(bench)).to.deep.equal([]);
  });

  it('who lost the chart number there is pushed under the one that the cloud knows', async () => {
    const bench = await knowingBench();
    bench.service.addPatient({ chartNumber: '', firstName: 'Sample', lastName: 'Chartless' });
    change(bench, { chartNumber: '', lastName: 'Married' });
    const record = await push(bench);
    expect(record).to.deep.include({ state: 'in-step', told: { ...ANNA, lastName: 'Married' } });
    expect(bench.service.calls).to.deep.equal(['similarPatients 1001', 'updatePatient 1001']);
    change(bench, { chartNumber: ' ', lastName: 'Married' });
    await push(bench);
    expect(patientCalls(bench)).to.have.length(2);
  });

  it('that the cloud has already is only looked at', async () => {
    const bench = await knowingBench();
    only(bench, cloudAnna({ lastName: 'Married' }));
    const said = change(bench, { lastName: 'Married' });
    expect(await push(bench)).to.deep.include({ state: 'in-step', told: said });
    expect(patientCalls(bench)).to.deep.equal(['similarPatients']);
    expect(await auditOf(bench)).to.deep.equal([]);
  });

  it('that is taken back before it was pushed is forgotten', async () => {
    const bench = await knowingBench();
    change(bench, { lastName: 'Slip' });
    await bench.flows.pushPatients?.read(new AbortController().signal);
    expect((await bench.patient(ANNA.ref)).state).to.equal('changed');
    change(bench, {});
    expect(await push(bench)).to.deep.include({ state: 'in-step', told: ANNA });
    expect(patientCalls(bench)).to.deep.equal([]);
  });

  it('is pushed to the one who was renamed at the cloud but has the same birth date', async () => {
    const bench = await knowingBench();
    only(bench, cloudAnna({ firstName: 'Annie', lastName: 'Formerly' }));
    change(bench, { lastName: 'Married' });
    expect(stateOf(await push(bench))).to.equal('in-step');
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1980-01-02']);
  });

  it('of a patient whom the cloud does not know, or not any more, is over', async () => {
    const bench = await knowingBench();
    only(bench);
    const said = change(bench, { lastName: 'Married' });
    expect(await push(bench)).to.deep.include({ state: 'in-step', told: said });
    bench.service.addPatient(cloudAnna());
    bench.service.script.add('updatePatient', { do: 'meanwhile', happens: async () => only(bench) });
    change(bench, { lastName: 'Again' });
    // Whether it is gone only a search tells.
    expect(await push(bench)).to.deep.include({ state: 'changed', attempts: 1, told: said });
    await bench.untilQuiet();
    expect(stateOf(await bench.patient(ANNA.ref))).to.equal('in-step');
    expect(atTheCloud(bench)).to.deep.equal([]);
  });

  it('never renames a stranger who holds the same chart number', async () => {
    const bench = await knowingBench();
    only(bench, STRANGER);
    const said = change(bench, { lastName: 'Married' });
    const record = await push(bench);
    expect(stateOf(record)).to.equal('review PATIENT_CHART_NUMBER_FOREIGN');
    expect(record).to.deep.include({ wanted: said, told: ANNA, matches: bench.service.patients });
    expect(record.dueAt).to.equal(undefined);
    expect(patientCalls(bench)).to.deep.equal(['similarPatients']);
    expect(atTheCloud(bench)).to.deep.equal(['1001: Sample Stranger 1950-05-05']);
  });
});

describe('a change of a patient whose chart number several at the cloud share', () => {
  after(closeTestLedger);

  const MARRIED = { lastName: 'Married' };
  const ELDER = { ...MARRIED, dateOfBirth: '1970-01-01' };
  const TABLE: readonly (readonly [
    string,
    typeof BY_ID | object,
    Partial<Patient>,
    readonly object[],
    string,
    string,
  ])[] = [
    ['waits for a person', {}, MARRIED, [cloudAnna(), STRANGER], 'review PATIENT_CHART_NUMBER_SHARED', 'Sample1'],
    ['goes by id, where updateById allows it', BY_ID, MARRIED, [cloudAnna(), STRANGER], 'in-step', 'Married'],
    [
      'goes by id as far as names, and a person does the rest',
      BY_ID,
      ELDER,
      [cloudAnna(), STRANGER],
      'review PATIENT_CHART_NUMBER_SHARED',
      'Married',
    ],
    [
      'waits for a person where two of them may be meant',
      BY_ID,
      MARRIED,
      [cloudAnna(), cloudAnna({ firstName: 'Twin' })],
      'review PATIENT_CHART_NUMBER_SHARED',
      'Sample1',
    ],
    [
      'waits for a person where none of them can be meant',
      BY_ID,
      MARRIED,
      [STRANGER, { ...STRANGER, firstName: 'Other' }],
      'review PATIENT_CHART_NUMBER_SHARED',
      'Stranger',
    ],
    ['is over where the one meant has it already', {}, MARRIED, [cloudAnna(MARRIED), STRANGER], 'in-step', 'Married'],
  ];
  for (const [name, policy, fields, holders, state, lastName] of TABLE) {
    it(name, async () => {
      const bench = await knowingBench(policy);
      only(bench, ...(holders as readonly CloudPatient[]));
      change(bench, fields);
      const record = await push(bench);
      expect(stateOf(record)).to.equal(state);
      expect(record.matches?.length).to.equal(state === 'in-step' ? undefined : 2);
      expect(bench.service.patients[0]).to.deep.include({ lastName });
      expect(bench.service.patients[1]).to.deep.include(holders[1]);
      expect(bench.service.patients[0]?.dateOfBirth).to.not.equal('1970-01-01');
      expect(await auditOf(bench)).to.deep.equal(
        patientCalls(bench).includes('updatePatientById') ? ['last name'] : [],
      );
    });
  }

  for (const [policy, expected] of [
    [{}, 'review PATIENT_CHART_NUMBER_SHARED Sample1'],
    [BY_ID, 'in-step Married'],
  ] as const) {
    it(`becomes ${expected} where only the 409 of the update itself tells so`, async () => {
      const bench = await knowingBench(policy);
      bench.service.script.add('updatePatient', {
        do: 'meanwhile',
        happens: async () => bench.service.addPatient(STRANGER),
      });
      change(bench, { lastName: 'Married' });
      const record = await push(bench);
      expect(`${stateOf(record)} ${bench.service.patients[0]?.lastName}`).to.equal(expected);
      expect(record.matches).to.deep.equal(expected.startsWith('review') ? bench.service.patients : undefined);
      expect(bench.service.patients[1]).to.deep.include(STRANGER);
    });
  }
});

describe('a change of a chart number', () => {
  after(closeTestLedger);

  const RENUMBERED = { chartNumber: '2001', lastName: 'Married', dateOfBirth: '1980-02-01' };

  it('waits for a person where iTero may not be changed by id', async () => {
    const bench = await knowingBench();
    const said = change(bench, RENUMBERED);
    const record = await push(bench);
    expect(stateOf(record)).to.equal('review PATIENT_CHART_NUMBER_CHANGED');
    expect(record).to.deep.include({ wanted: said, told: ANNA, matches: bench.service.patients });
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Sample1 1980-01-02']);
  });

  it('goes by id where updateById allows it, and the rest by the new number', async () => {
    const bench = await knowingBench(BY_ID);
    const said = change(bench, RENUMBERED);
    expect(await push(bench)).to.deep.include({ state: 'in-step', told: said });
    expect(atTheCloud(bench)).to.deep.equal(['2001: Anna Married 1980-02-01']);
    expect(patientCalls(bench)).to.include.members(['updatePatientById', 'updatePatient']);
    expect(await auditOf(bench)).to.deep.equal(['chart number, last name, birth date']);
  });

  const HELD = [
    ['a stranger', [STRANGER], 'PATIENT_CHART_NUMBER_FOREIGN'],
    ['several', [STRANGER, cloudAnna()], 'PATIENT_CHART_NUMBER_SHARED'],
    ['the same patient again', [cloudAnna()], 'PATIENT_CHART_NUMBER_CHANGED'],
  ] as const;
  for (const [name, holders, code] of HELD) {
    it(`waits for a person where the new one is held by ${name}`, async () => {
      const bench = await knowingBench(BY_ID);
      for (const holder of holders) bench.service.addPatient({ ...holder, chartNumber: '2001' });
      const before = [...bench.service.patients];
      change(bench, RENUMBERED);
      const record = await push(bench);
      expect(stateOf(record)).to.equal(`review ${code}`);
      expect(record.matches).to.include.deep.members(before.slice(1));
      expect(bench.service.patients).to.deep.equal(before);
    });
  }

  it('waits for a person where the old one is a stranger’s, or shared', async () => {
    for (const holders of [[STRANGER], [cloudAnna(), STRANGER]]) {
      const bench = await knowingBench(BY_ID);
      only(bench, ...holders);
      const before = [...bench.service.patients];
      change(bench, RENUMBERED);
      expect(stateOf(await push(bench))).to.equal('review PATIENT_CHART_NUMBER_CHANGED');
      expect(bench.service.patients).to.deep.equal(before);
    }
  });

  it('that a person made at the cloud too goes on by the new number', async () => {
    const bench = await knowingBench();
    only(bench, cloudAnna({ chartNumber: '2001' }));
    change(bench, RENUMBERED);
    expect(stateOf(await push(bench))).to.equal('in-step');
    expect(atTheCloud(bench)).to.deep.equal(['2001: Anna Married 1980-02-01']);
  });
});

describe('a birth date that the cloud keeps', () => {
  after(closeTestLedger);

  const KEPT = 'review PATIENT_BIRTH_DATE_KEPT';

  /** The DPMS says another birth date, and the cloud did not take it. */
  async function kept(): Promise<{ readonly bench: FlowBench; readonly record: PatientRecord }> {
    const bench = await knowingBench();
    bench.service.keepsBirthDates = true;
    change(bench, { dateOfBirth: '1981-01-02', lastName: 'Married' });
    const record = await push(bench);
    bench.service.calls.length = 0;
    return { bench, record };
  }

  it('is reported, with what the cloud has', async () => {
    const { bench, record } = await kept();
    expect(stateOf(record)).to.equal(KEPT);
    expect(record).to.deep.include({ birthDateRefused: '1981-01-02', matches: bench.service.patients });
    expect(record.told).to.deep.equal({ ...ANNA, lastName: 'Married' });
  });

  it('is not sent again, and not reported again once a person let it rest', async () => {
    const { bench, record } = await kept();
    const same = { dateOfBirth: '1981-01-02', lastName: 'Married' };
    change(bench, same);
    expect(stateOf(await push(bench))).to.equal(KEPT);
    await bench.ledger.commit({ patients: [{ ...record, state: 'dismissed' }] });
    change(bench, same);
    expect((await push(bench)).state).to.equal('dismissed');
    expect(patientCalls(bench)).to.deep.equal([]);
    const update = sinon.spy(bench.service, 'updatePatient');
    change(bench, { ...same, lastName: 'Again' });
    expect(stateOf(await push(bench))).to.equal('in-step');
    expect(update.args.map(([, fields]) => fields)).to.deep.equal([{ lastName: 'Again' }]);
    change(bench, { ...same, lastName: 'Again' });
    expect(stateOf(await push(bench))).to.equal('in-step');
  });

  it('is reported for another date of the DPMS, once', async () => {
    const { bench } = await kept();
    change(bench, { dateOfBirth: '1982-01-02', lastName: 'Married' });
    const record = await push(bench);
    expect([stateOf(record), record.birthDateRefused]).to.deep.equal([KEPT, '1982-01-02']);
  });

  it('is sent once more where a person says so, and reported again where it is still kept', async () => {
    const { bench } = await kept();
    const again = async (): Promise<string> => {
      const answer = await new PatientDesk(bench.ledger, bench.clock, 'reception').retry(ANNA.ref);
      expect(answer.kind).to.equal('done');
      await bench.untilQuiet();
      return stateOf(await bench.patient(ANNA.ref));
    };
    expect(await again()).to.equal(KEPT);
    bench.service.keepsBirthDates = false;
    expect(await again()).to.equal('in-step');
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1981-01-02']);
  });

  it('stays reported when an RX is sent meanwhile', async () => {
    const { bench, record } = await kept();
    bench.trigger.say(wanted(sampleRx('B', 1, { patientDetails: record.wanted })));
    await bench.untilQuiet();
    expect(await bench.rxStates(RxKey('B'))).to.deep.equal(['submitted']);
    expect(stateOf(await bench.patient(ANNA.ref))).to.equal(KEPT);
    expect((await bench.patient(ANNA.ref)).told.dateOfBirth).to.equal(record.told.dateOfBirth);
  });

  it('is no such thing where the cloud had none', async () => {
    const bench = await knowingBench();
    bench.service.keepsBirthDates = true;
    only(bench, cloudAnna({ dateOfBirth: undefined }));
    change(bench, { dateOfBirth: '1981-01-02' });
    expect(stateOf(await push(bench))).to.equal('in-step');
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Sample1 1981-01-02']);
  });
});

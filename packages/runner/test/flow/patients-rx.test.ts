import { RxKey } from '@chairside/core';
import type { PatientRecord } from '@chairside/core/house';
import { expect } from 'chai';
import sinon from 'sinon';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import {
  ANNA,
  STRANGER,
  atTheCloud,
  change,
  cloudAnna,
  knowingBench,
  patientCalls,
  push,
  pushingBench,
  stateOf,
} from './support/known-patients.js';
import { benchWithRx } from './support/one-rx.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';
import { wrapLedger } from './support/wrap-ledger.js';

const KEY = RxKey('A');
const NOBODY_KNOWN = { chartNumber: ANNA.chartNumber, firstName: 'Sample', lastName: 'Unknown' };

describe('the patient of an RX', () => {
  after(closeTestLedger);

  it('is on record as sent once the cloud took the RX, also where nothing is pushed', async () => {
    const bench = await benchWithRx();
    await bench.flows.workRx.run(never);
    expect(await bench.patient(samplePatient(1).ref)).to.deep.include({ state: 'in-step', told: samplePatient(1) });
  });

  it('is searched for by nobody where pushUpdates is off', async () => {
    const bench = await benchWithRx();
    bench.service.addPatient(STRANGER);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
    expect(patientCalls(bench)).to.deep.equal([]);
  });

  it('is on record though somebody else writes to that record in between', async () => {
    const bench = await knowingBench();
    change(bench, { firstName: 'Anne' });
    bench.trigger.say(wanted(sampleRx('B', 1, { patientDetails: { ...ANNA, firstName: 'Anne' } })));
    await bench.flows.readTrigger.run(never);
    let disturbed = false;
    const ledger = wrapLedger(bench.ledger, async (work, store) => {
      if (!disturbed && work.rx?.some(({ state }) => state === 'submitted') === true) {
        disturbed = true;
        const record = await bench.patient(ANNA.ref);
        await bench.ledger.commit({ patients: [{ ...record, state: 'dismissed' }] });
      }
      return await store();
    });
    await bench.build({ ledger }).workRx.run(never);
    expect(disturbed).to.equal(true);
    expect(await bench.rxStates(RxKey('B'))).to.deep.equal(['submitted']);
    expect((await bench.patient(ANNA.ref)).told.firstName).to.equal('Anne');
    expect(bench.service.rxs.size).to.equal(2);
  });

  it('keeps on record the birth date that an RX does not change at the cloud', async () => {
    const bench = await knowingBench();
    bench.trigger.say(wanted(sampleRx('B', 1, { patientDetails: { ...ANNA, dateOfBirth: '1981-01-02' } })));
    await bench.flows.readTrigger.run(never);
    await bench.flows.workRx.run(never);
    expect((await bench.patient(ANNA.ref)).told.dateOfBirth).to.equal('1980-01-02');
  });
});

describe('an RX whose chart number somebody at the cloud holds', () => {
  after(closeTestLedger);

  const RIGHT = [
    ['nobody', []],
    ['nobody, though somebody has the name', [cloudAnna({ chartNumber: '7777', dateOfBirth: '1950-05-05' })]],
    ['the patient by name', [cloudAnna({ firstName: 'ANNA ', dateOfBirth: undefined })]],
    ['the patient by birth date', [cloudAnna({ firstName: 'Annie', lastName: 'Formerly' })]],
  ] as const;
  for (const [name, holders] of RIGHT) {
    it(`is sent where that is ${name}`, async () => {
      const bench = await pushingBench();
      for (const holder of holders) bench.service.addPatient(holder);
      await bench.flows.workRx.run(never);
      expect(stateOf(await bench.rx(KEY))).to.equal('submitted');
      expect(stateOf(await bench.patient(ANNA.ref))).to.equal('in-step');
    });
  }

  it('is sent where that is the patient by the name last told, whatever the request says now', async () => {
    const bench = await knowingBench();
    const married = { ...ANNA, lastName: 'Married', dateOfBirth: undefined };
    bench.trigger.say(wanted(sampleRx('B', 1, { patientDetails: married })));
    await bench.flows.readTrigger.run(never);
    await bench.flows.workRx.run(never);
    expect(await bench.rxStates(RxKey('B'))).to.deep.equal(['submitted']);
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1980-01-02']);
  });

  const WRONG = [
    ['a stranger', [STRANGER], 'RX_CHART_NUMBER_FOREIGN'],
    ['a stranger without a birth date', [NOBODY_KNOWN], 'RX_CHART_NUMBER_FOREIGN'],
    ['the patient and a stranger', [cloudAnna(), STRANGER], 'RX_CHART_NUMBER_SHARED'],
    ['the patient, twice', [cloudAnna(), cloudAnna()], 'RX_CHART_NUMBER_SHARED'],
  ] as const;
  for (const [name, holders, code] of WRONG) {
    it(`is not sent where that is ${name}, and nobody is renamed`, async () => {
      const bench = await pushingBench();
      const found = holders.map((holder) => bench.service.addPatient(holder));
      await bench.untilQuiet();
      expect(stateOf(await bench.rx(KEY))).to.equal(`wanted ${code}`);
      expect((await bench.rx(KEY)).dueAt).to.equal(undefined);
      expect(bench.service.rxs.size).to.equal(0);
      expect(bench.service.patients).to.deep.equal(found);
      const record = await bench.patient(ANNA.ref);
      expect(stateOf(record)).to.equal(`review ${code}`);
      expect(record.matches).to.deep.equal(found);
    });
  }

  it('is not sent where that is a stranger for whom the cloud writes the number in another way', async () => {
    const bench = await pushingBench();
    const stranger = bench.service.addPatient({ ...STRANGER, chartNumber: 'a 1' });
    sinon.stub(bench.service, 'similarPatients').resolves([stranger]);
    bench.trigger.say(wanted(sampleRx('A', 1, { patientDetails: { ...ANNA, chartNumber: 'A1' } })));
    await bench.untilQuiet();
    expect(stateOf(await bench.rx(KEY))).to.equal('wanted RX_CHART_NUMBER_FOREIGN');
    expect(bench.service.rxs.size).to.equal(0);
  });

  it('is looked at again by rx resend, and sent once a person has corrected it', async () => {
    const bench = await pushingBench();
    const stranger = bench.service.addPatient(STRANGER);
    await bench.untilQuiet();
    await bench.rxDesk.resend(KEY);
    await bench.untilQuiet();
    expect(stateOf(await bench.rx(KEY))).to.equal('wanted RX_CHART_NUMBER_FOREIGN');
    bench.service.patients[0] = { ...stranger, chartNumber: '9999' };
    await bench.rxDesk.resend(KEY);
    await bench.untilQuiet();
    expect(stateOf(await bench.rx(KEY))).to.equal('submitted');
    const record = await bench.patient(ANNA.ref);
    expect([stateOf(record), record.matches]).to.deep.equal(['in-step', undefined]);
    expect(atTheCloud(bench)).to.deep.equal(['9999: Sample Stranger 1950-05-05', '1001: Anna Sample1 1980-01-02']);
  });

  it('waits like any other while the search fails, without a doubt and without a count', async () => {
    const bench = await pushingBench();
    bench.service.script.add('similarPatients', failure('CLOUD_ERROR'), failure('CLOUD_UNREACHABLE'));
    await bench.flows.workRx.run(never);
    expect(await bench.rx(KEY)).to.deep.include({ state: 'wanted', attempts: 0, backoff: 1 });
    await bench.untilQuiet();
    expect(stateOf(await bench.rx(KEY))).to.equal('submitted');
    expect(bench.adapter.status.states('A')).to.not.include('in-doubt');
    expect(bench.service.calls.filter((call) => call.startsWith('submit'))).to.have.length(1);
  });

  it('fails where the search is refused again and again', async () => {
    const bench = await pushingBench({ retry: { maxAttempts: 2 } });
    bench.service.script.add('similarPatients', failure('CLOUD_REFUSED'), failure('CLOUD_REFUSED'));
    await bench.untilQuiet();
    expect(stateOf(await bench.rx(KEY))).to.equal('failed CLOUD_REFUSED');
    expect(bench.service.rxs.size).to.equal(0);
  });

  it('ends the round where the search finds the clinic unpaired', async () => {
    const bench = await pushingBench();
    bench.service.script.add('similarPatients', failure('NOT_PAIRED'));
    const code: unknown = await bench.flows.workRx.run(never).catch((error: { readonly code: unknown }) => error.code);
    expect(code).to.equal('NOT_PAIRED');
    expect(stateOf(await bench.rx(KEY))).to.equal('wanted NOT_PAIRED');
  });
});

describe('an RX that the cloud itself refuses with 409', () => {
  after(closeTestLedger);

  /** Somebody gets the same chart number between the search and the RX. */
  async function overtaken(): Promise<FlowBench> {
    const bench = await pushingBench();
    bench.service.addPatient(cloudAnna());
    bench.service.script.add('submit', {
      do: 'meanwhile',
      happens: async () => bench.service.addPatient(STRANGER),
    });
    return bench;
  }

  it('is in the review inbox with the matches', async () => {
    const bench = await overtaken();
    await bench.untilQuiet();
    expect(stateOf(await bench.rx(KEY))).to.equal('failed RX_CHART_NUMBER_SHARED');
    const record: PatientRecord = await bench.patient(ANNA.ref);
    expect(stateOf(record)).to.equal('review RX_CHART_NUMBER_SHARED');
    expect(record.matches).to.deep.equal(bench.service.patients);
  });

  it('is there also when the matches cannot be asked for', async () => {
    const bench = await overtaken();
    bench.service.script.add('similarPatients', { do: 'pass' }, failure('CLOUD_ERROR'));
    await bench.untilQuiet();
    const record = await bench.patient(ANNA.ref);
    expect([stateOf(record), record.matches]).to.deep.equal(['review RX_CHART_NUMBER_SHARED', undefined]);
  });
});

describe('a patient whose scan was started on the scanner', () => {
  after(closeTestLedger);

  it('is on record as the order names them once the scan is filed, and kept in step from then on', async () => {
    const bench = await FlowBench.open({ patients: { pushUpdates: true } });
    bench.adapter.patients.put(ANNA);
    bench.service.addPatient(cloudAnna({ dateOfBirth: undefined }));
    const { chartNumber, lastName } = ANNA;
    bench.service.addOrder({ patient: { chartNumber, firstName: 'ANNA', lastName } });
    await bench.untilQuiet();
    const told = { ref: ANNA.ref, chartNumber, firstName: 'ANNA', lastName };
    expect(await bench.patient(ANNA.ref)).to.deep.include({ state: 'in-step', told });
    change(bench, { lastName: 'Married' });
    expect(stateOf(await push(bench))).to.equal('in-step');
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1980-01-02']);
  });

  it('is not put on record where a person said whose scan it is', async () => {
    const bench = await FlowBench.open();
    bench.adapter.patients.put(ANNA);
    const { orderId } = bench.service.addOrder({ patient: { ...ANNA, firstName: 'Other' } });
    await bench.untilQuiet();
    await bench.scanDesk.assign(orderId, ANNA);
    await bench.untilQuiet();
    expect((await bench.scan(orderId)).state).to.equal('filed');
    expect(await bench.ledger.patients.get(ANNA.ref)).to.equal(undefined);
  });

  it('stays on record as told since', async () => {
    const bench = await knowingBench();
    const { orderId } = bench.service.addOrder({ patient: { ...ANNA, firstName: 'anna' } });
    await bench.untilQuiet();
    expect(await bench.scan(orderId)).to.deep.include({ state: 'filed', match: 'chart-and-name' });
    expect((await bench.patient(ANNA.ref)).told).to.deep.equal(ANNA);
  });
});

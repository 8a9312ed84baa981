import { ChairsideError, RxKey } from '@chairside/core';
import type { PatientRecord } from '@chairside/core/house';
import { expect } from 'chai';
import sinon from 'sinon';
import { CrashPoint } from './support/crash-point.js';
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
  stateOf,
} from './support/known-patients.js';
import { MINUTE } from './support/sample-policy.js';
import { samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';
import { wrapLedger } from './support/wrap-ledger.js';

const MARRIED = { lastName: 'Married' };

describe('what the DPMS says of patients', () => {
  after(closeTestLedger);

  it('is read part by part, and each part once', async () => {
    const bench = await knowingBench();
    for (const number of [2, 3, 4]) bench.trigger.say(wanted(sampleRx(`N${number}`, number)));
    await bench.untilQuiet();
    bench.adapter.patients.pageSize = 1;
    const said = [2, 3, 4].map((number) => samplePatient(number, MARRIED));
    for (const patient of said) bench.adapter.patients.put(patient);
    await bench.flows.pushPatients?.read(never);
    expect(await bench.ledger.patients.countByState()).to.deep.equal({ 'in-step': 1, changed: 3 });
    const commits: unknown[] = [];
    const ledger = wrapLedger(bench.ledger, (work, store) => {
      commits.push(work);
      return store();
    });
    await bench.build({ ledger }).pushPatients?.read(never);
    expect(commits).to.deep.equal([]);
  });

  it('is read again where it could not be written down with its place', async () => {
    const bench = await knowingBench();
    change(bench, MARRIED);
    const ledger = wrapLedger(bench.ledger, () => Promise.reject(new Error('The disk is gone.')));
    const thrown: unknown = await bench
      .build({ ledger })
      .pushPatients?.read(never)
      .catch((error: unknown) => error);
    expect(thrown).to.be.an('error');
    bench.build();
    expect(await push(bench)).to.deep.include({ state: 'in-step', told: { ...ANNA, ...MARRIED } });
  });

  it('is decided anew where the record moved meanwhile', async () => {
    const bench = await knowingBench();
    change(bench, MARRIED);
    let disturbed = false;
    const ledger = wrapLedger(bench.ledger, async (_, store) => {
      if (!disturbed) await bench.ledger.commit({ patients: [await bench.patient(ANNA.ref)] });
      disturbed = true;
      return await store();
    });
    await bench.build({ ledger }).pushPatients?.read(never);
    expect((await bench.patient(ANNA.ref)).state).to.equal('changed');
  });

  it('ends where a source always has more but never moves on', async () => {
    const bench = await knowingBench();
    let calls = 0;
    bench.adapter.patients.changed = async () => {
      calls += 1;
      return { patients: [ANNA, { ...ANNA, ...MARRIED }], cursor: 'same', more: true };
    };
    await bench.flows.pushPatients?.read(never);
    expect(calls).to.equal(2);
    expect((await bench.patient(ANNA.ref)).wanted).to.deep.equal({ ...ANNA, ...MARRIED });
  });

  for (const state of ['review', 'failed', 'dismissed'] as const) {
    it(`wakes what is ${state} only by a value that is new`, async () => {
      const bench = await knowingBench();
      change(bench, MARRIED);
      await bench.flows.pushPatients?.read(never);
      const record: PatientRecord = { ...(await bench.patient(ANNA.ref)), state, dueAt: undefined };
      await bench.ledger.commit({ patients: [record] });
      change(bench, MARRIED);
      expect((await push(bench)).state).to.equal(state);
      expect(patientCalls(bench)).to.deep.equal([]);
      const said = change(bench, { lastName: 'Again' });
      expect(await push(bench)).to.deep.include({ state: 'in-step', told: said });
    });

    it(`lets what is ${state} be in step again where the DPMS took the change back`, async () => {
      const bench = await knowingBench();
      change(bench, MARRIED);
      await bench.flows.pushPatients?.read(never);
      await bench.ledger.commit({ patients: [{ ...(await bench.patient(ANNA.ref)), state, dueAt: undefined }] });
      change(bench, {});
      expect((await push(bench)).state).to.equal('in-step');
    });
  }

  it('keeps an RX that waits for a person in the review inbox, however often it is read', async () => {
    const bench = await FlowBench.open({ patients: { pushUpdates: true } });
    bench.service.addPatient(STRANGER);
    bench.trigger.say(wanted(sampleRx('A', 1, { patientDetails: ANNA })));
    await bench.untilQuiet();
    change(bench, {});
    expect(stateOf(await push(bench))).to.equal('review RX_CHART_NUMBER_FOREIGN');
  });
});

describe('a change that cannot be pushed', () => {
  after(closeTestLedger);

  for (const code of ['CLOUD_ERROR', 'CLOUD_BUSY', 'CLOUD_UNREACHABLE'] as const) {
    for (const call of ['similarPatients', 'updatePatient'] as const) {
      it(`waits without a count while ${call} ends with ${code}`, async () => {
        const bench = await knowingBench({ retry: { maxAttempts: 2 } });
        change(bench, MARRIED);
        bench.service.script.add(call, ...Array.from({ length: 5 }, () => failure(code)));
        await bench.round();
        expect(await bench.patient(ANNA.ref)).to.deep.include({ state: 'changed', attempts: 0, backoff: 1 });
        await bench.untilQuiet();
        expect(stateOf(await bench.patient(ANNA.ref))).to.equal('in-step');
        expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1980-01-02']);
      });
    }
  }

  it('fails where the cloud refuses it as wrong, after maxAttempts', async () => {
    const bench = await knowingBench({ retry: { maxAttempts: 2 } });
    change(bench, MARRIED);
    bench.service.script.add('updatePatient', failure('CLOUD_REFUSED'), failure('CLOUD_REFUSED'));
    await bench.untilQuiet();
    const record = await bench.patient(ANNA.ref);
    expect([stateOf(record), record.attempts, record.dueAt]).to.deep.equal(['failed CLOUD_REFUSED', 2, undefined]);
  });

  it('ends the round where the clinic is not paired', async () => {
    const bench = await knowingBench();
    bench.trigger.say(wanted(sampleRx('B', 2)));
    await bench.untilQuiet();
    bench.service.calls.length = 0;
    change(bench, MARRIED);
    bench.adapter.patients.put(samplePatient(2, MARRIED));
    await bench.flows.pushPatients?.read(never);
    bench.service.script.add('similarPatients', failure('NOT_PAIRED'));
    const code: unknown = await bench.flows.pushPatients
      ?.run(never)
      .catch((error: { readonly code: unknown }) => error.code);
    expect(code).to.equal('NOT_PAIRED');
    expect(patientCalls(bench)).to.deep.equal(['similarPatients']);
  });

  it('is audited for what was changed before it failed, and goes on from there', async () => {
    const bench = await knowingBench({ patients: { updateById: true } });
    const said = change(bench, { chartNumber: '2001', dateOfBirth: '1980-02-01' });
    bench.service.script.add('updatePatient', failure('CLOUD_ERROR'));
    await bench.untilQuiet();
    expect(await bench.patient(ANNA.ref)).to.deep.include({ state: 'in-step', told: said });
    const audit = (await bench.ledger.audit(0)).filter(({ action }) => action === 'patient updated');
    expect(audit.map(({ detail }) => detail)).to.deep.equal(['chart number', 'birth date']);
    expect(atTheCloud(bench)).to.deep.equal(['2001: Anna Sample1 1980-02-01']);
  });

  it('takes no new one after a stop', async () => {
    const bench = await knowingBench();
    change(bench, MARRIED);
    await bench.flows.pushPatients?.run(never, AbortSignal.abort());
    await bench.flows.pushPatients?.read(never, AbortSignal.abort());
    expect([(await bench.patient(ANNA.ref)).state, patientCalls(bench)]).to.deep.equal(['in-step', []]);
  });
});

describe('what the DPMS says of a patient whose RX is on its way', () => {
  after(closeTestLedger);

  /** While the RX is sent as the patient was called before, the DPMS says another name, and that is read. */
  async function sentMeanwhile(bench: FlowBench): Promise<void> {
    bench.trigger.say(wanted({ key: RxKey('B'), patient: ANNA.ref }));
    await bench.flows.readTrigger.run(never);
    const happens = async (): Promise<void> => {
      change(bench, MARRIED);
      await bench.flows.pushPatients?.read(never);
      await bench.flows.pushPatients?.run(never);
    };
    bench.service.script.add('submit', { do: 'meanwhile', happens });
    await bench.flows.workRx.run(never);
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Sample1 1980-01-02']);
  }

  async function unknownAnna(): Promise<FlowBench> {
    const bench = await FlowBench.open({ patients: { pushUpdates: true } });
    bench.service.rxUpdatesPatients = true;
    bench.adapter.patients.put(ANNA);
    return bench;
  }

  for (const [who, open] of [
    ['was not known before', unknownAnna],
    ['is known', knowingBench],
  ] as const) {
    it(`is not lost where the patient ${who}`, async () => {
      const bench = await open();
      await sentMeanwhile(bench);
      await bench.untilQuiet();
      expect(await bench.patient(ANNA.ref)).to.deep.include({ state: 'in-step', told: { ...ANNA, ...MARRIED } });
      expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1980-01-02']);
    });
  }

  it('is asked for again while the DPMS cannot be reached', async () => {
    const bench = await knowingBench();
    await sentMeanwhile(bench);
    const { patients } = bench.adapter;
    const byRef = sinon.stub(patients, 'byRef').rejects(new ChairsideError('DATABASE_UNREACHABLE'));
    await bench.untilQuiet(10 * MINUTE);
    expect(await bench.patient(ANNA.ref)).to.deep.include({ state: 'in-step', told: ANNA, attempts: 0 });
    byRef.restore();
    await bench.untilQuiet();
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1980-01-02']);
    expect((await bench.patient(ANNA.ref)).problem).to.equal(undefined);
  });

  it('is not asked for where it does not tell changes, or answers with another patient', async () => {
    for (const patients of [
      { byRef: async () => samplePatient(2), changed: async () => ({ patients: [], cursor: 'none' }) },
      { byRef: async () => ({ ...ANNA, ...MARRIED }) },
    ]) {
      const bench = await knowingBench();
      bench.trigger.say(wanted(sampleRx('B', 1, { patientDetails: ANNA })));
      const { rxTrigger, sink, status } = bench.adapter;
      const search = async () => ({ kind: 'none', near: [] }) as const;
      const adapter = { rxTrigger, sink, status, patients: { search, ...patients }, probe: async () => [] };
      bench.build({ adapter: { ...adapter, close: async () => undefined } });
      await bench.untilQuiet();
      expect(await bench.patient(ANNA.ref)).to.deep.include({ state: 'in-step', told: ANNA });
      expect(patientCalls(bench)).to.deep.equal(['similarPatients']);
    }
  });
});

describe('two that push at once', () => {
  after(closeTestLedger);

  it('leave the cloud and the record as one would', async () => {
    const bench = await knowingBench();
    const said = change(bench, MARRIED);
    await bench.flows.pushPatients?.read(never);
    const [one, other] = [bench.build().pushPatients, bench.build().pushPatients];
    await Promise.all([one?.run(never), other?.run(never)]);
    expect(await bench.patient(ANNA.ref)).to.deep.include({ state: 'in-step', told: said });
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Married 1980-01-02']);
  });

  it('lose no newer change that comes while an older one is under way', async () => {
    const bench = await knowingBench();
    change(bench, MARRIED);
    bench.service.script.add('updatePatient', {
      do: 'meanwhile',
      happens: async () => {
        change(bench, { lastName: 'Again' });
        await bench.build().pushPatients?.read(never);
      },
    });
    expect(await push(bench)).to.deep.include({ state: 'in-step', told: { ...ANNA, lastName: 'Again' } });
    expect(atTheCloud(bench)).to.deep.equal(['1001: Anna Again 1980-01-02']);
  });

  it('let a change rest that a person dismissed while it was under way, with what the cloud was told', async () => {
    const bench = await knowingBench();
    const said = change(bench, MARRIED);
    bench.service.script.add('updatePatient', {
      do: 'meanwhile',
      happens: async () =>
        bench.ledger.commit({
          patients: [{ ...(await bench.patient(ANNA.ref)), state: 'dismissed', dueAt: undefined }],
        }),
    });
    expect(await push(bench)).to.deep.include({ state: 'dismissed', told: said });
  });
});

describe('a process that ends while patients are kept in step', () => {
  after(closeTestLedger);

  const LATER = 10 * MINUTE;

  /** Anna gets another chart number and name, Berta another name while a stranger holds her number; an RX follows. */
  async function tell(crash: CrashPoint): Promise<FlowBench> {
    const bench = await knowingBench({ patients: { updateById: true } });
    bench.trigger.say(wanted(sampleRx('B', 2)));
    await bench.untilQuiet();
    const berta = bench.service.patients.findIndex(({ chartNumber }) => chartNumber === '1002');
    bench.service.patients[berta] = { ...bench.service.patients[berta]!, ...STRANGER, chartNumber: '1002' };
    const { ledger, service, staging, adapter } = bench;
    bench.build(crash.around({ ledger, service, staging, adapter }));
    change(bench, { chartNumber: '2001', lastName: 'Married', dateOfBirth: '1980-02-01' });
    bench.adapter.patients.put(samplePatient(2, MARRIED));
    bench.trigger.say(wanted(sampleRx('C', 2, { patientDetails: samplePatient(2, MARRIED) })));
    try {
      await bench.untilQuiet(LATER);
    } catch (error) {
      if (!crash.dead) throw error;
    }
    if (crash.dead) {
      await bench.restart();
      await bench.untilQuiet(LATER);
    }
    return bench;
  }

  async function standing(bench: FlowBench): Promise<unknown> {
    const records = await bench.ledger.patients.list({});
    return {
      cloud: atTheCloud(bench),
      records: records.map((record) => [record.ref, stateOf(record), record.told.chartNumber, record.told.lastName]),
      rx: await bench.rxStates(RxKey('C')),
    };
  }

  it('leaves the same at every moment, and never renames the stranger', async () => {
    const counting = new CrashPoint(Infinity, false);
    const undisturbed = await standing(await tell(counting));
    expect(undisturbed).to.deep.equal({
      cloud: ['2001: Anna Married 1980-02-01', '1002: Sample Stranger 1950-05-05'],
      records: [
        ['P2', 'review RX_CHART_NUMBER_FOREIGN', '1002', 'Sample2'],
        ['P1', 'in-step', '2001', 'Married'],
      ],
      rx: ['wanted'],
    });
    for (let at = 1; at <= counting.calls; at += 1) {
      for (const after of [false, true]) {
        const crash = new CrashPoint(at, after);
        const left = await standing(await tell(crash));
        expect(crash.dead).to.equal(true);
        expect(left, `call ${at}, ${after ? 'after' : 'before'}`).to.deep.equal(undisturbed);
      }
    }
  });

  it('leaves no RX in doubt that was only searched for', async () => {
    const bench = await FlowBench.open({ patients: { pushUpdates: true } });
    bench.service.addPatient(cloudAnna());
    bench.trigger.say(wanted(sampleRx('A', 1, { patientDetails: ANNA })));
    await bench.flows.readTrigger.run(never);
    const { ledger, service, staging, adapter } = bench;
    // The first thing done is to note what is tried.
    const crash = new CrashPoint(2, true);
    await bench
      .build(crash.around({ ledger, service, staging, adapter }))
      .workRx.run(never)
      .catch(() => undefined);
    expect([crash.dead, patientCalls(bench)]).to.deep.equal([true, ['similarPatients']]);
    await bench.restart();
    await bench.untilQuiet();
    expect(bench.adapter.status.states('A')).to.deep.equal(['wanted', 'submitting', 'submitted']);
  });
});

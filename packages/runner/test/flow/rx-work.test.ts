import type { Move } from '@chairside/adapter-testkit';
import { ChairsideError, RxKey, type RxChange } from '@chairside/core';
import type { RxRecord } from '@chairside/core/house';
import { expect } from 'chai';
import { failure } from './support/failure.js';
import { FlowBench, never } from './support/flow-bench.js';
import { benchWithRx } from './support/one-rx.js';
import { MINUTE } from './support/sample-policy.js';
import { cancelled, samplePatient, sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';
import { wrapLedger } from './support/wrap-ledger.js';

const KEY = RxKey('A');

describe('putting an RX on the scanner', () => {
  after(closeTestLedger);

  it('writes the intent down before the call, and the id after it', async () => {
    const bench = await benchWithRx();
    const during: RxRecord[] = [];
    bench.service.script.add('submit', { do: 'meanwhile', happens: async () => during.push(await bench.rx(KEY)) });
    await bench.flows.workRx.run(never);
    expect(during).to.have.length(1);
    expect(during[0]).to.deep.include({
      state: 'submitting',
      sent: { patient: samplePatient(1), doctorId: 77, labId: 9, procedureMapId: 30 },
    });
    expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted', rxId: bench.service.open[0]?.rxId });
  });

  it('counts what is the RX’s own fault, and gives it up after maxAttempts', async () => {
    const bench = await benchWithRx({ retry: { maxAttempts: 3 } });
    bench.service.script.add('submit', ...Array.from({ length: 3 }, () => failure('RX_REFUSED')));
    await bench.flows.workRx.run(never);
    expect(await bench.rx(KEY)).to.deep.include({ state: 'wanted', attempts: 1 });
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'failed', attempts: 3 });
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_REFUSED');
    await bench.rxDesk.resend(KEY);
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted', attempts: 0 });
    expect((await bench.ledger.audit(0)).map(({ actor, action }) => [actor, action])).to.deep.equal([
      ['somebody', 'rx resent'],
    ]);
  });

  for (const code of ['CLOUD_UNREACHABLE', 'CLOUD_ERROR', 'CLOUD_BUSY'] as const) {
    it(`counts nothing while the cloud answers ${code}, however long`, async () => {
      const bench = await benchWithRx({ retry: { maxAttempts: 3 } });
      bench.service.script.add('submit', ...Array.from({ length: 40 }, () => failure(code)));
      await bench.untilQuiet(24 * 60 * MINUTE);
      expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted', attempts: 0 });
      expect(bench.service.rxs.size).to.equal(1);
    });
  }

  it('waits as long as a 429 says', async () => {
    const bench = await benchWithRx();
    bench.service.script.add('submit', failure('CLOUD_BUSY', { retryAfter: 7 * MINUTE }));
    await bench.flows.workRx.run(never);
    expect((await bench.rx(KEY)).dueAt).to.equal(bench.clock.now() + 7 * MINUTE);
  });

  it('waits no longer than maxDelay, however often it failed', async () => {
    const bench = await benchWithRx();
    bench.service.script.add('submit', ...Array.from({ length: 30 }, () => failure('CLOUD_ERROR')));
    let longest = 0;
    for (let round = 0; round < 30; round += 1) {
      await bench.flows.workRx.run(never);
      const { dueAt = 0 } = await bench.rx(KEY);
      longest = Math.max(longest, dueAt - bench.clock.now());
      await bench.clock.advance(dueAt - bench.clock.now());
    }
    expect(longest).to.equal(30 * MINUTE);
  });

  for (const code of ['NOT_PAIRED', 'PAIRING_ENDED', 'CREDENTIALS_REFUSED', 'VAULT_FAILED'] as const) {
    it(`ends the round at ${code}, and blames no RX for it`, async () => {
      const bench = await benchWithRx({ retry: { maxAttempts: 1 } });
      bench.trigger.say(wanted(sampleRx('B', 2)));
      await bench.flows.readTrigger.run(never);
      bench.service.script.add('submit', failure(code), failure(code));
      const thrown: unknown = await bench.flows.workRx.run(never).catch((error: unknown) => error);
      expect(ChairsideError.is(thrown) && thrown.code).to.equal(code);
      expect(bench.service.calls).to.have.length(1);
      await bench.untilQuiet().catch(() => undefined);
      await bench.untilQuiet();
      expect(bench.service.open).to.have.length(2);
    });
  }

  it('holds what is in doubt for a person, and never sends it by itself', async () => {
    const bench = await benchWithRx();
    bench.service.script.add('submit', { do: 'fail-after', error: new Error('socket hang up') });
    await bench.untilQuiet();
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_IN_DOUBT');
    await bench.restart();
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['in-doubt']);
    expect(bench.service.rxs.size).to.equal(1);
    await bench.rxDesk.dismiss(KEY);
    expect((await bench.rx(KEY)).state).to.equal('dismissed');
  });

  it('sends what is in doubt again where the practice chose that', async () => {
    const bench = await benchWithRx({ rx: { onUncertainSubmit: 'resend' } });
    bench.service.script.add('submit', failure('RX_IN_DOUBT'));
    await bench.untilQuiet();
    expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted', attempts: 0 });
    expect(bench.service.rxs.size).to.equal(1);
  });

  it('waits for a person where doctor or procedure are unknown, and goes on with what they chose', async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(sampleRx('A', 1, { doctor: 'DrWho', procedureCode: 'D1' })));
    await bench.untilQuiet();
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_DOCTOR_UNMAPPED');
    await bench.rxDesk.approve(KEY, { doctorId: 5 });
    await bench.untilQuiet();
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_PROCEDURE_UNMAPPED');
    await bench.rxDesk.approve(KEY, { procedureMapId: 6 });
    await bench.untilQuiet();
    expect(bench.service.open[0]?.submission).to.deep.include({ doctorId: 5, procedureMapId: 6 });
  });

  it('goes on by itself once the DPMS knows the patient', async () => {
    const bench = await FlowBench.open();
    const { patientDetails: _, ...byRef } = sampleRx('A');
    bench.trigger.say(wanted(byRef));
    await bench.round();
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_PATIENT_UNKNOWN');
    bench.adapter.patients.put(samplePatient(1));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
    expect(bench.adapter.status.states('A')).to.deep.equal(['wanted', 'wanted', 'submitting', 'submitted']);
  });

  it('lets an excluded code rest, until a person names a procedure', async () => {
    const bench = await FlowBench.open({ rx: { procedures: { D8080: false } } });
    bench.trigger.say(wanted(sampleRx('A', 1, { procedureCode: 'D8080' })));
    await bench.untilQuiet();
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_CODE_EXCLUDED');
    expect(await bench.rxStates(KEY)).to.deep.equal(['dismissed']);
    await bench.rxDesk.approve(KEY, { procedureMapId: 6 });
    await bench.untilQuiet();
    expect(bench.service.open).to.have.length(1);
  });

  it('waits without a count while the practice’s database is away', async () => {
    const bench = await FlowBench.open({ retry: { maxAttempts: 2 } });
    const { patientDetails: _, ...byRef } = sampleRx('A');
    bench.trigger.say(wanted(byRef));
    let away = true;
    const patients = {
      search: () => Promise.reject(new Error('not asked')),
      byRef: () => (away ? Promise.reject(new ChairsideError('CHART_UNREACHABLE')) : Promise.resolve(samplePatient(1))),
    };
    bench.build({
      adapter: {
        rxTrigger: bench.trigger,
        sink: bench.adapter.sink,
        patients,
        probe: async () => [],
        close: async () => undefined,
      },
    });
    await bench.untilQuiet(60 * MINUTE);
    expect(await bench.rx(KEY)).to.deep.include({ state: 'wanted', attempts: 0 });
    away = false;
    await bench.untilQuiet();
    expect(bench.service.open).to.have.length(1);
  });

  it('sends nothing twice when the ledger fails just as the answer is to be stored', async () => {
    const bench = await benchWithRx();
    let full = false;
    const ledger = wrapLedger(bench.ledger, (work, store) => {
      const answer = work.rx?.some(({ state }) => state === 'submitted') === true;
      const failing = answer && !full;
      full ||= answer;
      return failing ? Promise.reject(new ChairsideError('LEDGER_FAILED')) : store();
    });
    bench.build({ ledger });
    await bench.flows.workRx.run(never).catch(() => undefined);
    await bench.untilQuiet();
    expect(bench.service.rxs.size).to.equal(1);
    expect(await bench.rxStates(KEY)).to.deep.equal(['in-doubt']);
  });
});

describe('an RX that is cancelled or changed while it is being sent', () => {
  after(closeTestLedger);

  /** The practice says something while the call is under way, which then ends as `ending` says. */
  function beside(bench: FlowBench, saying: RxChange, ending: Move = { do: 'pass' }): void {
    const happens = async () => {
      bench.trigger.say(saying);
      await bench.flows.readTrigger.run(never);
    };
    bench.service.script.add('submit', { do: 'meanwhile', happens, ending });
  }

  it('is taken back once its id is known', async () => {
    const bench = await benchWithRx();
    beside(bench, cancelled('A'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
    expect(bench.service.open).to.deep.equal([]);
  });

  it('is withdrawn at once where it surely did not arrive', async () => {
    const bench = await benchWithRx();
    beside(bench, cancelled('A'), failure('CLOUD_ERROR'));
    await bench.flows.workRx.run(never);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
  });

  for (const onUncertainSubmit of ['hold', 'resend'] as const) {
    it(`stays in doubt where it may have arrived, with ${onUncertainSubmit}`, async () => {
      const bench = await benchWithRx({ rx: { onUncertainSubmit } });
      beside(bench, cancelled('A'), { do: 'fail-after', error: new Error('reset') });
      await bench.untilQuiet();
      expect(await bench.rx(KEY)).to.deep.include({ state: 'in-doubt', cancelled: true });
      expect((await bench.rx(KEY)).problem?.code).to.equal('RX_CANCELLED_IN_DOUBT');
      expect(bench.service.rxs.size).to.equal(1);
    });
  }

  it('with changed content is withdrawn, and then sent anew', async () => {
    const bench = await benchWithRx();
    beside(bench, wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    expect(bench.service.open.map(({ submission }) => submission.notes)).to.deep.equal(['changed']);
    expect((await bench.ledger.rx.generations(KEY)).map((record) => record.wanted.notes)).to.deep.equal([
      undefined,
      'changed',
    ]);
  });

  it('with changed content goes with that content where the first did not arrive', async () => {
    const bench = await benchWithRx({ retry: { maxAttempts: 1 } });
    beside(bench, wanted(sampleRx('A', 1, { notes: 'changed' })), failure('RX_REFUSED'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
    expect(bench.service.open.map(({ submission }) => submission.notes)).to.deep.equal(['changed']);
  });
});

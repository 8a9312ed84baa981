import type { Move } from '@chairside/adapter-testkit';
import {
  ChairsideError,
  RxKey,
  type ChairsideErrorCode,
  type ChairsideErrorOptions,
  type RxChange,
  type RxRecord,
} from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { MINUTE } from './support/sample-policy.js';
import { cancelled, samplePatient, sampleRx, seedRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';
import { wrapLedger } from './support/wrap-ledger.js';

const KEY = RxKey('A');

function failure(code: ChairsideErrorCode, options?: ChairsideErrorOptions) {
  return { do: 'fail', error: new ChairsideError(code, options) } as const;
}

async function benchWith(...args: Parameters<typeof FlowBench.open>): Promise<FlowBench> {
  const bench = await FlowBench.open(...args);
  bench.trigger.say(wanted(sampleRx('A')));
  await bench.flows.readTrigger.run(never);
  return bench;
}

describe('putting an RX on the scanner', () => {
  after(closeTestLedger);

  it('writes the intent down before the call, and the id after it', async () => {
    const bench = await benchWith();
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
    const bench = await benchWith({ retry: { maxAttempts: 3 } });
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
      const bench = await benchWith({ retry: { maxAttempts: 3 } });
      bench.service.script.add('submit', ...Array.from({ length: 40 }, () => failure(code)));
      await bench.untilQuiet(24 * 60 * MINUTE);
      expect(await bench.rx(KEY)).to.deep.include({ state: 'submitted', attempts: 0 });
      expect(bench.service.rxs.size).to.equal(1);
    });
  }

  it('waits as long as a 429 says', async () => {
    const bench = await benchWith();
    bench.service.script.add('submit', failure('CLOUD_BUSY', { retryAfter: 7 * MINUTE }));
    await bench.flows.workRx.run(never);
    expect((await bench.rx(KEY)).dueAt).to.equal(bench.clock.now() + 7 * MINUTE);
  });

  it('waits no longer than maxDelay, however often it failed', async () => {
    const bench = await benchWith();
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
      const bench = await benchWith({ retry: { maxAttempts: 1 } });
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
    const bench = await benchWith();
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
    const bench = await benchWith({ rx: { onUncertainSubmit: 'resend' } });
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
    const bench = await benchWith();
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
    const bench = await benchWith();
    beside(bench, cancelled('A'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
    expect(bench.service.open).to.deep.equal([]);
  });

  it('is withdrawn at once where it surely did not arrive', async () => {
    const bench = await benchWith();
    beside(bench, cancelled('A'), failure('CLOUD_ERROR'));
    await bench.flows.workRx.run(never);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
  });

  for (const onUncertainSubmit of ['hold', 'resend'] as const) {
    it(`stays in doubt where it may have arrived, with ${onUncertainSubmit}`, async () => {
      const bench = await benchWith({ rx: { onUncertainSubmit } });
      beside(bench, cancelled('A'), { do: 'fail-after', error: new Error('reset') });
      await bench.untilQuiet();
      expect(await bench.rx(KEY)).to.deep.include({ state: 'in-doubt', cancelled: true });
      expect((await bench.rx(KEY)).problem?.code).to.equal('RX_CANCELLED_IN_DOUBT');
      expect(bench.service.rxs.size).to.equal(1);
    });
  }

  it('with changed content is withdrawn, and then sent anew', async () => {
    const bench = await benchWith();
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
    const bench = await benchWith({ retry: { maxAttempts: 1 } });
    beside(bench, wanted(sampleRx('A', 1, { notes: 'changed' })), failure('RX_REFUSED'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
    expect(bench.service.open.map(({ submission }) => submission.notes)).to.deep.equal(['changed']);
  });
});

describe('taking an RX from the scanner', () => {
  after(closeTestLedger);

  async function submitted(...args: Parameters<typeof FlowBench.open>): Promise<FlowBench> {
    const bench = await benchWith(...args);
    await bench.flows.workRx.run(never);
    return bench;
  }

  it('withdraws, and only then sends a changed one', async () => {
    const bench = await submitted();
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    bench.service.script.add('withdraw', failure('CLOUD_ERROR'));
    await bench.round();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawing', 'wanted']);
    expect(bench.service.rxs.size).to.equal(1);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    const calls = bench.service.calls
      .map((call) => call.split(' ')[0])
      .filter((call) => call === 'submit' || call === 'withdraw');
    expect(calls).to.deep.equal(['submit', 'withdraw', 'withdraw', 'submit']);
  });

  it('refuses the changed one where the first was scanned meanwhile', async () => {
    const bench = await submitted();
    const order = bench.service.scan(bench.service.open[0]!.rxId);
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['scanned', 'failed']);
    expect((await bench.rx(KEY)).problem?.code).to.equal('RX_ALREADY_SCANNED');
    expect(bench.service.rxs.size).to.equal(1);
    expect((await bench.scan(order.orderId)).state).to.equal('filed');
  });

  it('stays refused, whatever is said afterwards', async () => {
    const bench = await submitted();
    bench.service.scan(bench.service.open[0]!.rxId);
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.untilQuiet();
    bench.trigger.outcomes.length = 0;
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'third' })), cancelled('A'), wanted(sampleRx('A')));
    await bench.untilQuiet();
    expect(bench.trigger.outcomes.map(({ result, code }) => code ?? result)).to.deep.equal([
      'RX_ALREADY_SCANNED',
      'RX_ALREADY_SCANNED',
      'unchanged',
    ]);
    expect(bench.service.rxs.size).to.equal(1);
  });

  it('knows, when the answer to a withdrawal was lost, whether it is gone', async () => {
    const bench = await submitted();
    bench.trigger.say(cancelled('A'));
    bench.service.script.add('withdraw', { do: 'fail-after', error: new ChairsideError('CLOUD_UNREACHABLE') });
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
  });

  it('keeps on while the look-up fails', async () => {
    const bench = await submitted();
    bench.service.scan(bench.service.open[0]!.rxId);
    bench.trigger.say(cancelled('A'));
    bench.service.script.add('orderByRx', failure('CLOUD_ERROR'));
    await bench.flows.readTrigger.run(never);
    await bench.flows.workRx.run(never);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawing']);
    await bench.clock.advance(MINUTE);
    await bench.flows.workRx.run(never);
    expect(await bench.rxStates(KEY)).to.deep.equal(['scanned']);
  });

  it('leaves what could not be withdrawn, and the changed one that waits for it, to a person', async () => {
    const bench = await submitted({ retry: { maxAttempts: 2 } });
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    bench.service.script.add('withdraw', failure('CLOUD_REFUSED'), failure('CLOUD_REFUSED'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['failed', 'wanted']);
    expect((await bench.rx(KEY)).problem?.code).to.equal('CLOUD_REFUSED');
    await bench.restart();
    await bench.untilQuiet();
    expect(bench.service.rxs.size).to.equal(1);
    await bench.rxDesk.resend(KEY);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['failed', 'submitted']);
  });

  it('sends no third while the first is still there, though the second was cancelled', async () => {
    const bench = await submitted();
    bench.service.script.add('withdraw', failure('CLOUD_ERROR'), failure('CLOUD_ERROR'));
    bench.trigger.say(
      wanted(sampleRx('A', 1, { notes: 'second' })),
      cancelled('A'),
      wanted(sampleRx('A', 1, { notes: 'third' })),
    );
    await bench.round();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawing', 'withdrawn', 'wanted']);
    expect(bench.service.rxs.size).to.equal(1);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'withdrawn', 'submitted']);
    expect(bench.service.open.map(({ submission }) => submission.notes)).to.deep.equal(['third']);
  });

  it('does not let a person send a changed one before the first is off the scanner', async () => {
    for (const proposal of [false, true]) {
      const bench = await submitted();
      bench.service.script.add('withdraw', failure('CLOUD_ERROR'));
      bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed', proposal })));
      await bench.round();
      await bench.rxDesk.approve(KEY, {});
      await bench.flows.workRx.run(never);
      expect(bench.service.rxs.size).to.equal(1);
      await bench.untilQuiet();
      expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    }
  });

  it('forgets no changed one that arrives in the moment the first is withdrawn', async () => {
    const bench = await submitted();
    bench.trigger.say(cancelled('A'));
    await bench.flows.readTrigger.run(never);
    let beside = true;
    const ledger = wrapLedger(bench.ledger, async (work, store) => {
      if (beside && work.rx?.some(({ generation }) => generation === 2) === true) {
        beside = false;
        await bench.flows.workRx.run(never);
      }
      return await store();
    });
    bench.trigger.say(wanted(sampleRx('A', 1, { notes: 'changed' })));
    await bench.build({ ledger }).readTrigger.run(never);
    bench.build();
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
  });

  it('leaves an RX that a person dismissed on the scanner', async () => {
    const bench = await submitted();
    await bench.rxDesk.dismiss(KEY);
    bench.trigger.say(cancelled('A'));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['dismissed']);
    expect(bench.service.open).to.have.length(1);
  });

  it('refuses what a state does not allow, and knows no key that is unknown', async () => {
    const bench = await FlowBench.open();
    await seedRx(bench.ledger, 'withdrawn', sampleRx('A'));
    for (const answer of [
      bench.rxDesk.approve(KEY, {}),
      bench.rxDesk.resend(KEY),
      bench.rxDesk.withdraw(KEY),
      bench.rxDesk.dismiss(KEY),
    ]) {
      expect((await answer).kind).to.equal('refused');
    }
    expect((await bench.rxDesk.resend(RxKey('B'))).kind).to.equal('unknown');
    expect(await bench.ledger.audit(0)).to.deep.equal([]);
  });
});

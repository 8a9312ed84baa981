import { HostileAdapter } from '@chairside/adapter-testkit';
import { RxKey, RX_STATES, type RxOutcome, type RxState, type WantedRx } from '@chairside/core';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { cancelled, samplePatient, sampleRx, seedRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';
import { wrapLedger } from './support/wrap-ledger.js';

const KEY = RxKey('A');
const same = sampleRx('A');
const changed = sampleRx('A', 1, { notes: 'the lower jaw too' });

/** What a saying does to an RX: the outcome, then the states of all its generations. */
type Row = readonly [RxOutcome['result'] | 'RX_ALREADY_SCANNED', ...states: readonly RxState[]];

const SAME: Readonly<Record<RxState, Row>> = {
  proposed: ['unchanged', 'proposed'],
  wanted: ['unchanged', 'wanted'],
  submitting: ['unchanged', 'submitting'],
  submitted: ['unchanged', 'submitted'],
  'in-doubt': ['unchanged', 'in-doubt'],
  scanned: ['unchanged', 'scanned'],
  withdrawing: ['accepted', 'withdrawing', 'wanted'],
  withdrawn: ['accepted', 'withdrawn', 'wanted'],
  dismissed: ['unchanged', 'dismissed'],
  failed: ['unchanged', 'failed'],
};
const CHANGED: Readonly<Record<RxState, Row>> = {
  proposed: ['accepted', 'proposed'],
  wanted: ['accepted', 'wanted'],
  submitting: ['accepted', 'submitting'],
  submitted: ['accepted', 'withdrawing', 'wanted'],
  'in-doubt': ['accepted', 'in-doubt'],
  scanned: ['RX_ALREADY_SCANNED', 'scanned'],
  withdrawing: ['accepted', 'withdrawing', 'wanted'],
  withdrawn: ['accepted', 'withdrawn', 'wanted'],
  dismissed: ['accepted', 'dismissed', 'wanted'],
  failed: ['accepted', 'failed', 'wanted'],
};
const CANCELLED: Readonly<Record<RxState, Row>> = {
  proposed: ['accepted', 'withdrawn'],
  wanted: ['accepted', 'withdrawn'],
  submitting: ['accepted', 'submitting'],
  submitted: ['accepted', 'withdrawing'],
  'in-doubt': ['accepted', 'in-doubt'],
  scanned: ['RX_ALREADY_SCANNED', 'scanned'],
  withdrawing: ['unchanged', 'withdrawing'],
  withdrawn: ['unchanged', 'withdrawn'],
  dismissed: ['unchanged', 'dismissed'],
  failed: ['accepted', 'withdrawn'],
};

function shortOutcome({ result, code }: RxOutcome): string {
  return code ?? result;
}

describe('what the practice says of an RX', () => {
  after(closeTestLedger);

  for (const [saying, table, say] of [
    ['the same content again', SAME, () => wanted(same)],
    ['changed content', CHANGED, () => wanted(changed)],
    ['a cancellation', CANCELLED, () => cancelled('A')],
  ] as const) {
    describe(saying, () => {
      for (const state of RX_STATES) {
        it(`while it is ${state}`, async () => {
          const bench = await FlowBench.open();
          await seedRx(bench.ledger, state, same);
          bench.trigger.say(say());
          await bench.flows.readTrigger.run(never);
          expect([...bench.trigger.outcomes.map(shortOutcome), ...(await bench.rxStates(KEY))]).to.deep.equal(
            table[state],
          );
        });
      }
    });
  }

  describe('another license number', () => {
    const before = sampleRx('A', 1, { licenseNumber: 'L-1' });
    const after = sampleRx('A', 1, { licenseNumber: 'L-2' });
    const told = async (sendLicenseNumber: boolean, first: WantedRx, second: WantedRx): Promise<FlowBench> => {
      const bench = await FlowBench.open({ rx: { sendLicenseNumber } });
      for (const rx of [first, second]) {
        bench.trigger.say(wanted(rx));
        await bench.untilQuiet();
      }
      return bench;
    };

    it('makes no other request where it is not sent', async () => {
      for (const [first, second] of [
        [before, after],
        [same, after],
        [before, same],
      ] as const) {
        const bench = await told(false, first, second);
        expect(bench.trigger.outcomes.map(shortOutcome)).to.deep.equal(['accepted', 'unchanged']);
        expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
        expect(bench.service.open.map(({ submission }) => submission.licenseNumber)).to.deep.equal([undefined]);
      }
    });

    it('makes another one where it is sent', async () => {
      const bench = await told(true, before, after);
      expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
      expect(bench.service.open.map(({ submission }) => submission.licenseNumber)).to.deep.equal(['L-2']);
    });

    it('sends nothing again when the practice begins or ends to send it', async () => {
      for (const sendLicenseNumber of [false, true]) {
        const bench = await told(sendLicenseNumber, before, before);
        const other = await FlowBench.open({ rx: { sendLicenseNumber: !sendLicenseNumber } });
        other.trigger.say(wanted(before));
        await other.build({ ledger: bench.ledger }).readTrigger.run(never);
        expect(other.trigger.outcomes.map(shortOutcome)).to.deep.equal(['unchanged']);
        expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
      }
    });

    it('goes along with other changed content', async () => {
      const bench = await told(false, before, { ...changed, licenseNumber: 'L-2' });
      expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    });
  });

  describe('a provider who is called otherwise', () => {
    const POLICY = { rx: { doctors: { OLD: 77, NEW: 77, '5': 77 } } };
    const before = sampleRx('A', 1, { doctor: 'OLD', doctorKeys: ['5'] });
    const renames: readonly WantedRx[] = [
      sampleRx('A', 1, { doctor: 'NEW', doctorKeys: ['5'] }),
      // The abbreviation could be somebody else's now.
      sampleRx('A', 1, { doctor: '5' }),
    ];

    it('makes no other request of what is on the scanner', async () => {
      const bench = await FlowBench.open(POLICY);
      for (const rx of [before, ...renames]) {
        bench.trigger.say(wanted(rx));
        await bench.untilQuiet();
      }
      expect(bench.trigger.outcomes.map(shortOutcome)).to.deep.equal(['accepted', 'unchanged', 'unchanged']);
      expect(await bench.rxStates(KEY)).to.deep.equal(['submitted']);
    });

    it('is looked up by the new name where nothing was sent yet', async () => {
      const bench = await FlowBench.open({ rx: { doctors: { NEW: 77 } } });
      for (const rx of [before, renames[0]!]) {
        bench.trigger.say(wanted(rx));
        await bench.untilQuiet();
      }
      expect(bench.service.open.map(({ submission }) => submission.doctorId)).to.deep.equal([77]);
    });

    it('is another one where the keys are those of somebody else', async () => {
      const bench = await FlowBench.open(POLICY);
      for (const rx of [before, { ...before, doctorKeys: ['6'] }]) {
        bench.trigger.say(wanted(rx));
        await bench.untilQuiet();
      }
      expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    });
  });

  it('inserts what is new, refuses to cancel what is unknown', async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(same), cancelled('B'), wanted(sampleRx('C', 3, { proposal: true })));
    await bench.flows.readTrigger.run(never);
    expect(bench.trigger.outcomes.map(shortOutcome)).to.deep.equal(['accepted', 'RX_KEY_UNKNOWN', 'accepted']);
    expect(await bench.rxStates(KEY)).to.deep.equal(['wanted']);
    expect(await bench.rxStates(RxKey('C'))).to.deep.equal(['proposed']);
  });

  it('takes a cancellation back where nothing was decided yet', async () => {
    for (const state of ['submitting', 'in-doubt'] as const) {
      const bench = await FlowBench.open();
      await seedRx(bench.ledger, state, same);
      bench.trigger.say(cancelled('A'));
      await bench.flows.readTrigger.run(never);
      expect(await bench.rx(KEY)).to.deep.include({ state, cancelled: true });
      expect((await bench.rx(KEY)).problem?.code).to.equal('RX_CANCELLED_IN_DOUBT');
      bench.trigger.say(wanted(same));
      await bench.flows.readTrigger.run(never);
      expect(await bench.rx(KEY)).to.deep.include({ state, cancelled: false });
      expect((await bench.rx(KEY)).problem?.code).to.equal(state === 'in-doubt' ? 'RX_IN_DOUBT' : undefined);
    }
  });

  it('first takes a failed RX that is on the scanner from there', async () => {
    const bench = await FlowBench.open();
    await seedRx(bench.ledger, 'failed', same, {
      rxId: await bench.service.submit({ patient: samplePatient(1), doctorId: 77 }, never),
    });
    bench.trigger.say(wanted(changed));
    await bench.flows.readTrigger.run(never);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawing', 'wanted']);
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    expect(bench.service.open.map(({ submission }) => submission.notes)).to.deep.equal([changed.notes]);
  });

  it('counts as read only once it is committed, and has no second effect after a crash', async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(same), cancelled('unknown'));
    const hostile = new HostileAdapter(bench.adapter);
    hostile.script.add('rxTrigger.acknowledge', { do: 'fail', error: new Error('crash') });
    const { readTrigger } = bench.build({ adapter: hostile });
    await readTrigger.run(never).catch(() => undefined);
    expect(bench.trigger.outcomes).to.deep.equal([]);
    expect(await bench.rxStates(KEY)).to.deep.equal(['wanted']);
    await bench.flows.workRx.run(never);
    await bench.rxDesk.withdraw(KEY);
    await bench.restart();
    await bench.untilQuiet();
    expect(bench.trigger.outcomes.map(shortOutcome)).to.deep.equal(['accepted', 'RX_KEY_UNKNOWN']);
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn']);
  });

  it('keeps the cursor back until all changes of a reading are committed', async () => {
    const bench = await FlowBench.open();
    const cursors: (string | undefined)[] = [];
    const rxTrigger = {
      read: async (cursor: string | undefined) => {
        cursors.push(cursor);
        return { kind: 'changes' as const, changes: [{ ...wanted(same), id: 'one' }], cursor: 'c1' };
      },
    };
    const adapter = { sink: bench.adapter.sink, rxTrigger, probe: async () => [], close: async () => undefined };
    let full = true;
    const ledger = wrapLedger(bench.ledger, (_, store) => (full ? Promise.reject(new Error('disk full')) : store()));
    const { readTrigger } = bench.build({ adapter, ledger });
    await readTrigger.run(never).catch(() => undefined);
    full = false;
    await readTrigger.run(never);
    await readTrigger.run(never);
    expect(cursors).to.deep.equal([undefined, undefined, 'c1']);
    expect(await bench.rxStates(KEY)).to.deep.equal(['wanted']);
  });

  it('lets a request be cancelled and made anew with the same content, in one reading', async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(same));
    await bench.untilQuiet();
    bench.trigger.say(cancelled('A'), wanted(same));
    await bench.untilQuiet();
    expect(await bench.rxStates(KEY)).to.deep.equal(['withdrawn', 'submitted']);
    expect(bench.service.open).to.have.length(1);
    expect(bench.service.calls.filter((call) => /^(submit|withdraw)/.test(call))).to.deep.equal([
      'submit 1001',
      'withdraw 00000000-0000-4000-8000-000000000001',
      'submit 1001',
    ]);
  });
});

import { HostileAdapter, type Move } from '@chairside/adapter-testkit';
import { ChairsideError, RxKey, type Problem } from '@chairside/core';
import { OutboxDesk, PatientDesk } from '@chairside/core/flow';
import { expect } from 'chai';
import { FlowBench, never, type Flows } from './support/flow-bench.js';
import { ANNA, change, knowingBench } from './support/known-patients.js';
import { DAY } from './support/sample-policy.js';
import { samplePatient, sampleRx, seedRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const KEY = RxKey('A');

/** What stands in the ledger of an item. */
interface Standing {
  readonly state: string;
  readonly interrupted: number;
  readonly attempts?: number | undefined;
  readonly problem?: Problem | undefined;
}

/** An item that is due, and how a process can end in the middle of it. */
interface Kind {
  readonly bench: FlowBench;
  readonly hostile: HostileAdapter;
  /** Has the next try wait for ever, after `begun` was told. */
  spoil(move: Move): void;
  run(flows: Flows): Promise<unknown> | undefined;
  standing(): Promise<Standing>;
  /** A person has it tried again. */
  again(): Promise<unknown>;
  /** The state that a try which is left alone ends in. */
  readonly done: string;
}

type Making = Omit<Kind, 'hostile'> & { readonly hostile?: HostileAdapter };

async function make(bench: FlowBench, kind: (hostile: HostileAdapter) => Omit<Making, 'bench'>): Promise<Kind> {
  const hostile = new HostileAdapter(bench.adapter);
  bench.build({ adapter: hostile });
  return { bench, hostile, ...kind(hostile) };
}

const KINDS: Readonly<Record<string, () => Promise<Kind>>> = {
  'an RX whose patient is looked up': async () => {
    const bench = await FlowBench.open();
    bench.adapter.patients.put(samplePatient(1));
    const { patientDetails: _, ...byRef } = sampleRx('A');
    bench.trigger.say(wanted(byRef));
    await bench.flows.readTrigger.run(never);
    return make(bench, (hostile) => ({
      spoil: (move) => void hostile.script.add('patients.byRef', move),
      run: ({ workRx }) => workRx.run(never),
      standing: () => bench.rx(KEY),
      again: () => bench.rxDesk.resend(KEY),
      done: 'submitted',
    }));
  },
  'an RX that is withdrawn': async () => {
    const bench = await FlowBench.open();
    await seedRx(bench.ledger, 'withdrawing', sampleRx('A'), { dueAt: bench.clock.now() });
    return make(bench, () => ({
      spoil: (move) => void bench.service.script.add('withdraw', move),
      run: ({ workRx }) => workRx.run(never),
      standing: () => bench.rx(KEY),
      again: () => bench.rxDesk.withdraw(KEY),
      done: 'withdrawn',
    }));
  },
  'a scan that is filed': async () => {
    const bench = await FlowBench.open();
    bench.adapter.patients.put(samplePatient(1));
    const { orderId } = bench.service.addOrder({ patient: samplePatient(1) });
    await bench.flows.pollOrders.run(bench.pairing, never);
    return make(bench, (hostile) => {
      // Downloaded, and not filed at the first try.
      hostile.script.add('sink.deliver', { do: 'fail', error: new ChairsideError('CHART_UNREACHABLE') });
      return {
        spoil: (move) => void hostile.script.add('sink.deliver', move),
        run: async ({ workScans }) => {
          if ((await bench.scan(orderId)).state === 'listed') await workScans.run(never).catch(() => undefined);
          await bench.clock.advance(DAY);
          await workScans.run(never);
        },
        standing: () => bench.scan(orderId),
        again: () => bench.scanDesk.retry(orderId),
        done: 'filed',
      };
    });
  },
  'a screen capture': async () => {
    const bench = await FlowBench.open();
    bench.adapter.patients.put(samplePatient(1));
    const { orderId } = bench.service.addOrder({ patient: samplePatient(1) });
    await bench.untilQuiet();
    bench.service.addCapture(orderId, 'c1');
    await bench.flows.captures.poll(never);
    return make(bench, () => ({
      spoil: (move) => void bench.service.script.add('openCapture', move),
      run: ({ captures }) => captures.run(never),
      standing: async () => (await bench.ledger.captures.list(orderId))[0]!,
      again: () => bench.scanDesk.retry(orderId),
      done: 'filed',
    }));
  },
  'a change of a patient': async () => {
    const bench = await knowingBench();
    change(bench, { lastName: 'Married' });
    await bench.flows.pushPatients?.read(never);
    return make(bench, () => ({
      spoil: (move) => void bench.service.script.add('updatePatient', move),
      run: ({ pushPatients }) => pushPatients?.run(never),
      standing: () => bench.patient(ANNA.ref),
      again: () => new PatientDesk(bench.ledger, bench.clock, 'somebody').retry(ANNA.ref),
      done: 'in-step',
    }));
  },
  'a status that is told': async () => {
    const bench = await FlowBench.open();
    bench.trigger.say(wanted(sampleRx('A')));
    await bench.flows.readTrigger.run(never);
    const id = (await bench.ledger.status.due(bench.clock.now(), 1))[0]!.id;
    return make(bench, (hostile) => ({
      spoil: (move) => void hostile.script.add('status.tell', move),
      run: ({ tellStatus }) => tellStatus.run(never),
      standing: async () => {
        const pending = await bench.ledger.status.get(id);
        if (pending === undefined) return { state: 'told', interrupted: 0 };
        const { interrupted, problem, dueAt } = pending;
        return { state: dueAt === undefined ? 'failed' : 'due', interrupted, problem };
      },
      again: () => new OutboxDesk(bench.ledger, bench.clock, 'somebody').retry(id),
      done: 'told',
    }));
  },
};

/** The process is killed in the middle of a try, and started again. */
async function kill({ bench, hostile, spoil, run }: Kind): Promise<void> {
  await new Promise<void>((begun, ended) => {
    spoil({ do: 'meanwhile', happens: async () => begun(), ending: { do: 'stall' } });
    run(bench.flows)?.then(() => ended(new Error('nothing was tried')), ended);
  });
  await bench.restart({ adapter: hostile });
}

describe('a try that a kill cuts off', () => {
  after(closeTestLedger);

  for (const [name, open] of Object.entries(KINDS)) {
    it(`counts apart, twenty times, and then a person is asked: ${name}`, async () => {
      const kind = await open();
      for (let times = 1; times < 20; times += 1) {
        await kill(kind);
        const { state, interrupted, attempts = 0 } = await kind.standing();
        expect([interrupted, attempts, state === 'failed']).to.deep.equal([times, 0, false]);
      }
      await kill(kind);
      const { state, interrupted, problem } = await kind.standing();
      expect([state, interrupted, problem?.code]).to.deep.equal(['failed', 20, 'CUT_OFF_TOO_OFTEN']);
      await kind.bench.restart({ adapter: kind.hostile });
      await kind.run(kind.bench.flows);
      expect((await kind.standing()).state, 'nothing happens by itself').to.equal('failed');
      await kind.again();
      await kind.run(kind.bench.flows);
      expect(await kind.standing()).to.include({ state: kind.done, interrupted: 0 });
    });
  }

  it('is not counted of a try that came to an outcome before the end', async () => {
    const kind = await KINDS['an RX that is withdrawn']!();
    kind.spoil({ do: 'fail', error: new ChairsideError('CLOUD_UNREACHABLE') });
    await kind.run(kind.bench.flows)?.catch(() => undefined);
    await kind.bench.restart({ adapter: kind.hostile });
    expect(await kind.standing()).to.include({ state: 'withdrawing', interrupted: 0 });
  });

  it('keeps its attempts and its waiting over a restart', async () => {
    const kind = await KINDS['a change of a patient']!();
    kind.spoil({ do: 'fail', error: new ChairsideError('CLOUD_REFUSED') });
    await kind.run(kind.bench.flows);
    const before = await kind.standing();
    await kind.bench.restart({ adapter: kind.hostile });
    expect(before).to.include({ state: 'changed', attempts: 1, backoff: 1 });
    expect(await kind.standing()).to.deep.equal(before);
  });
});

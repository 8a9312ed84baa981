import {
  ChairsideError,
  PatientRef,
  RxKey,
  type AdapterPorts,
  type ScanDelivery,
  type WantedRx,
} from '@chairside/core';
import { FakeClock } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { guardAdapter } from '../../dist/adapters/guard-adapter.js';

const MINUTE = 60_000;
const NEVER = new AbortController().signal;

describe('the guard of an adapter', () => {
  let clock: FakeClock;
  let leftBehind: string[];
  beforeEach(() => {
    clock = new FakeClock();
    leftBehind = [];
  });

  function guard(ports: Partial<Record<keyof AdapterPorts, unknown>>): AdapterPorts {
    const whole = { probe: async () => [], close: async () => undefined, ...ports } as AdapterPorts;
    return guardAdapter(whole, { adapter: 'sample', clock, onLeftBehind: (call) => leftBehind.push(call) });
  }

  async function thrown(work: Promise<unknown> | undefined): Promise<ChairsideError> {
    return (work ?? Promise.resolve()).then(
      () => expect.fail('nothing was thrown'),
      (error: unknown) => error as ChairsideError,
    );
  }

  it('leaves out what the adapter leaves out', () => {
    const { rxTrigger, sink } = guard({ rxTrigger: { read: async () => undefined } });
    expect(rxTrigger).to.have.keys('read');
    expect(sink).to.equal(undefined);
  });

  const WRONG: readonly (readonly [string, unknown, string])[] = [
    ['no object', 'Sample', 'sample: rxTrigger.read: the answer itself'],
    ['another kind', { kind: 'all' }, 'sample: rxTrigger.read: kind'],
    [
      'a number where a text is',
      { kind: 'snapshot', wanted: [{ key: 'A', patient: 7 }] },
      'wanted[0].patient, expected string',
    ],
    ['an empty key', { kind: 'snapshot', wanted: [{ key: '', patient: '7' }] }, 'wanted[0].key'],
    [
      'null for what is not known',
      { kind: 'snapshot', wanted: [{ key: 'A', patient: '7', notes: null }] },
      'wanted[0].notes, expected string',
    ],
    [
      'a day of another form',
      {
        kind: 'changes',
        changes: [
          {
            id: '1',
            change: 'wanted',
            rx: {
              key: 'A',
              patient: '7',
              patientDetails: {
                ref: '7',
                chartNumber: '7',
                firstName: 'Sample',
                lastName: 'Incisor',
                dateOfBirth: '3.2.80',
              },
            },
          },
        ],
      },
      'changes[0].rx.patientDetails.dateOfBirth',
    ],
  ];
  for (const [name, answer, place] of WRONG) {
    it(`refuses ${name}, and names the place alone`, async () => {
      const { rxTrigger } = guard({ rxTrigger: { read: async () => answer } });
      const { code, message } = await thrown(rxTrigger?.read(undefined, NEVER));
      expect(code).to.equal('ADAPTER_ANSWER_INVALID');
      expect(message)
        .to.include(place)
        .and.not.match(/Incisor|3\.2\.80/);
    });
  }

  it('takes of an answer only what its type has, and of a receipt whatever the sink put into it', async () => {
    const rx = { key: RxKey('A'), patient: PatientRef('7'), shoeSize: 42 };
    const receipt = { key: 'K', files: [{ path: 'a', size: 1, sha256: 'a'.repeat(64), docNum: 9 }], folder: 3 };
    const { rxTrigger, sink } = guard({
      rxTrigger: { read: async () => ({ kind: 'snapshot', wanted: [rx] }) },
      sink: { deliver: async () => receipt, holds: async () => 'held' },
    });
    const { shoeSize: _, ...wanted } = rx;
    expect(await rxTrigger?.read(undefined, NEVER)).to.deep.equal({ kind: 'snapshot', wanted: [wanted] });
    const delivery = { files: [], archives: [] } as unknown as ScanDelivery;
    expect(await sink?.deliver(delivery, NEVER)).to.deep.equal(receipt);
  });

  it('gives frozen arguments, all the way down', async () => {
    let given: unknown;
    const { status } = guard({ status: { tell: async (update: unknown) => (given = update) } });
    await status?.tell({ kind: 'rx', files: [{ path: 'a' }] } as never, NEVER);
    expect(() => ((given as { files: { path: string }[] }).files[0]!.path = 'b')).to.throw(TypeError);
  });

  const THROWN: readonly (readonly [string, unknown, string])[] = [
    ['a network that is away', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'DPMS_UNREACHABLE'],
    ['a full disk of another port', Object.assign(new Error('x'), { code: 'ENOSPC' }), 'ADAPTER_FAILED'],
    ['anything else', new Error('Sample Incisor'), 'ADAPTER_FAILED'],
    ['something that is no error', 'Sample Incisor', 'ADAPTER_FAILED'],
    ['an error of the contract', new ChairsideError('DATABASE_UPDATING'), 'DATABASE_UPDATING'],
    ['one of another copy of core', foreign('CHART_FULL'), 'CHART_FULL'],
    ['one of a later copy of core', foreign('NOT_KNOWN_YET'), 'ADAPTER_FAILED'],
  ];
  for (const [name, error, expected] of THROWN) {
    it(`makes ${name} ${expected}, also where it is thrown at once`, async () => {
      const { rxTrigger } = guard({
        rxTrigger: {
          read: () => {
            throw error;
          },
        },
      });
      const made = await thrown(rxTrigger?.read(undefined, NEVER));
      expect(made).to.be.instanceOf(ChairsideError);
      expect(made.code).to.equal(expected);
      expect(made.message).to.not.include('Incisor');
    });
  }

  it('makes a full or absent disk of a sink one that waits', async () => {
    for (const [system, code] of [
      ['ENOSPC', 'CHART_FULL'],
      ['EROFS', 'CHART_UNREACHABLE'],
    ] as const) {
      const { sink } = guard({
        sink: { holds: () => Promise.reject(Object.assign(new Error('x'), { code: system })) },
      });
      const made = await thrown(sink?.holds({ key: '1/r1', files: [] }, NEVER));
      expect([made.code, made.class]).to.deep.equal([code, 'transient']);
    }
  });

  it('cuts off a call that takes too long, and it may still end well', async () => {
    const { patients } = guard({
      patients: {
        byRef: (_: unknown, signal: AbortSignal) =>
          new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
        search: async () => undefined,
      },
    });
    const stuck = thrown(patients?.byRef(PatientRef('1'), NEVER));
    await clock.advance(2 * MINUTE);
    const { code, message } = await stuck;
    expect(code).to.equal('ADAPTER_STUCK');
    expect(message).to.include('sample: patients.byRef');
    expect(leftBehind).to.deep.equal([]);
  });

  it('leaves one behind that hears nothing, and does not pile them up', async () => {
    let calls = 0;
    let free: () => void = () => undefined;
    const { status } = guard({
      status: {
        tell: () => {
          calls += 1;
          return new Promise<void>((resolve) => (free = resolve));
        },
      },
    });
    const tell = (): Promise<ChairsideError> => thrown(status?.tell({} as never, NEVER));
    for (let tries = 1; tries <= 3; tries += 1) {
      const stuck = tell();
      await clock.advance(2 * MINUTE);
      await clock.advance(5_000);
      expect((await stuck).code).to.equal('ADAPTER_STUCK');
    }
    expect((await tell()).code).to.equal('ADAPTER_STUCK');
    expect(calls).to.equal(3);
    expect(leftBehind).to.have.length(3);
    free();
    await clock.advance(0);
    void status?.tell({} as never, NEVER);
    await clock.advance(0);
    expect(calls).to.equal(4);
  });

  it('gives a large scan the time that a slow share needs', async () => {
    let cut = false;
    const { sink } = guard({
      sink: {
        deliver: (_: unknown, signal: AbortSignal) =>
          new Promise(() => signal.addEventListener('abort', () => (cut = true))),
        holds: async () => 'held',
      },
    });
    const files = [{ size: 1_000_000_000 }];
    void thrown(sink?.deliver({ files, archives: files } as unknown as ScanDelivery, NEVER));
    await clock.advance(6 * 60 * MINUTE);
    expect(cut).to.equal(false);
    await clock.advance(2 * 60 * MINUTE);
    expect(cut).to.equal(true);
  });

  it('passes on that the service stops', async () => {
    const stop = new AbortController();
    const { patients } = guard({
      patients: {
        byRef: (_: unknown, signal: AbortSignal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
        search: async () => undefined,
      },
    });
    const stopped = thrown(patients?.byRef(PatientRef('1'), stop.signal));
    await clock.advance(0);
    stop.abort();
    expect((await stopped).code).to.equal('STOPPED');
  });

  it('takes 10,000 wanted RX as they are', async () => {
    const wanted: WantedRx[] = Array.from({ length: 10_000 }, (_, index) => ({
      key: RxKey(`A-${index}`),
      patient: PatientRef(`${index}`),
      doctor: 'DrSample',
      procedureCode: 'D2740',
      notes: 'upper right',
    }));
    const { rxTrigger } = guard({ rxTrigger: { read: async () => ({ kind: 'snapshot', wanted }) } });
    expect(await rxTrigger?.read(undefined, NEVER)).to.deep.equal({ kind: 'snapshot', wanted });
  });
});

/** As it looks when an adapter brings a core of its own. */
function foreign(code: string): Error {
  const error = Object.assign(new Error('of another copy'), { code });
  return Object.defineProperty(error, Symbol.for('@chairside/core/ChairsideError'), { value: true });
}

import { OrderId, RxKey, type ScanOrder } from '@chairside/core';
import type { FlowBench } from './flow-bench.js';
import { cancelled, samplePatient, sampleRx, wanted } from './samples.js';

/** Each RX key of the story with the number of its patient, and the order that it becomes. */
const PATIENTS: Readonly<Record<string, number>> = { A: 1, B: 2, C: 3, D: 4, E: 6 };

function scan(bench: FlowBench, key: string): void {
  const { chartNumber } = samplePatient(PATIENTS[key]!);
  const rx = bench.service.open.find(({ submission }) => submission.patient.chartNumber === chartNumber);
  if (rx !== undefined) bench.service.scan(rx.rxId, { orderId: orderOf(key) });
}

export function orderOf(key: string): OrderId {
  return OrderId(`order-${key}`);
}

function changed(key: string) {
  return wanted(sampleRx(key, PATIENTS[key], { notes: 'changed' }));
}

/** What happens in a practice, step by step; each step is over before the next one begins. */
export const STORY: readonly ((bench: FlowBench) => void | Promise<void>)[] = [
  (bench) => {
    for (const number of [1, 2, 3, 4, 5, 6]) bench.adapter.patients.put(samplePatient(number));
    bench.trigger.say(...['A', 'B', 'C', 'D'].map((key) => wanted(sampleRx(key, PATIENTS[key]))));
  },
  (bench) => {
    scan(bench, 'A');
    bench.trigger.say(changed('B'), cancelled('C'), cancelled('unknown'));
  },
  (bench) => {
    scan(bench, 'B');
    bench.service.addOrder({ orderId: orderOf('known'), patient: samplePatient(5) });
    bench.service.addOrder({ orderId: orderOf('stranger'), patient: samplePatient(9) });
    for (const id of ['c1', 'c2']) bench.service.addCapture(orderOf('known'), id);
  },
  async (bench) => {
    scan(bench, 'D');
    bench.trigger.say(changed('D'), cancelled('A'));
    bench.service.setAsset(orderOf('known'), 'export', { 'known_u.stl': 'rescanned' });
    bench.service.changeOrder(orderOf('known'), { status: 'Lab Review' } satisfies Partial<ScanOrder>);
    await bench.scanDesk.assign(orderOf('stranger'), samplePatient(6));
  },
  (bench) => {
    bench.trigger.say(wanted(sampleRx('E', PATIENTS['E'])), cancelled('E'), changed('E'));
  },
];

/** Where everything stands: nothing of it may depend on when a process ended. */
export interface Standing {
  /** Per RX key: what ever was on the scanner, as `notes state`, the states in the ledger, and what the practice was told last. */
  readonly rx: ReadonlyMap<string, string>;
  /** Per order: state, revision and how often it was filed. */
  readonly scans: ReadonlyMap<string, string>;
  /** Hashes of all files in all charts. */
  readonly chart: ReadonlyMap<string, string>;
}

export async function standing(bench: FlowBench): Promise<Standing> {
  const rx = new Map<string, string>();
  for (const [key, number] of Object.entries(PATIENTS)) {
    const { chartNumber } = samplePatient(number);
    const here = [...bench.service.rxs.values()].filter(
      ({ submission }) => submission.patient.chartNumber === chartNumber,
    );
    const there = here.map(({ submission, state }) => `${submission.notes ?? ''} ${state}`);
    rx.set(key, JSON.stringify([there, await bench.rxStates(RxKey(key)), bench.adapter.status.states(key).at(-1)]));
  }
  const scans = new Map<string, string>();
  for (const { orderId, state, revision } of await bench.ledger.scans.list({})) {
    const revisions = await bench.ledger.scans.revisions(orderId);
    const audited = (await bench.ledger.audit(0)).filter(
      ({ subject, action }) => subject === orderId && action === 'scan filed',
    );
    scans.set(orderId, JSON.stringify([state, revision, revisions.map(({ patient }) => patient.ref), audited.length]));
  }
  const chart = new Map([...bench.adapter.sink.chart.values()].map(({ path, sha256 }) => [path, sha256]));
  return { rx, scans, chart };
}

/** The keys whose RX was in doubt at some time: there, a person or the practice's choice decides. */
export function everInDoubt(bench: FlowBench): readonly string[] {
  return Object.keys(PATIENTS).filter((key) => bench.adapter.status.states(key).includes('in-doubt'));
}

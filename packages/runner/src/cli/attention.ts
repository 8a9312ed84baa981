import type { ClinicLedger, ErrorClass, Problem } from '@chairside/core';

/** Something that waits for a person. */
export interface Attention {
  readonly kind: 'rx' | 'scan';
  readonly key: string;
  readonly state: string;
  readonly code: string | null;
  readonly text: string;
}

const LIMIT = 1_000;
/** What waiting helps against. */
const OTHERS: readonly ErrorClass[] = ['transient', 'rate-limited', 'auth'];

function entry(kind: Attention['kind'], key: string, state: string, problem: Problem | undefined): Attention {
  return { kind, key, state, code: problem?.code ?? null, text: problem?.text ?? `The ${kind} is ${state}.` };
}

/** Everything of a clinic that goes on only when somebody does something. */
export async function needsPerson(ledger: ClinicLedger): Promise<readonly Attention[]> {
  const rx = await ledger.rx.list({ states: ['proposed', 'wanted', 'submitted', 'in-doubt', 'failed'], limit: LIMIT });
  const waiting = rx.filter(({ state, problem }) =>
    // What iTero refuses is tried again, but rarely gets right by itself.
    state === 'wanted' || state === 'submitted'
      ? problem?.class === 'needs-person' || problem?.class === 'permanent'
      : true,
  );
  const scans = await ledger.scans.list({ states: ['review', 'failed'], limit: LIMIT });
  return [
    ...waiting.map(({ key, state, problem }) => entry('rx', key, state, problem)),
    ...scans.map(({ orderId, state, problem }) => entry('scan', orderId, state, problem)),
  ];
}

/** Whether an item waits for something that cannot be reached now. */
export async function waitsForOthers(ledger: ClinicLedger): Promise<boolean> {
  const rx = await ledger.rx.list({ states: ['wanted', 'withdrawing'], limit: LIMIT });
  const scans = await ledger.scans.list({ states: ['listed', 'verified'], limit: LIMIT });
  return [...rx, ...scans].some(({ problem }) => problem !== undefined && OTHERS.includes(problem.class));
}

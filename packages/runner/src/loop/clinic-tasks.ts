import type { PairingRecord, WorkKind } from '@chairside/core/house';
import type { ClinicScope } from '../composition/clinic-scope.js';
import { FLOW } from '../composition/tokens.js';
import type { LaneTask } from './lane.js';

/** How long after the last look something that nobody announced is found all the same, milliseconds. */
const FALLBACK = 60_000;
/** How often the review inbox is looked through, milliseconds: the DPMS may know by now whose a scan is. */
const REVIEW_AGAIN = 10 * 60_000;
/** The cursor that holds when iTero last answered. */
export const CONTACT_CURSOR = 'contact';

export type TaskName =
  | 'requests'
  | 'patient-changes'
  | 'patients'
  | 'rx'
  | 'practice'
  | 'orders'
  | 'review'
  | 'scans'
  | 'capture-list'
  | 'captures'
  | 'status';

export interface NamedTask extends LaneTask {
  readonly name: TaskName;
}

/** The work of one clinic, in the order in which one full round does it; without what the adapter cannot take part in. */
export function clinicTasks(scope: ClinicScope): readonly NamedTask[] {
  const { container, policy } = scope;
  const tasks: NamedTask[] = [];
  const due = (kind: WorkKind) => (): Promise<number | undefined> => scope.ledger.nextDueAt(kind);
  const readTrigger = container.get(FLOW.readTrigger);
  if (readTrigger !== undefined) {
    tasks.push({ name: 'requests', interval: policy.poll.trigger, run: (signal) => readTrigger.run(signal) });
  }
  const pushPatients = container.get(FLOW.pushPatients);
  if (pushPatients !== undefined) {
    if (scope.adapter.patients?.changed !== undefined) {
      tasks.push({
        name: 'patient-changes',
        interval: policy.poll.trigger,
        run: whenPaired(scope, (_, ...signals) => pushPatients.read(...signals)),
      });
    }
    tasks.push({
      name: 'patients',
      interval: FALLBACK,
      nextDueAt: due('patients'),
      run: whenPaired(scope, (_, ...signals) => pushPatients.run(...signals)),
    });
  }
  tasks.push({
    name: 'rx',
    interval: FALLBACK,
    nextDueAt: due('rx'),
    run: whenPaired(scope, (_, ...signals) => container.get(FLOW.workRx).run(...signals)),
  });
  // Decides itself whether the practice is to be read: once a day, after a pairing and after a refusal.
  tasks.push({
    name: 'practice',
    interval: FALLBACK,
    run: whenPaired(scope, (pairing, signal) => container.get(FLOW.watchPractice).run(pairing, signal)),
  });
  tasks.push({
    name: 'orders',
    interval: policy.poll.orders,
    run: whenPaired(scope, (pairing, signal) => pollOrders(scope, pairing, signal)),
  });
  const captures = container.get(FLOW.captures);
  if (captures !== undefined) {
    tasks.push({
      name: 'capture-list',
      interval: policy.poll.captures,
      run: whenPaired(scope, (_, signal) => captures.poll(signal)),
    });
  }
  const workScans = container.get(FLOW.workScans);
  if (workScans !== undefined) {
    tasks.push({
      name: 'review',
      interval: REVIEW_AGAIN,
      run: (...signals) => container.get(FLOW.matchAgain).run(...signals),
    });
    tasks.push({
      name: 'scans',
      interval: FALLBACK,
      nextDueAt: due('scans'),
      run: whenPaired(scope, (_, ...signals) => workScans.run(...signals)),
    });
  }
  if (captures !== undefined) {
    tasks.push({
      name: 'captures',
      interval: FALLBACK,
      nextDueAt: due('captures'),
      run: whenPaired(scope, (_, ...signals) => captures.run(...signals)),
    });
  }
  tasks.push({
    name: 'status',
    interval: FALLBACK,
    nextDueAt: due('status'),
    run: (...signals) => container.get(FLOW.tellStatus).run(...signals),
  });
  return tasks;
}

/** Leaves a task alone while the clinic is not paired: nothing is due then, and nothing fails. */
function whenPaired(
  scope: ClinicScope,
  work: (pairing: PairingRecord, signal: AbortSignal, stopping: AbortSignal) => Promise<void>,
): (signal: AbortSignal, stopping: AbortSignal) => Promise<void> {
  return async (signal, stopping) => {
    const pairing = await scope.pairings.get(scope.id);
    if (pairing?.status === 'paired') await work(pairing, signal, stopping);
  };
}

async function pollOrders(scope: ClinicScope, pairing: PairingRecord, signal: AbortSignal): Promise<void> {
  await scope.container.get(FLOW.pollOrders).run(pairing, signal);
  await scope.ledger.commit({ cursors: { [CONTACT_CURSOR]: new Date().toISOString() } });
}

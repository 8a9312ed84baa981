import type { Problem } from '../domain/problem.js';
import type { ScanRecord, TakenBack } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { Phi } from '../errors/phi.js';
import { problemOf } from './retry.js';

/** How often it is looked whether a person has deleted what is left, milliseconds. */
const LOOK_EVERY = 60 * 60 * 1000;

/** Whether something of a wrong filing may still stand in the chart. */
export function isBeingTakenBack({ takenBack }: Pick<ScanRecord, 'takenBack'>): boolean {
  return takenBack !== undefined && takenBack.receipts.length > 0;
}

/** When a wrong filing is looked at again; undefined where nothing of it is left. */
export function takeBackAt(record: Pick<ScanRecord, 'takenBack'>, now: number): number | undefined {
  return isBeingTakenBack(record) ? now + LOOK_EVERY : undefined;
}

/** What whoever looks at a scan is told that a person took out of the chart. */
export function takenBackProblem(takenBack: TakenBack | undefined, now: number): Problem {
  const left = takenBack?.left ?? [];
  const error =
    left.length > 0
      ? new ChairsideError('SCAN_LEFT_IN_CHART', { shown: new Phi(left.map(({ knownAs }) => knownAs).join('; ')) })
      : new ChairsideError('SCAN_TAKEN_BACK');
  return problemOf(error, now);
}

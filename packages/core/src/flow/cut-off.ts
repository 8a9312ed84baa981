import type { Problem } from '../domain/problem.js';
import type { WorkProgress } from '../domain/work-progress.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { problemOf } from './retry.js';

/** After how many tries cut off by a stop or a kill a person is asked: the item may be what ends the process. */
const MOST_CUT_OFF = 20;

/** What one more try that was cut off does to an item. */
export interface CutOff {
  readonly interrupted: number;
  /** Where there were too many: nothing more happens by itself. */
  readonly problem: Problem | undefined;
}

export function cutOffAgain({ interrupted }: Pick<WorkProgress, 'interrupted'>, now: number): CutOff {
  const count = interrupted + 1;
  if (count < MOST_CUT_OFF) return { interrupted: count, problem: undefined };
  return { interrupted: count, problem: problemOf(new ChairsideError('CUT_OFF_TOO_OFTEN'), now) };
}

import type { KillAt } from './kill-plan.js';

/** What becomes of one start of a process. */
export interface Fate {
  readonly at: KillAt;
  /** Killed so many milliseconds after its start, whatever it is doing then. */
  readonly afterMs?: number;
  /** It is the service that is started, not one round; never without `afterMs`. */
  readonly service?: boolean;
}

/** Decides what becomes of each process that is started. */
export interface Killer {
  next(): Fate;
}

export const NO_KILLS: Killer = { next: () => ({ at: 'none' }) };
/** At each point at which no process was killed, of all points or of one half. */
export function atNewPoints(half?: 0 | 1): Killer {
  return { next: () => ({ at: half === undefined ? 'new' : { half } }) };
}

/** Once, at one point; not before the process that is the one of that number, counted from 1. */
export function onceAt(point: string, { start = 1 } = {}): Killer {
  let starts = 0;
  return {
    next() {
      starts += 1;
      return { at: starts < start ? 'none' : { point } };
    },
  };
}

/** As many points as a round with much to do has; a shorter one is then not killed. */
const POINTS_OF_A_ROUND = 120;
/** A service has done what there is to do after so many milliseconds. */
const LONGEST_SERVICE = 3_000;

/** At random moments, so many times at most: half of them at a point, the others at any time. */
export function atRandom(random: () => number, most: number): Killer {
  let left = most;
  return {
    next() {
      if (left === 0) return { at: 'none' };
      left -= 1;
      const moment = random();
      if (random() < 0.6) return { at: 1 + Math.floor(moment * POINTS_OF_A_ROUND) };
      return { at: 'none', afterMs: 150 + Math.floor(moment * LONGEST_SERVICE), service: random() < 0.5 };
    },
  };
}

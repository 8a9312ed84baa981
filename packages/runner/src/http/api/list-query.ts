import { z } from 'zod';

/** Items of each clinic in one answer. */
const MOST_ITEMS = 1_000;
const USUAL_ITEMS = 300;

/** The query of a list: `state` and `limit`, the newest items of each clinic. */
export function listQuery<const State extends string>(states: readonly State[]) {
  return z.object({
    state: z.enum(states).optional(),
    limit: z.coerce.number().int().positive().max(MOST_ITEMS).default(USUAL_ITEMS),
  });
}

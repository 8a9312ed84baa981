import type { Statements } from './statements.js';

/** SQLite's word for no limit. */
const NO_LIMIT = -1;

/**
 * The rows of some states, newest first. Each state is read by index up to the limit, so no more is read than answered,
 * times the number of states.
 */
export function rowsByState<Row extends { readonly id: number }>(
  statements: Statements,
  sql: string,
  clinic: string,
  states: readonly string[],
  limit: number | undefined,
): Row[] {
  const rows = states.flatMap((state) => statements.all<Row>(sql, clinic, state, limit ?? NO_LIMIT));
  rows.sort((one, other) => other.id - one.id);
  return limit === undefined ? rows : rows.slice(0, limit);
}

/** How many rows there are of each state. */
export function countsByState<State extends string>(
  statements: Statements,
  sql: string,
  clinic: string,
): Readonly<Partial<Record<State, number>>> {
  const rows = statements.all<{ readonly state: State; readonly count: number }>(sql, clinic);
  const counts: Partial<Record<State, number>> = {};
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

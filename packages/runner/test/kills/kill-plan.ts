/** Names the plan of a started process, as JSON. */
export const PLAN_VARIABLE = 'CHAIRSIDE_TEST_KILL';

/**
 * At which point a process is killed: at none; at the first one that no process was killed at before, of all or of one
 * half of them; at that one where none was; or at the one of that number, counted from 1.
 */
export type KillAt = 'none' | 'new' | { readonly half: 0 | 1 } | { readonly point: string } | number;

/** What a started process is told; both files have one point a line. */
export interface KillPlan {
  readonly at: KillAt;
  /** Gets each point that is reached. */
  readonly reached: string;
  /** Gets the point at which the process was killed. */
  readonly killed: string;
}

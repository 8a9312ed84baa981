/**
 * What the caller does with an error:
 * - `transient`: wait and try again; nobody's fault, so no attempt is counted
 * - `rate-limited`: wait as long as told, then try again; no attempt is counted
 * - `not-ready`: ask again by `retry.notReady`
 * - `in-doubt`: the effect may have happened; a person decides
 * - `auth`: the clinic must be paired (again) before anything goes on
 * - `permanent`: the item's own fault; counted, and given up after `retry.maxAttempts`
 * - `needs-person`: waits, visibly, until somebody does something
 */
export const ERROR_CLASSES = [
  'transient',
  'rate-limited',
  'not-ready',
  'in-doubt',
  'auth',
  'permanent',
  'needs-person',
] as const;
/** One of `ERROR_CLASSES`. */
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** What stands in the tables of codes. */
export interface ErrorCodeEntry {
  readonly class: ErrorClass;
  /** What happened and what to do, for the operator. */
  readonly text: string;
}

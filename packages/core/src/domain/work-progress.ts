/** What every item of work in the ledger carries: when it is due, how often it was tried, which version a change replaces. */
export interface WorkProgress {
  /** When the next step is due, milliseconds since 1970; undefined when nothing is to be done. */
  readonly dueAt?: number | undefined;
  /** Tries that failed by the item's own fault; only these end in `failed`. */
  readonly attempts: number;
  /** Consecutive tries that brought nothing, for the length of the next wait. */
  readonly backoff: number;
  /** Tries cut off by a stop or a kill. */
  readonly interrupted: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Counts up with every change; a change names the version it replaces, so two writers cannot both win. */
  readonly version: number;
}

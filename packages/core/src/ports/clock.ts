/** Time, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` is or gets aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

import type { RxRecord } from '../domain/rx.js';

/** Older generations that are, or may still be, on the scanner: a newer one would be a second RX for the same wish. */
export function leaving(generations: readonly RxRecord[], generation: number): readonly RxRecord[] {
  return generations.filter(
    (older) =>
      older.generation < generation &&
      (older.state === 'withdrawing' || (older.state === 'failed' && older.rxId !== undefined)),
  );
}

import { sameStamp, type FileStamp } from './inbox-folders.js';

/** A file that does not parse to its end, or cannot be taken, is given up after this many times `settle`. */
const GIVE_UP = 10;
/** A CSV file whose last line has no end may have lost the rest of it, so it is given more time. */
const UNENDED = 2;

interface Watched {
  readonly stamp: FileStamp;
  readonly since: number;
  seen: boolean;
  /** What a look into the file brought, as long as it does not change. */
  outcome: 'unread' | 'unended' | 'unreadable';
}

/** Where a file stands on its way to being complete. */
export type Settled =
  /** Changed a moment ago. */
  | 'changing'
  /** Unchanged for `settle`: look whether it parses to its end. */
  | 'quiet'
  /** Was looked into and is not complete; wait on. */
  | 'waiting'
  /** Unchanged for so long that nothing more will come. */
  | 'given-up';

/** Tells by size and time, on this computer's own clock, when files have come to rest. */
export class Settling {
  readonly #settle: number;
  readonly #files = new Map<string, Watched>();

  constructor(settle: number) {
    this.#settle = settle;
  }

  /** Forgets the files that were not looked at since the last call. */
  round(): void {
    for (const [path, file] of this.#files) {
      if (!file.seen) this.#files.delete(path);
      file.seen = false;
    }
  }

  look(path: string, stamp: FileStamp, now: number): Settled {
    const known = this.#files.get(path);
    // Also where the clock was set back: the wait starts again.
    if (known === undefined || !sameStamp(known.stamp, stamp) || now < known.since) {
      this.#files.set(path, {
        stamp: { size: stamp.size, mtimeMs: stamp.mtimeMs },
        since: now,
        seen: true,
        outcome: 'unread',
      });
      // A settle of 0 takes a file as it is found.
      return this.#settle === 0 && stamp.size > 0 ? 'quiet' : 'changing';
    }
    known.seen = true;
    const quiet = now - known.since;
    if (quiet >= this.#settle * GIVE_UP) return 'given-up';
    if (quiet < this.#settle) return 'changing';
    if (stamp.size === 0 || known.outcome === 'unreadable') return 'waiting';
    if (known.outcome === 'unended' && quiet < this.#settle * UNENDED) return 'waiting';
    return 'quiet';
  }

  /** Whether an `unended` file has had its extra time. */
  hadTime(path: string, now: number): boolean {
    const known = this.#files.get(path);
    return known !== undefined && now - known.since >= this.#settle * UNENDED;
  }

  /** Remembers a look, so that a file that does not change is not read again and again. */
  note(path: string, outcome: 'unended' | 'unreadable'): void {
    const known = this.#files.get(path);
    if (known !== undefined) known.outcome = outcome;
  }

  forget(path: string): void {
    this.#files.delete(path);
  }
}

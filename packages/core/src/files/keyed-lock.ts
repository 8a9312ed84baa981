/** Lets one job at a time work on what a key names, in the order of the calls. */
export class KeyedLock {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the job once those of the same key that came before have ended, however they ended. */
  async run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(job);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(key, settled);
    try {
      return await result;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}

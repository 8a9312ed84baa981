import { ChairsideError, type ChairsideErrorCode } from '@chairside/core';
import type { ClinicScope } from '../composition/clinic-scope.js';
import { unlessLeftBehind } from '../composition/left-behind.js';
import { HOUSE } from '../composition/tokens.js';
import { clinicTasks, type NamedTask, type TaskName } from './clinic-tasks.js';

/** How long after the first pass a retry may be due and is still waited for, milliseconds. */
const PATIENCE = 10_000;
const SOON = 200;
/** What looks for new work, as against doing what is due. */
const ONCE: readonly TaskName[] = ['requests', 'patient-changes', 'orders', 'review', 'capture-list'];

/** One full round of every flow of a clinic. */
export class OneRound {
  readonly #scope: ClinicScope;
  readonly #tasks: readonly NamedTask[];

  constructor(scope: ClinicScope) {
    this.#scope = scope;
    this.#tasks = clinicTasks(scope);
  }

  /**
   * Waits until the source has nothing more to give, does each due item and its retries due within 10 s, and leaves
   * later ones with their time. Answers what kept a flow from its work.
   */
  async run(signal: AbortSignal): Promise<readonly ChairsideErrorCode[]> {
    const clock = this.#scope.container.get(HOUSE.clock);
    await this.#scope.recover();
    const failures = new Map<string, ChairsideErrorCode>();
    if ((await this.#scope.pairings.get(this.#scope.id))?.status !== 'paired') failures.set('pairing', 'NOT_PAIRED');
    const repeated = this.#tasks.filter(({ name }) => !ONCE.includes(name));
    for (const task of this.#tasks) await this.#look(task, failures, signal);
    const until = clock.now() + PATIENCE;
    while (!signal.aborted && !failures.has('pairing')) {
      const dueAt = await this.#nextDueAt();
      if (dueAt > until || clock.now() >= until) break;
      await clock.sleep(Math.max(SOON, dueAt - clock.now()), signal);
      for (const task of repeated) await this.#look(task, failures, signal);
    }
    return [...failures.values()];
  }

  async #nextDueAt(): Promise<number> {
    const all = await Promise.all(this.#tasks.map(async (task) => task.nextDueAt?.()));
    return Math.min(...all.map((dueAt) => dueAt ?? Infinity));
  }

  async #look(task: NamedTask, failures: Map<string, ChairsideErrorCode>, signal: AbortSignal): Promise<void> {
    const clock = this.#scope.container.get(HOUSE.clock);
    try {
      for (let more = true; more && !signal.aborted;) {
        const answer = await unlessLeftBehind(task.run(signal, signal), signal, clock);
        more = answer?.more === true;
        if (more) await clock.sleep(SOON, signal);
      }
      failures.delete(task.name);
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'UNEXPECTED', signal);
      failures.set(task.name, error.code);
      this.#scope.logger.warn(error.message, { flow: task.name, code: error.code });
    }
  }
}

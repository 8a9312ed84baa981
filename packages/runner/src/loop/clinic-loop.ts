import type { RxId, WorkUnit } from '@chairside/core';
import type { ClinicScope } from '../composition/clinic-scope.js';
import { CLINIC, FLOW, HOUSE } from '../composition/tokens.js';
import { clinicTasks, type TaskName } from './clinic-tasks.js';
import { Lane } from './lane.js';
import { WakeThrottle } from './wake-throttle.js';

/** One clinic at work until it is stopped: its lanes, and who wakes which. */
export class ClinicLoop {
  readonly scope: ClinicScope;
  readonly #lanes: ReadonlyMap<TaskName, Lane>;
  readonly #throttle: WakeThrottle;

  constructor(scope: ClinicScope) {
    this.scope = scope;
    const { container } = scope;
    this.#throttle = new WakeThrottle(container.get(HOUSE.clock));
    this.#lanes = new Map(
      clinicTasks(scope).map((task) => [
        task.name,
        new Lane(task, container.get(CLINIC.retry), container.get(HOUSE.clock), container.get(CLINIC.logger)),
      ]),
    );
    scope.listener.listen(
      (work) => this.#wakeFor(work),
      () => this.#wake('requests'),
    );
  }

  /** The lanes that cannot do their work now. */
  get failures(): readonly { readonly lane: string; readonly code: string; readonly since: number }[] {
    return [...this.#lanes.values()].flatMap((lane) =>
      lane.failure === undefined ? [] : [{ lane: lane.name, code: lane.failure.code, since: lane.failure.since }],
    );
  }

  /** Something may have changed from outside: a command beside the service, or a webhook's call. */
  wakeAll(): void {
    for (const lane of this.#lanes.values()) lane.wake();
  }

  /** A webhook's call for this clinic: wakes the poll at most once a second; a known order's files are looked at again. */
  async notified(rxIds: readonly RxId[]): Promise<void> {
    if (this.#throttle.allows()) this.#wake('orders');
    for (const rxId of rxIds) await this.scope.container.get(FLOW.takeNotification).run(rxId);
  }

  /** Resolves when every lane has ended: after `stopping`, or when `signal` cuts them off. */
  async run(signal: AbortSignal, stopping: AbortSignal): Promise<void> {
    await this.scope.recover();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.run(signal, stopping)));
  }

  #wake(...names: readonly TaskName[]): void {
    for (const name of names) this.#lanes.get(name)?.wake();
  }

  #wakeFor(work: WorkUnit): void {
    if (work.rx !== undefined) this.#wake('rx');
    if (work.scans !== undefined) this.#wake('scans');
    if (work.revisions !== undefined || work.captures !== undefined) this.#wake('captures');
    if (work.tell !== undefined && work.tell.length > 0) this.#wake('status');
  }
}

import { ChairsideError, type ChairsideErrorCode, type RxId } from '@chairside/core';
import type { WorkUnit } from '@chairside/core/house';
import type { ClinicScope } from '../composition/clinic-scope.js';
import { CLINIC, FLOW, HOUSE } from '../composition/tokens.js';
import type { Notification } from '@chairside/core/itero';
import { clinicTasks, type TaskName } from './clinic-tasks.js';
import { GatheredCalls } from './gathered-calls.js';
import { Lane } from './lane.js';

/** The cursor that holds when iTero last called the webhook. */
export const NOTIFIED_CURSOR = 'notified';
/** The cursor that holds, as JSON, what kept the service from its work when that last changed. */
export const TROUBLES_CURSOR = 'troubles';

/** The cursor that holds, as JSON, how often the adapter's own process ended by itself since the service began. */
export const CRASHES_CURSOR = 'adapter-crashes';

export interface AdapterCrashes {
  readonly crashes: number;
  /** Milliseconds since 1970. */
  readonly lastCrashAt?: number | undefined;
}

/** A flow that cannot do its work, or an adapter without its process. */
export interface Trouble {
  readonly lane: string;
  readonly code: ChairsideErrorCode;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** So often at most that is written down, milliseconds: a flood of calls must not write. */
const NOTED_EVERY = 60_000;

/** What became of a webhook's call; one that is taken wakes the poll. */
export type NotificationResult = 'taken' | 'other-company' | 'clinic-disabled';

/** One clinic at work until it is stopped: its lanes, and who wakes which. */
export class ClinicLoop {
  readonly scope: ClinicScope;
  readonly #lanes: ReadonlyMap<TaskName, Lane>;
  readonly #calls: GatheredCalls;
  readonly #ledgerBroke: () => void;
  #notedAt = -Infinity;
  #notRecovered: { readonly code: ChairsideErrorCode; readonly since: number } | undefined;

  /** `ledgerBroke` is called when the ledger is found damaged. */
  constructor(scope: ClinicScope, ledgerBroke: () => void = () => undefined) {
    this.scope = scope;
    this.#ledgerBroke = ledgerBroke;
    const { container } = scope;
    this.#calls = new GatheredCalls(container.get(HOUSE.clock), (rxIds) => this.#takeCalls(rxIds));
    this.#lanes = new Map(
      clinicTasks(scope).map((task) => [
        task.name,
        new Lane(
          task,
          container.get(CLINIC.retry),
          container.get(HOUSE.clock),
          container.get(CLINIC.logger),
          () => void this.#noteTroubles(),
        ),
      ]),
    );
    scope.listener.listen(
      (work) => this.#wakeFor(work),
      () => this.#wake('requests', 'patient-changes'),
      () => void this.#noteTroubles(),
    );
  }

  /** The lanes that cannot do their work now. */
  get failures(): readonly Trouble[] {
    const lanes = [...this.#lanes.values()].map(({ name, failure }) => ({ lane: name, failure }));
    const adapter = { lane: 'adapter', failure: this.scope.adapterHealth()?.failure };
    return [{ lane: 'recover', failure: this.#notRecovered }, adapter, ...lanes].flatMap(({ lane, failure }) =>
      failure === undefined ? [] : [{ lane, code: failure.code, since: failure.since }],
    );
  }

  /** Something may have changed from outside: a command beside the service, or a webhook's call. */
  wakeAll(): void {
    for (const lane of this.#lanes.values()) lane.wake();
  }

  /** The computer's clock was set back: nothing waits for the time that it showed before. */
  async clockWentBack(): Promise<void> {
    const { container, ledger, logger } = this.scope;
    logger.warn('The clock was set back');
    // Where the ledger cannot be written now, the next start does it.
    await ledger.correctTimes(container.get(HOUSE.clock).now()).catch(() => undefined);
    this.wakeAll();
  }

  /**
   * A webhook's call for this clinic: wakes the poll at most once a second; a known order's files are looked at again.
   * What is said for another company does nothing; a call that says nothing wakes, as it may be of a form not known yet.
   */
  async notified(said: readonly Notification[], stopping: AbortSignal): Promise<NotificationResult> {
    const pairing = await this.scope.pairings.get(this.scope.id);
    const ours = said.filter(({ companyId }) => companyId === undefined || companyId === pairing?.companyId);
    const result = said.length > 0 && ours.length === 0 ? 'other-company' : 'taken';
    if (result === 'taken') {
      this.#calls.add(
        ours.flatMap(({ rxId }) => rxId ?? []),
        stopping,
      );
    }
    await this.#noteCall();
    return result;
  }

  /** Whatever a call says, it came from somebody who was given the address. */
  async #noteCall(): Promise<void> {
    const now = this.scope.container.get(HOUSE.clock).now();
    if (Math.abs(now - this.#notedAt) < NOTED_EVERY) return;
    this.#notedAt = now;
    await this.scope.ledger.commit({ cursors: { [NOTIFIED_CURSOR]: new Date(now).toISOString() } });
  }

  /** For `status`, which runs beside the service. While the ledger itself fails there is nowhere to write it. */
  async #noteTroubles(): Promise<void> {
    if (this.failures.some(({ code }) => code === 'LEDGER_CORRUPT')) this.#ledgerBroke();
    const { crashes = 0, lastCrashAt } = this.scope.adapterHealth() ?? {};
    const cursors = {
      [TROUBLES_CURSOR]: JSON.stringify(this.failures),
      [CRASHES_CURSOR]: JSON.stringify({ crashes, lastCrashAt } satisfies AdapterCrashes),
    };
    await this.scope.ledger.commit({ cursors }).catch(() => undefined);
  }

  /** Resolves when every lane has ended: after `stopping`, or when `signal` cuts them off. */
  async run(signal: AbortSignal, stopping: AbortSignal): Promise<void> {
    await this.#recover(stopping);
    await this.#noteTroubles();
    if (stopping.aborted) return;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.run(signal, stopping)));
  }

  /** A ledger or a disk that fails at the start fails for a while: no lane begins before, and none is given up for it. */
  async #recover(stopping: AbortSignal): Promise<void> {
    const { container, logger } = this.scope;
    const clock = container.get(HOUSE.clock);
    for (let tries = 0; !stopping.aborted; tries += 1) {
      try {
        await this.scope.recover();
        this.#notRecovered = undefined;
        return;
      } catch (thrown) {
        const { code, message } = ChairsideError.from(thrown);
        if (this.#notRecovered?.code !== code) logger.warn(message, { flow: 'recover', code });
        this.#notRecovered = { code, since: this.#notRecovered?.since ?? clock.now() };
        if (code === 'LEDGER_CORRUPT') this.#ledgerBroke();
        await clock.sleep(container.get(CLINIC.retry).delay(tries), stopping);
      }
    }
  }

  async #takeCalls(rxIds: readonly RxId[]): Promise<void> {
    this.#wake('orders');
    try {
      for (const rxId of rxIds) await this.scope.container.get(FLOW.takeNotification).run(rxId);
    } catch (thrown) {
      // The sweep finds what it would have said.
      this.scope.logger.warn('A notification could not be taken', { code: ChairsideError.from(thrown).code });
    }
  }

  #wake(...names: readonly TaskName[]): void {
    for (const name of names) this.#lanes.get(name)?.wake();
  }

  #wakeFor(work: WorkUnit): void {
    if (work.rx !== undefined) this.#wake('rx');
    if (work.rx?.some(({ problem }) => problem?.code === 'RX_REFUSED') === true) this.#wake('practice');
    if (work.scans !== undefined) this.#wake('scans');
    if (work.patients !== undefined) this.#wake('patients');
    if (work.revisions !== undefined || work.captures !== undefined) this.#wake('captures');
    if (work.tell !== undefined && work.tell.length > 0) this.#wake('status');
  }
}

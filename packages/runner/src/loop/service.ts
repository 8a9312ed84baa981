import { ChairsideError, ClinicId, type ChairsideErrorCode, type Clock, type Logger } from '@chairside/core';
import { parseNotification } from '@chairside/core/itero';
import type { House } from '../composition/house.js';
import { unlessLeftBehind } from '../composition/left-behind.js';
import { HOUSE } from '../composition/tokens.js';
import { backUpDaily } from './daily-backup.js';
import { ClinicLoop, TROUBLES_CURSOR, type NotificationResult, type Trouble } from './clinic-loop.js';

/** How often another process's writes are looked for, milliseconds. */
const LOOK_FOR_COMMANDS = 500;
/** By smaller steps a clock is put right all the time, milliseconds. */
const CLOCK_STEP = 5_000;
/** How long a stop waits for what is under way before it cuts it off. */
const GRACE = 10_000;
/** How long all clinics are waited for before those that are open begin. */
const FIRST_LOOK = 5_000;

/** A clinic that could not be started, and why. */
export interface DisabledClinic {
  readonly clinic: string;
  readonly code: ChairsideErrorCode;
  readonly reason: string;
  /** What exactly to do, line by line. */
  readonly advice: readonly string[];
}

/** The clinics at work, until stopped. A clinic that cannot start stops nobody else. */
export class Service {
  readonly #house: House;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #cutOff = new AbortController();
  readonly #loops = new Map<ClinicId, ClinicLoop>();
  readonly #disabled: DisabledClinic[] = [];
  #broken = false;
  #opening: readonly Promise<ClinicLoop | undefined>[] = [];

  constructor(house: House) {
    this.#house = house;
    this.#clock = house.container.get(HOUSE.clock);
    this.#logger = house.container.get(HOUSE.logger);
  }

  get disabled(): readonly DisabledClinic[] {
    return this.#disabled;
  }

  get loops(): readonly ClinicLoop[] {
    return [...this.#loops.values()];
  }

  get signal(): AbortSignal {
    return this.#cutOff.signal;
  }

  /**
   * Opens the clinics at the same time, and says what their adapters leave out. Resolves when each is open or disabled, and
   * at the latest after 5 seconds: one whose adapter takes longer goes to work when it is ready, and keeps nobody waiting.
   */
  async open(): Promise<void> {
    this.#opening = this.#house.config.clinics.map(({ id }) => this.#open(ClinicId(id)));
    const waited = new AbortController();
    await Promise.race([Promise.all(this.#opening), this.#clock.sleep(FIRST_LOOK, waited.signal)]);
    waited.abort();
  }

  async #open(clinic: ClinicId): Promise<ClinicLoop | undefined> {
    try {
      const scope = await this.#house.openClinic(clinic, this.#cutOff.signal);
      for (const sentence of scope.missing()) this.#logger.info(sentence, { clinic });
      const loop = new ClinicLoop(scope, () => this.#ledgerBroke());
      this.#loops.set(clinic, loop);
      return loop;
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'ADAPTER_FAILED');
      if (this.#stopping.signal.aborted) return undefined;
      await this.#disable(clinic, error);
      this.#logger.error('The clinic is disabled', { clinic, code: error.code });
      return undefined;
    }
  }

  /** Remembers it, also for `status`, which runs beside the service. */
  async #disable(clinic: ClinicId, error: ChairsideError): Promise<void> {
    const { code, message, advice = [] } = error;
    this.#disabled.push({ clinic, code, reason: message, advice });
    const troubles: readonly Trouble[] = [{ lane: 'adapter', code, since: this.#clock.now() }];
    await this.#house
      .clinicLedger(clinic)
      .commit({ cursors: { [TROUBLES_CURSOR]: JSON.stringify(troubles) } })
      .catch(() => undefined);
  }

  /** Resolves when every clinic has ended after `stop`. Throws LEDGER_CORRUPT where the ledger was found damaged. */
  async run(): Promise<void> {
    // With no clinic at work there is still a service until it is stopped: it shows what is wrong.
    const { signal } = this.#stopping;
    const stopped = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      if (signal.aborted) resolve(undefined);
    });
    const clinics = this.#opening.map(async (opening) => {
      // One whose adapter is not ready yet has nothing under way that a stop would wait for.
      const loop = await Promise.race([opening, stopped]);
      if (loop !== undefined) await this.#runLoop(loop);
    });
    const work = [this.#watchOtherProcesses(), backUpDaily(this.#house, this.#stopping.signal), ...clinics];
    await Promise.all(work.map((part) => unlessLeftBehind(part, this.#cutOff.signal, this.#clock))).catch(() => {
      this.#logger.warn('Something did not end when it was told to, and is left behind');
    });
    this.#cutOff.abort();
    if (this.#broken) throw new ChairsideError('LEDGER_CORRUPT');
  }

  /** Nothing can be done with a damaged ledger; the next start puts the last good copy in its place. */
  #ledgerBroke(): void {
    this.#broken = true;
    this.cutOff();
  }

  async #runLoop(loop: ClinicLoop): Promise<void> {
    try {
      await loop.run(this.#cutOff.signal, this.#stopping.signal);
    } catch (thrown) {
      const error = ChairsideError.from(thrown);
      await this.#disable(loop.scope.id, error);
      this.#logger.error('The clinic stopped working', { clinic: loop.scope.id, code: error.code });
    }
  }

  /** Claims nothing new, waits for what is under way, then cuts it off. May be called twice. */
  stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    void this.#clock.sleep(GRACE, this.#cutOff.signal).then(() => this.#cutOff.abort());
  }

  /** Cuts off what is under way at once. */
  cutOff(): void {
    this.stop();
    this.#cutOff.abort();
  }

  /** Takes a webhook's call. It costs no call of the cloud, so a thousand of them cost little. */
  async takeNotification(clinic: ClinicId, body: unknown): Promise<NotificationResult> {
    const loop = this.#loops.get(clinic);
    return loop === undefined ? 'clinic-disabled' : loop.notified(parseNotification(body), this.#stopping.signal);
  }

  /** A command beside the service writes to the same ledger: SQLite says when. */
  async #watchOtherProcesses(): Promise<void> {
    let seen = this.#dataVersion();
    let before = this.#clock.now();
    while (!this.#stopping.signal.aborted) {
      await this.#clock.sleep(LOOK_FOR_COMMANDS, this.#stopping.signal);
      const now = this.#dataVersion() ?? seen;
      if (now !== seen) for (const loop of this.loops) loop.wakeAll();
      seen = now;
      const time = this.#clock.now();
      if (time < before - CLOCK_STEP) for (const loop of this.loops) await loop.clockWentBack();
      // The computer slept, or its clock was set: what waits for the time in between is due.
      if (time > before + LOOK_FOR_COMMANDS + CLOCK_STEP) for (const loop of this.loops) loop.wakeAll();
      before = time;
    }
  }

  /** Undefined where the ledger cannot be asked now: the lanes find out by themselves, and say so. */
  #dataVersion(): number | undefined {
    try {
      return this.#house.ledger.dataVersion();
    } catch {
      return undefined;
    }
  }
}

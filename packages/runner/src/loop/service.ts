import { ChairsideError, type ChairsideErrorCode, type ClinicId, type Clock, type Logger } from '@chairside/core';
import { parseNotification } from '@chairside/core/itero';
import type { House } from '../composition/house.js';
import { unlessLeftBehind } from '../composition/left-behind.js';
import { HOUSE } from '../composition/tokens.js';
import { backUpDaily } from './daily-backup.js';
import { ClinicLoop, type NotificationResult } from './clinic-loop.js';

/** How often another process's writes are looked for, milliseconds. */
const LOOK_FOR_COMMANDS = 500;
/** By smaller steps a clock is put right all the time, milliseconds. */
const CLOCK_STEP = 5_000;
/** How long a stop waits for what is under way before it cuts it off. */
const GRACE = 10_000;

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

  /** Opens each clinic and says what its adapter leaves out. */
  async open(): Promise<void> {
    for (const { id } of this.#house.config.clinics) {
      const clinic = id as ClinicId;
      try {
        const scope = await this.#house.openClinic(clinic, this.#cutOff.signal);
        for (const sentence of scope.missing()) this.#logger.info(sentence, { clinic });
        this.#loops.set(clinic, new ClinicLoop(scope, () => this.#ledgerBroke()));
      } catch (thrown) {
        const error = ChairsideError.from(thrown, 'ADAPTER_FAILED');
        this.#disabled.push({
          clinic,
          code: error.code,
          reason: error.message,
          advice: error.advice ?? [],
        });
        this.#logger.error('The clinic is disabled', { clinic, code: error.code });
      }
    }
  }

  /** Resolves when every clinic has ended after `stop`. Throws LEDGER_CORRUPT where the ledger was found damaged. */
  async run(): Promise<void> {
    // With no clinic at work there is still a service until it is stopped: it shows what is wrong.
    const work = [
      this.#watchOtherProcesses(),
      backUpDaily(this.#house, this.#stopping.signal),
      ...this.loops.map((loop) => this.#runLoop(loop)),
    ];
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
      this.#disabled.push({
        clinic: loop.scope.id,
        code: error.code,
        reason: error.message,
        advice: error.advice ?? [],
      });
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

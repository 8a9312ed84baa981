import type { Practice } from '../domain/practice.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { PairingTimes } from './4-poll-orders.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { goneMappings, practiceIds, type GoneMapping, type PracticeIds } from './gone-mappings.js';

const CURSOR = 'practice';
/** How long a reading is good. */
const GOOD_FOR = 24 * 60 * 60 * 1000;
/** A refused RX is tried again and again; not each try asks for the practice. */
const AT_MOST_EVERY = 60 * 1000;
/** A longer list of doctors or labs is no practice's, and is not kept. */
const MOST = 5_000;
/** As many RX are looked at for one that was refused. */
const LOOKED_AT = 1_000;
const NOBODY: PracticeIds = { doctors: [], labs: [] };

/** The last reading of the practice, and what it lacks; without doctors where none could be believed yet. */
interface Reading extends PracticeIds {
  /** Milliseconds since 1970. */
  readonly readAt: number;
  /** Of which pairing: another account is another practice. */
  readonly pairedAt: number;
  readonly gone: readonly GoneMapping[];
}

async function lastReading(ledger: ClinicLedger): Promise<Reading | undefined> {
  const stored = await ledger.cursor(CURSOR);
  return stored === undefined ? undefined : (JSON.parse(stored) as Reading);
}

/** The mappings of a clinic that were found gone, for whoever shows them. */
export async function reportedMappings(ledger: ClinicLedger): Promise<readonly GoneMapping[]> {
  return (await lastReading(ledger))?.gone ?? [];
}

/** A practice without doctors, or with more than there can be, is a fault of the answer: nobody is gone for it. */
function isCredible({ doctors, labs }: Practice): boolean {
  return doctors.length > 0 && doctors.length <= MOST && labs.length <= MOST;
}

/** Cloud -> ledger: whether the doctors and labs that the configuration names are still there. */
export class WatchPractice {
  readonly #service: ScanService;
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(service: ScanService, ledger: ClinicLedger, policy: ClinicPolicy, clock: Clock, logger: Logger) {
    this.#service = service;
    this.#ledger = ledger;
    this.#policy = policy;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * Reads the practice once a day, and after the cloud refused an RX; compares it with the configuration each time. May be
   * called at any time: costs no call of the cloud where nothing is due.
   */
  async run({ pairedAt }: PairingTimes, signal: AbortSignal): Promise<void> {
    const stored = await lastReading(this.#ledger);
    const before = stored?.pairedAt === pairedAt ? stored : undefined;
    const good = before !== undefined && (await this.#isGood(before));
    await this.#report(good ? before : await this.#read(pairedAt, before ?? NOBODY, signal), stored);
  }

  async #isGood({ readAt }: Reading): Promise<boolean> {
    const age = this.#clock.now() - readAt;
    // A reading of the future was made by a clock that has been put right since.
    if (age < 0 || age >= GOOD_FOR) return false;
    return age < AT_MOST_EVERY || !(await this.#refusedSince(readAt));
  }

  /** Whether the cloud refused an RX as wrong, which may be for a doctor or a lab that is gone. */
  async #refusedSince(time: number): Promise<boolean> {
    const records = await this.#ledger.rx.list({ states: ['wanted', 'failed'], limit: LOOKED_AT });
    return records.some(({ problem }) => problem?.code === 'RX_REFUSED' && problem.at >= time);
  }

  async #read(pairedAt: number, before: PracticeIds, signal: AbortSignal): Promise<Omit<Reading, 'gone'>> {
    const readAt = this.#clock.now();
    const practice = await this.#service.practice(signal);
    const { doctors, labs } = isCredible(practice) ? practiceIds(practice) : before;
    return { readAt, pairedAt, doctors, labs };
  }

  /** Also where nothing was read: the configuration may be another one since the last start. */
  async #report(reading: Omit<Reading, 'gone'>, stored: Reading | undefined): Promise<void> {
    const gone = reading.doctors.length === 0 ? [] : goneMappings(this.#policy.rx, reading);
    const next = JSON.stringify({ ...reading, gone } satisfies Reading);
    if (next === JSON.stringify(stored)) return;
    await this.#ledger.commit({ cursors: { [CURSOR]: next } });
    const known = new Set(stored?.gone.map(({ path }) => path));
    for (const { path, code } of gone)
      if (!known.has(path)) this.#logger.warn('A doctor or a lab of the configuration is gone', { code });
  }
}

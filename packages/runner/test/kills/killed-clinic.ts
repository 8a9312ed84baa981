import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ended } from '../e2e/in-process.js';
import { SampleClinic, type Running } from '../e2e/sample-clinic.js';
import { PLAN_VARIABLE, type KillPlan } from './kill-plan.js';
import type { Killer } from './killer.js';
import { LATE_VARIABLE } from './late-variable.js';
import type { PointLog } from './point-log.js';

const HOOK = new URL('hook.js', import.meta.url).href;
const LATE_COMMIT = new URL('late-commit.js', import.meta.url).href;
/** No day needs as many; one that goes on and on is told as such. */
const MOST_STARTS = 1_000;
/** How often a round may end with something left to do, such as an RX that is to be sent again. */
const MOST_ROUNDS = 10;
const LOGIN = /https?:\/\/\S+authorize\S+/;
/**
 * The same moment for every cloud of this process, so that equal days give equal orders; ahead of all of them, since no
 * order is older than the RX that it settles.
 */
const MORNING = Date.now() + 12 * 60 * 60_000;
const STEP = 60_000;

/** Which request an RX at iTero is of, and which version of it. */
export function notesOf(body: Readonly<Record<string, unknown>>): string {
  return String(body['Notes']);
}

interface DoubtfulRx {
  readonly rx: readonly { readonly key: string; readonly generation: number }[];
}

export interface KilledClinicOptions {
  readonly killer: Killer;
  readonly log: PointLog;
  /** The kind of a commit that is stored too late, to see whether that is found. */
  readonly late?: string;
}

/** A sample clinic whose processes are killed, and started again until each has done its work. */
export class KilledClinic {
  readonly clinic: SampleClinic;
  /** Versions of requests that were in doubt though they were on the scanner: their scan settles it, or a person who looks there. */
  readonly doubted = new Set<string>();
  kills = 0;
  readonly #cloudClock: { now: number };
  #starts = 0;
  readonly #killer: Killer;
  readonly #log: PointLog;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(clinic: SampleClinic, cloudClock: { now: number }, { killer, log, late }: KilledClinicOptions) {
    this.clinic = clinic;
    this.#cloudClock = cloudClock;
    this.#killer = killer;
    this.#log = log;
    // The hook comes last: it hears the steps of what was loaded before.
    const imports = late === undefined ? [HOOK] : [LATE_COMMIT, HOOK];
    this.#env = {
      NODE_OPTIONS: imports.map((module) => `--import=${module}`).join(' '),
      ...(late !== undefined && { [LATE_VARIABLE]: late }),
    };
  }

  static async open(options: KilledClinicOptions): Promise<KilledClinic> {
    const cloudClock = { now: MORNING };
    const clinic = await SampleClinic.open({
      simulator: {
        triangles: { upper: 60, lower: 60 },
        images: { width: 16, height: 9 },
        scenario: { switches: { patientUpdates: true } },
        now: () => cloudClock.now,
      },
      adapter: { roster: './patients.csv' },
      clinic: { patients: { pushUpdates: true } },
    });
    return new KilledClinic(clinic, cloudClock, options);
  }

  /** The cloud's clock goes on, and nothing else moves it. */
  nextStep(): void {
    this.#cloudClock.now += STEP;
  }

  /** A command until it ended by itself. What it did before it was killed may make the next try a refusal. */
  async command(...args: readonly string[]): Promise<Ended> {
    for (;;) {
      const ended = await this.#end(this.#start(args));
      if (ended !== undefined) return ended;
    }
  }

  /** Pairs, with a new login after each kill. */
  async pair(): Promise<void> {
    for (;;) {
      const running = this.#start(['pair', 'main-street', '--no-open', '--company', '5001']);
      const [ended] = await Promise.all([this.#end(running), logIn(running)]);
      if (ended?.code === 0) return;
      if (ended !== undefined) throw new Error(`pair ended with ${ended.code}: ${ended.stderr}`);
    }
  }

  /** Rounds until everything is done, with a person who settles what is in doubt. */
  async untilDone(): Promise<void> {
    let ended: Ended | undefined;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      ended = await this.command('run', '--once');
      const settled = await this.#settleDoubts();
      if (settled && (ended.code === 0 || ended.code === 4)) return;
    }
    throw new Error(`There is no end: run --once ends with ${ended?.code}: ${ended?.stderr}`);
  }

  close(): Promise<void> {
    return this.clinic.close();
  }

  /** A person looks at the scanner, and sends again what is not there. Answers whether nothing was to be sent. */
  async #settleDoubts(): Promise<boolean> {
    const { rx } = await this.clinic.json<DoubtfulRx>('rx', 'list', '--state', 'in-doubt');
    const there = new Set(this.clinic.simulator.rxs().map(({ body }) => notesOf(body)));
    let settled = true;
    for (const { key, generation } of rx) {
      const version = `${key} ${generation}`;
      if (there.has(version)) this.doubted.add(version);
      else {
        await this.command('rx', 'resend', key);
        settled = false;
      }
    }
    return settled;
  }

  #start(args: readonly string[]): Running {
    this.#starts += 1;
    if (this.#starts > MOST_STARTS) throw new Error(`${MOST_STARTS} processes did not get to the end`);
    const { at, afterMs, service } = this.#killer.next();
    const plan: KillPlan = { at, reached: this.#log.reached, killed: this.#log.killed };
    const env = { ...this.#env, [PLAN_VARIABLE]: JSON.stringify(plan) };
    const running = this.clinic.startWith({ env }, ...args.filter((arg) => service !== true || arg !== '--once'));
    if (afterMs !== undefined) {
      const timer = setTimeout(() => running.child.kill('SIGKILL'), afterMs);
      void running.ended.then(() => clearTimeout(timer));
    }
    return running;
  }

  /** Undefined where it was killed. */
  async #end(running: Running): Promise<Ended | undefined> {
    const ended = await running.ended;
    // Windows has no signals: there, a killed process ends with the code 1.
    if (ended.code !== null && !(process.platform === 'win32' && ended.code === 1 && ended.stderr === '')) return ended;
    this.kills += 1;
    if (running.child.killed) await appendFile(this.#log.killed, 'between two points\n');
    return undefined;
  }
}

/** What a browser does: opens the printed address, which may lead nowhere any more. */
async function logIn(running: Running): Promise<void> {
  const { child } = running;
  while (!LOGIN.test(running.stdout) && child.exitCode === null && child.signalCode === null) await sleep(20);
  const [address] = LOGIN.exec(running.stdout) ?? [];
  if (address !== undefined) await fetch(address).catch(() => undefined);
}

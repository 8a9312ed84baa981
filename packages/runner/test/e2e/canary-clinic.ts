import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readZip } from '../contradictions/read-zip.js';
import { failingOptions } from './failing.js';
import type { Ended } from './in-process.js';
import { Needles } from './needles.js';
import { request, SampleClinic, until, type ClinicOptions, type Running } from './sample-clinic.js';

/** A patient whose every word stands nowhere else; letters that encodings spell differently are among them. */
export const CANARY = {
  chartNumber: 'C77113355',
  firstName: 'Zitronélla',
  lastName: 'Kanärius-Prüß',
  dateOfBirth: '1933-07-21',
  gender: 'Female',
};
/** A name that an update or another patient has. */
export const OTHER = { lastName: 'Wellensittich', firstName: 'Pirolina' };
/** Notes, doctors, codes and the like that a careless practice fills with words about a patient. */
export const WORDS = 'Gelbschnäbel';

export const NEEDLES = new Needles([
  'Kanärius',
  'Prüß',
  'Zitronélla',
  'Pirolina',
  'Wellensittich',
  '77113355',
  '1933-07-21',
  '21.07.1933',
  'Gelbschnäbel',
]);

/** Where patient data belongs: the chart, the files of the folder adapter, the ledger with its copies; and what the operator wrote. */
const HOMES =
  /^(charts|inbox|outbox|images)(\/|$)|^patients\.csv$|^chairside\.yaml$|^data\/ledger\.db($|-|\.)|^data\/backups\//;

/** A clinic of recognisable patients, all of whose outputs are kept but those on the operator's screen. */
export class CanaryClinic {
  readonly clinic: SampleClinic;
  readonly diskFull: string;
  /** What was written where somebody may keep it, by what wrote it. */
  readonly outputs = new Map<string, string | Buffer>();
  readonly #env: Readonly<Record<string, string>>;

  private constructor(clinic: SampleClinic) {
    this.clinic = clinic;
    this.diskFull = join(clinic.folder, 'disk-is-full');
    this.#env = {
      CHAIRSIDE_LOG: 'debug',
      TMPDIR: join(clinic.folder, 'tmp'),
      ...failingOptions({
        words: `${CANARY.firstName} ${CANARY.lastName}`,
        reports: join(clinic.folder, 'reports'),
        diskFull: this.diskFull,
      }),
    };
  }

  static async open(options: ClinicOptions): Promise<CanaryClinic> {
    const canary = new CanaryClinic(await SampleClinic.open(options));
    await mkdir(join(canary.clinic.folder, 'tmp'));
    const paired = await canary.clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
    canary.outputs.set('pair', paired.stdout + paired.stderr);
    return canary;
  }

  /** Starts the service and waits until it listens. */
  async serve(): Promise<Running> {
    const service = this.clinic.startWith({ env: this.#env }, 'run');
    await this.until(service, () => service.stderr.includes('Listening'));
    return service;
  }

  /** Keeps what a service wrote, and how it stands in the list of processes. */
  async keep(service: Running, signal?: NodeJS.Signals): Promise<Ended> {
    const title = `arguments of run (${this.outputs.size})`;
    this.outputs.set(title, await readFile(`/proc/${service.child.pid}/cmdline`).catch(() => ''));
    const ended = await service.stop(signal);
    this.outputs.set(`run (${this.outputs.size})`, ended.stdout + ended.stderr);
    return ended;
  }

  /** A command of the operator's: its stdout is the screen, its stderr is not. */
  async command(...args: readonly string[]): Promise<Ended> {
    const ended = await this.clinic.quick(...args);
    this.outputs.set(`stderr of ${args.slice(0, 2).join(' ')} (${this.outputs.size})`, ended.stderr);
    return ended;
  }

  /** A command that has no patient to show: its stdout counts too. */
  async plain(...args: readonly string[]): Promise<Ended> {
    const ended = await this.clinic.quick(...args);
    this.outputs.set(`${args.join(' ')} (${this.outputs.size})`, ended.stdout + ended.stderr);
    return ended;
  }

  /** A search for a name by a process of its own, which is looked at while it waits for the answer. */
  async searchSlowly(lastName: string): Promise<void> {
    const { simulator } = this.clinic;
    const searches = (): number => simulator.requests().filter(({ path }) => path.includes('/search')).length;
    const before = searches();
    simulator.faults.add({ match: { path: '/search', nth: 1 }, do: { delayMs: 500 } });
    const search = this.clinic.startWith({ env: this.#env }, 'patients', 'search', 'main-street', '--last', lastName);
    await this.until(search, () => searches() > before);
    this.outputs.set('arguments of a search', await readFile(`/proc/${search.child.pid}/cmdline`).catch(() => ''));
    const ended = await search.ended;
    expect(ended.code, ended.stderr).to.equal(0);
    this.outputs.set('stderr of a search', ended.stderr);
  }

  /** A round by a process of its own, as a scheduler runs it and keeps what it prints. */
  async round(): Promise<Ended> {
    const ended = await this.clinic.startWith({ env: this.#env }, 'run', '--once').ended;
    this.outputs.set(`run --once (${this.outputs.size})`, ended.stdout + ended.stderr);
    return ended;
  }

  /** Asks the service what anybody may ask. */
  async ask(): Promise<void> {
    for (const path of ['/healthz', '/metrics', `/pairing/callback?state=${encodeURIComponent(CANARY.lastName)}`])
      this.outputs.set(`${path} (${this.outputs.size})`, await (await fetch(this.clinic.url(path))).text());
  }

  until(service: Running, condition: () => boolean | Promise<boolean>): Promise<void> {
    return until(condition, () => service.stderr);
  }

  async state(requestId: string): Promise<string | undefined> {
    return (await this.clinic.result(requestId))?.state;
  }

  request(requestId: string, changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
    return this.clinic.drop(`${requestId}.json`, request(requestId, { patient: CANARY, notes: WORDS, ...changes }));
  }

  /** Makes a bundle, with the log of a service in it, and keeps what stands in it. */
  async bundle(log = ''): Promise<ReadonlyMap<string, Buffer>> {
    const [out, file] = ['bundle.zip', 'kept.log'].map((name) =>
      join(this.clinic.folder, `${this.outputs.size}-${name}`),
    );
    await writeFile(file!, log);
    const ended = await this.plain('support-bundle', '--out', out!, '--log', file!);
    expect(ended.code, ended.stderr).to.equal(0);
    const entries = readZip(await readFile(out!));
    for (const [name, content] of entries) this.outputs.set(`${name} of bundle (${this.outputs.size})`, content);
    return entries;
  }

  /** Every place outside its homes where patient data was found. */
  async leaks(): Promise<readonly string[]> {
    expect(await readdir(join(this.clinic.folder, 'reports')).catch(() => [])).to.deep.equal([]);
    return [...NEEDLES.inTexts(this.outputs), ...(await NEEDLES.inFiles(this.clinic.folder, HOMES))];
  }

  close(): Promise<void> {
    return this.clinic.close();
  }
}

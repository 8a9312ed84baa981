import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { CaptureLogger } from '@chairside/adapter-testkit';
import { ClinicId, type ChairsideErrorCode, type Clock, type RxId } from '@chairside/core';
import type { ClinicLedger, ScanService } from '@chairside/core/house';
import type { Simulator } from '@chairside/itero-simulator';
import 'reflect-metadata';
import { stringify } from 'yaml';
import { loadConfiguration } from '../../dist/cli/read-config.js';
import type { ClinicScope } from '../../dist/composition/clinic-scope.js';
import { House } from '../../dist/composition/house.js';
import { CLINIC, FLOW, HOUSE } from '../../dist/composition/tokens.js';
import { OneRound } from '../../dist/loop/one-round.js';
import { Service } from '../../dist/loop/service.js';
import { clinicSection } from '../e2e/sample-clinic.js';
import { sha256, type Hashes } from './cloud-files.js';
import { HastyClock } from './hasty-clock.js';

const MAIN_STREET = ClinicId('main-street');
const REDIRECT = 'http://127.0.0.1:9/pairing/callback';
const NEVER = new AbortController().signal;

/** How a clinic is opened; the rest is quick and small. */
export interface OwnClinicOptions {
  /** The first day of which scans are fetched, `YYYY-MM-DD`, UTC. */
  readonly since: string;
  /** Whether it asks Discovery where the cloud is; default yes. */
  readonly discovers?: boolean;
  readonly clock?: Clock;
  /** More of its section in the configuration, and of that of its adapter. */
  readonly section?: Readonly<Record<string, unknown>>;
  readonly adapter?: Readonly<Record<string, unknown>>;
}

/** A clinic with folders and data of its own, in this process. */
export class OwnClinic {
  readonly log: CaptureLogger;
  readonly #folder: string;
  readonly #house: House;
  readonly #scope: ClinicScope;

  private constructor(folder: string, house: House, scope: ClinicScope, log: CaptureLogger) {
    this.#folder = folder;
    this.#house = house;
    this.#scope = scope;
    this.log = log;
  }

  static async open(simulator: Simulator, options: OwnClinicOptions): Promise<OwnClinic> {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-readings-'));
    await mkdir(join(folder, 'inbox'));
    await writeFile(join(folder, 'chairside.yaml'), stringify(settings(simulator, options)));
    const { clock = new HastyClock() } = options;
    const { config, problems } = await loadConfiguration(join(folder, 'chairside.yaml'), clock);
    if (config === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
    const log = new CaptureLogger();
    const house = await House.open(config, { clock, logger: log });
    return new OwnClinic(folder, house, await house.openClinic(MAIN_STREET, NEVER), log);
  }

  get folder(): string {
    return this.#folder;
  }
  get clock(): Clock {
    return this.#house.container.get(HOUSE.clock);
  }
  get cloud(): ScanService {
    return this.#scope.container.get(CLINIC.service);
  }
  get ledger(): ClinicLedger {
    return this.#scope.ledger;
  }

  /** The steps of the command `pair`, with a browser that follows each redirect. */
  async pair(companyId: number): Promise<void> {
    const pairing = this.#house.container.get(HOUSE.pairing);
    const { url } = await pairing.begin(MAIN_STREET);
    const login = await fetch(url, { redirect: 'manual' });
    await pairing.takeRedirect(login.headers.get('location') ?? '', NEVER);
    await pairing.companies(MAIN_STREET, NEVER);
    await pairing.pair(MAIN_STREET, companyId, undefined, NEVER);
  }

  /** Whether iTero has ended the pairing, so that a person must pair again. */
  async isUnpaired(): Promise<boolean> {
    return (await this.#scope.pairings.get(MAIN_STREET))?.status === 'ended';
  }

  /** Drops a request file as a legacy system would. */
  async drop(name: string, content: object): Promise<void> {
    await writeFile(join(this.#folder, 'inbox', `.${name}`), JSON.stringify(content));
    await rename(join(this.#folder, 'inbox', `.${name}`), join(this.#folder, 'inbox', name));
  }

  /** The service of this clinic, opened and not yet at work. */
  async service(): Promise<Service> {
    const service = new Service(this.#house);
    await service.open();
    return service;
  }

  /** What a call of iTero's webhook says. */
  notify(rxId: RxId): Promise<void> {
    return this.#scope.container.get(FLOW.takeNotification).run(rxId);
  }

  /** One full round; what kept a flow from its work. */
  round(): Promise<readonly ChairsideErrorCode[]> {
    return new OneRound(this.#scope).run(NEVER);
  }

  /** What a file of the outbox says. */
  async told(name: string): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse(await readFile(join(this.#folder, 'outbox', name), 'utf8')) as Record<string, unknown>;
  }

  /** Everything that stands in the charts, with `/`; hidden files left out. */
  async charts(): Promise<Hashes> {
    const root = join(this.#folder, 'charts');
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll(sep, '/'))
      .filter((path) => !path.split('/').some((part) => part.startsWith('.')));
    const hashed = paths.map(async (path) => [path, sha256(await readFile(join(root, path)))] as const);
    return Object.fromEntries(await Promise.all(hashed));
  }

  async close(): Promise<void> {
    await this.#house.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function settings(simulator: Simulator, { since, discovers = true, section, adapter = {} }: OwnClinicOptions): object {
  const { discovery, ...itero } = simulator.iteroConfig(REDIRECT);
  return {
    dataDir: './data',
    http: false,
    itero: discovers ? { ...itero, discovery } : itero,
    clinics: [clinicSection(MAIN_STREET, '', { adapter, clinic: { scans: { since }, ...section } })],
  };
}

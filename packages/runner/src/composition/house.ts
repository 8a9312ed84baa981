import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ClinicId, type AdapterHost, type Clock, type Logger } from '@chairside/core';
import type { ClinicLedger, SecretVault } from '@chairside/core/house';
import { FileStaging } from '@chairside/core/download';
import { Retry } from '@chairside/core/flow';
import { IteroPairing, IteroScanService, type CallbackAddress } from '@chairside/core/itero';
import { Container } from 'inversify';
import { openAdapter, type OpenAdapter } from '../adapters/open-adapter.js';
import { rxRules } from '../adapters/rx-rules.js';
import type { AppConfig, ClinicConfig } from '../config/app-config.js';
import { SqliteLedger } from '../ledger/sqlite-ledger.js';
import { createAgents } from '../network/agents.js';
import { OutsideBooks } from '../outside/outside-books.js';
import { openVault } from '../vault/open-vault.js';
import { announcedPorts, announcedStaging } from './announced.js';
import { ClinicScope } from './clinic-scope.js';
import { DownloadProgress } from './download-progress.js';
import { flowModule } from './flow-module.js';
import { unlessLeftBehind } from './left-behind.js';
import { CLINIC, HOUSE } from './tokens.js';
import { WatchedLedger } from './watched-ledger.js';
import { WorkListener } from './work-listener.js';

/** What a house is opened with. */
export interface HouseParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The process holds the lock of the data folder, so it may put the last good copy in the place of a damaged ledger. */
  readonly restores?: boolean;
}

/** The parts that the whole process shares, opened in order and closed in reverse. */
export class House {
  readonly config: AppConfig;
  readonly container: Container;
  readonly ledger: SqliteLedger;
  readonly progress: DownloadProgress;
  readonly #books: OutsideBooks;
  readonly #closing: (() => Promise<void> | void)[] = [];

  private constructor(
    config: AppConfig,
    container: Container,
    ledger: SqliteLedger,
    books: OutsideBooks,
    progress: DownloadProgress,
  ) {
    this.#books = books;
    this.progress = progress;
    this.config = config;
    this.container = container;
    this.ledger = ledger;
    this.#closing.push(
      () => ledger.close(),
      () => books.close(),
      () => container.get(HOUSE.network).close(),
    );
  }

  static async open(config: AppConfig, { clock, logger, restores }: HouseParts): Promise<House> {
    const vault = await openVault(config.vault, config.dataDir, clock);
    const network = await createAgents(config.network);
    const ledger = await SqliteLedger.open(join(config.dataDir, 'ledger.db'), { clock, logger, restores });
    const file = join(config.dataDir, 'outside.db');
    const books = new OutsideBooks({ file, ledger: ledger.house, clock, logger });
    if (restores === true) await books.begin();
    const progress = new DownloadProgress();
    const container = new Container({ defaultScope: 'Singleton' });
    container.bind(HOUSE.network).toConstantValue(network);
    container.bind(HOUSE.clock).toConstantValue(clock);
    container.bind(HOUSE.logger).toConstantValue(logger);
    container.bind(HOUSE.vault).toConstantValue(vault);
    container.bind(HOUSE.ledger).toConstantValue(ledger.house);
    container.bind(HOUSE.pairings).toConstantValue(ledger.pairings);
    container.bind(HOUSE.progress).toConstantValue(progress.tell);
    container
      .bind(HOUSE.iteroDeps)
      .toConstantValue({ app: config.itero, vault, pairings: ledger.pairings, clock, logger, network });
    container.bind(HOUSE.pairing).toResolvedValue((deps) => new IteroPairing(deps), [HOUSE.iteroDeps]);
    return new House(config, container, ledger, books, progress);
  }

  /** A clinic's ledger alone, for commands that need no adapter. */
  clinicLedger(id: ClinicId): ClinicLedger {
    return this.ledger.clinic(id);
  }

  /** A clinic with its adapter and flows. Its adapter is closed with the house. */
  async openClinic(id: ClinicId, signal: AbortSignal): Promise<ClinicScope> {
    const config = this.config.clinics.find((clinic) => clinic.id === id);
    if (config === undefined) throw new Error(`no clinic ${id}`);
    const scope = await this.#scope(config, signal);
    this.#closing.push(() => scope.adapter.close());
    return scope;
  }

  async #scope(config: ClinicConfig, signal: AbortSignal): Promise<ClinicScope> {
    const { id, policy, limits } = config;
    const clinic = ClinicId(id);
    const logger = this.container.get(HOUSE.logger).with({ clinic });
    const listener = new WorkListener();
    const adapter = await this.#openAdapter(config, { clinic, logger, listener, signal });
    const container = new Container({ parent: this.container, defaultScope: 'Singleton' });
    container.bind(CLINIC.id).toConstantValue(clinic);
    container.bind(CLINIC.signal).toConstantValue(signal);
    container.bind(CLINIC.policy).toConstantValue(policy);
    container.bind(CLINIC.logger).toConstantValue(logger);
    container.bind(CLINIC.adapter).toConstantValue(announcedPorts(adapter.ports));
    container
      .bind(CLINIC.ledger)
      .toConstantValue(new WatchedLedger(this.ledger.clinic(clinic), (work) => listener.committed(work)));
    container.bind(CLINIC.sentBook).toConstantValue(this.#books.sent(clinic));
    container.bind(CLINIC.filedBook).toConstantValue(this.#books.filed(clinic));
    container
      .bind(CLINIC.staging)
      .toConstantValue(
        announcedStaging(new FileStaging({ root: join(this.config.dataDir, 'staging', id), logger, limits })),
      );
    container
      .bind(CLINIC.service)
      .toResolvedValue((deps) => new IteroScanService({ ...deps, logger }, clinic), [HOUSE.iteroDeps]);
    container.load(flowModule());
    return new ClinicScope(container, listener, () => adapter.health());
  }

  async #openAdapter(
    { adapter: config, policy }: ClinicConfig,
    {
      clinic,
      logger,
      listener,
      signal,
    }: Pick<AdapterHost, 'clinic' | 'logger' | 'signal'> & { listener: WorkListener },
  ): Promise<OpenAdapter> {
    const { baseDir, dataDir, network } = this.config;
    const clock = this.container.get(HOUSE.clock);
    const retry = new Retry(policy.retry);
    const opening = openAdapter({
      config,
      places: { baseDir, dataDir },
      host: {
        clinic,
        logger,
        clock,
        rx: rxRules(policy.rx),
        network: this.container.get(HOUSE.network),
        signal,
        resolvePath: (path) => resolve(baseDir, path),
        wake: () => listener.adapterWoke(),
      },
      rx: policy.rx,
      network,
      delay: (tries) => retry.delay(tries),
      onHealth: () => listener.adapterChanged(),
    });
    return unlessLeftBehind(opening, signal, clock);
  }

  /** The address that iTero is to call for a clinic; undefined where no webhook is configured. */
  async webhookAddress(id: ClinicId): Promise<CallbackAddress | undefined> {
    const { webhook } = this.config;
    if (webhook === false) return undefined;
    const { publicUrl } = webhook;
    return { publicUrl, url: `${publicUrl.replace(/\/+$/, '')}/webhook/${await this.webhookSecret(id)}` };
  }

  /** The secret of a clinic's webhook address, made when first asked for. */
  async webhookSecret(id: ClinicId): Promise<string> {
    const vault: SecretVault = this.container.get(HOUSE.vault);
    const name = `webhook/${id}`;
    const stored = await vault.get(name);
    if (stored !== undefined) return stored;
    const secret = randomBytes(32).toString('base64url');
    await vault.set(name, secret);
    return secret;
  }

  async close(): Promise<void> {
    for (const close of this.#closing.toReversed()) {
      try {
        // A share that is gone may keep an adapter from ever answering.
        await unlessLeftBehind(Promise.resolve(close()), AbortSignal.abort(), this.container.get(HOUSE.clock));
      } catch {
        // The others are closed all the same; nothing is lost, as everything is in the ledger.
        this.container.get(HOUSE.logger).warn('A part could not be closed');
      }
    }
  }
}

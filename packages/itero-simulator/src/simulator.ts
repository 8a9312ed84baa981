import { z } from 'zod';
import { controlRoutes } from './endpoints/control.js';
import { apiPaths, discoveryRoutes } from './endpoints/discovery.js';
import { DownloadEndpoints } from './endpoints/downloads.js';
import { MOVED_FILES } from './endpoints/file-base.js';
import { latestFilesRoutes } from './endpoints/latest-files.js';
import { OAuthEndpoints } from './endpoints/oauth.js';
import { orderRoutes } from './endpoints/orders.js';
import { pairingRoutes } from './endpoints/pairing.js';
import { patientRoutes } from './endpoints/patients.js';
import { patientV3Routes } from './endpoints/patients-v3.js';
import { practiceRoutes } from './endpoints/practice.js';
import { scanRequestRoutes } from './endpoints/scan-request.js';
import { signedQuery, storageRoutes } from './endpoints/storage.js';
import { FaultBook } from './faults/fault-book.js';
import { Dispatcher, type Mount } from './http/dispatcher.js';
import { HttpHost } from './http/http-host.js';
import { RequestLog } from './http/request-log.js';
import { resolveOptions, type SimulatorOptions } from './options.js';
import { ExportService } from './scan/export-service.js';
import type { SampleOrder, Simulator } from './simulator-api.js';
import { Cloud } from './world/cloud.js';
import type { OrderFields } from './world/order-maker.js';
import { defaultSwitches, Switches } from './world/switches.js';
import { orderView, rxView } from './world/views.js';

/** Starts a fake iTero cloud on a port of its own. @throws Error where the port is taken */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new RunningSimulator(options);
  await simulator.resume();
  return simulator;
}

class RunningSimulator implements Simulator {
  readonly switches: Switches;
  readonly faults = new FaultBook();
  readonly #cloud: Cloud;
  readonly #exports: ExportService;
  readonly #log = new RequestLog();
  readonly #api: HttpHost;
  readonly #storage: HttpHost;
  #storageWanted = false;

  constructor(options: SimulatorOptions) {
    const resolved = resolveOptions(options);
    this.switches = { ...defaultSwitches };
    this.setSwitches(options.scenario?.switches ?? {});
    for (const fault of options.scenario?.faults ?? []) this.faults.add(fault);
    this.#cloud = new Cloud(resolved, this.switches);
    this.#exports = new ExportService(this.#cloud);
    const origin = (): string => this.#api.url;
    const api = new Dispatcher('api', this.#cloud, this.faults, this.#log, this.#mounts(), origin);
    this.#api = new HttpHost(resolved.host, resolved.port, api.handle);
    const files: Mount = { base: '/storage', routes: storageRoutes(this.#cloud, this.#exports) };
    const storage = new Dispatcher('storage', this.#cloud, this.faults, this.#log, [files], () => this.#storage.url);
    this.#storage = new HttpHost(resolved.host, 0, storage.handle);
  }

  get url(): string {
    return this.#api.url;
  }

  get orders(): Simulator['orders'] {
    const { orders } = this.#cloud;
    return {
      list: () => Array.from(orders.all(), orderView),
      get: (orderId) => {
        const order = orders.get(orderId);
        return order === undefined ? undefined : orderView(order);
      },
      size: orders.size,
    };
  }

  iteroConfig(redirectUrl: string): Record<string, unknown> {
    const { clientId, clientSecret, host } = this.#cloud.options;
    return {
      clientId,
      clientSecret,
      clientAuth: 'body',
      loginPage: `${this.url}/login/authorize`,
      oauthBase: `${this.url}/oauth`,
      baseUrl: this.url,
      discovery: { v2: `${this.url}/discovery/v2`, v3: `${this.url}/discovery/v3` },
      redirectUrl,
      allowedHosts: [host],
      paths: { token: '/token', revoke: '/revoke', companies: '/companies', pair: '/pair', unpair: '/unpair' },
    };
  }

  rxs(): ReturnType<Simulator['rxs']> {
    return this.#cloud.rxs.list().map(rxView);
  }

  scan(...args: Parameters<Simulator['scan']>): ReturnType<Simulator['scan']> {
    return orderView(this.#cloud.scan(...args));
  }

  addOrder(fields?: OrderFields): ReturnType<Simulator['addOrder']> {
    return orderView(this.#cloud.addOrder(fields));
  }

  addOrders(count: number, template?: OrderFields): void {
    this.#cloud.addOrders(count, template);
  }

  rescan(...args: Parameters<Simulator['rescan']>): ReturnType<Simulator['rescan']> {
    return orderView(this.#cloud.rescan(...args));
  }

  setStatus(...args: Parameters<Simulator['setStatus']>): ReturnType<Simulator['setStatus']> {
    return orderView(this.#cloud.setStatus(...args));
  }

  addCapture(orderId: number): ReturnType<Simulator['addCapture']> {
    return orderView(this.#cloud.addCapture(orderId)).captures.at(-1)!;
  }

  async prepare(orderId: number): Promise<SampleOrder> {
    const order = this.#cloud.orders.get(orderId);
    if (order === undefined) throw new Error('no such order');
    const sizes = await this.#exports.sizes(order);
    return { order: orderView(order), ...sizes };
  }

  async createSampleOrders(count: number, fields: OrderFields = {}): Promise<readonly SampleOrder[]> {
    const made: SampleOrder[] = [];
    for (let index = 1; index <= count; index += 1) {
      const chartNumber = fields.chartNumber ?? `S${String(index).padStart(4, '0')}`;
      made.push(await this.prepare(this.addOrder({ ...fields, chartNumber }).orderId));
    }
    return made;
  }

  patients(companyId = this.#firstCompany()): ReturnType<Simulator['patients']> {
    return this.#cloud.patients.of(companyId);
  }

  addPatient(
    details: Parameters<Simulator['addPatient']>[0],
    companyId = this.#firstCompany(),
  ): ReturnType<Simulator['addPatient']> {
    return this.#cloud.patients.add(companyId, details);
  }

  setSwitches(changes: Parameters<Simulator['setSwitches']>[0]): void {
    const result = Switches.partial().safeParse(changes);
    if (!result.success) throw new Error(`not a switch:\n${z.prettifyError(result.error)}`);
    Object.assign(this.switches, result.data);
  }

  requests(): ReturnType<Simulator['requests']> {
    return this.#log.list();
  }

  webhooks(): ReturnType<Simulator['webhooks']> {
    return [...this.#cloud.webhooks.sent];
  }

  async sendWebhook(rxId: string, companyId = this.#firstCompany()): ReturnType<Simulator['sendWebhook']> {
    const url = this.#cloud.tokens.pairings().findLast((pairing) => pairing.callbackUrl !== undefined)?.callbackUrl;
    return url === undefined ? undefined : this.#cloud.webhooks.send(url, rxId, companyId);
  }

  expireAccessTokens(): void {
    this.#cloud.tokens.expireAccess();
  }

  revokeRefreshTokens(): void {
    this.#cloud.tokens.revokeAll();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#api.stop(), this.#storage.stop()]);
  }

  async resume(): Promise<void> {
    await this.#api.start();
    if (this.#storageWanted) await this.#storage.start();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#cloud.close();
    await this.#exports.close();
  }

  #firstCompany(): number {
    return this.#cloud.companies[0]?.id ?? 0;
  }

  /** The control pages, the login and OAuth servers, discovery, and the API under its new and its older addresses. */
  #mounts(): readonly Mount[] {
    const cloud = this.#cloud;
    const origin = (): string => this.#api.url;
    const oauth = new OAuthEndpoints(cloud);
    const downloads = new DownloadEndpoints(cloud, this.#exports, { sign: (path) => this.#sign(path) }).routes();
    const v2 = [
      ...pairingRoutes(cloud, oauth),
      ...practiceRoutes(cloud),
      ...scanRequestRoutes(cloud),
      ...orderRoutes(cloud),
      ...downloads,
      ...latestFilesRoutes(cloud),
      ...patientRoutes(cloud),
    ];
    return [
      { base: '/simulator', routes: controlRoutes(this), control: true },
      { base: '/login', routes: oauth.loginRoutes() },
      { base: '/oauth', routes: oauth.tokenRoutes() },
      { base: MOVED_FILES, routes: downloads },
      { base: '/discovery', routes: discoveryRoutes(cloud, origin) },
      { base: `/${apiPaths.v2}`, routes: v2 },
      { base: `/${apiPaths.v3}`, routes: patientV3Routes(cloud) },
      { base: '/api/third-party/v2', routes: v2 },
      { base: '/api/thirdparty/v2', routes: downloads },
    ];
  }

  async #sign(path: string): Promise<string> {
    this.#storageWanted = true;
    await this.#storage.start();
    return `${this.#storage.url}/storage/${path}?${signedQuery(this.#cloud, path)}`;
  }
}

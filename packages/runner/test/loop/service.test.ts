import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { DEFAULT_STAGING_LIMITS } from '@chairside/core/download';
import { expect } from 'chai';
import 'reflect-metadata';
import sinon from 'sinon';
import { House } from '../../dist/composition/house.js';
import type { AppConfig, WebhookConfig } from '../../dist/config/app-config.js';
import { Service } from '../../dist/loop/service.js';
import { startHttp } from '../../dist/loop/start-http.js';
import { samplePolicy } from '../flow/support/sample-policy.js';

/** Adapters whose requests never come, and come at once. */
const ADAPTERS = `
  const adapter = (name, read) => ({
    name, apiVersion: '1.0', options: {},
    create: (_, { logger }) => ({ rxTrigger: { read: () => read(logger) }, probe: async () => [], close: () => new Promise(() => undefined) }),
  });
  export const sample = adapter('sample', NAME);
`;
const HANGS = "(logger) => new Promise(() => logger.info('asked'))";
const WORKS = "async () => ({ kind: 'changes', changes: [] })";

describe('the service', () => {
  let folder: string;
  let clock: FakeClock;
  let logger: CaptureLogger;
  let house: House;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-service-'));
    clock = new FakeClock();
    logger = new CaptureLogger();
    await writeFile(join(folder, 'hangs.mjs'), ADAPTERS.replace('NAME', HANGS));
    await writeFile(join(folder, 'works.mjs'), ADAPTERS.replace('NAME', WORKS));
  });

  afterEach(async () => {
    sinon.restore();
    await within(house.close());
    await rm(folder, { recursive: true, force: true });
  });

  async function open(adapters: readonly string[], webhook: WebhookConfig | false = false): Promise<Service> {
    const policy = samplePolicy();
    const clinics = adapters.map((use) => ({
      id: use.replace(/\W/g, ''),
      adapter: { use, options: {} },
      policy,
      limits: DEFAULT_STAGING_LIMITS,
    }));
    // As much of it as is read without a pairing.
    const itero = {
      redirectUrl: 'http://127.0.0.1:1/pairing/callback',
      allowedHosts: ['sample.example'],
    } as AppConfig['itero'];
    const network = { proxy: null, caFile: null };
    const session = { idle: 900_000, longest: 43_200_000 };
    const http = webhook !== false && { host: '127.0.0.1', port: 0, names: [], session };
    const file = join(folder, 'chairside.yaml');
    const dataDir = join(folder, 'data');
    const config: AppConfig = {
      file,
      baseDir: folder,
      dataDir,
      vault: 'file',
      http,
      webhook,
      network,
      itero,
      clinics,
    };
    house = await House.open(config, { clock, logger });
    const service = new Service(house);
    await service.open();
    expect(service.disabled).to.deep.equal([]);
    return service;
  }

  /** Lets the time pass that something takes to end. */
  async function within(ending: Promise<unknown>): Promise<void> {
    const passed = clock.advance(60_000).then(() => 'not yet');
    if ((await Promise.race([ending, passed])) === 'not yet') await within(ending);
  }

  it('ends after a stop, though an adapter never answers', async () => {
    const service = await open(['./hangs.mjs']);
    const ended = service.run();
    await until(() => logger.text().includes('asked'));
    service.stop();
    await within(ended);
    expect(logger.text()).to.include('left behind');
  });

  it('ends at once after a stop where all is well', async () => {
    const service = await open(['./works.mjs']);
    const ended = service.run();
    await settled();
    service.stop();
    await ended;
    expect(logger.text()).not.to.include('left behind');
  });

  it('begins a clinic whose ledger failed at the start as soon as it works', async () => {
    const service = await open(['./works.mjs']);
    const [loop] = service.loops;
    const recover = sinon.stub(loop!.scope, 'recover');
    recover.onFirstCall().rejects(new Error('sample')).callThrough();
    const ended = service.run();
    await until(() => loop!.failures.length > 0);
    expect(loop!.failures.map(({ lane }) => lane)).to.deep.equal(['recover']);
    await clock.advance(60_000);
    await until(() => loop!.failures.length === 0);
    expect(service.disabled).to.deep.equal([]);
    service.stop();
    await ended;
  });

  it('goes on where the ledger cannot say for a moment whether another process wrote', async () => {
    const service = await open(['./works.mjs']);
    const asked = sinon.stub(house.ledger, 'dataVersion').throws(new Error('sample'));
    const ended = service.run();
    await settled();
    await clock.advance(5_000);
    expect(asked.callCount).to.be.greaterThan(3);
    service.stop();
    await ended;
  });

  it('leaves no listener open where the other one has no place', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const service = await open(['./works.mjs'], { host: '127.0.0.1', port, publicUrl: 'https://sample.example' });
    const failure: unknown = await startHttp(house, service, false).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'EADDRINUSE');
    const listening = logger.lines.find(({ message }) => message === 'Listening');
    const answered = await fetch(`http://127.0.0.1:${listening?.fields.port}/healthz`).then(
      () => true,
      () => false,
    );
    taken.close();
    expect(answered).to.equal(false);
  });
});

/** Turns of the event loop: enough for what is to follow at once. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for what takes as long as the disk does. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settled();
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
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
    name, apiVersion: 1, options: {},
    create: () => ({ rxTrigger: { read }, probe: async () => [], close: () => new Promise(() => undefined) }),
  });
  export const sample = adapter('sample', NAME);
`;
const HANGS = '() => new Promise(() => undefined)';
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
    const closed = house.close();
    await settled();
    await clock.advance(60_000);
    await closed;
    await rm(folder, { recursive: true, force: true });
  });

  async function open(adapters: readonly string[], webhook: WebhookConfig | false = false): Promise<Service> {
    const policy = samplePolicy();
    const clinics = adapters.map((use) => ({ id: use.replace(/\W/g, ''), adapter: { use, options: {} }, policy }));
    // As much of it as is read without a pairing.
    const itero = {
      redirectUrl: 'http://127.0.0.1:1/pairing/callback',
      allowedHosts: ['sample.example'],
    } as AppConfig['itero'];
    const network = { proxy: null, caFile: null };
    const http = webhook !== false && { host: '127.0.0.1', port: 0 };
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

  it('ends after a stop, though an adapter never answers', async () => {
    const service = await open(['./hangs.mjs']);
    const ended = service.run();
    await settled();
    service.stop();
    await settled();
    await clock.advance(60_000);
    await ended;
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
    await settled();
    expect(loop!.failures.map(({ lane }) => lane)).to.deep.equal(['recover']);
    await clock.advance(60_000);
    await settled();
    expect(loop!.failures).to.deep.equal([]);
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

async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { ClinicId, RxKey } from '@chairside/core';
import { DEFAULT_STAGING_LIMITS } from '@chairside/core/download';
import { expect } from 'chai';
import 'reflect-metadata';
import { House } from '../../dist/composition/house.js';
import { FLOW } from '../../dist/composition/tokens.js';
import type { AppConfig } from '../../dist/config/app-config.js';
import { samplePolicy } from '../flow/support/sample-policy.js';
import { sampleRx, seedRx } from '../flow/support/samples.js';

const signal = new AbortController().signal;
const KEY = RxKey('A');

/** Its book cannot be read. */
const ADAPTER = `export const sample = {
  name: 'sample', apiVersion: '1.0', options: {},
  create: () => ({
    rxTrigger: { read: async () => { throw new Error('sample'); }, confirm: async () => new Map() },
    probe: async () => [], close: async () => undefined,
  }),
};`;

describe('a clinic whose adapter reads a book', () => {
  let folder: string;
  let house: House;

  afterEach(async () => {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('sends nothing before it was read, and says so once that failed', async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-book-'));
    const use = join(folder, 'adapter.mjs');
    await writeFile(use, ADAPTER);
    const itero = { redirectUrl: 'http://127.0.0.1:1/pairing/callback', allowedHosts: ['sample.example'] };
    const config: AppConfig = {
      file: join(folder, 'chairside.yaml'),
      baseDir: folder,
      dataDir: join(folder, 'data'),
      vault: 'file',
      http: false,
      webhook: false,
      network: { proxy: null, caFile: null },
      itero: itero as AppConfig['itero'],
      clinics: [
        { id: 'main-street', adapter: { use, options: {} }, policy: samplePolicy(), limits: DEFAULT_STAGING_LIMITS },
      ],
    };
    const clock = new FakeClock();
    house = await House.open(config, { clock, logger: new CaptureLogger() });
    const { ledger, container } = await house.openClinic(ClinicId('main-street'), signal);
    await seedRx(ledger, 'wanted', sampleRx('A'), { dueAt: clock.now() });
    const problem = async (): Promise<string | undefined> => (await ledger.rx.get(KEY))?.problem?.code;
    await container.get(FLOW.workRx).run(signal);
    expect(await problem()).to.equal(undefined);
    await container
      .get(FLOW.readTrigger)
      ?.run(signal)
      .catch(() => undefined);
    await container.get(FLOW.workRx).run(signal);
    expect([(await ledger.rx.get(KEY))?.state, await problem()]).to.deep.equal(['wanted', 'RX_BOOK_UNREAD']);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { ClinicId, RxId } from '@chairside/core';
import { DEFAULT_STAGING_LIMITS } from '@chairside/core/download';
import { expect } from 'chai';
import 'reflect-metadata';
import sinon from 'sinon';
import { House } from '../../dist/composition/house.js';
import { FLOW } from '../../dist/composition/tokens.js';
import type { AppConfig } from '../../dist/config/app-config.js';
import { Service } from '../../dist/loop/service.js';
import { samplePolicy } from '../flow/support/sample-policy.js';

const ADAPTER = `export const sample = {
  name: 'sample', apiVersion: '1.0', options: {},
  create: () => ({ probe: async () => [], close: async () => undefined }),
};`;
const CLINIC = ClinicId('main-street');
const RX = RxId('00000000-0000-4000-8000-00000000feed');
const COMPANY = 5001;

describe('a notification that reached the service', () => {
  let folder: string;
  let clock: FakeClock;
  let house: House;
  let service: Service;
  let ended: Promise<void>;
  const logger = new CaptureLogger();
  const polled = sinon.stub();
  const looked = sinon.stub();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-notified-'));
    await writeFile(join(folder, 'adapter.mjs'), ADAPTER);
    clock = new FakeClock();
    polled.reset();
    polled.resolves(0);
    looked.reset();
    looked.resolves();
    const config: AppConfig = {
      file: join(folder, 'chairside.yaml'),
      baseDir: folder,
      dataDir: join(folder, 'data'),
      vault: 'file',
      http: false,
      webhook: false,
      network: { proxy: null, caFile: null },
      itero: { allowedHosts: ['sample.example'] } as AppConfig['itero'],
      clinics: [
        {
          id: CLINIC,
          adapter: { use: './adapter.mjs', options: {} },
          policy: samplePolicy(),
          limits: DEFAULT_STAGING_LIMITS,
        },
      ],
    };
    house = await House.open(config, { clock, logger });
    await house.ledger.pairings.save({
      clinic: CLINIC,
      companyId: COMPANY,
      companyName: 'Sample Dental',
      status: 'paired',
      pairedAt: clock.now(),
      firstPairedAt: clock.now(),
      warnings: [],
      bases: {},
    });
    service = new Service(house);
    await service.open();
    const { container } = service.loops[0]!.scope;
    (await container.rebindAsync(FLOW.pollOrders)).toConstantValue({ run: polled } as never);
    (await container.rebindAsync(FLOW.takeNotification)).toConstantValue({ run: looked } as never);
    ended = service.run();
    await polls(1);
  });
  afterEach(async () => {
    service.stop();
    await ended;
    await house.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Waits until the poll ran so often, and whatever follows at once has happened. */
  const polls = async (count: number): Promise<void> => {
    while (polled.callCount < count) await settled();
    await settled();
  };
  const take = async (body: unknown): Promise<void> => {
    await service.takeNotification(CLINIC, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
    await settled();
  };

  it('wakes the poll, at most once a second, and has the RX looked at', async () => {
    for (let call = 0; call < 1_000; call += 1)
      void service.takeNotification(CLINIC, Buffer.from(JSON.stringify({ Id: RX, CompanyId: COMPANY })));
    await polls(2);
    expect([polled.callCount, looked.args]).to.deep.equal([2, [[RX]]]);
    await clock.advance(1_000);
    await polls(3);
    expect([polled.callCount, looked.args]).to.deep.equal([3, [[RX], [RX]]]);
    await clock.advance(30_000);
    await settled();
    expect(polled.callCount).to.equal(3);
  });

  it('is written down with its time at most once a minute, whatever it says', async () => {
    const committed = sinon.spy(house.clinicLedger(CLINIC), 'commit');
    const noted = async (): Promise<unknown> => [
      committed.args.filter(([{ cursors }]) => cursors?.['notified'] !== undefined).length,
      Date.parse((await house.clinicLedger(CLINIC).cursor('notified')) ?? '') - began,
    ];
    const began = clock.now();
    for (let call = 0; call < 50; call += 1) await take({ Id: RX, CompanyId: COMPANY + 1 });
    expect(await noted()).to.deep.equal([1, 0]);
    await clock.advance(59_000);
    await take({ Id: RX, CompanyId: COMPANY });
    expect(await noted()).to.deep.equal([1, 0]);
    await clock.advance(1_000);
    await take({ Id: RX, CompanyId: COMPANY });
    expect(await noted()).to.deep.equal([2, 60_000]);
  });

  it('of another company does nothing at all', async () => {
    await take({ Id: RX, CompanyId: COMPANY + 1 });
    await take({ id: RX, companyid: 'forged' });
    await take([
      { Id: RX, CompanyId: 1 },
      { Id: RX, CompanyId: '2' },
    ]);
    await service.takeNotification(ClinicId('nowhere'), Buffer.from('{}'));
    await clock.advance(5_000);
    await settled();
    expect([polled.callCount, looked.callCount]).to.deep.equal([1, 0]);
  });

  it('is taken for its part that names this company, or none', async () => {
    await take([
      { Id: '00000000-0000-4000-8000-00000000beef', CompanyId: 1 },
      { ID: RX.toUpperCase(), companyId: ` ${COMPANY} ` },
    ]);
    await polls(2);
    expect([polled.callCount, looked.args]).to.deep.equal([2, [[RX]]]);
    await clock.advance(1_000);
    await take({ Id: RX });
    await polls(3);
    expect([polled.callCount, looked.args]).to.deep.equal([3, [[RX], [RX]]]);
  });

  it('that cannot be read wakes the poll all the same', async () => {
    for (const [index, body] of ['', 'no JSON', '{"Id":', '[]', 'null', '{"Id":"no id"}', `Id=${RX}`].entries()) {
      await take(body);
      await polls(index + 2);
      expect([polled.callCount, looked.callCount], body).to.deep.equal([index + 2, 0]);
      await clock.advance(1_000);
      await settled();
    }
  });

  it('that fails stops none of the next, and is told without what was in it', async () => {
    looked.rejects(new Error('Canary Sample'));
    await take({ Id: RX, CompanyId: COMPANY });
    await clock.advance(1_000);
    await take({ Id: RX, CompanyId: COMPANY });
    await polls(3);
    expect([polled.callCount, looked.callCount]).to.deep.equal([3, 2]);
    expect(logger.text()).to.include('A notification could not be taken').and.not.include('Canary');
  });
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

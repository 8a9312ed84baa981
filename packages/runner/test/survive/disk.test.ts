import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, until } from '../e2e/sample-clinic.js';
import { mayMount, ServiceOnSmallDisk } from './small-disk.js';

/** What each folder is to Chairside, and what it says of it; each said once, while it waits. */
const FOLDERS = [
  // No system makes a disk read-only while files on it are open for writing.
  { folder: 'data', full: 'LEDGER_FAILED' },
  { folder: 'charts', full: 'CHART_FULL', readOnly: 'CHART_UNREACHABLE' },
  { folder: 'outbox', full: 'RESULT_UNWRITABLE', readOnly: 'RESULT_UNWRITABLE' },
] as const;

describe('a disk', function () {
  this.timeout(600_000);
  let clinic: SampleClinic;
  let service: ServiceOnSmallDisk | undefined;
  before(function () {
    if (mayMount()) return;
    process.stderr.write('\nSKIPPED, since this computer lets nobody mount a disk of their own: full disks\n');
    this.skip();
  });
  afterEach(async () => {
    await service?.kill();
    await clinic.close();
  });

  const said = (): string => service?.stderr ?? '';
  const count = (text: string): number => said().split(text).length - 1;

  /** A clinic at work with one request on the scanner; the folder is on a small disk. */
  async function open(folder: string): Promise<void> {
    clinic = await SampleClinic.open({ clinic: { retry: { maxAttempts: 1, baseDelay: '100ms', maxDelay: '500ms' } } });
    expect((await clinic.pair()).code).to.equal(0);
    await clinic.drop('A-1.json', request('A-1'));
    expect((await clinic.once()).code).to.equal(0);
    service = new ServiceOnSmallDisk(join(clinic.folder, folder), clinic.folder);
    await until(() => said().includes('Listening'), said);
  }

  /** A scan comes while the disk takes nothing; then it does again. */
  async function through(code: string, trouble: () => Promise<void>, over: () => Promise<void>): Promise<void> {
    await trouble();
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await until(() => said().includes(code), said);
    await over();
    await until(() => count('Scan is in the chart') === 1, said);
    await until(() => said().includes('Works again'), said);
    const requests = clinic.simulator.requests().length;
    await until(() => clinic.simulator.requests().length > requests + 6, said);
    expect(count('Scan is in the chart'), 'filed once').to.equal(1);
    expect(clinic.simulator.rxs().map(({ state }) => state)).to.deep.equal(['scanned']);
    expect(said()).not.to.match(/"level":"error"|failed"/);
  }

  for (const { folder, ...codes } of FOLDERS) {
    if ('full' in codes)
      it(`that is full under ${folder} is waited for, and nothing is lost, doubled or failed`, async () => {
        await open(folder);
        await through(
          codes.full,
          () => service!.full(),
          () => service!.room(),
        );
        expect(await service!.stop()).to.equal(0);
      });

    if ('readOnly' in codes)
      it(`that may only be read under ${folder} is waited for, and nothing is lost, doubled or failed`, async () => {
        await open(folder);
        await through(
          codes.readOnly,
          () => service!.readOnly(),
          () => service!.writable(),
        );
        expect(await service!.stop()).to.equal(0);
      });
  }
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { SampleClinic } from './sample-clinic.js';

interface Show {
  readonly scans: {
    readonly state: string;
    readonly revision: number;
    readonly captures: readonly {
      readonly state: string;
      readonly problem: { readonly code: string } | null;
      readonly files: readonly unknown[];
    }[];
  };
}
interface Status {
  readonly clinics: readonly {
    readonly needsPerson: readonly { readonly kind: string; readonly key: string; readonly code: string | null }[];
  }[];
}

const DAY = 24 * 60 * 60 * 1000;
const PATIENT = { firstName: 'Sample', lastName: 'Incisor', chartNumber: '1001' };
const ONE_CAPTURE = /\/download\/SCREEN_CAPTURE\/[^/]+$/;
const ZIP = /\/download\/SCREEN_CAPTURE$/;
const RESTORATIVE = 30;

describe('screen captures and pictures, by the command line', () => {
  let clinic: SampleClinic;
  const day = (ago: number): number => Date.now() - ago * DAY;

  beforeEach(async () => {
    const since = new Date(day(300)).toISOString().slice(0, 10);
    clinic = await SampleClinic.open({
      adapter: { roster: './patients.csv' },
      clinic: {
        scans: { since, lookback: '300d' },
        retry: { maxAttempts: 2, baseDelay: '100ms', maxDelay: '200ms', notReady: ['100ms'] },
      },
    });
    await writeFile(join(clinic.folder, 'patients.csv'), 'chartNumber,firstName,lastName\n1001,Sample,Incisor\n');
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  });
  afterEach(() => clinic.close());

  const captures = async (): Promise<readonly string[]> =>
    (await clinic.files('charts')).filter((path) => path.includes('/captures/'));
  const requested = (path: RegExp): number =>
    clinic.simulator.requests().filter((request) => path.test(request.path)).length;
  const show = async (orderId: number): Promise<Show['scans']> =>
    (await clinic.json<Show>('scans', 'show', String(orderId))).scans;
  const failedInList = async (): Promise<readonly number[]> =>
    (await clinic.json<{ scans: readonly { readonly failedCaptures: number }[] }>('scans', 'list')).scans.map(
      ({ failedCaptures }) => failedCaptures,
    );
  const round = async (code = 0): Promise<void> => {
    const ended = await clinic.once();
    expect(ended.code, ended.stderr).to.equal(code);
  };

  it('files captures singly beside their scan, also weeks later, once each', async () => {
    const farthest = (): string => new Date(day(90)).toISOString().slice(0, 10);
    const before = farthest();
    const { orderId } = clinic.simulator.addOrder({ ...PATIENT, scannedAt: day(60), captures: 1 });
    await round();
    expect(await captures()).to.have.length(1);
    clinic.simulator.addCapture(orderId);
    await round();
    await round();
    const filed = await captures();
    expect(filed).to.have.length(2);
    expect(new Set(filed.map((path) => path.split('/').slice(0, -2).join('/'))).size, 'beside the scan').to.equal(1);
    expect([requested(ONE_CAPTURE), requested(ZIP)]).to.deep.equal([2, 0]);
    const asked = clinic.simulator.requests().filter(({ path }) => path.endsWith('/latest-files'));
    expect([before, farthest()]).to.include.members(asked.map(({ query }) => query['dateFrom']));
    expect(asked).to.have.length(3);
    const { state, revision, captures: shown } = await show(orderId);
    expect([state, revision, shown.map(({ state: each, files }) => [each, files.length])]).to.deep.equal([
      'filed',
      1,
      [
        ['filed', 1],
        ['filed', 1],
      ],
    ]);
  });

  it('fetches the ZIP of captures for an order that is older than their list, and files no picture twice', async () => {
    const { orderId } = clinic.simulator.addOrder({ ...PATIENT, scannedAt: day(100), captures: 2 });
    await round();
    // Whatever the date of the list means, both came once: by the ZIP, and by the list of captures that were just taken.
    expect([requested(ZIP), (await captures()).length]).to.deep.equal([1, 2]);
    clinic.simulator.addCapture(orderId);
    expect((await clinic.quick('scans', 'redeliver', String(orderId))).code).to.equal(0);
    await round();
    expect([requested(ZIP), (await captures()).length]).to.deep.equal([2, 3]);
    expect((await show(orderId)).revision, 'captures are no revision').to.equal(1);
  });

  it('takes a ZIP of captures that there is none of for none', async () => {
    const { orderId } = clinic.simulator.addOrder({ ...PATIENT, scannedAt: day(100) });
    await round();
    expect([requested(ZIP), await captures(), (await show(orderId)).state]).to.deep.equal([1, [], 'filed']);
  });

  it('files the pictures that gallery and ortho export share once, and those of a restorative case beside it', async () => {
    const ortho = clinic.simulator.addOrder({ ...PATIENT, scannedAt: day(2) });
    const restorative = clinic.simulator.addOrder({ ...PATIENT, scannedAt: day(1), procedureMapId: RESTORATIVE });
    await round();
    const files = await clinic.files('charts');
    const pictures = (orderId: number): readonly string[] =>
      files
        .filter((path) => path.includes(String(orderId)) && path.endsWith('.jpg'))
        .map((path) => path.split('/r1/')[1]!);
    expect(pictures(ortho.orderId)).to.have.length(6);
    expect(pictures(ortho.orderId).some((path) => path.startsWith('gallery/'))).to.equal(false);
    expect(pictures(restorative.orderId)).to.have.length(6);
    expect(pictures(restorative.orderId).every((path) => path.startsWith('gallery/'))).to.equal(true);
  });

  for (const [what, fault, code] of [
    ['is not found', { status: 404 }, 'CLOUD_REFUSED'],
    ['is refused', { status: 400 }, 'CLOUD_REFUSED'],
    ['is no picture', { corruptAt: 0 }, 'DOWNLOAD_CORRUPT'],
  ] as const) {
    it(`shows a capture that ${what} with its order until a person deals with it`, async () => {
      const { orderId } = clinic.simulator.addOrder({ ...PATIENT, captures: 1 });
      clinic.simulator.faults.add({ match: { path: ONE_CAPTURE }, do: fault });
      await round(4);
      const shown = await show(orderId);
      expect([shown.state, shown.captures.map(({ state, problem }) => [state, problem?.code])]).to.deep.equal([
        'filed',
        [['failed', code]],
      ]);
      const waiting = async (): Promise<readonly unknown[]> =>
        (await clinic.json<Status>('status')).clinics[0]!.needsPerson.map((one) => [one.kind, one.key, one.code]);
      expect(await waiting()).to.deep.equal([['capture', String(orderId), code]]);
      expect((await clinic.quick('status')).stdout).to.match(
        new RegExp(`capture ${orderId} .*chairside scans retry ${orderId};.* chairside review dismiss ${orderId}\\.`),
      );
      expect((await clinic.quick('scans', 'list')).stdout).to.match(/ 1 screen capture failed\.\n/);
      expect(await failedInList()).to.deep.equal([1]);

      clinic.simulator.faults.clear();
      await round(4);
      expect(await captures(), 'not by itself').to.deep.equal([]);
      expect((await clinic.quick('scans', 'retry', String(orderId))).code).to.equal(0);
      await round();
      expect([(await captures()).length, await waiting(), await failedInList()]).to.deep.equal([1, [], [0]]);
      expect((await clinic.quick('scans', 'retry', String(orderId))).code, 'nothing failed any more').to.equal(1);
    });
  }

  it('lets a capture rest that can never be had', async () => {
    const { orderId } = clinic.simulator.addOrder({ ...PATIENT, captures: 1 });
    clinic.simulator.faults.add({ match: { path: ONE_CAPTURE }, do: { status: 404 } });
    await round(4);
    expect((await clinic.quick('review', 'dismiss', String(orderId))).code).to.equal(0);
    await round();
    const { state, captures: shown } = await show(orderId);
    expect([state, shown.map((each) => each.state)]).to.deep.equal(['filed', ['dismissed']]);
  });
});

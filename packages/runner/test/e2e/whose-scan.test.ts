import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, until, type ClinicOptions } from './sample-clinic.js';

interface ReviewJson {
  readonly version: number;
  readonly review: readonly {
    readonly orderId: string;
    readonly candidates: readonly { readonly patient: { readonly ref: string }; readonly why: string }[];
  }[];
}

const ROSTER =
  'chartNumber,firstName,lastName,dateOfBirth\n3001,Walk,In-Sample,1970-01-01\n3002,Twin,Sample,1990-05-05\n3003,Other,Sample,1991-06-06\n';

describe('whose scan it is, by the command line', () => {
  let clinic: SampleClinic;
  const open = async (options?: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  const withRoster = async (): Promise<void> => {
    await open({ adapter: { roster: './patients.csv' } });
    await writeFile(join(clinic.folder, 'patients.csv'), ROSTER);
  };
  afterEach(() => clinic.close());

  it('files nothing that no RX of ours and no roster explains, and lists it for review', async () => {
    await open();
    const order = clinic.simulator.addOrder({ firstName: 'Walk', lastName: 'In-Sample', chartNumber: '3001' });
    expect((await clinic.once()).code).to.equal(4);
    expect(await clinic.files('charts')).to.deep.equal([]);
    const { version, review } = await clinic.json<ReviewJson>('review', 'list');
    expect(version).to.equal(1);
    expect(review.map(({ orderId }) => orderId)).to.deep.equal([String(order.orderId)]);
  });

  it('files a scan that was started on the scanner where chart number and name agree with one patient', async () => {
    await withRoster();
    clinic.simulator.addOrder({ firstName: 'WALK', lastName: 'in sample', chartNumber: '3001' });
    expect((await clinic.once()).code).to.equal(0);
    expect(
      (await clinic.files('charts')).filter((path) => path.startsWith('3001_')).some((path) => path.endsWith('.stl')),
    ).to.equal(true);
  });

  for (const [what, order] of [
    ['the name is another', { firstName: 'Walk', lastName: 'Out-Sample', chartNumber: '3001' }],
    ['the chart number is another', { firstName: 'Walk', lastName: 'In-Sample', chartNumber: '3002' }],
    ['the chart number is blank', { firstName: 'Walk', lastName: 'In-Sample', chartNumber: '' }],
  ] as const) {
    it(`leaves it for review where ${what}`, async () => {
      await withRoster();
      clinic.simulator.addOrder(order);
      expect((await clinic.once()).code).to.equal(4);
      expect(await clinic.files('charts')).to.deep.equal([]);
      const { review } = await clinic.json<ReviewJson>('review', 'list');
      expect(review[0]?.candidates.map(({ patient }) => patient.ref)).to.include(
        order.chartNumber === '3002' ? '3002' : '3001',
      );
    });
  }

  it('leaves a scan of our own RX for review when its chart number was changed on the scanner', async () => {
    await withRoster();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId, { chartNumber: '9999' });
    expect((await clinic.once()).code).to.equal(4);
    expect(await clinic.files('charts')).to.deep.equal([]);
    expect((await clinic.json<ReviewJson>('review', 'list')).review).to.have.length(1);
  });

  it('files what a person assigned, and writes down who did it', async () => {
    await withRoster();
    const { orderId } = clinic.simulator.addOrder({ firstName: 'Tvin', lastName: 'Sample', chartNumber: '3002' });
    await clinic.once();
    expect((await clinic.cli('review', 'assign', String(orderId), 'nobody')).code).to.equal(2);
    expect((await clinic.cli('review', 'assign', String(orderId), '3002')).code).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
    expect(
      (await clinic.files('charts')).some((path) => path.startsWith('3002_Sample_Twin/') && path.endsWith('.stl')),
    ).to.equal(true);
    const { audit } = await clinic.json<{ audit: readonly { action: string; subject: string; actor: string }[] }>(
      'audit',
    );
    const assigned = audit.find(({ action }) => action === 'scan assigned');
    expect(assigned).to.include({ subject: String(orderId) });
    expect(assigned?.actor).to.not.equal('');
  });

  it('files a rescan as the second revision beside the first, and an equal export as none', async () => {
    await open();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    const { orderId } = clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await clinic.once();
    clinic.simulator.setStatus(orderId, 'iTero Modeling');
    await clinic.once();
    const first = await clinic.files('charts');
    expect(first.some((path) => path.includes('/r2/'))).to.equal(false);
    clinic.simulator.rescan(orderId);
    await clinic.once();
    const both = await clinic.files('charts');
    expect(both.filter((path) => path.endsWith('/scan.json')).map((path) => path.split('/').at(-2))).to.deep.equal([
      'r1',
      'r2',
    ]);
    expect(both).to.include.members([...first]);
  });

  it('files a screen capture beside its scan once, also one that is taken later', async () => {
    await open();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    const { orderId } = clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId, { captures: 1 });
    await clinic.once();
    await clinic.once();
    const captures = async (): Promise<readonly string[]> =>
      (await clinic.files('charts')).filter((path) => path.includes('/captures/'));
    expect(await captures()).to.have.length(1);
    clinic.simulator.addCapture(orderId);
    await clinic.once();
    await clinic.once();
    expect(await captures()).to.have.length(2);
  });

  it('says in words and codes why each candidate was not enough, and how a chosen patient differs', async () => {
    await withRoster();
    const { orderId } = clinic.simulator.addOrder({ firstName: 'Tvin', lastName: 'Sample', chartNumber: '3002' });
    await clinic.once();
    const { review } = await clinic.json<{ review: readonly Record<string, unknown>[] }>('review', 'list');
    expect(review[0]).to.deep.include({ reasons: ['rx-unknown'], takenBack: false, rxKey: null });
    expect(review[0]?.['candidates']).to.deep.equal([
      {
        patient: {
          ref: '3002',
          chartNumber: '3002',
          firstName: 'Twin',
          lastName: 'Sample',
          dateOfBirth: '1990-05-05',
        },
        reasons: ['chart-number-equal', 'name-differs'],
        why: 'The chart number agrees. The name differs.',
      },
    ]);
    expect((await clinic.quick('review', 'list')).stdout).to.include(
      '    3002: Twin Sample, chart number 3002, born 1990-05-05. The chart number agrees. The name differs.',
    );
    const assigned = await clinic.quick('review', 'assign', String(orderId), '3003');
    expect(assigned.stdout.split('\n').slice(0, 4)).to.deep.equal([
      'The scan names: Tvin Sample, chart number 3002.',
      'Patient 3003 is: Other Sample, chart number 3003, born 1991-06-06.',
      'The chart number differs. The name differs.',
      `The scan of order ${orderId} is now listed.`,
    ]);
    const again = await clinic.quick('review', 'assign', String(orderId), '3003');
    expect([again.code, again.stdout.includes('That was done before')]).to.deep.equal([0, true]);
    expect((await clinic.quick('review', 'assign', String(orderId), '3002')).code).to.equal(1);
    const { audit } = await clinic.json<{ audit: readonly { action: string; detail?: string }[] }>('audit');
    const details = audit.filter(({ action }) => action === 'scan assigned').map(({ detail }) => detail);
    expect(details).to.deep.equal(['to patient 3003 (chart-number-differs, name-differs)']);
  });

  it('files a scan of the inbox by itself once the roster knows its patient, or its chart number was put right', async () => {
    await withRoster();
    clinic.simulator.addOrder({ firstName: 'New', lastName: 'Sample', chartNumber: '4001' });
    expect((await clinic.once()).code).to.equal(4);
    await writeFile(join(clinic.folder, 'patients.csv'), `${ROSTER}4001,New,Sample,1999-09-09\n`);
    expect((await clinic.once()).code).to.equal(0);
    expect((await clinic.files('charts')).some((path) => path.startsWith('4001_Sample_New/'))).to.equal(true);
  });

  it('takes a wrong filing out of the chart while the service runs, and files it where it belongs', async () => {
    await withRoster();
    const { orderId } = clinic.simulator.addOrder({
      firstName: 'Twin',
      lastName: 'Sample',
      chartNumber: '3002',
      captures: 1,
    });
    const order = String(orderId);
    const service = clinic.start('run');
    const state = async (): Promise<string> =>
      (await clinic.json<{ scans: { state: string } }>('scans', 'show', order)).scans.state;
    const charts = async (chart: string): Promise<readonly string[]> =>
      (await clinic.files('charts')).filter((path) => path.startsWith(`${chart}_`));
    const filed = async (chart: string): Promise<boolean> => {
      const files = await charts(chart);
      return files.some((path) => path.endsWith('scan.json')) && files.some((path) => path.includes('/captures/'));
    };
    await until(
      async () => filed('3002').catch(() => false),
      () => service.stderr,
    );
    await until(async () => (await state()) === 'filed');
    for (const [chart, from] of [
      ['3003', '3002'],
      ['3003', '3003'],
    ] as const) {
      expect((await clinic.quick('scans', 'withdraw', order)).code).to.equal(0);
      await until(
        async () => (await charts(from)).length === 0,
        () => service.stderr,
      );
      const result = JSON.parse(
        await readFile(join(clinic.folder, 'outbox', 'scans', `${order}.json`), 'utf8'),
      ) as object;
      expect(result).to.deep.include({ state: 'review', files: [] });
      expect((await clinic.quick('review', 'assign', order, chart)).code).to.equal(0);
      await until(
        async () => filed(chart),
        () => service.stderr,
      );
      await until(async () => (await state()) === 'filed');
    }
    const away = await readdir(join(clinic.folder, 'charts', '.chairside', 'withdrawn'), { recursive: true });
    expect(away.filter((path) => path.endsWith('scan.json'))).to.have.length(2);
    expect(away.filter((path) => path.endsWith('.jpg') && path.includes('captures'))).to.have.length(2);
    await rm(
      join(
        clinic.folder,
        'charts',
        (await charts('3003')).find((path) => path.endsWith('.stl'))!,
      ),
    );
    const lost = await clinic.quick('scans', 'redeliver', order, '--json');
    expect(JSON.parse(lost.stdout)).to.have.nested.property('scans.inChart', 'missing');
    await until(async () => (await charts('3003')).filter((path) => path.endsWith('.stl')).length === 2);
    expect((await service.stop()).code).to.equal(0);
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, type ClinicOptions } from './sample-clinic.js';

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
});

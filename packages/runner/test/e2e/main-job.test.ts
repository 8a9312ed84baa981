import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, type ClinicOptions } from './sample-clinic.js';

interface ScanFile {
  readonly path: string;
  readonly sha256: string;
}

interface ScansJson {
  readonly version: number;
  readonly scans: readonly { readonly orderId: string; readonly state: string; readonly revision: number }[];
}

interface RxJson {
  readonly version: number;
  readonly rx: readonly {
    readonly key: string;
    readonly state: string;
    readonly orderId: string | null;
    readonly problem: { readonly code: string } | null;
  }[];
}

describe('from a request file to the chart, by the command line', () => {
  let clinic: SampleClinic;
  const open = async (options?: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  afterEach(() => clinic.close());

  const onScanner = (): readonly string[] =>
    clinic.simulator
      .rxs()
      .filter(({ state }) => state === 'open')
      .map(({ rxId }) => rxId);
  const scanAll = (): void => {
    for (const rxId of onScanner()) clinic.simulator.scan(rxId);
  };
  const chartOf = (scans: readonly string[], part: string): readonly string[] =>
    scans.filter((path) => path.includes(part));

  it('puts the RX on the scanner and files the scan, each file with its hash', async () => {
    await open();
    await clinic.drop('A-1001.json', request('A-1001', { notes: 'upper right first molar' }));
    expect((await clinic.once()).code).to.equal(0);
    const [rx] = clinic.simulator.rxs();
    expect(rx?.body).to.deep.include({
      CompanyId: 5001,
      DoctorId: 77,
      PatientFirstName: 'Sample',
      PatientLastName: 'Incisor',
      PatientChartNumber: '1001',
      procedureMapId: 30,
    });
    expect(await clinic.result('A-1001')).to.deep.include({ state: 'submitted', rxId: rx?.rxId });

    const order = clinic.simulator.scan(rx!.rxId);
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect(round.stderr, 'a log tells of no progress').to.not.match(/MB received/);
    expect((await clinic.quick('status')).stdout).to.match(/^service: not at work; start it/m);
    const result = await clinic.result('A-1001');
    expect(result).to.deep.include({ state: 'scanned', orderId: String(order.orderId), error: null });
    expect(result?.files.filter((path) => path.endsWith('.stl'))).to.have.length(2);

    const charts = await clinic.files('charts');
    expect(charts.every((path) => path.startsWith('1001_Incisor_Sample/'))).to.equal(true);
    const [record] = chartOf(charts, '/r1/scan.json');
    const scan = JSON.parse(await readFile(join(clinic.folder, 'charts', record!), 'utf8')) as {
      readonly files: readonly ScanFile[];
    };
    expect(scan.files.length).to.be.greaterThan(5);
    for (const { path, sha256 } of scan.files) {
      const found = charts.find((candidate) => candidate.endsWith(path));
      const bytes = await readFile(join(clinic.folder, 'charts', found!));
      expect(createHash('sha256').update(bytes).digest('hex'), path).to.equal(sha256);
    }
    expect(await clinic.files('inbox')).to.deep.equal([]);
    expect(await clinic.files('inbox/.done')).to.deep.equal(['A-1001.json']);
  });

  it('does nothing twice however often a round is run', async () => {
    await open();
    await clinic.drop('A-1001.json', request('A-1001'));
    await clinic.once();
    scanAll();
    await clinic.once();
    const charts = await clinic.files('charts');
    await clinic.drop('again.json', request('A-1001'));
    await clinic.once();
    await clinic.once();
    expect(await clinic.files('charts')).to.deep.equal(charts);
    expect(clinic.simulator.rxs()).to.have.length(1);
    const { version, scans } = await clinic.json<ScansJson>('scans', 'list');
    expect(version).to.equal(1);
    expect(scans.map(({ state, revision }) => ({ state, revision }))).to.deep.equal([{ state: 'filed', revision: 1 }]);
  });

  for (const pageOrder of ['oldest', 'newest'] as const) {
    it(`finds every scan where pages begin with the ${pageOrder} order`, async () => {
      await open();
      clinic.simulator.setSwitches({ pageOrder });
      await clinic.drop('two.json', [
        request('A-1'),
        request('A-2', { patient: { chartNumber: '1002', firstName: 'Demo', lastName: 'Molar' } }),
      ]);
      await clinic.once();
      clinic.simulator.addOrders(1_100, { firstName: 'Nobody', lastName: 'Known', chartNumber: '' });
      scanAll();
      clinic.simulator.addOrders(50, { firstName: 'Nobody', lastName: 'Known', chartNumber: '' });
      await clinic.once();
      expect((await clinic.result('A-1'))?.files).to.not.deep.equal([]);
      expect((await clinic.result('A-2'))?.files).to.not.deep.equal([]);
    });
  }

  it('withdraws a cancelled request from the scanner', async () => {
    await open();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    await clinic.drop('cancel.json', { action: 'cancel', requestId: 'A-1' });
    expect((await clinic.once()).code).to.equal(0);
    expect(clinic.simulator.rxs().map(({ state }) => state)).to.deep.equal(['deleted']);
    expect(await clinic.result('A-1')).to.include({ state: 'withdrawn' });
  });

  it('withdraws a changed request and submits it anew, and refuses the change of a scanned one', async () => {
    await open();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    await clinic.drop('A-1b.json', request('A-1', { notes: 'both arches, please' }));
    await clinic.once();
    expect(clinic.simulator.rxs().map(({ state, body }) => [state, body['Notes'] ?? null])).to.deep.equal([
      ['deleted', null],
      ['open', 'both arches, please'],
    ]);
    scanAll();
    await clinic.once();
    await clinic.drop('A-1c.json', request('A-1', { notes: 'too late' }));
    await clinic.once();
    expect(clinic.simulator.rxs()).to.have.length(2);
    expect(await clinic.files('inbox/.failed')).to.deep.equal(['A-1c.json', 'A-1c.json.error.json']);
    expect(await clinic.result('A-1')).to.include({ state: 'scanned' });
  });

  it('names file, line and field of a wrong request, and goes on with the good rows', async () => {
    await open();
    await clinic.drop(
      'mixed.csv',
      'requestId;chartNumber;firstName;lastName;doctor;dateOfBirth\nB-1;2001;Good;Row;DrSample;01.02.1980\nB-2;2002;;Nameless;DrSample;\n',
    );
    await clinic.drop('broken.json', '{ "action": "create", ');
    await clinic.once();
    expect(clinic.simulator.rxs().map(({ body }) => body['PatientChartNumber'])).to.deep.equal(['2001']);
    const failed = await clinic.files('inbox/.failed');
    expect(failed).to.have.members(['mixed.csv', 'mixed.csv.error.json', 'broken.json', 'broken.json.error.json']);
    const error = JSON.parse(await readFile(join(clinic.folder, 'inbox/.failed/mixed.csv.error.json'), 'utf8')) as {
      readonly problems: readonly { readonly line: number; readonly field: string }[];
    };
    expect(error.problems).to.have.length(1);
    expect(error.problems[0]).to.include({ line: 3, field: 'patient.firstName' });
  });

  it('leaves an RX of an unmapped doctor or code waiting, visibly, until it is approved', async () => {
    await open({ clinic: { rx: { doctors: {}, defaults: { doctorId: 77, procedureMapId: 30 } } } });
    await clinic.drop('A-1.json', request('A-1', { doctor: 'DrNobody' }));
    expect((await clinic.once()).code).to.equal(4);
    expect(clinic.simulator.rxs()).to.deep.equal([]);
    const before = await clinic.json<RxJson>('rx', 'list');
    expect((await clinic.quick('rx', 'list')).stdout)
      .to.match(/^CLINIC .*PATIENT +PROCEDURE/)
      .and.to.match(/ 1001 +30 /);
    expect(before.rx[0]).to.deep.include({ key: 'A-1', state: 'wanted' });
    expect(before.rx[0]?.problem?.code).to.equal('RX_DOCTOR_UNMAPPED');
    expect((await clinic.cli('rx', 'approve', 'A-1', '--doctor', '78')).code).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
    expect(clinic.simulator.rxs()[0]?.body).to.deep.include({ DoctorId: 78 });
  });
});

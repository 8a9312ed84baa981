import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, until } from './sample-clinic.js';

interface Result {
  readonly requestId: string;
  readonly orderId: string;
  readonly state: string;
  readonly files: readonly string[];
}

function patient(chartNumber: string, lastName: string): Readonly<Record<string, unknown>> {
  return { patient: { chartNumber, firstName: 'Sample', lastName } };
}

function mark(text: string): string {
  return `~${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

describe('the folders of a legacy system, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  const json = async <Content>(path: string): Promise<Content> =>
    JSON.parse(await readFile(join(clinic.folder, path), 'utf8')) as Content;
  const failed = async (): Promise<readonly string[]> =>
    (await readdir(join(clinic.folder, 'inbox', '.failed')).catch(() => [])).toSorted();

  it('keeps names legal and apart, and tells each request and scan in a file', async () => {
    clinic = await SampleClinic.open({
      adapter: {
        csv: { delimiter: ';', encoding: 'windows-1252', columns: { chartNumber: 'PATNR', lastName: 'NACHNAME' } },
      },
    });
    expect((await clinic.pair()).code).to.equal(0);
    await clinic.drop('list.json', [
      request('L-1', patient('ab1', 'Lower')),
      request('L-2', patient('AB1', 'Upper')),
      request('L-3', patient('A/1', 'Slash')),
    ]);
    const row = 'PATNR;NACHNAME;firstName;doctor;procedureCode\r\n2001;Müller-Sample;Jörg;DrSample;D2740\r\n';
    await clinic.drop('export.csv', Buffer.from(row, 'latin1'));
    await clinic.drop('hidden.json', request('.hidden', patient('3001', 'Hidden')));
    expect((await clinic.once()).code).to.equal(0);
    await clinic.drop('export.csv', Buffer.from(row, 'latin1'));
    expect((await clinic.once()).code).to.equal(0);
    expect(await failed()).to.deep.equal(['hidden.json', 'hidden.json.error.json']);
    expect(await clinic.files('inbox/.done'), 'a taken name gets a time before it').to.have.length(3);

    const rxs = clinic.simulator.rxs();
    expect(
      rxs.map(({ body }) => body['PatientLastName']),
      'the same row once',
    ).to.have.members(['Lower', 'Upper', 'Slash', 'Müller-Sample']);
    for (const { rxId } of rxs) clinic.simulator.scan(rxId, { captures: 1 });
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);

    const folders = (await readdir(join(clinic.folder, 'charts'))).filter((name) => !name.startsWith('.'));
    const pair = folders.filter((name) => /^ab1/i.test(name));
    expect(pair).to.have.length(2);
    expect(
      new Set(pair.map((name) => name.slice(0, 'ab1~01234567'.length).toLowerCase())),
      'on any disk',
    ).to.have.length(2);
    expect(folders)
      .to.include(`A_1${mark('A/1')}_Slash_Sample`)
      .and.to.include('2001_Müller-Sample_Jörg');

    const result = await json<Result>('outbox/L-3.json');
    expect(Object.keys(result)).to.have.members([
      'requestId',
      'state',
      'rxId',
      'orderId',
      'files',
      'error',
      'updatedAt',
    ]);
    const scan = await json<Result>(`outbox/scans/${result.orderId}.json`);
    expect([scan.requestId, scan.state, result.state]).to.deep.equal(['L-3', 'filed', 'scanned']);
    const charts = await clinic.files('charts');
    expect(charts).to.include.members([...result.files]);
    const base = charts
      .find((path) => path.startsWith('A_1') && path.endsWith('current.json'))!
      .replace('current.json', '');
    expect(await json<{ revision: number }>(`charts/${base}current.json`)).to.include({ revision: 1 });
    expect(charts.filter((path) => path.startsWith(`${base}captures/`))).to.have.length(1);
    const { files } = await json<{ files: { path: string; sha256: string }[] }>(`charts/${base}r1/scan.json`);
    for (const { path, sha256 } of files)
      expect(
        createHash('sha256')
          .update(await readFile(join(clinic.folder, 'charts', base, 'r1', path)))
          .digest('hex'),
      ).to.equal(sha256);
  });

  it('waits until a file is whole, and takes one that never becomes whole for a failed one', async () => {
    clinic = await SampleClinic.open({ adapter: { settle: '300ms' } });
    expect((await clinic.pair()).code).to.equal(0);
    const service = clinic.start('run');
    await mkdir(join(clinic.folder, 'inbox'), { recursive: true });
    const text = JSON.stringify(request('A-1'));
    await clinic.drop('slow.json', text.slice(0, 40));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await clinic.files('inbox'), 'it is left alone').to.deep.equal(['slow.json']);
    await clinic.drop('slow.json', text);
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    expect(await failed()).to.deep.equal([]);
    await clinic.drop('cut.json', text.slice(0, 40));
    await until(
      async () => (await failed()).length === 2,
      () => service.stderr,
    );
    const error = await json<{ problems: { line: number }[] }>('inbox/.failed/cut.json.error.json');
    expect(error.problems).to.not.deep.equal([]);
    expect((await service.stop()).code).to.equal(0);
  });
});

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, until } from './sample-clinic.js';

/** Words that stand nowhere but in the made-up patients of this test. */
const CANARIES = ['Kanarius', 'Zitronella', 'Pirolina', 'Wellensittich', '77113355', '1933-07-21', 'Gelbschnabel'];
const PATIENT = {
  chartNumber: 'C77113355',
  firstName: 'Zitronella',
  lastName: 'Kanarius',
  dateOfBirth: '1933-07-21',
  gender: 'Female',
};
/** Where patient data belongs: the chart, the files of the folder adapter, the ledger. */
const HOMES = /^(charts|inbox|outbox)\/|^patients\.csv$|^data\/ledger\.db(-wal|-shm)?$/;

function canariesIn(text: string): readonly string[] {
  const searched = text.toLowerCase();
  return CANARIES.filter((canary) => searched.includes(canary.toLowerCase()));
}

describe('where patient data goes, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  /** Every file outside those places, hidden ones too, that holds a canary in its name or its bytes. */
  const leaks = async (): Promise<readonly string[]> => {
    const entries = await readdir(clinic.folder, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(clinic.folder, path).replaceAll('\\', '/');
      if (HOMES.test(name) || !entry.isFile()) continue;
      if (canariesIn(name + (await readFile(path, 'latin1'))).length > 0) found.push(name);
    }
    return found;
  };

  it('leaves none in logs, metrics, health, error texts or other files, through troubles too', async () => {
    clinic = await SampleClinic.open({ adapter: { roster: './patients.csv' }, top: { webhook: false } });
    expect((await clinic.pair()).code).to.equal(0);
    await mkdir(join(clinic.folder, 'tmp'));
    await writeFile(
      join(clinic.folder, 'patients.csv'),
      'chartNumber,firstName,lastName,dateOfBirth\nG1,Pirolina,Wellensittich,1933-07-21\n',
    );
    const env = { CHAIRSIDE_LOG: 'debug', TMPDIR: join(clinic.folder, 'tmp') };
    const service = clinic.startWith({ env }, 'run');
    const waitFor = (what: () => boolean | Promise<boolean>): Promise<void> => until(what, () => service.stderr);
    await waitFor(() => service.stderr.includes('Listening'));

    // Refused by the cloud once, then sent; a file that cannot be used; a request that contradicts another.
    clinic.simulator.faults.add({ match: { path: '/scan-request', nth: 1 }, do: { status: 400 } });
    await clinic.drop('A-1.json', request('A-1', { patient: PATIENT, notes: 'for Gelbschnabel' }));
    await waitFor(
      async () =>
        (await clinic.result('A-1'))?.state === 'submitted' || /failed/.test((await clinic.result('A-1'))?.state ?? ''),
    );
    await clinic.drop('Kanarius.json', '{ "patient": { "lastName": "Kanarius", ');
    await clinic.drop(
      'rows.csv',
      'requestId;chartNumber;firstName;lastName;dateOfBirth\nB-1;C77113355;;Kanarius;1933-07-21\nB-2;C77113355;Pirolina;Kanarius;21st of July\n',
    );
    await clinic.drop(
      'C-1.json',
      request('C-1', { patient: { ...PATIENT, lastName: 'Wellensittich', dateOfBirth: '1950-01-01' } }),
    );
    await waitFor(async () => (await clinic.files('inbox/.failed')).length >= 2);
    const outputs: string[] = [];
    const command = async (...args: readonly string[]): Promise<void> => {
      const { stdout, stderr } = await clinic.startWith({ env }, ...args).ended;
      outputs.push(`${args[0]}: ${stdout}${stderr}`);
    };
    if ((await clinic.result('A-1'))?.state !== 'submitted') await command('rx', 'resend', 'A-1');
    await waitFor(async () => (await clinic.result('A-1'))?.state === 'submitted');

    // The chart folder cannot be made: something else has its name; then it can.
    const { orderId } = clinic.simulator.scan(
      clinic.simulator.rxs().find(({ state, body }) => state === 'open' && body['PatientFirstName'] === 'Zitronella')!
        .rxId,
      { captures: 1 },
    );
    clinic.simulator.faults.add({ match: { path: '/download/IDE', nth: 1 }, do: { corruptAt: 4_000 } });
    const { orderId: stranger } = clinic.simulator.addOrder({
      firstName: 'Zitronella',
      lastName: 'Wellensittich',
      chartNumber: 'C77113355',
    });
    await waitFor(async () => (await clinic.files('charts')).some((path) => path.endsWith('current.json')));
    await waitFor(async () => (await clinic.files('charts')).some((path) => path.includes('/captures/')));
    await command('review', 'assign', String(stranger), 'Gelbschnabel-9');
    await command('rx', 'approve', 'A-1');
    await command('scans', 'retry', String(orderId));
    await command('check');
    for (const path of ['/healthz', '/metrics'])
      outputs.push(`${path}: ${await (await fetch(clinic.url(path))).text()}`);
    const ended = await service.stop();
    expect(ended.code, ended.stderr).to.equal(0);
    outputs.push(`run: ${ended.stdout}${ended.stderr}`);

    expect(await clinic.files('charts'), 'the chart has it').to.satisfy((paths: readonly string[]) =>
      paths.every((path) => path.startsWith('C77113355_Kanarius_Zitronella/')),
    );
    expect(outputs.filter((output) => canariesIn(output).length > 0)).to.deep.equal([]);
    expect(await leaks()).to.deep.equal([]);
  });
});

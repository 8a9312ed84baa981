import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { HOST, makeDatabase, PracticeHands, PrivateServer } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { request, SampleClinic, until, type Running } from '../e2e/sample-clinic.js';

const PASSWORD = 'a secret of the database';
/** A try that fails is one too many: what is away is nobody's fault. */
const RETRY = { retry: { maxAttempts: 1, baseDelay: '100ms', maxDelay: '300ms' } };

interface Told {
  readonly clinics: readonly {
    readonly rx: Readonly<Record<string, number>>;
    readonly scans: Readonly<Record<string, number>>;
    readonly troubles: readonly { readonly code: string }[];
    readonly waiting: readonly { readonly code: string }[];
    readonly needsPerson: readonly unknown[];
  }[];
}

describe('what is away for a while, and comes back', function () {
  this.timeout(600_000);
  let clinic: SampleClinic;
  let service: Running;
  afterEach(() => clinic?.close());

  const said = (): string => service.stderr;
  const status = async (): Promise<Told['clinics'][number]> => (await clinic.json<Told>('status')).clinics[0]!;
  const codes = async (): Promise<readonly string[]> => {
    const { troubles, waiting } = await status();
    return [...troubles, ...waiting].map(({ code }) => code);
  };
  const rxs = (): readonly string[] => clinic.simulator.rxs().map(({ state }) => state);
  const start = async (): Promise<void> => {
    expect((await clinic.pair()).code).to.equal(0);
    service = clinic.start('run');
    await until(() => said().includes('Listening'), said);
  };
  /** `status` says so while it lasts. */
  const shown = (code: string): Promise<void> => until(async () => (await codes()).includes(code), said);
  const over = (): Promise<void> => until(async () => (await codes()).length === 0, said);
  async function expectDone(): Promise<void> {
    const { rx, scans, needsPerson } = await status();
    expect([rx, scans, needsPerson]).to.deep.equal([{ scanned: 1 }, { filed: 1 }, []]);
    expect(rxs()).to.deep.equal(['scanned']);
    expect(said().split('Scan is in the chart').length - 1, 'filed once').to.equal(1);
    expect((await service.stop()).code).to.equal(0);
  }

  it('the share of the inbox and of the charts, in the middle of a reading and of a delivery', async () => {
    clinic = await SampleClinic.open({ clinic: RETRY });
    const [inbox, charts, away] = ['inbox', 'charts', 'away'].map((name) => join(clinic.folder, name));
    await start();
    await clinic.drop('A-1.json', request('A-1'));
    await until(async () => (await clinic.files('inbox/.working')).length + rxs().length > 0, said);
    await rename(inbox!, away!);
    await shown('INBOX_UNREACHABLE');
    await rename(away!, inbox!);
    await until(async () => (await clinic.result('A-1'))?.state === 'submitted', said);
    await over();
    expect(rxs()).to.deep.equal(['open']);

    clinic.simulator.faults.add({ match: { path: '/download/IDE' }, do: { bytesPerSecond: 40_000 } });
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await until(() => clinic.simulator.requests().some(({ path }) => path.includes('/download/')), said);
    await rename(charts!, away!);
    await shown('CHART_UNREACHABLE');
    await rename(away!, charts!);
    await until(async () => (await clinic.result('A-1'))?.state === 'scanned', said);
    await until(() => said().includes('Scan is in the chart'), said);
    await over();
    expect((await clinic.files('charts')).filter((path) => path.endsWith('scan.json'))).to.have.length(1);
    await expectDone();
  });

  it('the database of the practice, from a visit to the scan in its chart', async function () {
    const server = await PrivateServer.start();
    if (server === undefined) {
      if (process.env['CI'] === 'true') throw new Error('MariaDB is needed for these tests');
      process.stderr.write('\nSKIPPED, since this computer has no MariaDB: a database that is away for a while\n');
      this.skip();
    }
    try {
      const practice = await server.connect();
      await makeDatabase(practice, 'opendental', '25.4');
      const hands = new PracticeHands(practice);
      await hands.createAccount('chairside', PASSWORD, ['SELECT ON opendental.*']);
      const provider = await hands.addProvider({ abbr: 'DrSample', last: 'Sample', first: 'Ada' });
      await hands.addCategory({ name: 'Photos' });
      const patient = await hands.addPatient({ last: 'Incisor', first: 'Sample', birthDate: '1980-02-03' });
      await hands.addVisit({ patient, provider, procedures: [{ code: 'D2740', tooth: '14' }] });
      await practice.end();
      const database = { host: HOST, port: server.port, user: 'chairside', password: PASSWORD };
      const adapter = { use: 'opendental', database, files: { root: './images', category: 'Photos' } };
      clinic = await SampleClinic.open({ clinic: { adapter, ...RETRY } });
      await mkdir(join(clinic.folder, 'images', 'A'), { recursive: true });
      await start();
      await until(() => rxs().length === 1, said);
      // With the RX on the scanner, and again with the scan on its way: by a shutdown, and by a power cut.
      await server.stop();
      await shown('DATABASE_UNREACHABLE');
      expect(rxs()).to.deep.equal(['open']);
      await server.resume();
      await over();
      await server.kill();
      clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
      await shown('DATABASE_UNREACHABLE');
      await until(async () => Object.keys((await status()).scans).length === 1, said);
      expect(rxs()).to.deep.equal(['scanned']);
      await server.resume();
      await until(() => said().includes('Scan is in the chart'), said);
      await over();
      const files = await clinic.files('images');
      expect(files.filter((path) => path.endsWith('.zip'))).to.have.length(1);
      await expectDone();
    } finally {
      await clinic?.close();
      await server.close();
    }
  });
});
